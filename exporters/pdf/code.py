"""Code blocks: each line a row of its own, so that what does not fit is seen to be one line.

Drawings in characters (`book.diagrams`) are not broken: they are set as small as their widest line asks.
"""

from __future__ import annotations

import math
import re
import unicodedata
from urllib.parse import quote

from lxml import etree

from book.diagrams import drawing_of
from exporters.pdf.fonts import MONO, advances
from exporters.pdf.tails import remove, texts_of


def set_rows(body: etree._Element, width: float = math.inf, mono: str = MONO) -> None:
    """Split every `<pre>` into `<span class="row">`, one for each line, with the colours of its code.

    `width` is that of the page's text, in points, `mono` the font of code. Those that hold nothing are left out.
    """
    for block in body.xpath("//pre"):
        if not "".join(block.itertext()).strip():
            remove(block)
            continue
        if "diagram" in (block.get("class") or "").split():
            _set_drawing(block, width, mono)
        holder = (
            block[0] if len(block) == 1 and block[0].tag == "code" and not (block.text or "").strip() else block
        )
        _Rows(holder).split()


_CELL = re.compile(r"d[12](?: line)?")
_ADDRESS = re.compile("https?://[A-Za-z0-9][\x21\x23-\x26\x28-\x3b\x3d\x3f-\x5f\x61-\x7a~]*[A-Za-z0-9/]")
# Rows of no more columns fit on any page, and need no background that could show an arrow.
_NARROWEST = 36
# The style sheet draws arrows for so many lines of a row; no row has them for more than that.
_DRAWN, _MOST = 9, 500
# Blocks of so many rows stand on one page; of longer ones no row stands alone.
_WHOLE = 10


# Points: the size of code, the smallest of drawings (what is wider is broken as code is), and what a block's edges
# and each list or quotation around it take of the width.
_SIZE, _SMALLEST, _EDGES, _INDENT = 7.4, 4.2, 14.5, 19.0
_INDENTED = frozenset(("li", "dd", "blockquote"))


def _set_drawing(block: etree._Element, width: float, mono: str) -> None:
    """Set a drawing in as small letters as it asks, and what is narrow in it where the font has it wide."""
    drawing = drawing_of("".join(block.itertext()))
    column, line = advances(mono, "0─")
    for cell in [cell for cell in block.iter("span") if _CELL.fullmatch(cell.get("class", ""))]:
        cell.set("class", "narrow" if line > column and _is_narrowed(cell) else "")
    room = width - _EDGES - _INDENT * sum(above.tag in _INDENTED for above in block.iterancestors())
    size = room / column / max(1, drawing.columns if drawing else 1)
    if size < _SMALLEST:
        block.set("class", "code")
    elif size < _SIZE:
        block.set("style", f"font-size: {size:.2f}pt")


def _is_narrowed(cell: etree._Element) -> bool:
    names, character = cell.get("class", ""), (cell.text or " ")[0]
    return names.startswith("d1") and ("line" in names or unicodedata.east_asian_width(character) == "A")


class _Rows:
    """The rows of a code block as they are filled; `open` are the copies of elements that a row is inside of."""

    def __init__(self, holder: etree._Element) -> None:
        self.holder = holder
        self.rows = [etree.Element("span", {"class": "row"})]
        self.open = [self.rows[0]]

    def split(self) -> None:
        """Fill the rows from the holder, and put them in the place of what it held."""
        self._take(self.holder)
        if len(self.rows) > 1 and not "".join(self.rows[-1].itertext()):
            self.rows.pop()
        self.holder.text = None
        for child in list(self.holder):
            self.holder.remove(child)
        for row in self.rows:
            _link_addresses(row)
            columns = sum(1 if ord(character) < 0x2E80 else 2 for character in "".join(row.itertext()))
            if not columns:
                row.text = "\u200b"
            elif columns > _NARROWEST:
                row.set("class", "row long")
                if columns > _NARROWEST * _DRAWN:
                    row.set("style", _arrows(min(_MOST, math.ceil(columns / _NARROWEST))))
            self.holder.append(row)
        for row in self.rows if len(self.rows) <= _WHOLE else (self.rows[0], self.rows[-2]):
            row.set("class", f"{row.get('class')} kept")

    def _take(self, element: etree._Element) -> None:
        self._say(element.text or "")
        for child in element:
            copied = etree.SubElement(self.open[-1], child.tag, dict(child.attrib))
            self.open.append(copied)
            self._take(child)
            self.open.pop()
            self._say(child.tail or "")

    def _say(self, text: str) -> None:
        first, *rest = text.split("\n")
        _add(self.open[-1], first)
        for line in rest:
            self._next()
            _add(self.open[-1], line)

    def _next(self) -> None:
        """Begin a row, inside of the same elements as the one before; their ids are those of where they began."""
        row = etree.Element("span", {"class": "row"})
        self.rows.append(row)
        opened = [row]
        for element in self.open[1:]:
            opened.append(etree.SubElement(opened[-1], element.tag, dict(element.attrib)))
            opened[-1].attrib.pop("id", None)
        self.open = opened


def _arrows(count: int) -> str:
    """Return the style of a row of more lines than the style sheet has arrows for."""
    lines = "".join(f"M4 {3 + 15 * line}v5h6m-2-2l2 2-2 2" for line in range(count))
    path = f"<path d='{lines}' fill='none' stroke='#666'/>"
    drawing = f"<svg xmlns='http://www.w3.org/2000/svg' width='15' height='{15 * count}'>{path}</svg>"
    return f"background-image:url(data:image/svg+xml,{quote(drawing)});background-size:1.5em {1.5 * count}em"


def _link_addresses(row: etree._Element) -> None:
    """Make links of the addresses in a row of code: readers of a screen ask for that, and checkers too."""
    for holder, name in list(texts_of(row)):
        text = getattr(holder, name)
        if found := _ADDRESS.search(text):
            link = etree.Element("a", {"href": found[0]})
            link.text, link.tail = found[0], text[found.end() :]
            setattr(holder, name, text[: found.start()])
            if name == "text":
                holder.insert(0, link)
            else:
                holder.getparent().insert(holder.getparent().index(holder) + 1, link)


def _add(element: etree._Element, text: str) -> None:
    if not text:
        return
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text
