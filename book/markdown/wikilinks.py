"""Links by name, as note-taking programs write them: `[[slug]]` and `[[slug|words shown]]`."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

_LINK = re.compile(r"\[\[([^\[\]|\n]+)(?:\|([^\[\]\n]+))?\]\]")
CLASS = "wikilink"


def wikilinks_plugin(md: MarkdownIt) -> None:
    """Read them as links of the class `wikilink`; whether there is such an article is found out later."""
    md.inline.ruler.before("link", "wikilink", _read)


def _read(state: StateInline, silent: bool) -> bool:
    found = _LINK.match(state.src, state.pos, state.posMax)
    if not found or state.src.startswith("(", found.end()):
        return False
    if not silent:
        opening = state.push("link_open", "a", 1)
        opening.attrs = {"href": found[1].strip(), "class": CLASS}
        state.push("text", "", 0).content = (found[2] or found[1]).strip()
        state.push("link_close", "a", -1)
    state.pos = found.end()
    return True
