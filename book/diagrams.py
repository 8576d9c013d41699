"""Drawings in characters within code: boxes, trees and bars, whose columns must stand below one another.

Fonts disagree on how wide ─ and ▼ are beside A and 漢. Here each character outside ASCII is put into a cell of
one or two columns, as the author's editor counted them (Unicode's UAX #11): ambiguous ones are narrow, as in a
terminal, unless the lines of the drawing meet only where they are wide. Uprights that blanks have put beside their
frame are moved under it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from itertools import pairwise

_BOXES = re.compile("[\u2500-\u259f]")
# What makes lines a drawing, not a rule between them: uprights, corners and bars; frames in ASCII.
_DRAWN = re.compile(
    "[\u2502\u2503\u2506-\u254b\u254e-\u2550\u2551-\u2573\u2575-\u2577\u2579-\u257b\u257d\u257f-\u259f]"
)
_FRAMED = re.compile(r"\s*[+|](?=.*[-=]{3}).*[+|]\s*")
_FEWEST = 2  # lines with such marks
_PRE = re.compile(r"<pre\b([^>]*)>(.*?)</pre>", re.DOTALL)
_PIECE = re.compile(r"(<[^>]*>)|(&#?\w+;|[^<&])([\u0300-\u036f\u3099\u309a\ufe00-\ufe0f]*)")
# What stands below or above something: lines, bars, arrows, and what blanks have put in its place.
_PLACED = re.compile(r"[\u2190-\u21ff\u2500-\u25ff|+]|[ \0]{2,}[^ \0]")
_UPRIGHT = frozenset("│┃║")
_FARTHEST = 12  # columns that an upright may stand beside its frame
_DOWN = frozenset("│┃║┆┇┊┋╎╏┌┐┏┓╔╗╭╮┬┳╦├┤┣┫╠╣┼╋╬")
_UP = frozenset("│┃║┆┇┊┋╎╏└┘┗┛╚╝╰╯┴┻╩├┤┣┫╠╣┼╋╬▼▽")


@dataclass(frozen=True, slots=True)
class Drawing:
    """How a drawing was counted: whether ambiguous characters are wide, and the columns of its widest line."""

    wide: bool
    columns: int


def drawing_of(text: str) -> Drawing | None:
    """Return how a block of code is drawn; None where it is no drawing."""
    lines = text.split("\n")
    drawn = sum(_DRAWN.search(line) is not None for line in lines)
    framed = sum(_FRAMED.fullmatch(line) is not None for line in lines)
    if max(drawn, framed) < _FEWEST:
        return None
    wide = _meetings(lines, wide=True) > _meetings(lines, wide=False)
    return Drawing(wide, max(sum(columns_of(mark, wide=wide) for mark in line) for line in lines))


def columns_of(character: str, *, wide: bool) -> int:
    """Return how many columns a character takes: none, one or two."""
    if unicodedata.combining(character) or unicodedata.category(character) in {"Mn", "Cf"}:
        return 0
    kind = unicodedata.east_asian_width(character)
    return 2 if kind in "WF" or (kind == "A" and wide) else 1


def _meetings(lines: list[str], *, wide: bool) -> tuple[int, int]:
    """Count the uprights that go on in the line below: once uprights stand below their frame, and as written."""
    rows = [[_Cell(mark, mark, columns_of(mark, wide=wide)) for mark in line] for line in lines]
    return _going_on(list(_framed(rows))), _going_on(rows)


def _going_on(rows: Sequence[list[_Cell]]) -> int:
    return sum(
        len(set(_starts(above, _DOWN)).intersection(_starts(below, _UP))) for above, below in pairwise(rows)
    )


def with_cells(html: str) -> str:
    """Return HTML whose drawings in `<pre>` have the class `diagram`, and their characters cells: `d1`, `d2`."""
    if not _BOXES.search(html) and "---" not in html and "===" not in html:
        return html
    return _PRE.sub(_with_cells, html)


def _with_cells(found: re.Match[str]) -> str:
    drawing = drawing_of(unescape(re.sub(r"<[^>]*>", "", found[2])))
    if drawing is None:
        return found[0]
    names = "diagram broad" if drawing.wide else "diagram"
    attributes, named = re.subn(r'class="([^"]*)"', rf'class="\1 {names}"', found[1])
    if not named:
        attributes = f'{attributes} class="{names}"'
    return f"<pre{attributes}>{''.join(_aligned(found[2], wide=drawing.wide))}</pre>"


@dataclass(frozen=True, slots=True)
class _Cell:
    """A piece of HTML, the character it shows (none for a tag), its columns, and the class of its cell."""

    html: str
    character: str
    columns: int
    cell: str = ""

    @property
    def shown(self) -> str:
        """The piece within its cell."""
        return f'<span class="{self.cell}">{self.html}</span>' if self.cell else self.html


_BLANK = _Cell(" ", " ", 1)


def _aligned(inner: str, *, wide: bool) -> Iterator[str]:
    """Yield the HTML of a drawing, line by line, each upright below that of its frame."""
    lines = [list[_Cell]()]
    for cell in _cells(inner, wide=wide):
        lines[-1].append(cell)
        if cell.character == "\n":
            lines.append([])
    yield from map(_line, _framed(lines))


def _framed(lines: Iterable[list[_Cell]]) -> Iterator[list[_Cell]]:
    """Yield lines with each upright below that of its frame."""
    frame = list[int]()
    for line in lines:
        yield _under(frame, line)
        if _starts(line, _DOWN - _UPRIGHT) or not _starts(line, _UPRIGHT):
            frame = _starts(line, _DOWN)


def _line(cells: list[_Cell]) -> str:
    """Return a line's HTML: words that nothing follows which must stand in a column need no cells."""
    text = "".join(cell.character or "\0" for cell in cells)
    last = max((found.end() for found in _PLACED.finditer(text)), default=0)
    return "".join(cell.shown for cell in cells[:last]) + "".join(cell.html for cell in cells[last:])


def _under(frame: list[int], line: list[_Cell]) -> list[_Cell]:
    """Return a line with blanks added or taken before its uprights, which then stand below those of a frame."""
    own = _starts(line, _UPRIGHT)
    if (
        own == frame
        or len(own) != len(frame)
        or any(abs(a - b) > _FARTHEST for a, b in zip(own, frame, strict=True))
    ):
        return line
    moved, column = list[_Cell](), 0
    wanted = iter(frame)
    for cell in line:
        if cell.character in _UPRIGHT:
            place = next(wanted)
            while column > place and moved and moved[-1].character == " ":
                column -= moved.pop().columns
            moved += [_BLANK] * (place - column)
            column = max(column, place)
            if column != place:
                return line
        moved.append(cell)
        column += cell.columns
    return moved


def _starts(line: list[_Cell], marks: frozenset[str]) -> list[int]:
    """Return the columns in which these marks stand in a line."""
    found, column = [], 0
    for cell in line:
        if cell.character in marks:
            found.append(column)
        column += cell.columns
    return found


def _cells(inner: str, *, wide: bool) -> Iterator[_Cell]:
    for piece in _PIECE.finditer(inner):
        html, character = piece[0], unescape(piece[2] or "")[:1]
        if not character or character.isascii():
            yield _Cell(html, character, int(bool(character) and character != "\n"))
            continue
        columns = 2 if "\ufe0f" in piece[3] else columns_of(character, wide=wide)
        name = f"d{columns} line" if _BOXES.match(character) else f"d{columns}"
        yield _Cell(html, character, columns, name if columns else "")
