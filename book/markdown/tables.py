"""Tables as kramdown's and GFM's authors write them: nothing that stands in a row is lost.

GFM (its section 4.10) sees no table where the dashes are too few or missing, drops what a row has too much, takes
the note right below a table for a row, and cuts cells at every `|`. Here rows are as wide as the widest, a line
without `|` ends the table, and `|` within links, code, formulas and ruby cuts nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

from book.markdown.findings import Finding, note

# Word processors make one dash of three; a Japanese keyboard has ー there.
_RUN = "[-‐‑–—―−－ー─]+"
_DASHES = re.compile(rf"\|?[ \t]*:?{_RUN}:?[ \t]*(?:\|[ \t]*:?{_RUN}:?[ \t]*)*\|?")
# What parts bodies of a table, or its foot, in kramdown, closed or not; a row of single dashes is one.
_PARTS_BODIES = re.compile(r"\|(?:[ \t]*+[:+|]*-{3}[:+|\s-]*|[:+|\s]*+={2}[:+|=\s]*)")
_PIPE = re.compile(
    r"(?P<whole>\[\[[^\[\]\n]+\]\]|\{[^{}|\n]+\|[\u3041-\u30ff・|]+\})|(?P<escaped>\\\|)|(?P<cut>\|)"
)
# What may hold a `|` of its own. A link, or an element of HTML, is one for certain.
_WHOLE = re.compile(
    r"(?<!`)(?P<code>`+)(?!`).+?(?<!`)(?P=code)(?!`)|(?P<sure>!?\[[^\[\]\n]*\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*\)"
    r"|<[A-Za-z/][^<>\n]*>)|\$\$[^$\n]+\$\$|(?<![\\$\w])\$(?![\s$])[^$\n]*?(?<![\s\\])\$(?![\w$])|\\\((?:(?!\\\().)+?\\\)"
)
_FEWEST = 2  # cells that lines must have to be a table without dashes
_MOST_CELLS = 0x10000  # of one table: a row of many cells would make every other as wide


@dataclass(slots=True)
class _Table:
    """A table being read: its rows with their lines, and what was irregular about it."""

    aligns: list[str]
    rows: list[tuple[int, list[str]]]
    end: int = 0
    oddities: list[Finding] = field(default_factory=list)
    width: int = field(init=False)

    def __post_init__(self) -> None:
        self.width = max(len(self.aligns), *(len(cells) for _, cells in self.rows))

    def add(self, line: int, rows: list[list[str]]) -> None:
        """Add the rows that stand on a line."""
        if len(rows) > 1 or line < self.end:
            self.tell(line, "Rows of a table have run together in one line")
        if len(rows[0]) > self.width:
            self.tell(line, "A row of the table has more cells than its head")
        self.rows += [(line, cells) for cells in rows]
        self.width = max(self.width, *map(len, rows))
        self.end = line + 1

    def tell(self, line: int, message: str) -> None:
        self.oddities.append(Finding(line + 1, "table.mended", message))


def tables_plugin(md: MarkdownIt) -> None:
    """Put this reading in the place of GFM's rule for tables."""
    md.block.ruler.at("table", _rule, {"alt": ["paragraph", "reference"]})


def _rule(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    if state.src.find("|", state.bMarks[start], state.eMarks[start]) < 0:
        return False
    if silent:
        return _interrupts(state, start, end)
    table = _begin(state, start, end)
    if table is None:
        return False
    _take_rows(state, table, end)
    for oddity in table.oddities:
        note(state.env, oddity)
    _write(state, table, start)
    state.line = table.end
    return True


def _interrupts(state: StateBlock, start: int, end: int) -> bool:
    """Tell whether a table ends the paragraph above: that of a list's item too, which GFM would let go on."""
    kept = state.blkIndent
    if state.sCount[start] >= 0:
        state.blkIndent = min(kept, state.sCount[start])
    begins = _begin(state, start, end) is not None
    state.blkIndent = kept
    return begins


def _begin(state: StateBlock, start: int, end: int, *, above: bool = False) -> _Table | None:
    """Return the table that begins on a line, with its head alone; None where none does."""
    head = _line(state, start)
    if "|" not in head:
        return None
    if head.startswith(("|-", "|:-")) and not above and _is_dashes(_dashes(head)):
        return _begin(state, start + 1, end, above=True)  # kramdown has a line above the head too
    below = _next(state, start, end, piped=_is_piped(head))
    dashes, glued, _ = _dashes(_line(state, below)).partition("||")
    dashes += glued[:1]
    if _is_dashes(dashes) and ("|" in dashes or not _is_piped(head)):
        aligns = [_align(cell) for cell in _cut(dashes)]
        cells = _cells(head, len(aligns))
        if len(cells) != len(aligns) and not (_is_piped(head) and "|" in dashes):
            return None
        table = _Table(aligns, [(start, cells)], below + 1)
        if glued:
            table.add(below, _rows(_line(state, below), len(cells))[1:])
        if len(cells) != len(aligns):
            table.tell(below, "The dashes under the table's head are not as many as its cells")
        if below > start + 1:
            table.tell(start + 1, "A blank line parts the rows of a table")
        return table
    cells = _cells(head, 0)
    plain = _is_piped(head) and not _is_dashes(head) and _is_piped(dashes) and below == start + 1
    if not plain or len(cells) < _FEWEST or len(_cells(dashes, len(cells))) != len(cells):
        return None
    if above:  # and no line below: kramdown's way to say that there is no head
        aligns = [_align(cell) for cell in _cut(_dashes(_line(state, start - 1)))]
        return _Table(aligns, [(start, [""] * len(cells))], start)
    table = _Table([""] * len(cells), [(start, cells)], start + 1)
    table.tell(start, "A table without a line of dashes under its head")
    return table


def _take_rows(state: StateBlock, table: _Table, end: int) -> None:
    """Take the rows below the head."""
    wanted = len(table.rows[0][1])
    piped = _is_piped(_line(state, table.rows[0][0]))
    while True:
        line = _next(state, table.end - 1, end, piped=piped)
        text = _line(state, line)
        if "|" not in text or (line > table.end and not _goes_on(state, line, end, wanted)):
            return
        cells = _cells(text, wanted)
        widest = max(table.width, len(cells))
        if _is_ended(state, line, end) or widest * (len(table.rows) + 1) > _MOST_CELLS:
            return
        if _PARTS_BODIES.fullmatch(text):
            table.end = line + 1
            continue
        if line > table.end:
            table.tell(table.end, "A blank line parts the rows of a table")
        table.add(line, _rows(text, wanted))


def _goes_on(state: StateBlock, line: int, end: int, wanted: int) -> bool:
    """Tell whether the row after a blank line belongs to the table above, and is not the head of another."""
    text = _line(state, line)
    below = _line(state, _next(state, line, end, piped=True))
    return (
        len(_cells(text, wanted)) == wanted and not _is_dashes(text) and not ("|" in below and _is_dashes(below))
    )


def _is_ended(state: StateBlock, line: int, end: int) -> bool:
    """Tell whether another block begins on the line, as GFM asks."""
    kept, state.parentType = state.parentType, "table"
    rules = state.md.block.ruler.getRules("blockquote")
    ended = any(rule(state, line, end, True) for rule in rules if rule is not _rule)
    state.parentType = kept
    return ended


def _next(state: StateBlock, line: int, end: int, *, piped: bool) -> int:
    """Return the next line; between rows that begin and end with `|`, the one after a blank line."""
    below = line + 1
    if piped and below + 1 < end and state.isEmpty(below) and _is_piped(_line(state, below + 1)):
        return below + 1
    return below


def _line(state: StateBlock, line: int) -> str:
    """Return the text of a line of this block; empty where it belongs to another, or is code."""
    if line >= state.lineMax or state.sCount[line] < state.blkIndent or state.is_code_block(line):
        return ""
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]].strip()


def _is_piped(text: str) -> bool:
    return len(text) > 1 and text.startswith("|") and text.endswith("|") and not text.endswith("\\|")


def _dashes(text: str) -> str:
    """Return a line of dashes with the bars that kramdown and Org write as `+`."""
    return text.replace("+", "|") if "+" in text and text.startswith(("|-", "|:-")) else text


def _is_dashes(text: str) -> bool:
    return bool(text) and _DASHES.fullmatch(text) is not None


def _align(dashes: str) -> str:
    left, right = dashes.startswith(":"), dashes.endswith(":")
    return "center" if left and right else "right" if right else "left" if left else ""


def _cells(text: str, wanted: int) -> list[str]:
    """Return the cells of a row.

    A `|` within a link cuts nothing; within code or a formula it does where that alone gives as many cells as
    wanted, and blanks stand around it.
    """
    if not re.search(r"[`$<\\]|\]\(", text):
        return _cut(text)
    spans = [found for found in _WHOLE.finditer(text) if "|" in found[0]]
    sure = _cut(text, whole=[found.span() for found in spans if found["sure"]])
    whole = _cut(text, whole=[found.span() for found in spans])
    spaced = any(re.search(r"\s\|\s", found[0]) for found in spans if not found["sure"])
    return sure if len(sure) == wanted != len(whole) and spaced else whole


def _rows(text: str, wanted: int) -> list[list[str]]:
    """Return the rows on a line: several where it falls at `||` into rows of as many cells as wanted."""
    rows = [_cells(part, wanted) for part in text.split("||")]
    return rows if all(len(cells) == wanted for cells in rows) else [_cells(text, wanted)]


def _cut(text: str, whole: Sequence[tuple[int, int]] = ()) -> list[str]:
    """Return the cells of a row, cut at each `|` but those within the spans `whole`, which are in order."""
    text = text.strip()
    cells, last = [""], 0
    starts = [first for first, _ in whole]
    for match in _PIPE.finditer(text):
        before = bisect_left(starts, match.start())
        inside = before > 0 and match.start() < whole[before - 1][1]
        cells[-1] += text[last : match.start()]
        last = match.end()
        if match["cut"] and not inside:
            cells.append("")
        else:
            cells[-1] += "|" if match["escaped"] else match[0]
    cells[-1] += text[last:]
    if cells[0] == "" and len(cells) > 1:
        del cells[0]
    if cells[-1] == "" and len(cells) > 1:
        cells.pop()
    return [cell.strip() for cell in cells]


def _write(state: StateBlock, table: _Table, start: int) -> None:
    (head_line, head), *rows = table.rows
    _open(state, "table", start, table.end)
    _open(state, "thead", start, start + 1)
    _write_row(state, table, "th", head_line, head)
    state.push("thead_close", "thead", -1)
    if rows:
        _open(state, "tbody", rows[0][0], table.end)
        for line, cells in rows:
            _write_row(state, table, "td", line, cells)
        state.push("tbody_close", "tbody", -1)
    state.push("table_close", "table", -1)


def _write_row(state: StateBlock, table: _Table, tag: str, line: int, cells: list[str]) -> None:
    _open(state, "tr", line, line + 1)
    for align, cell in _padded(table, cells):
        opening = state.push(f"{tag}_open", tag, 1)
        if align:
            opening.attrs = {"style": f"text-align:{align}"}
        inline = state.push("inline", "", 0)
        inline.map, inline.content, inline.children = [line, line + 1], cell, []
        state.push(f"{tag}_close", tag, -1)
    state.push("tr_close", "tr", -1)


def _padded(table: _Table, cells: list[str]) -> Iterator[tuple[str, str]]:
    for at in range(table.width):
        yield table.aligns[at] if at < len(table.aligns) else "", cells[at] if at < len(cells) else ""


def _open(state: StateBlock, tag: str, first: int, end: int) -> None:
    state.push(f"{tag}_open", tag, 1).map = [first, end]
