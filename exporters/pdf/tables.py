"""Tables too wide for any page: cut into tables that follow one another."""

from __future__ import annotations

import copy

from lxml import etree

# More columns than this leave fewer than three characters to each.
MOST_COLUMNS = 12
_PIECE = 8


def cut_wide_tables(body: etree._Element) -> None:
    """Cut each table of more than MOST_COLUMNS columns; every piece repeats the first column, which names rows.

    Tables with cells over several columns or rows are left whole.
    """
    for table in list(body.iter("table")):
        columns = max((len(row) for row in table.iter("tr")), default=0)
        if columns > MOST_COLUMNS and not table.xpath(".//*[@colspan > 1 or @rowspan > 1] | .//table"):
            _cut(table, columns)


def _cut(table: etree._Element, columns: int) -> None:
    step = _PIECE - 1
    pieces = [copy.deepcopy(table) for _ in range(1, columns, step)]
    for start, piece in zip(range(1, columns, step), pieces, strict=True):
        kept = {0, *range(start, start + step)}
        for row in piece.iter("tr"):
            for cell in [cell for place, cell in enumerate(row) if place not in kept]:
                row.remove(cell)
        if start > 1:
            for caption in piece.findall("caption"):
                piece.remove(caption)
        piece.tail = None
        table.addprevious(piece)
    pieces[-1].tail = table.tail
    table.getparent().remove(table)
