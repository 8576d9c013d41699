"""Two more marks of Japanese authors: `==highlight==` and `《《emphasis dots》》` (圏点)."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

_HIGHLIGHT = re.compile(r"==(?![\s=])([^\n]*?[^\s=])==(?!=)")
_DOTS = re.compile(r"《《([^《》\n]+)》》")


def highlight_plugin(md: MarkdownIt) -> None:
    """Read `==text==` as `<mark>`."""
    md.inline.ruler.before("escape", "highlight", lambda state, silent: _read(state, silent, _HIGHLIGHT, "mark"))
    md.inline.add_terminator_char("=")


def dots_plugin(md: MarkdownIt) -> None:
    """Read `《《text》》` as emphasis set in dots (JLREQ 3.3.9), `<em class="bouten">`."""
    md.inline.ruler.before(
        "escape", "dots", lambda state, silent: _read(state, silent, _DOTS, 'em class="bouten"')
    )
    md.inline.add_terminator_char("《")
    md.inline.add_terminator_char("》")  # or text would be read past the mark's end


def _read(state: StateInline, silent: bool, pattern: re.Pattern[str], element: str) -> bool:
    found = pattern.match(state.src, state.pos, state.posMax)
    if not found:
        return False
    if not silent:
        end, limit = found.end(), state.posMax
        state.push("html_inline", "", 0).content = f"<{element}>"
        state.pos, state.posMax = found.start(1), found.end(1)
        state.md.inline.tokenize(state)
        state.push("html_inline", "", 0).content = f"</{element.split()[0]}>"
        state.pos, state.posMax = end, limit
    state.pos = found.end()
    return True
