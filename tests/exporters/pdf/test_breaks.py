"""Last lines of paragraphs, and what no page should end with."""

from __future__ import annotations

import pytest
from lxml import etree
from measure import lines_of, page_count, said, set_pages

from exporters.pdf.breaks import keep_leads, part_headings
from exporters.pdf.page import LINE, TEXT_SIZE, page_shape

SHAPE = page_shape("A5")
COLUMNS = round(SHAPE.text_width / TEXT_SIZE)
ROWS = round((SHAPE.height - SHAPE.top - SHAPE.bottom) / LINE)


@pytest.mark.parametrize(
    "end", ["ます。", "<strong>ます</strong>。", "か？", "です」", "<a id='a' href='#a'>ます</a>"]
)
@pytest.mark.parametrize("tag", ["p", "li", "dd"])
def test_no_last_line_holds_one_character(end: str, tag: str) -> None:
    for more in range(6):
        inner = f"<{tag}>{'国' * (COLUMNS * 2 - 6 + more)}{end}</{tag}>"
        pdf, _ = set_pages(inner if tag == "p" else f"<ul>{inner}</ul>" if tag == "li" else f"<dl>{inner}</dl>")
        *_, last = map(said, lines_of(pdf))
        assert len(last.rstrip("。」？")) >= 2, last


def test_the_line_above_still_ends_at_the_edge() -> None:
    pdf, _ = set_pages(f"<p style='text-indent:0'>{'国' * (COLUMNS - 1)}ます。</p>")
    first, last = lines_of(pdf)
    assert said(last) == "ます。"
    assert first[-1].end == pytest.approx(SHAPE.inner + SHAPE.text_width, abs=0.2)


@pytest.mark.parametrize("after", ["<ul><li>項</li><li>項</li></ul>", "<pre><code>x = 1</code></pre>"])
def test_what_leads_to_a_list_does_not_end_a_page(after: str) -> None:
    for before in range(ROWS - 3, ROWS + 1):
        pdf, _ = set_pages(f"{'<p>前</p>' * before}<p><strong>手順：</strong></p>{after}")
        for page in range(page_count(pdf)):
            assert said(lines_of(pdf, page)[-1]) != "手順："


@pytest.mark.parametrize(
    ("paragraph", "leads"),
    [
        ("<p>次のとおりです。</p>", True),
        ("<p><strong>条件</strong></p>", True),
        (f"<p>{'長い' * 30}：</p>", False),
        ("<p>おもな費用</p>", True),
        ("<p class='picture'><img src='a.png' alt=''/></p>", False),
        (f"<p>{'長い' * 30}。</p>", False),
    ],
)
def test_what_leads_to_a_list(paragraph: str, leads: bool) -> None:
    body = etree.fromstring(f"<article>{paragraph}<ul><li>項</li></ul><p>次：</p></article>")
    keep_leads(body)
    assert ["lead" in p.get("class", "") for p in body.iter("p")] == [leads, False]


@pytest.mark.parametrize("lines", [3, 6])
@pytest.mark.parametrize("item", ["<li><p>{}</p></li>", "<li>{}<ul><li>{}</li></ul></li>"])
def test_a_paragraph_that_leads_to_no_list_fills_its_page(lines: int, item: str) -> None:
    text, items = "国" * (COLUMNS * lines - 2), item.format("項" * 90, "項" * 90)
    pdf, _ = set_pages(f"{'<p>前</p>' * (ROWS - lines)}<p>{text}。</p><ul>{items}</ul>")
    assert len(lines_of(pdf)) == ROWS


def test_what_leads_to_other_blocks_ends_like_it() -> None:
    body = etree.fromstring("<article><p>まだ続くが</p><pre>x</pre><p>次に示す</p><pre>x</pre></article>")
    keep_leads(body)
    assert [p.get("class") for p in body.iter("p")] == [None, "lead"]


def test_what_leads_to_a_formula() -> None:
    body = etree.fromstring("<article><p>費用は</p><div class='math'>式</div><p>である</p><div>図</div></article>")
    keep_leads(body)
    assert [p.get("class") for p in body.iter("p")] == ["lead", None]


def test_a_bold_paragraph_leads_to_another() -> None:
    body = etree.fromstring("<article><p><b>題</b></p><p>文。</p><p>文<b>題</b></p><p>文</p></article>")
    keep_leads(body)
    assert [p.get("class") for p in body.iter("p")] == ["lead minor", None, None, None]


def test_a_bold_line_that_heads_text_has_a_line_of_space_above() -> None:
    text = "<p>文。</p>"
    bold = "<p><b>次</b></p><p><b>また</b></p>"
    inner = f"<h2>題</h2><p><b>初め</b></p>{text}{bold}{text}<p><b>強く言う。</b></p>{text}"
    pdf, _ = set_pages(f"<section>{inner}</section>")
    shown = {said(line): (line[0].x, (lines_of(pdf)[1][0].y - line[0].y) / LINE) for line in lines_of(pdf)[1:]}
    assert shown["初め"][0] == shown["次"][0] == pytest.approx(SHAPE.inner, abs=0.1)
    assert shown["次"][1] == pytest.approx(3, abs=0.05)
    assert shown["また"][1] == pytest.approx(4, abs=0.05)
    assert shown["強く言う。"][0] == pytest.approx(SHAPE.inner + TEXT_SIZE, abs=0.1)


@pytest.mark.parametrize(("rows", "least"), [(4, 4), (10, 10), (30, 2)])
@pytest.mark.parametrize("above", range(18, 30, 3))
def test_no_row_of_code_stands_alone_on_a_page(rows: int, least: int, above: int) -> None:
    code = "\n".join(f"row{number}" for number in range(rows))
    pdf, _ = set_pages(f"{'<p>行</p>' * above}<pre><code>{code}</code></pre>")
    found = [sum("row" in said(line) for line in lines_of(pdf, page)) for page in range(page_count(pdf))]
    assert sum(found) == rows
    assert all(count >= least for count in found if count)


@pytest.mark.parametrize(
    ("block", "title"),
    [
        ("<aside class='admonition note'><p class='admonition-title'>題</p><p>{}</p></aside>", "題"),
        ("<details open='open'><summary>題</summary><p>{}</p></details>", "題"),
        ("<table><caption>題</caption><tbody><tr><td>{}</td></tr><tr><td>値</td></tr></tbody></table>", "題"),
    ],
)
def test_the_title_of_a_box_or_table_does_not_end_a_page(block: str, title: str) -> None:
    for before in range(ROWS - 4, ROWS):
        pdf, _ = set_pages(f"{'<p>前</p>' * before}{block.format('文' * 100)}")
        ends = [said(lines_of(pdf, page)[-1]) for page in range(page_count(pdf))]
        assert title not in ends


@pytest.mark.parametrize(
    ("paragraph", "parted"),
    [
        ("<p><strong>視点：</strong><br/>本文です。</p>", ["視点：", "本文です。"]),
        ("<p><strong>視点</strong><br/><a>本文</a>です。<br/>次</p>", ["視点", "本文です。次"]),
        ("<p><strong>強く言う。</strong><br/>本文です。</p>", ["強く言う。本文です。"]),
        ("<p><strong>語</strong>：意味<br/>本文です。</p>", ["語：意味本文です。"]),
        ("<p><strong>視点</strong><br/></p>", ["視点"]),
    ],
)
def test_a_bold_first_line_becomes_a_paragraph(paragraph: str, parted: list[str]) -> None:
    body = etree.fromstring(f"<article>{paragraph}</article>")
    part_headings(body)
    assert ["".join(found.itertext()) for found in body] == parted
    boxed = etree.fromstring(f"<article><blockquote>{paragraph}</blockquote></article>")
    part_headings(boxed)
    assert len(boxed[0]) == 1
