"""Notes that a text's last page has no room for: they get a page of the book, not that of a running head."""

from __future__ import annotations

import pytest
from measure import SHEET

from exporters.pdf.layout import lay_out
from exporters.pdf.page import page_shape

NOTE = "".join(
    f'<span class="footnote" id="fn-{n}" data-note="{n}">{"注の文です。" * 20}</span>' for n in (1, 2, 3)
)


@pytest.mark.parametrize("lines", range(26, 34, 2))
def test_notes_of_the_last_line_stay_in_the_book(lines: int) -> None:
    html = (
        f'<article>{"<p>本文です。</p>" * lines}<p>注を呼ぶ{NOTE}。</p></article><div class="head right">柱</div>'
    )
    laid = lay_out(html, (SHEET.read_text(encoding="utf-8"), page_shape("A5").css), {})
    assert laid.heads == 1
    assert {laid.anchors[f"fn-{number}"][0] for number in (1, 2, 3)} <= set(range(laid.pages))
    assert laid.pages > 1, "the notes have room on the one page, and the test shows nothing"
