"""Tables of raw HTML whose parts stand in the order HTML asks for, and whose cells fill a grid (4.9)."""

from __future__ import annotations

from bisect import bisect_left

from lxml import etree

from book.elements import names

_ORDER = {"caption": 0, "colgroup": 1, "thead": 2, "tbody": 3, "tr": 3, "tfoot": 4}
_GROUPS = names("thead tbody tfoot")
_MOST_SPANNED = 1000  # rows of one cell, and the column up to which any may reach over others
_MOST_ADDED = 0x10000  # cells of one table: a row of thousands would make every other as wide


def mend_table(table: etree._Element) -> None:
    """Give a table one caption, head and foot, in their order, and rows without holes and overlaps."""
    _one_of_each(table)
    _without_strays(table)
    parts = sorted(table, key=lambda part: _ORDER.get(part.tag, 3))
    for part in parts:
        table.append(part)
    groups = [part for part in table if part.tag in _GROUPS]
    for group in groups:
        for row in [row for row in group if row.tag == "tr" and not len(row)]:
            _remove(row)
        if not len(group):
            _remove(group)
    rows = [[row for row in group if row.tag == "tr"] for group in groups]
    width = max((_lay_out(group) for group in rows), default=0)
    _drop_empty_columns(table, rows, width)


def _one_of_each(table: etree._Element) -> None:
    for at, caption in enumerate(table.findall("caption")):
        if at:
            table.addnext(caption)
    for tag in ("thead", "tfoot"):
        for other in table.findall(tag)[1:]:
            other.tag = "tbody"


def _without_strays(table: etree._Element) -> None:
    """Set what is no part of a table behind it; what is no cell in a row becomes one, and heads without words."""
    for stray in [part for part in table if part.tag not in _ORDER][::-1]:
        table.addnext(stray)
    for row in table.iter("tr"):
        for cell in row:
            if cell.tag not in {"td", "th"} or not _says_anything(cell):
                cell.tag = "td"


def _says_anything(cell: etree._Element) -> bool:
    """Tell whether a head says what is below or beside it; an empty one is a cell (axe: empty-table-header)."""
    return bool("".join(cell.itertext()).strip()) or cell.find(".//img") is not None


def _lay_out(rows: list[etree._Element]) -> int:
    """Cut down spans that overlap or leave the group; return how many columns there are."""
    free: dict[int, int] = {}  # of each column the first row in which no cell from above stands
    width = 0
    for at, row in enumerate(rows):
        column = 0
        for cell in row:
            while free.get(column, 0) > at:
                column += 1
            wide = max(1, min(_span(cell, "colspan"), _MOST_SPANNED - column))
            wide = next((n for n in range(1, wide) if free.get(column + n, 0) > at), wide)
            high = min(_span(cell, "rowspan", last=len(rows) - at), len(rows) - at)
            _set(cell, "colspan", wide)
            _set(cell, "rowspan", high)
            cell.set("column", str(column))
            free.update(dict.fromkeys(range(column, column + wide), at + high))
            column += wide
            width = max(width, column)
    return width


def _span(cell: etree._Element, name: str, last: int = 1) -> int:
    """Return over how many columns or rows a cell reaches; a rowspan of 0 means to the `last` one."""
    written = int(cell.get(name, "1"))
    return min(written, _MOST_SPANNED) or last


def _set(cell: etree._Element, name: str, span: int) -> None:
    if span > 1:
        cell.set(name, str(span))
    elif name in cell.attrib:
        del cell.attrib[name]


def _drop_empty_columns(table: etree._Element, groups: list[list[etree._Element]], width: int) -> None:
    """Narrow spans over columns in which no cell begins; give every row as many columns."""
    cells = [cell for rows in groups for row in rows for cell in row]
    begun = sorted({int(cell.get("column", "0")) for cell in cells})
    for cell in cells:
        first = int(cell.attrib.pop("column"))
        last = first + _span(cell, "colspan")
        _set(cell, "colspan", bisect_left(begun, last) - bisect_left(begun, first))
    if len(begun) * sum(map(len, groups)) <= _MOST_ADDED:
        for rows in groups:
            _fill(rows, len(begun))
    if len(begun) < width:
        for columns in table.findall("colgroup"):
            _remove(columns)


def _fill(rows: list[etree._Element], width: int) -> None:
    """Add cells to rows that are shorter than others."""
    taken = [0] * len(rows)
    for at, row in enumerate(rows):
        for cell in row:
            for below in range(_span(cell, "rowspan")):
                taken[at + below] += _span(cell, "colspan")
        for _ in range(width - taken[at]):
            etree.SubElement(row, "td").text = ""


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
