"""The outline of an article: its title once, headings from the second level, no level skipped."""

from __future__ import annotations

import re
import unicodedata

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from book.markdown.enclosures import set_apart
from book.markdown.findings import Finding, note
from book.reading import plain_text

_TOP = 2
_DEEPEST = 6


def structure_plugin(md: MarkdownIt, *, title: str = "") -> None:
    """Drop the article's own title from its text and set the levels of its headings."""

    def rule(state: StateCore) -> None:
        if title:
            _drop_title(state, _bare(title))
        set_apart(state)
        _set_levels(state)

    md.core.ruler.after("block", "outline", rule)


def _bare(text: str) -> str:
    """Return what is compared: NFKC, without markup, white space and the punctuation at the end."""
    plain = re.sub(r"[*_`~\s]", "", unicodedata.normalize("NFKC", plain_text(text)))
    while plain and unicodedata.category(plain[-1]).startswith("P"):
        plain = plain[:-1]
    return plain


def _drop_title(state: StateCore, title: str) -> None:
    tokens = state.tokens
    heading = next((at for at, token in enumerate(tokens) if token.type == "heading_open"), None)
    if heading is not None and title and _bare(tokens[heading + 1].content) == title:
        _note_title(state, tokens[heading])
        del tokens[heading : heading + 3]
    if title and tokens and tokens[0].type == "paragraph_open":
        _drop_first_line(state, title)


def _drop_first_line(state: StateCore, title: str) -> None:
    inline = state.tokens[1]
    first, _, rest = inline.content.partition("\n")
    if len(first) > 3 * len(title) + 60 or _bare(first) != title:
        return
    _note_title(state, inline)
    if not rest:
        del state.tokens[:3]
        return
    inline.content = rest.lstrip()
    if inline.map:
        inline.map = [inline.map[0] + 1, inline.map[1]]


def _note_title(state: StateCore, token: Token) -> None:
    line = (token.map or [0])[0] + 1
    note(state.env, Finding(line, "title.repeated", "The title is repeated here, and not shown twice"))


def _set_levels(state: StateCore) -> None:
    """Give headings the level of their nesting. One in a list, quotation or element is outside the outline."""
    open_levels: list[int] = []
    for at, token in enumerate(state.tokens):
        if token.type != "heading_open":
            continue
        written = level = int(token.tag[1])
        if token.level == 0 and not token.meta.get("outside"):
            while open_levels and open_levels[-1] >= level:
                open_levels.pop()
            if written < _TOP:
                _note_level(state, token, "A first-level heading: the title is the only one of that level")
            elif open_levels and level > open_levels[-1] + 1:
                _note_level(state, token, f"A heading of level {written} follows one of level {open_levels[-1]}")
            open_levels.append(level)
            level = len(open_levels) + _TOP - 1
        level = min(max(level, _TOP), _DEEPEST)
        token.tag = state.tokens[at + 2].tag = f"h{level}"


def _note_level(state: StateCore, token: Token, message: str) -> None:
    line = (token.map or [0])[0] + 1
    note(state.env, Finding(line, "heading.level", message))
