"""Boxes with a frame that are parted because what follows them has no room."""

from __future__ import annotations

from measure import SHEET

from exporters.pdf.layout import FontlessDict, render
from exporters.pdf.page import page_shape

NOTE = "<div class='note-block'><p><span class='note-mark'>1</span>注の文</p></div>"
BOX = f"<aside class='admonition note'><p class='admonition-title'>題</p>{'<p>文。</p>' * 6}</aside>"


def test_a_frame_is_open_where_its_box_goes_on() -> None:
    sheets = (SHEET.read_text(encoding="utf-8"), page_shape("A5").css)
    parted = 0
    for before in range(19, 23):
        html = f'<html lang="ja"><body><article>{"<p>前</p>" * before}{BOX}{NOTE}</article></body></html>'
        document, _ = render(html, sheets, {}, FontlessDict)
        frames = [
            box
            for page in document.pages
            for box in page._page_box.descendants()
            if box.element_tag == "aside" and box.border_left_width
        ]
        assert frames[-1].border_bottom_width > 0
        for frame in frames[:-1]:
            parted += 1
            assert frame.border_bottom_width == 0
    assert parted > 1
