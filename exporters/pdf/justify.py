"""Even right edges for Japanese: WeasyPrint stretches spaces only, and Japanese lines have none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from math import inf
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline

from exporters.pdf.lines import BookLayout
from exporters.pdf.spacing import last_blanks, pieces

_JAPANESE = re.compile("[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]")
# Spaces give first (JLREQ 3.8.4), by this much of a character; then by twice as much as Japanese characters do.
_SPACES = 0.125
_SHARE = 2
# More than this much of a character between two, and this much more at spaces, looks worse than a short line.
_WIDEST = 0.25
_WIDEST_SPACES = 0.5


@cache
def justify_japanese() -> None:
    """Replace WeasyPrint's justification, once in a process, for lines that hold Japanese.

    `justify_line` is private to WeasyPrint, whose version is pinned for it; a test sees that it is called.
    """
    original = inline.justify_line

    def justify_line(context: Any, line: Any, extra: float) -> None:
        texts = [text for text in _texts(line) if isinstance(text.pango_layout, BookLayout)]
        if not _JAPANESE.search("".join(text.text for text in texts)):
            original(context, line, extra)
            return
        _justify(line, texts, extra)

    inline.justify_line = justify_line


def _justify(line: Any, texts: list[Any], extra: float) -> None:
    last = texts[-1]
    spaces = sum(_count(text, space=True) for text in texts) - last_blanks(last.text)
    characters = sum(_count(text, space=False) for text in texts) - 1
    size = line.style["font_size"]
    stretch = stretched(extra / size, max(0, spaces), max(0, characters))
    if stretch is None:
        return
    for text in texts:
        text.pango_layout.apart, text.pango_layout.spread = (part * size for part in stretch)
    _move(line, 0, last)


def stretched(extra: float, spaces: int, characters: int) -> tuple[float, float] | None:
    """Return by how much characters and spaces of a line are set apart so that it is `extra` longer; all in em.

    None where they would have to be torn apart: the line stays short then.
    """
    spread = min(extra / spaces, _SPACES) if spaces else 0.0
    rest = extra - spread * spaces
    if rest <= 0:
        return 0.0, spread
    apart = rest / (characters + _SHARE * spaces) if characters or spaces else inf
    if spaces and spread + _SHARE * apart > _WIDEST_SPACES:
        spread, apart = _WIDEST_SPACES, (extra - _WIDEST_SPACES * spaces) / characters if characters else inf
    elif spaces:
        spread += _SHARE * apart
    return (apart, spread) if apart <= _WIDEST else None


def _count(text: Any, *, space: bool) -> int:
    """Return how many characters of a text are spaces, or are neither spaces nor of a Western word."""
    return sum(end - start for start, end, is_space in pieces(text.text) if is_space is space)


def _texts(box: Any) -> Iterator[Any]:
    if isinstance(box, boxes.TextBox):
        yield box
    elif isinstance(box, boxes.LineBox | boxes.InlineBox):
        for child in box.children:
            if child.is_in_normal_flow():
                yield from _texts(child)


def _move(box: Any, x: float, last: Any) -> float:
    """Move a box to the right by `x`, and widen it as its text is; return how far what follows moves."""
    if isinstance(box, boxes.TextBox):
        box.position_x += x
        layout = box.pango_layout
        characters = _count(box, space=False) - (box is last)
        added = float(layout.apart * characters + layout.spread * _count(box, space=True))
        box.width += added
        return x + added
    if isinstance(box, boxes.LineBox | boxes.InlineBox):
        start = x
        box.position_x += x
        for child in box.children:
            if child.is_in_normal_flow():
                x = _move(child, x, last)
            elif child.is_absolutely_positioned():
                child.translate(x, 0)
        box.width += x - start
        return x
    box.translate(x, 0)
    return x
