"""The columns of tables: how wide each is, from what it holds, and which hold numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import ceil

from lxml import etree

from exporters.pdf.spacing import JOINED, PARTED, SPACER, spaced

# Classes of a table in the style sheet, and the size of its text, in points.
_SIZES = (("", 7.8), ("wide", 7.0), ("widest", 6.2))
# What stands beside a cell's text, in points: see `th, td` in the style sheet.
_PADDING = 7.2
# Ems: cells up to _LABEL stay on one line, Western words up to _WORD; estimated widths may be wrong by _SLACK.
_LABEL, _WORD, _PICTURE, _SLACK = 5.0, 12.0, 6.0, 0.3
# Text of more lines than this in a column narrower than that, in em, is a tower.
_LINES, _READABLE = 4, 6.0
# Heads of columns up to that wide are not broken in tables that have room: レーティング.
_HEAD = 8.0
# As many rows tell how wide columns are best.
_ROWS = 80
_NUMBER = re.compile(
    r"[約±+\-−–▲△]?\s*[$¥￥€£]?\d[\d,]*(\.\d+)?\s*(%|％|[A-Za-z]{1,3}|[百千万億兆]*円?|ドル|件|社|人|倍|年|か月|ヶ月|時間|分|秒)"
)
_NOTHING = frozenset(("", "-", "–", "—", "―", "ー", "−", "N/A", "n/a"))
_WIDTHS = (
    {SPACER: 0.25, JOINED: 0.0, PARTED: 0.0}
    | dict.fromkeys("MWmw%@", 0.93)
    | dict.fromkeys(" .,:;'|!ijl()[]", 0.36)
)
_WORDS = re.compile(f"[\x21-\x7e\u00a0-\u024f]+(?:{SPACER}{JOINED}.)?[。、）」%％円]?|[^\\x00-\u024f]{{1,2}}")


@dataclass(slots=True)
class Column:
    """What a column asks for, in em: `whole` so that nothing in it breaks, `least` so that no word does.

    `cells` are its texts: the row of each, and how wide it is.
    """

    whole: float = 2.0
    least: float = 2.0
    cells: list[tuple[int, float]] = field(default_factory=list)

    @property
    def good(self) -> float:
        """The width at which no cell is a tower of lines."""
        return max(self.least, min(self.whole / _LINES, _READABLE))


def set_columns(body: etree._Element, width: float) -> None:
    """Give each table's columns their widths, its text a size, and its columns of numbers their right edge.

    `width` is that of a line of the page, in points.
    """
    for table in body.iter("table"):
        if table.find("colgroup") is None and table.find("col") is None:
            _set(table, width)


def columns_of(table: etree._Element) -> list[Column]:
    """Return what each column of a table asks for."""
    return _asked(_grid(table))


def fit(columns: Sequence[Column], width: float) -> bool:
    """Return whether columns have room in `width` points, at the smallest size of text."""
    return sum(column.good for column in columns) * _SIZES[-1][1] + len(columns) * _PADDING <= width


def _asked(cells: list[list[tuple[int, int, etree._Element]]], head: float = 0) -> list[Column]:
    """Return what columns ask for; cells of the head up to `head` em wide stay on one line."""
    columns = [Column() for _ in range(max((place + span for row in cells for place, span, _ in row), default=0))]
    for number, row in enumerate(cells):
        for place, _, cell in (found for found in row if found[1] == 1):
            _ask(columns[place], number, cell, max(_LABEL, head if cell.tag == "th" else 0))
    return columns


def _set(table: etree._Element, width: float) -> None:
    cells = _grid(table)
    columns = _asked(cells, _HEAD)
    count = len(columns)
    if not count:
        return
    if not fit(columns, width):
        columns = _asked(cells)
    kind, size = _size(columns, width)
    if kind:
        table.set("class", kind)
    shares = _shares(columns, width / size - count * _PADDING / size)
    group = etree.Element("colgroup")
    whole = sum(shares) + count * _PADDING / size
    for share in shares:
        etree.SubElement(group, "col", {"style": f"width:{100 * (share + _PADDING / size) / whole:.2f}%"})
    caption = table.find("caption")
    table.insert(0 if caption is None else table.index(caption) + 1, group)
    _align_numbers(cells, count)


def _grid(table: etree._Element) -> list[list[tuple[int, int, etree._Element]]]:
    """Return the cells of each row: the column each begins in, how many it takes, and the cell."""
    grid: list[list[tuple[int, int, etree._Element]]] = []
    taken: dict[int, int] = {}  # for how many rows more a column is taken from above
    for row in table.xpath("./tr | ./*/tr"):
        place, cells = 0, []
        reaching: dict[int, int] = {}
        for cell in row.iterchildren("td", "th"):
            while taken.get(place):
                place += 1
            span, rows = (_span(cell, name) for name in ("colspan", "rowspan"))
            cells.append((place, span, cell))
            reaching |= dict.fromkeys(range(place, place + span), rows)
            place += span
        taken = {column: left - 1 for column, left in taken.items() if left > 1}
        taken |= {column: rows - 1 for column, rows in reaching.items() if rows > 1}
        grid.append(cells)
    return grid


def _span(cell: etree._Element, name: str) -> int:
    given = cell.get(name, "1")
    return int(given) if given.isdigit() and 0 < int(given) < 100 else 1


def _ask(column: Column, row: int, cell: etree._Element, label: float) -> None:
    lines = [spaced(line.strip()) for line in _text(cell).split("\n")]
    whole = max(map(_ems, lines)) + _SLACK
    if cell.find(".//img") is not None:
        whole = max(whole, _PICTURE)
    words = max((_ems(word) + _SLACK for line in lines for word in _WORDS.findall(line)), default=0.0)
    column.whole = max(column.whole, whole)
    column.least = max(column.least, whole if whole <= label else min(words, _WORD))
    column.cells.append((row, whole))


def _text(cell: etree._Element) -> str:
    """Return a cell's text, a line for each that its author began."""
    for end in cell.iter("br", "p", "li", "div"):
        end.tail = "\n" + (end.tail or "")
    text = "".join(cell.itertext())
    for end in cell.iter("br", "p", "li", "div"):
        end.tail = (end.tail or "")[1:] or None
    return text.strip("\n")


def _ems(text: str) -> float:
    """Return about how wide a text is, rather too wide than too narrow."""
    return sum(map(_em, text))


def _em(char: str) -> float:
    if char in _WIDTHS:
        return _WIDTHS[char]
    return 1.0 if ord(char) >= 0x2000 else 0.7 if char.isupper() else 0.58


def _size(columns: list[Column], width: float) -> tuple[str, float]:
    """Return the class and size of text at which no word breaks, the smallest where one does at any."""
    for kind, size in _SIZES:
        if sum(column.least for column in columns) * size + len(columns) * _PADDING <= width:
            return kind, size
    return _SIZES[-1]


def _shares(columns: list[Column], room: float) -> list[float]:
    """Return the width of each column's text in em, of `room` for all of them."""
    whole, least = (sum(getattr(column, name) for column in columns) for name in ("whole", "least"))
    if whole <= room:
        return [column.whole * room / whole for column in columns]
    if least >= room:
        return [column.least * room / least for column in columns]
    shares = [column.least for column in columns]
    while best := max(_widenings(columns, shares, room - sum(shares)), default=None):
        _, place, wider = best
        shares[place] += wider
    rest = room - sum(shares)
    short = [max(column.whole - share, 0.0) for column, share in zip(columns, shares, strict=True)]
    return [share + rest * lack / (sum(short) or 1.0) for share, lack in zip(shares, short, strict=True)]


def _widenings(columns: list[Column], shares: list[float], room: float) -> Iterator[tuple[float, int, float]]:
    """Yield what is won by a wider column, for each em of it: lines of rows, and in small part of cells."""
    lines = [
        [(row, ceil(whole / share)) for row, whole in column.cells[:_ROWS]]
        for column, share in zip(columns, shares, strict=True)
    ]
    for place, column in enumerate(columns):
        others: dict[int, int] = {}
        for row, count in (line for other, found in enumerate(lines) if other != place for line in found):
            others[row] = max(others.get(row, 1), count)
        steps = {
            whole / (count - 1)
            for (_, whole), (_, count) in zip(column.cells, lines[place], strict=False)
            if count > 1
        }
        for wanted in steps:
            wider = wanted - shares[place] + 0.001
            if 0 < wider <= room:
                won = sum(
                    max(count, others.get(row, 1))
                    - max(ceil(whole / wanted - 0.001), others.get(row, 1))
                    + 0.1 * (count - ceil(whole / wanted - 0.001))
                    for (row, whole), (_, count) in zip(column.cells, lines[place], strict=False)
                )
                yield won / wider, place, wider


def _align_numbers(cells: list[list[tuple[int, int, etree._Element]]], count: int) -> None:
    """Set columns of nothing but numbers to the right, but for the first, which names rows."""
    for column in range(1, count):
        found = [cell for row in cells for place, span, cell in row if place == column and span == 1]
        held = [_text(cell).strip() for cell in found if cell.tag == "td"]
        if any("text-" in cell.get("class", "") for cell in found) or len(held) < 2:
            continue
        numbers = [_NUMBER.fullmatch(text) for text in held if text not in _NOTHING]
        if numbers and all(numbers) and len({match[2] for match in numbers if match}) == 1:
            for cell in found:
                cell.set("class", f"{cell.get('class', '')} text-right".strip())
