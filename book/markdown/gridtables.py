"""pandoc's grid tables (`+---+---+` above and below each row), read as tables of bars, line for line.

Those whose cells reach over several columns stay as they are written.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore

from book.markdown.fenced import as_written
from book.reading import join_lines

_BORDER = re.compile(r" {0,3}\+(?::?[-=]+:?\+){2,}[ \t]*")
_ITEM = re.compile(r"[-*+・][ \t]")


def gridtables_plugin(md: MarkdownIt) -> None:
    """Write them as tables that the reader knows: rows of several lines on their first, a line of dashes below."""
    md.core.ruler.after("normalize", "grid_tables", _rule)


def _rule(state: StateCore) -> None:
    if "+--" not in state.src:
        return
    lines = state.src.split("\n")
    code = list(as_written(lines))
    at = 0
    while at < len(lines):
        end = at + 1
        if not code[at] and _BORDER.fullmatch(lines[at]):
            while end < len(lines) and lines[end].lstrip()[:1] in {"|", "+"}:
                end += 1
            indent = " " * (len(lines[at]) - len(lines[at].lstrip()))
            table = _with_bars([line.strip() for line in lines[at:end]])
            lines[at:end] = [indent + line for line in table] or lines[at:end]
        at = end
    state.src = "\n".join(lines)


def _with_bars(lines: list[str]) -> list[str]:
    """Return as many lines of a table of bars; none where it is no grid."""
    columns = lines[0].count("+") - 1
    written: list[str] = []
    row: list[list[str]] = []
    for line in lines:
        if not _BORDER.fullmatch(line):
            row.append([cell.strip() for cell in line.strip("|").split("|")])
            if len(row[-1]) != columns or line[0] + line[-1] != "||":
                return []
            continue
        dashes = f"|{'|'.join(re.sub('[-=]+', '---', part) for part in line.strip('+').split('+'))}|"
        if dashes.count("|") != columns + 1:
            return []
        written += [_joined(row), *[dashes] * (len(row) - 1)] if row else []
        written.append(dashes)
        row = []
    return [] if row or len(written) < 3 else written


def _joined(row: list[list[str]]) -> str:
    return f"| {' | '.join(_cell([line for line in cell if line]) for cell in zip(*row, strict=True))} |"


def _cell(lines: list[str]) -> str:
    return "<br>".join(lines) if any(map(_ITEM.match, lines)) else join_lines("\n".join(lines))
