"""The columns of tables: how wide each is, from what it holds, and which hold numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from math import ceil

from lxml import etree

from exporters.pdf.spacing import JOINED, PARTED, SPACER, keep_together, pieces_for, spaced
from exporters.pdf.tails import texts_of

# Pieces of one table have the same value of this attribute, until they are set.
PIECE = "data-piece"
# Classes of a table in the style sheet, and the size of its text, in points.
_SIZES = (("", 7.8), ("wide", 7.0), ("widest", 6.2))
# What stands beside a cell's text, in points: see `th, td` in the style sheet.
_PADDING = 7.2
# Ems: cells up to _LABEL stay on one line, Western words up to _WORD; estimated widths may be wrong by _SLACK.
_LABEL, _WORD, _PICTURE, _SLACK = 5.0, 12.0, 6.0, 0.3
# Phrases up to that wide are not broken where there is room; what stands within some elements has none.
_PHRASE = 10.0
# What a phrase that is not broken is worth, in lines.
_WHOLE_PHRASE = 1.0
# In wider columns text fills its lines.
_RAGGED = 14.0
_UNPHRASED = ("code", "kbd", "samp", "pre")
# A row of more lines than this may part over two pages. A table no higher than that, in points, never does.
_TALL = 12
_ROW_PADDING, _SHORT = 6.0, 130.0
# Text of more lines than this in a column narrower than that, in em, is a tower.
_LINES, _READABLE = 4, 6.0
# Heads of columns up to that wide are not broken in tables that have room: レーティング.
_HEAD = 8.0
# As many rows tell how wide columns are best.
_ROWS = 80
_NUMBER = re.compile(
    r"[(（]?[約±+\-−–▲△▼]?\s*(US)?[$＄¥￥€£]?\s*\d[\d,]*(\.\d+)?\s*(?P<unit>%|％|[A-Za-z]{1,3}|[百千万億兆]*(円|ドル|ユーロ|元)?"
    r"|件|社|人|台|倍|年|か月|ヶ月|時間|分|秒|ポイント)[)）]?"
)
# What columns of numbers hold beside numbers, and units that are read as numbers beside others without one.
_NOTHING = frozenset(("", "-", "–", "—", "――", "―", "ー", "－", "−", "N/A", "n/a", "NA", "NM", "n.m.", "n/m"))
_NOTHING |= {"非公開", "非開示", "未公表", "未定", "不明", "該当なし"}
_PLAIN = {"", "%", "％"}
_WIDTHS = (
    {SPACER: 0.25, JOINED: 0.0, PARTED: 0.0}
    | dict.fromkeys("MWmw%@", 0.93)
    | dict.fromkeys(" .,:;'|!ijl()[]", 0.36)
)
_WORDS = re.compile(f"[\x21-\x7e\u00a0-\u024f]+(?:{SPACER}{JOINED}.)?[。、）」%％円]?|[^\\x00-\u024f]{{1,2}}")


@dataclass(slots=True)
class Cell:
    """A cell: its row, its lines, how wide the widest is in em, and the widest phrase (0: not looked for)."""

    row: int
    lines: Sequence[str]
    whole: float
    phrase: float = 0.0


@dataclass(slots=True)
class Column:
    """What a column asks for, in em: `whole` so that nothing in it breaks, `least` so that no word does."""

    whole: float = 2.0
    least: float = 2.0
    cells: list[Cell] = field(default_factory=list)

    @property
    def phrased(self) -> float:
        """The width at which no phrase breaks, as far as they were looked for."""
        return max(self.least, *(cell.phrase for cell in self.cells)) if self.cells else self.least

    @property
    def good(self) -> float:
        """The width at which no cell is a tower of lines."""
        return max(self.least, min(self.whole / _LINES, _READABLE))


# The cells of each row: the column each begins in, how many it takes, and the cell.
Grid = list[list[tuple[int, int, etree._Element]]]
# Cells whose text takes several lines, each with how wide these are, in em.
Narrow = list[tuple[etree._Element, float]]


def set_columns(body: etree._Element, width: float) -> Narrow:
    """Give each table's columns their widths, its text a size, and its columns of numbers their right edge.

    `width` is that of a line of the page, in points. Returns the cells whose text breaks.
    """
    tables = [
        table for table in body.iter("table") if table.find("colgroup") is None and table.find("col") is None
    ]
    alike = groupby(tables, key=lambda table: table.attrib.pop(PIECE, "") or id(table))
    return [narrow for _, pieces in alike for narrow in _set_alike(list(pieces), width)]


def keep_phrases_of_cells(cells: Narrow) -> None:
    """Keep lines of cells, spaced already, from breaking inside of phrases that have room in their column."""
    for cell, room in cells:
        for holder, name in texts_of(cell):
            element = holder if name == "text" else holder.getparent()
            if element.tag not in _UNPHRASED and not any(element.iterancestors(*_UNPHRASED)):
                setattr(holder, name, keep_together(getattr(holder, name), room - _SLACK))


def columns_of(table: etree._Element) -> list[Column]:
    """Return what each column of a table asks for."""
    return _asked(_grid(table))


def fit(columns: Sequence[Column], width: float) -> bool:
    """Return whether columns have room in `width` points, at the smallest size of text."""
    return sum(column.good for column in columns) * _SIZES[-1][1] + len(columns) * _PADDING <= width


def _asked(cells: Grid, head: float = 0) -> list[Column]:
    """Return what columns ask for; cells of the head up to `head` em wide stay on one line."""
    columns = [Column() for _ in range(max((place + span for row in cells for place, span, _ in row), default=0))]
    for number, row in enumerate(cells):
        for place, _, cell in (found for found in row if found[1] == 1):
            _ask(columns[place], number, cell, max(_LABEL, head if cell.tag == "th" else 0))
    return columns


def _set_alike(tables: Sequence[etree._Element], width: float) -> Narrow:
    """Set tables that are pieces of one, or a table alone: their text has one size, the smallest any needs."""
    found = [(table, cells, _wanted(cells, width)) for table in tables if any(cells := _grid(table))]
    place = max((_size(columns, width) for _, _, columns in found), default=0)
    return [narrow for found_table in found for narrow in _set(*found_table, width, place)]


def _wanted(cells: Grid, width: float) -> list[Column]:
    """Return what columns ask for that are to have room in `width` points."""
    columns = _asked(cells, _HEAD)
    if not fit(columns, width):
        columns = _asked(cells)
    if sum(column.whole for column in columns) * _SIZES[0][1] + len(columns) * _PADDING > width:
        _find_phrases(columns)
    return columns


def _set(table: etree._Element, cells: Grid, columns: list[Column], width: float, place: int) -> Narrow:
    """Set a table's columns, of text of the size at this place of _SIZES."""
    count, (kind, size) = len(columns), _SIZES[place]
    if kind:
        table.set("class", kind)
    room = width / size - count * _PADDING / size
    shares = _shares(columns, room)
    group = etree.Element("colgroup")
    whole = sum(shares) + count * _PADDING / size
    for share in shares:
        etree.SubElement(group, "col", {"style": f"width:{100 * (share + _PADDING / size) / whole:.2f}%"})
    caption = table.find("caption")
    table.insert(0 if caption is None else table.index(caption) + 1, group)
    _align_numbers(cells, count)
    narrow, lines = _narrow(cells, shares)
    if table.find(".//img") is None and lines * 1.5 * size + len(cells) * _ROW_PADDING <= _SHORT:
        table.set("class", f"{kind} short".strip())
    return narrow


def _narrow(cells: Grid, shares: Sequence[float]) -> tuple[Narrow, int]:
    """Return the cells whose text can break between phrases without a line more, and how many lines rows have.

    Rows of many lines may part.
    """
    narrow: Narrow = []
    whole = 0
    for row in cells:
        texts = [(cell, sum(shares[place : place + span]), _text(cell).split("\n")) for place, span, cell in row]
        highest = max((sum(ceil(_ems(line) / room) for line in lines) for _, room, lines in texts), default=0)
        whole += max(1, highest)
        if highest > _TALL:
            row[0][2].getparent().set("class", "tall")  # and `kept` no more
        for cell, room, lines in texts:
            breaks = room < _RAGGED and any(_ems(line) > room for line in lines)
            if breaks and _filled(lines, room) <= highest:
                narrow.append((cell, room))
    return narrow, whole


def _filled(lines: Sequence[str], room: float) -> int:
    """Return how many lines of `room` em a text takes that breaks between phrases."""
    count = 0
    for line in lines:
        filled, count = 0.0, count + 1
        for width in map(_ems, pieces_for(line.strip(), room - _SLACK)):
            count += filled + width > room
            filled = width if filled + width > room else filled + width
    return count


def _grid(table: etree._Element) -> Grid:
    """Return the cells of each row of a table."""
    grid: Grid = []
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
    column.cells.append(Cell(row, lines, whole))


def _find_phrases(columns: Sequence[Column]) -> None:
    """Note the widest phrase of each cell that can break, but for those too wide to be kept whole."""
    for cell in (cell for column in columns for cell in column.cells[:_ROWS] if cell.whole > _LABEL):
        pieces = (piece for line in cell.lines for piece in pieces_for(line, _PHRASE))
        widest = max(map(_ems, pieces), default=0.0) + _SLACK
        cell.phrase = widest if widest <= _PHRASE + _SLACK else 0.0


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


def _size(columns: list[Column], width: float) -> int:
    """Return the place in _SIZES of text of which no word breaks, the last where one does at any.

    Where phrases would break, text is smaller, but not the smallest.
    """
    room = width - len(columns) * _PADDING
    least, phrased = (sum(getattr(column, name) for column in columns) for name in ("least", "phrased"))
    place = next((place for place, (_, size) in enumerate(_SIZES) if least * size <= room), len(_SIZES) - 1)
    return place or int(phrased * _SIZES[0][1] > room)


def _shares(columns: list[Column], room: float) -> list[float]:
    """Return the width of each column's text in em, of `room` for all of them."""
    whole, least = (sum(getattr(column, name) for column in columns) for name in ("whole", "least"))
    if whole <= room:
        return [column.whole * room / whole for column in columns]
    if least >= room:
        return [column.least * room / least for column in columns]
    shares = [column.good for column in columns]
    if sum(shares) > room:
        part = (room - least) / (sum(shares) - least)
        return [column.least + part * (column.good - column.least) for column in columns]
    while best := max(_widenings(columns, shares, room - sum(shares)), default=None):
        _, place, wider = best
        shares[place] += wider
    rest = room - sum(shares)
    short = [max(column.whole - share, 0.0) for column, share in zip(columns, shares, strict=True)]
    return [share + rest * lack / (sum(short) or 1.0) for share, lack in zip(shares, short, strict=True)]


def _widenings(columns: list[Column], shares: list[float], room: float) -> Iterator[tuple[float, int, float]]:
    """Yield what is won by a wider column, for each em of it: lines of rows, whole phrases, lines of cells."""
    lines = [
        [(cell, ceil(cell.whole / share)) for cell in column.cells[:_ROWS]]
        for column, share in zip(columns, shares, strict=True)
    ]
    for place, share in enumerate(shares):
        others: dict[int, int] = {}
        for cell, count in (line for other, found in enumerate(lines) if other != place for line in found):
            others[cell.row] = max(others.get(cell.row, 1), count)
        steps = {cell.whole / (count - 1) for cell, count in lines[place] if count > 1}
        steps |= {cell.phrase for cell, _ in lines[place] if cell.phrase > share}
        for wanted in steps:
            wider = wanted - share + 0.001
            if 0 < wider <= room:
                won = sum(
                    _won(cell, count, others.get(cell.row, 1), share, wanted) for cell, count in lines[place]
                )
                yield won / wider, place, wider


def _won(cell: Cell, count: int, others: int, share: float, wanted: float) -> float:
    """Return what one cell of `count` lines wins in a column `wanted` em wide; others of its row have `others`."""
    fewer = ceil(cell.whole / wanted - 0.001)
    lines = max(count, others) - max(fewer, others) + 0.1 * (count - fewer)
    return lines + _WHOLE_PHRASE * (share < cell.phrase <= wanted + 0.001)


def _align_numbers(cells: Grid, count: int) -> None:
    """Set columns of nothing but numbers to the right, but for the first, which names rows."""
    for column in range(1, count):
        found = [cell for row in cells for place, span, cell in row if place == column and span == 1]
        held = [_text(cell).strip() for cell in found if cell.tag == "td"]
        if any("text-" in cell.get("class", "") for cell in found) or len(held) < 2:
            continue
        numbers = [_NUMBER.fullmatch(text) for text in held if text not in _NOTHING]
        units = {match["unit"] for match in numbers if match}
        if numbers and all(numbers) and (len(units) == 1 or units <= _PLAIN):
            for cell in found:
                cell.set("class", f"{cell.get('class', '')} text-right".strip())
