"""The page: its trim size, and where text, folio and running head stand on it. Lengths are points (1/72 inch)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from book.errors import ExportError, Problem

MM = 72 / 25.4
TEXT_SIZE = 9.5
LINE = TEXT_SIZE * 1.7

# Millimetres. B sizes are those of JIS P 0138, as Japanese printers use them.
TRIMS = {
    "A4": (210.0, 297.0),
    "A5": (148.0, 210.0),
    "A6": (105.0, 148.0),
    "B5": (182.0, 257.0),
    "B6": (128.0, 182.0),
    "四六判": (127.0, 188.0),
    "新書": (103.0, 182.0),
}


@dataclass(frozen=True, slots=True)
class PageShape:
    """A page and the text area on it.

    `inner` is the margin at the binding, `outer` the one opposite. Text is laid out as on a right page,
    and moved by `shift` on left ones. `text_width` is a whole number of characters, so that lines of
    nothing but full-width characters end at the edge.
    """

    width: float
    height: float
    inner: float
    outer: float
    top: float
    bottom: float

    @property
    def text_width(self) -> float:
        """The length of a line."""
        return self.width - self.inner - self.outer

    @property
    def shift(self) -> float:
        """How far the content of a left page lies from that of a right one."""
        return self.outer - self.inner

    def left_edge(self, number: int) -> float:
        """Return where lines begin on the page of this number: odd pages are right ones."""
        return self.inner if number % 2 else self.outer

    @property
    def head_line(self) -> float:
        """The baseline of the running head, from the page's foot."""
        return self.height - self.top * 0.62

    @property
    def folio_line(self) -> float:
        """The baseline of the folio, from the page's foot."""
        return self.bottom * 0.5

    @property
    def css(self) -> str:
        """The page rule for text: the right page's margins, on every page."""
        margins = f"{self.top:.3f}pt {self.outer:.3f}pt {self.bottom:.3f}pt {self.inner:.3f}pt"
        return f"@page {{ size: {self.width:.3f}pt {self.height:.3f}pt; margin: {margins}; }}\n"


def page_shape(trim: str) -> PageShape:
    """Return the page for a trim size: a name of TRIMS, or `148x210` in millimetres.

    Raises ExportError where it is neither, or too small or large to hold text.
    """
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*[x×]\s*(\d+(?:\.\d+)?)", trim.strip())
    size = (float(match[1]), float(match[2])) if match else TRIMS.get(trim.strip())
    if size is None or not (80 <= size[0] <= 420 and 110 <= size[1] <= 600):
        message = f"[print] trim is {trim!r}, which is no size of page."
        remedy = f"Use one of {', '.join(TRIMS)}, or millimetres such as 148x210."
        raise ExportError([Problem(Path("publication.toml"), 0, message, remedy, "print.trim")])
    width, height = size[0] * MM, size[1] * MM
    characters = int(width * 0.775 // TEXT_SIZE)
    margins = width - characters * TEXT_SIZE
    lines = int((height * 0.8) // LINE)
    free = height - lines * LINE
    return PageShape(width, height, margins * 0.54, margins * 0.46, free * 0.5, free * 0.5)
