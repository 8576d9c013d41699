"""What vertical lines show in horizontal ones of its own: tables and code, where they fit on a page so."""

from __future__ import annotations

import re
from html import unescape

_BLOCK = re.compile(
    r'<(?P<tag>pre|div) class="(?P<kind>(?:code|table)(?: diagram| broad)*)"(?P<rest>[^>]*)>'
    r"(?P<inner>.*?)</(?P=tag)>",
    re.S,
)
_ROW = re.compile(r"<tr\b.*?</tr>", re.S)
_CELL = re.compile(r"<t[hd]\b[^>]*>(.*?)</t[hd]>", re.S)
_TAG = re.compile(r"<[^>]+>")

# What a phone shows: a block of more lines could not be broken over pages. Characters are full-width ones.
_LINES = 16
_MEASURE = 20


def mark_long(body: str) -> str:
    """Mark tables and code that fill more than a page: a horizontal block in vertical lines is never broken."""
    return _BLOCK.sub(_one, body)


def _one(match: re.Match[str]) -> str:
    lines = _table_lines(match["inner"]) if match["kind"] == "table" else _code_lines(match["inner"])
    kind = f"{match['kind']} long" if lines > _LINES else match["kind"]
    return f'<{match["tag"]} class="{kind}"{match["rest"]}>{match["inner"]}</{match["tag"]}>'


def _code_lines(inner: str) -> int:
    return sum(1 + _width(line) // _MEASURE for line in _TAG.sub("", inner).rstrip("\n").split("\n"))


def _table_lines(inner: str) -> int:
    rows = [_CELL.findall(row) for row in _ROW.findall(inner)]
    return sum(1 + max((_width(cell) * len(row) // _MEASURE for cell in row), default=0) for row in rows)


def _width(text: str) -> int:
    shown = unescape(_TAG.sub("", text))
    return sum(1 if character.isascii() else 2 for character in shown) // 2
