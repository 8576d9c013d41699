"""The page: its trim size, and where text, folio and running head stand on it. Lengths are points (1/72 inch)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from book.errors import ExportError, setting_problem

MM = 72 / 25.4
TEXT_SIZE = 9.5
LINE = TEXT_SIZE * 1.7
# Running heads are laid out by themselves, each as a page of this height.
HEAD_HEIGHT = 14.0

# The share of a page's text that a picture may take, its notes together, and one note.
_PICTURE, _NOTES, _NOTE = 0.62, 0.7, 0.4
# What a page must hold, and the margins in millimetres in which heads, folios and a printer's rollers have room.
_LEAST_CHARACTERS, _LEAST_LINES = 12, 8
_LEAST_SIDE, _LEAST_END = 5, 8
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
    def text_height(self) -> float:
        """The height of a page's text."""
        return self.height - self.top - self.bottom

    @property
    def note_height(self) -> float:
        """The height that a note at a page's foot may have: layout breaks none over pages."""
        return self.text_height * _NOTE

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
        """What the style sheet leaves to the page: a right page's margins on every page, and running heads.

        A picture is no higher than a share of the page: one that is leaves most of the page before it empty. Nor
        are a page's notes, so that there is room for lines of text over them.
        """
        # Rounding must not cost a page its last line.
        margins = f"{self.top:.3f}pt {self.outer:.3f}pt {self.bottom - 0.25:.3f}pt {self.inner:.3f}pt"
        head = f"@page head {{ size: {self.text_width:.3f}pt {HEAD_HEIGHT}pt; margin: 0 }}\n"
        picture = f"img {{ max-height: {_PICTURE * self.text_height:.3f}pt }}\n"
        page = f"size: {self.width:.3f}pt {self.height:.3f}pt; margin: {margins}"
        notes = f"@footnote {{ max-height: {_NOTES * self.text_height:.3f}pt }}"
        return f"@page {{ {page}; {notes} }}\n{head}{picture}"


def page_shape(trim: str, margins: tuple[float, float, float, float] = (0, 0, 0, 0)) -> PageShape:
    """Return the page for a trim size, a name of TRIMS or `148x210` in millimetres.

    `margins` are inner, outer, top and bottom in millimetres, 0 for those that are computed. Raises ExportError
    where the size is none, or leaves no room for text.
    """
    width, height = _size(trim)
    inner, outer = _margins(width, TEXT_SIZE, (0.775, 0.54), margins[:2])
    top, bottom = _margins(height, LINE, (0.8, 0.5), margins[2:])
    shape = PageShape(width, height, inner, outer, top, bottom)
    lines = (height - top - bottom) / LINE
    if shape.text_width < _LEAST_CHARACTERS * TEXT_SIZE or lines < _LEAST_LINES:
        message = f"a page of {trim} has no room for text between its margins."
        raise _no_page(message, "Make the page larger, or inner, outer, top and bottom smaller.")
    if min(inner, outer) < _LEAST_SIDE * MM or min(top, bottom) < _LEAST_END * MM:
        message = f"margins are at least {_LEAST_SIDE} mm beside the text, {_LEAST_END} mm over and under it."
        raise _no_page(message, "Running head and folio stand there. 0 has a margin computed.")
    return shape


def _size(trim: str) -> tuple[float, float]:
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*[x×]\s*(\d+(?:\.\d+)?)", trim.strip())
    size = (float(match[1]), float(match[2])) if match else TRIMS.get(trim.strip())
    if size is None or not (80 <= size[0] <= 420 and 110 <= size[1] <= 600):
        message = f"{trim!r} is no size of page."
        raise _no_page(message, f"Use one of {', '.join(TRIMS)}, or millimetres such as 148x210.")
    return size[0] * MM, size[1] * MM


def _margins(
    length: float, unit: float, by_itself: tuple[float, float], given: tuple[float, float]
) -> tuple[float, float]:
    """Return the margins before and behind a text of whole units. `given` are in mm, 0 for one to be computed.

    `by_itself` is the text's share of the length where no margin is given, and the first one's share of the rest.
    """
    share, first_share = by_itself
    free = length - (length * share // unit) * unit
    first = given[0] * MM or free * first_share
    last = given[1] * MM or free - free * first_share
    rest = (length - first - last + 1e-6) % unit if any(given) else 0.0
    return (first + rest, last) if given[1] and not given[0] else (first, last + rest)


def _no_page(message: str, remedy: str) -> ExportError:
    return ExportError([setting_problem("print.trim", message, remedy, "print.trim")])
