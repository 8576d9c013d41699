"""Dots between an entry of the contents and its page: as many as there is room for, in one text."""

from __future__ import annotations

import pytest
from measure import SHEET

from exporters.pdf.layout import FontlessDict, listening, render
from exporters.pdf.page import page_shape

ENTRY = '<p class="entry level-2"><a href="#x">{}<span class="number" data-number="12"></span></a></p>'


def test_dots_are_one_text_and_fill_the_line() -> None:
    sheets = (SHEET.read_text(encoding="utf-8"), page_shape("A5").css)
    turned = ENTRY.replace("level-2", "level-2 turned").format(
        "題の初めの行<br/>それよりもずっと長い、行の半ばまである題"
    )
    entries = ENTRY.format("短い題") + turned
    with listening() as said:
        document, _ = render(f'<html lang="ja"><body id="x">{entries}</body></html>', sheets, {}, FontlessDict)
    assert not said
    boxes = [box for box in document.pages[0]._page_box.descendants() if getattr(box, "text", "").startswith(".")]
    assert len(boxes) == 2
    longer, shorter = (box.text.count(".") for box in boxes)
    assert longer > shorter + 10 > 20
    ends = [box.position_x + box.width for box in boxes]
    assert abs(ends[0] - ends[1]) < 0.01
    starts = [
        next(
            box.position_x for box in document.pages[0]._page_box.descendants() if getattr(box, "text", "") == text
        )
        for text in ("短い題", "題の初めの行", "それよりもずっと長い、行の半ばまである題")
    ]
    assert starts == pytest.approx([starts[0], starts[0], starts[0] + 12], abs=0.01)  # 9pt are 12 pixels
