"""Even right edges for Japanese: WeasyPrint stretches spaces only, and Japanese lines have none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline

_JAPANESE = re.compile("[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]")
# More than this much of a character between two looks worse than a short line.
_WIDEST = 0.25


@cache
def justify_japanese() -> None:
    """Replace WeasyPrint's justification, once in a process, for lines that hold Japanese.

    `justify_line` is private to WeasyPrint, whose version is pinned for it; a test sees that it is called.
    """
    original = inline.justify_line

    def justify_line(context: Any, line: Any, extra: float) -> None:
        texts = list(_texts(line))
        said = "".join(text.text for text in texts)
        if not _JAPANESE.search(said) or len(said) < 2:
            original(context, line, extra)
            return
        space = extra / (len(said) - 1)
        if space <= line.style["font_size"] * _WIDEST:
            _spread(line, 0, space, texts[-1])

    inline.justify_line = justify_line


def _texts(box: Any) -> Iterator[Any]:
    if isinstance(box, boxes.TextBox):
        yield box
    elif isinstance(box, boxes.LineBox | boxes.InlineBox):
        for child in box.children:
            if child.is_in_normal_flow():
                yield from _texts(child)


def _spread(box: Any, x: float, space: float, last: Any) -> float:
    """Move a box to the right by `x`, and its characters apart by `space`; return how far what follows moves."""
    if isinstance(box, boxes.TextBox):
        return _spread_text(box, x, space, last)
    if isinstance(box, boxes.LineBox | boxes.InlineBox):
        start = x
        box.position_x += x
        for child in box.children:
            if child.is_in_normal_flow():
                x = _spread(child, x, space, last)
        box.width += x - start
        return x
    box.translate(x, 0)
    return x


def _spread_text(box: Any, x: float, space: float, last: Any) -> float:
    box.position_x += x
    style = box.style.copy()
    spacing = style["letter_spacing"]
    style["letter_spacing"] = (0 if spacing == "normal" else spacing) + space
    box.style = style
    added = space * (len(box.text) - (1 if box is last else 0))
    box.width += added
    return x + added
