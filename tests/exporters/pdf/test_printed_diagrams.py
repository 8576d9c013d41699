"""Drawings in characters in print: columns stand below one another, and wide drawings are set small."""

from __future__ import annotations

import pytest
from lxml import etree
from measure import lines_of, said, set_pages

from book.diagrams import with_cells
from exporters.pdf.code import set_rows

DRAWING = "┌──────────┬───────┐\n│ 利用者   │ ░░░░░ │\n│ API ①→▼  │ 100%  │\n└──────────┴───────┘"


def test_columns_stand_below_one_another() -> None:
    pdf, _ = set_pages(with_cells(f"<pre>{DRAWING}</pre>"))
    lines = lines_of(pdf)
    assert [said(line).replace(" ", "") for line in lines] == DRAWING.replace(" ", "").split("\n")
    places = [[mark.x for mark in line if mark.text in "│┌┬┐└┴┘"] for line in lines]
    for column in zip(*places, strict=True):
        assert max(column) - min(column) < 0.1


@pytest.mark.parametrize(("columns", "size"), [(60, None), (100, 5.7), (140, 4.1), (400, None)])
def test_wide_drawings_are_set_as_small_as_they_ask_and_not_too_small(columns: int, size: float | None) -> None:
    drawn = f"┌{'─' * (columns - 2)}┐\n│{' ' * (columns - 2)}│"
    body = etree.fromstring(f"<article>{with_cells(f'<pre>{drawn}</pre>')}</article>")
    set_rows(body, 300.0)
    block = body[0]
    assert (block.get("style") or "").startswith(f"font-size: {size}" if size and size > 4.2 else "")
    assert ("diagram" in block.get("class", "")) is (columns <= 136)
