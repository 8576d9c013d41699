"""The grid of lines: where running text stands on the page, whatever stands above it (JLREQ 2.5)."""

from __future__ import annotations

import re

import pytest
from measure import SHEET, lines_of, page_count, said, set_pages

from exporters.pdf.page import LINE, TEXT_SIZE, page_shape

SHAPE = page_shape("A5")
ROWS = round((SHAPE.height - SHAPE.top - SHAPE.bottom) / LINE)
COLUMNS = round(SHAPE.text_width / TEXT_SIZE)
PROSE = f"<p>{'文' * COLUMNS * 3}</p>"
PICTURE = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' width='50' height='33'%3E"
    "%3Crect width='50' height='33'/%3E%3C/svg%3E"
)


def off_grid(pdf: bytes, sign: str = "文") -> list[float]:
    """Return how far each baseline of lines that hold `sign` is from the grid, in points."""
    first = next(line[0].y for line in lines_of(set_pages("<p>文</p>")[0]))
    baselines = [
        line[0].y for page in range(page_count(pdf)) for line in lines_of(pdf, page) if sign in said(line)
    ]
    assert baselines
    return [abs((first - y + LINE / 2) % LINE - LINE / 2) for y in baselines]


@pytest.mark.parametrize(
    "block",
    [
        "<h2>見出し</h2>",
        "<h3>見出し</h3>",
        f"<h2>{'長い見出し' * 9}</h2>",
        "<h2>見出し</h2><section><h3>小見出し</h3></section>",
        "<ul><li>項目</li><li>項目<ul><li>項目</li></ul></li></ul>",
        "<ol><li><p>項目</p></li></ol><ul><li>項目</li></ul>",
        "<blockquote><p>引用</p></blockquote>",
        "<pre><code>x = 1\ny = 2</code></pre>",
        "<div class='table'><table><tbody><tr><td>値</td></tr><tr><td>値</td></tr></tbody></table></div>",
        f'<figure><img src="{PICTURE}"/><figcaption>図の題</figcaption></figure>',
        "<hr/>",
        "<dl><dt>語</dt><dd>意味</dd></dl>",
        "<aside class='admonition note'><p class='admonition-title'>注</p><p>本</p></aside>",
        "<p>高い行<sup>2</sup><img class='formula' style='width:2em;height:3em' src=\""
        + PICTURE
        + '"/>のあと</p>',
    ],
)
def test_text_comes_back_to_the_grid(block: str) -> None:
    pdf, _ = set_pages(f"{PROSE}{block}{PROSE}" * 6)
    assert page_count(pdf) > 1
    assert max(off_grid(pdf)) < 0.05


def test_headings_take_whole_lines() -> None:
    for heading, lines in (("h2", 3), ("h3", 2), ("h4", 2)):
        pdf, _ = set_pages(f"<p>文</p><{heading}>見出し</{heading}><p>文</p>")
        first, _, last = (line[0].y for line in lines_of(pdf))
        assert (first - last) / LINE == pytest.approx(lines + 1, abs=0.01)


def test_bold_and_code_make_lines_no_taller() -> None:
    line = f"<strong>太</strong>文<code>x</code><em>斜</em>{'文' * (COLUMNS - 6)}<br/>"
    pdf, _ = set_pages(f"<p style='text-indent:0'>{line * (ROWS + 2)}</p>")
    assert len(lines_of(pdf)) == ROWS
    assert max(off_grid(pdf)) < 0.05


def test_the_style_sheet_knows_the_line() -> None:
    sheet = SHEET.read_text(encoding="utf-8")
    assert f"{TEXT_SIZE}pt/{LINE / TEXT_SIZE:.1f}" in sheet
    assert re.findall(r"line-height: ([\d.]+)pt; margin: \1pt 0 0", sheet) == [f"{LINE:.2f}"]
