"""Links by name, as note-taking programs write them: `[[slug]]`, `[[slug|words shown]]`, `![[picture.png]]`."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

from book.markdown.tokens import text_token

_LINK = re.compile(r"\[\[([^\[\]|\n]+)(?:\|([^\[\]\n]+))?\]\]")
_PICTURE = re.compile(r"!\[\[([^\[\]|\n]+\.(?:png|jpe?g|gif|webp|svg|avif))(?:\|([^\[\]\n]+))?\]\]", re.IGNORECASE)
CLASS = "wikilink"


def wikilinks_plugin(md: MarkdownIt) -> None:
    """Read them as links of the class `wikilink`; whether there is such an article is found out later."""
    md.inline.ruler.before("link", "wikilink", _read)
    md.inline.ruler.before("image", "wiki_picture", _read_picture)


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


def _read_picture(state: StateInline, silent: bool) -> bool:
    found = _PICTURE.match(state.src, state.pos, state.posMax)
    if not found:
        return _read_text(state, silent)
    if not silent:
        words = found[2] or ""
        token = state.push("image", "img", 0)
        token.attrs = {"src": found[1].strip(), "alt": "", "class": CLASS}
        if re.fullmatch(r"\d+(?:x\d+)?", words):
            token.attrs["width"], words = words.partition("x")[0], ""
        token.children = [text_token(words)]
        token.content = words
    state.pos = found.end()
    return True


def _read_text(state: StateInline, silent: bool) -> bool:
    """Read `![[slug]]`, a text shown within the text, as a link to it."""
    if not state.src.startswith("![[", state.pos):
        return False
    state.pos += 1
    if _read(state, silent):
        return True
    state.pos -= 1
    return False
