"""Tables too wide for any page: cut into tables that follow one another."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from itertools import islice, pairwise, takewhile

from lxml import etree

from exporters.pdf.columns import PIECE, Column, columns_of, fit
from exporters.pdf.tails import remove

# With more columns than this a table is cut, with fewer than that never: words too long for it break instead.
MOST_COLUMNS = 12
_FEWEST_CUT = 7
# Rows that a cell may reach over, and those over which it keeps them on one page.
_MOST, _KEPT = 1000, 8


def cut_wide_tables(body: etree._Element, width: float) -> None:
    """Cut tables of more than MOST_COLUMNS columns, and those whose words would break on a line of `width` points.

    Every piece repeats the first column, which names rows. Tables with cells over several columns or rows, or with
    tables in them, are left whole.
    """
    for table in list(body.iter("table")):
        columns = columns_of(table)
        if len(columns) < _FEWEST_CUT or table.xpath(".//*[@colspan > 1 or @rowspan > 1] | .//table | .//col"):
            continue
        if len(columns) > MOST_COLUMNS or not fit(columns, width):
            _cut(table, _pieces(columns, width))


def name_headless(body: etree._Element) -> None:
    """Leave out heads that say nothing; where there is none, the first column names rows to those who hear it."""
    for head in list(body.iter("thead")):
        if not "".join(head.itertext()).strip() and head.find(".//img") is None:
            remove(head)
    for table in body.iter("table"):
        rows = table.xpath("./tr | ./tbody/tr")
        if len(rows) > 1 and not table.xpath("./*/tr/th | ./tr/th"):
            for row in rows:
                _name_row(row)


def _name_row(row: etree._Element) -> None:
    cell = row[0] if len(row) > 1 else None
    if cell is not None and "".join(cell.itertext()).strip():
        cell.tag = "th"
        cell.set("scope", "row")
        cell.set("class", f"{cell.get('class', '')} plain".strip())


def end_with_feet(body: etree._Element) -> None:
    """Make a table's foot its last rows: layout would print a total below the rows of every page."""
    for foot in list(body.iter("tfoot")):
        table = foot.getparent()
        bodies = table.findall("tbody")
        if not bodies:
            foot.tag = "tbody"
            table.append(foot)
            continue
        bodies[-1].extend(list(foot))
        remove(foot)


def close_feet(body: etree._Element) -> None:
    """Mark the cells that reach down to the end of a table from rows above its last: `foot`."""
    for rows in (part.xpath("./tr") for part in body.xpath("//table[not(tbody)] | //tbody")):
        for place, row in enumerate(rows[:-1]):
            for cell in row.xpath("./*[@rowspan]"):
                if cell.get("rowspan", "").isdigit() and place + int(cell.get("rowspan", "")) >= len(rows):
                    cell.set("class", f"{cell.get('class', '')} foot".strip())


def keep_groups(body: etree._Element) -> None:
    """Give few rows beside one cell the class `kept`: on the next page nothing would say what they are of."""
    for cell in body.xpath("//tr/*[@rowspan > 1]"):
        span = cell.get("rowspan", "")
        if not span.isdigit() or int(span) > _KEPT:
            continue
        row = cell.getparent()
        for kept in [row, *islice(row.itersiblings("tr"), int(span) - 2)]:
            kept.set("class", "kept")


def close_rows(body: etree._Element) -> None:
    """Have rows end with cells of their own where cells from above reach down to their end.

    That is seen the same, since no rule parts the two; checkers count the cells of such rows wrong, and now the
    table can go to the next page between them.
    """
    for row in body.xpath("//tr[*[@rowspan > 1]]"):
        span = row[-1].get("rowspan", "")
        rows = int(span) if span.isdigit() and int(span) < _MOST else 0
        below = list(islice(row.itersiblings("tr"), max(0, rows - 1)))
        if not below or len(below) + 1 != rows:
            continue
        for place, cell in enumerate(_ending(row, span)):
            del cell.attrib["rowspan"]
            for follower in below:
                follower.insert(len(follower) - place, _reached(cell, last=follower is below[-1]))
            cell.set("class", f"{cell.get('class', '')} reaching".strip())


def _ending(row: etree._Element, span: str) -> list[etree._Element]:
    """Return the last cells of a row that reach over as many rows, from the last."""
    return list(takewhile(lambda cell: cell.get("rowspan") == span, reversed(row)))


def _reached(cell: etree._Element, *, last: bool) -> etree._Element:
    """Return an empty cell below one that reaches down to it."""
    empty = etree.Element(cell.tag, {"class": "reached" if last else "reached reaching"})
    for name in ("colspan", "scope"):
        if name in cell.attrib:
            empty.set(name, cell.get(name, ""))
    return empty


def _pieces(columns: Sequence[Column], width: float) -> list[range]:
    """Return the columns of each piece but the first column: as few as fit, all about as wide."""
    count = len(columns) - 1
    for number in range(2, count + 1):
        cuts = _even(columns, number)
        pieces = [range(start, end) for start, end in pairwise(cuts)]
        held = [[columns[0], *(columns[place] for place in piece)] for piece in pieces]
        if all(len(piece) <= MOST_COLUMNS and fit(piece, width) for piece in held):
            return pieces
    return [range(place, place + 1) for place in range(1, len(columns))]


def _even(columns: Sequence[Column], number: int) -> list[int]:
    """Return where pieces begin, and where the last ends."""
    widths = [column.good for column in columns[1:]]
    whole, run, cuts = sum(widths), 0.0, [1]
    for place, width in enumerate(widths, 1):
        left, wanted = len(widths) - place + 1, number - len(cuts)
        reached = run + width / 2 >= whole * len(cuts) / number
        if place > cuts[-1] and wanted and (reached or left <= wanted):
            cuts.append(place)
        run += width
    return [*cuts, len(columns)]


def _cut(table: etree._Element, pieces: list[range]) -> None:
    for number, columns in enumerate(pieces):
        piece = copy.deepcopy(table)
        piece.set(PIECE, str(id(table)))
        kept = {0, *columns}
        for row in piece.iter("tr"):
            for cell in [cell for place, cell in enumerate(row) if place not in kept]:
                row.remove(cell)
        for caption in piece.findall("caption") if number else ():
            caption.text = f"{''.join(caption.itertext())}（続き）"
            for child in list(caption):
                caption.remove(child)
        for repeated in piece.xpath(".|./*|.//tr|.//tr/*[1]|.//tr/*[1]//*") if number else ():
            repeated.attrib.pop("id", None)
        piece.tail = table.tail if number == len(pieces) - 1 else None
        table.addprevious(piece)
    table.getparent().remove(table)
