"""The outline of an article: its title once, headings from the second level, no level skipped."""

from __future__ import annotations

import re
import unicodedata

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

_TOP = 2
_DEEPEST = 6


def structure_plugin(md: MarkdownIt, *, title: str = "") -> None:
    """Drop the article's own title from its text and set the levels of its headings."""

    def rule(state: StateCore) -> None:
        if title:
            _drop_title(state.tokens, _bare(title))
        _set_levels(state.tokens)

    md.core.ruler.after("block", "outline", rule)


def _bare(text: str) -> str:
    """Return what is compared: NFKC, without markup, white space and the punctuation at the end."""
    plain = re.sub(r"[*_`~\s]", "", unicodedata.normalize("NFKC", text))
    while plain and unicodedata.category(plain[-1]).startswith("P"):
        plain = plain[:-1]
    return plain


def _drop_title(tokens: list[Token], title: str) -> None:
    heading = next((at for at, token in enumerate(tokens) if token.type == "heading_open"), None)
    if heading is not None and title and _bare(tokens[heading + 1].content) == title:
        del tokens[heading : heading + 3]
    if title and tokens and tokens[0].type == "paragraph_open":
        _drop_first_line(tokens, title)


def _drop_first_line(tokens: list[Token], title: str) -> None:
    inline = tokens[1]
    first, _, rest = inline.content.partition("\n")
    if _bare(first) != title:
        return
    if not rest:
        del tokens[:3]
        return
    inline.content = rest.lstrip()
    if inline.map:
        inline.map = [inline.map[0] + 1, inline.map[1]]


def _set_levels(tokens: list[Token]) -> None:
    """Give headings the level of their nesting. One in a list or quotation is outside the outline."""
    open_levels: list[int] = []
    for at, token in enumerate(tokens):
        if token.type != "heading_open":
            continue
        level = int(token.tag[1])
        if token.level == 0:
            while open_levels and open_levels[-1] >= level:
                open_levels.pop()
            open_levels.append(level)
            level = len(open_levels) + _TOP - 1
        level = min(max(level, _TOP), _DEEPEST)
        token.tag = tokens[at + 2].tag = f"h{level}"
