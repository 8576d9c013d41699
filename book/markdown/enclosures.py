"""Headings within elements of raw HTML (`<details>`, `<div class="box">`): the element's, not the outline's.

A section of the outline would go on behind the element's end, and take the end with it: what follows a folded part
would be folded too. An element around the whole text is no part of it, and left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from book.elements import VOID, names

_TAG = re.compile(r"<(/?)([A-Za-z][\w:-]*)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>")
_UNSEEN = re.compile(r"<!--.*?(?:-->|\Z)|<(script|style|svg)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_WRAPPERS = names("article body center div main section")


def set_apart(state: StateCore) -> None:
    """Mark the headings within elements (`outside` in their `meta`); take away an element around everything."""
    if "html_block" not in [token.type for token in state.tokens]:
        return
    for opened, closed in _pairs(state.tokens):
        inner = state.tokens[opened[0] + 1 : closed[0]]
        headings = [token for token in inner if token.type == "heading_open" and token.level == 0]
        if headings and _wraps(state.tokens, opened, closed):
            _leave_out(state.tokens[opened[0]], opened)
            _leave_out(state.tokens[closed[0]], closed)
            continue
        for heading in headings:
            heading.meta["outside"] = True


# A tag: the place of its token, the element's name, where it stands in the token's content.
_Place = tuple[int, str, int, int]


def _pairs(tokens: list[Token]) -> Iterator[tuple[_Place, _Place]]:
    """Yield where elements begin and end that reach over more than one piece of HTML, the outermost last."""
    opened: list[_Place] = []
    for at, token in enumerate(tokens):
        if token.type != "html_block" or token.level:
            continue
        content = _UNSEEN.sub(lambda found: " " * len(found[0]), token.content)
        for tag in _TAG.finditer(content):
            place = (at, tag[2].lower(), tag.start(), tag.end())
            if not tag[1]:
                if place[1] not in VOID and not tag[3].endswith("/"):
                    opened.append(place)
            elif any(other[1] == place[1] for other in opened):
                while opened[-1][1] != place[1]:
                    opened.pop()
                begun = opened.pop()
                if begun[0] != at:
                    yield begun, place


def _wraps(tokens: list[Token], opened: _Place, closed: _Place) -> bool:
    """Tell whether an element stands around all text."""
    if opened[1] not in _WRAPPERS:
        return False
    before, after = tokens[opened[0]].content[: opened[2]], tokens[closed[0]].content[closed[3] :]
    others = [*tokens[: opened[0]], *tokens[closed[0] + 1 :]]
    return not _TAG.sub("", before + after).strip() and all(
        token.hidden or (token.type == "html_block" and not _TAG.sub("", _UNSEEN.sub("", token.content)).strip())
        for token in others
    )


def _leave_out(token: Token, tag: _Place) -> None:
    """Blank a tag, so that others stay where they stand."""
    token.content = token.content[: tag[2]] + " " * (tag[3] - tag[2]) + token.content[tag[3] :]
