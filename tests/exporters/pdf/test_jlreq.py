"""JLREQ.md point by point: pages laid out and measured. Spacing is measured in test_spacing."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from measure import Mark, ink, lines_of, marks_of, page_count, said, set_pages

from book.phrases import phrases
from exporters.pdf.page import LINE, TEXT_SIZE, TRIMS, page_shape

NO_START = set("、。，．・：；？！）〕］｝〉》」』】ーぁぃぅぇぉっゃゅょァィゥェォッャュョ々…")
NO_END = set("（〔［｛〈《「『【")
SIZES = [*TRIMS, "100x148", "148x148", "297x420"]
# Five readings of a sentence with much that may not begin or end a line.
PROSE = "人々は「そっと、しゃべった」（ちょっと…）。『キャッチボール』・ヴァイオリン、々の字、〈山〉【川】！"


def indent(line: list[Mark], trim: str = "A5") -> float:
    """Return how far a line begins from the edge of the type area, in points."""
    return line[0].x - page_shape(trim).inner


@pytest.mark.parametrize("trim", SIZES)
def test_the_type_area_holds_whole_characters_and_lines(trim: str) -> None:
    shape = page_shape(trim)
    columns, rows = round(shape.text_width / TEXT_SIZE), round((shape.height - shape.top - shape.bottom) / LINE)
    pdf, _ = set_pages(f"<p style='text-indent:0'>{'国' * columns * (rows + 1)}</p>", trim)
    lines = lines_of(pdf)
    assert len(lines) in (rows, rows - 1)  # one fewer where a line would be left alone on the next page
    assert {len(line) for line in lines} == {columns}
    assert lines[0][0].x == pytest.approx(shape.inner, abs=0.01)
    assert lines[0][-1].end == pytest.approx(shape.inner + shape.text_width, abs=0.05)
    assert min(shape.inner, shape.outer) > 20
    assert (lines[0][0].y - lines[-1][0].y) / (len(lines) - 1) == pytest.approx(LINE, abs=0.01)


def test_no_line_begins_or_ends_with_a_character_that_may_not() -> None:
    for shift in range(0, 34, 3):
        pdf, _ = set_pages(f"<p>{'字' * shift}{PROSE * 12}</p>")
        for line in lines_of(pdf):
            assert said(line)[0] not in NO_START
            assert said(line)[-1] not in NO_END


def test_no_line_begins_or_ends_so_where_elements_meet() -> None:
    piece = "字<strong>「太字」</strong>、<em>（斜体）</em>。<code>x</code>、<em class='bouten'>圏点</em>。"
    for shift in range(0, 34, 3):
        pdf, _ = set_pages(f"<p>{'字' * shift}{piece * 14}</p>")
        for line in lines_of(pdf):
            assert said(line)[0] not in NO_START
            assert said(line)[-1] not in NO_END


def test_dashes_leaders_and_numbers_are_not_broken() -> None:
    for shift in range(0, 34, 2):
        pdf, _ = set_pages(f"<p>{'字' * shift}{'字……字――字12,345.6字字' * 12}</p>")
        lines = [said(line) for line in lines_of(pdf)]
        assert "".join(lines).count("12,345.6") == sum(line.count("12,345.6") for line in lines) == 12
        for first, second in pairwise(lines):
            assert first[-1] + second[0] not in ("……", "――")


def test_paragraphs_begin_one_character_in() -> None:
    pdf, _ = set_pages("<p>甲</p><p>乙</p>")
    assert [indent(line) for line in lines_of(pdf)] == pytest.approx([9.5, 9.5], abs=0.01)


def test_strong_and_emphasis_are_gothic_and_nothing_slants() -> None:
    pdf, _ = set_pages(
        "<p>明<strong>太</strong><em>斜</em><b><i>両</i></b></p><blockquote><p><em>引</em></p></blockquote>"
    )
    fonts = {mark.text: mark.font for mark in marks_of(pdf)}
    assert "Serif" in fonts["明"]
    assert {text for text, font in fonts.items() if "Sans" in font} == {"太", "斜", "両", "引"}
    assert fonts["太"] == fonts["両"] != fonts["斜"]
    assert not any(word in font for font in fonts.values() for word in ("Oblique", "Italic"))


def test_group_ruby_stands_over_the_middle_of_its_word() -> None:
    pdf, _ = set_pages("<p>前<ruby>東京<rt>とうきょう</rt></ruby>後</p>")
    reading, line = lines_of(pdf)
    assert said(reading) == "とうきょう"
    assert said(line) == "前東京後"
    middle = (line[1].x + line[2].end) / 2
    assert (reading[0].x + reading[-1].end) / 2 == pytest.approx(middle, abs=0.1)
    assert reading[0].size == pytest.approx(line[0].size / 2)
    assert line[1].size * 0.8 < reading[0].y - line[1].y < line[1].size * 1.2


def test_mono_ruby_stands_over_each_character() -> None:
    pdf, _ = set_pages("<p>前<ruby>漢<rt>かん</rt>字<rt>じ</rt></ruby>後</p>")
    reading, line = lines_of(pdf)
    assert said(reading) == "かんじ"
    assert (reading[0].x + reading[1].end) / 2 == pytest.approx((line[1].x + line[1].end) / 2, abs=0.1)
    assert (reading[2].x + reading[2].end) / 2 == pytest.approx((line[2].x + line[2].end) / 2, abs=0.1)


def test_emphasis_dots_stand_over_characters_and_not_over_punctuation(tmp_path: Path) -> None:
    pdf, _ = set_pages("<p>一<em class='bouten'>二、二</em>一</p>")
    line = lines_of(pdf)[0]
    assert said(line) == "一二、二一"
    picture, height = ink(pdf, tmp_path), page_shape("A5").height

    def dotted(mark: Mark) -> bool:
        box = (mark.x, height - mark.y - 1.15 * mark.size, mark.end, height - mark.y - 0.9 * mark.size)
        darkest, _ = picture.crop(tuple(round(edge * 2) for edge in box)).getextrema()
        return darkest < 100

    assert [dotted(mark) for mark in line] == [False, True, False, True, False]


def test_code_is_monospaced_and_a_line_that_goes_on_is_marked(tmp_path: Path) -> None:
    long = "value = " + "argument_of_some_length, " * 6
    pdf, _ = set_pages(f"<pre><code>def f():\n<b>  '日本\n  語'</b>\n{long}</code></pre>")
    lines = lines_of(pdf)
    assert [said(line).strip() for line in lines[:3]] == ["def f():", "'日本", "語'"]
    assert all("Mono" in mark.font for line in lines for mark in line)
    first, rest = lines[3], lines[4]
    assert rest[0].x - first[0].x == pytest.approx(1.5 * first[0].size, abs=0.1)
    picture, height = ink(pdf, tmp_path), page_shape("A5").height

    def arrow(line: list[Mark]) -> bool:
        left = rest[0].x - 1.5 * rest[0].size
        box = (left, height - line[0].y - line[0].size, left + rest[0].size, height - line[0].y)
        darkest, lightest = picture.crop(tuple(round(edge * 2) for edge in box)).getextrema()
        return darkest < lightest - 60

    assert arrow(rest)
    pdf, _ = set_pages(f"<pre><code>{' ' * 4}{long}</code></pre>")
    first, rest = lines_of(pdf)[:2]
    picture = ink(pdf, tmp_path)
    assert arrow(rest)
    assert not arrow(first)
    pdf, _ = set_pages(f"<pre><code>{' ' * 12}{'x' * 40}\n{long}</code></pre>")
    fitting, first, rest = lines_of(pdf)[:3]
    picture = ink(pdf, tmp_path)
    assert arrow(rest)
    assert not arrow(fitting)


def test_japanese_is_twice_as_wide_as_latin_in_code() -> None:
    pdf, _ = set_pages("<pre><code>ab日本cd「」x</code></pre>")
    (line,) = lines_of(pdf)
    steps = [round((second.x - first.x) / first.size, 2) for first, second in pairwise(line)]
    assert steps == [0.5, 0.5, 1, 1, 0.5, 0.5, 1, 1]


def test_tables_repeat_their_heads_on_every_page() -> None:
    rows = "".join(f"<tr><td>行{number}</td><td>値</td></tr>" for number in range(90))
    head = "<thead><tr><th>見出</th><th>数値</th></tr></thead>"
    pdf, _ = set_pages(f"<div class='table'><table>{head}<tbody>{rows}</tbody></table></div>")
    pages = page_count(pdf)
    assert pages >= 3
    for page in range(pages):
        assert said(lines_of(pdf, page)[0]) == "見出数値"


def test_no_line_of_a_paragraph_is_left_alone_on_a_page() -> None:
    shape = page_shape("A5")
    rows = round((shape.height - shape.top - shape.bottom) / LINE)
    columns = round(shape.text_width / TEXT_SIZE)
    for before in range(rows - 4, rows):
        pdf, _ = set_pages("<p>前</p>" * before + f"<p style='text-indent:0'>{'国' * columns * 4}</p>")
        counts = [sum("国" in said(line) for line in lines_of(pdf, page)) for page in range(page_count(pdf))]
        assert sum(counts) == 4
        assert 1 not in counts


def test_a_heading_is_not_the_last_line_of_a_page() -> None:
    for before in range(18, 30):
        pdf, _ = set_pages("<p>前</p>" * before + "<h2>見出し</h2><p>本文です。</p>")
        for page in range(page_count(pdf)):
            assert said(lines_of(pdf, page)[-1]) != "見出し"


def test_headings_break_between_phrases() -> None:
    title = "半導体の供給網をささえるGPUと「素材産業」のゆくえを読みとくための手引き"
    starts = {"".join(phrases(title)[:number]) for number in range(len(phrases(title)))}
    for indented in range(0, 13, 3):
        pdf, _ = set_pages(f"<h2 style='padding-right:{indented}em'>{title}</h2>")
        first, *rest = map(said, lines_of(pdf))
        assert rest
        for line in rest:
            assert first in starts
            first += line
        assert first == title


def test_a_heading_without_a_phrase_that_fits_breaks_all_the_same() -> None:
    pdf, _ = set_pages(f"<h2>{'国' * 60}</h2>")
    assert len(lines_of(pdf)) >= 3
    right = page_shape("A5").inner + page_shape("A5").text_width
    assert all(line[-1].end <= right + 0.1 for line in lines_of(pdf))


def test_footnotes_stand_at_the_foot_of_the_page_that_calls_them() -> None:
    note = "<span class='footnote' id='n' data-note='1'>注の文。</span>"
    pdf, _ = set_pages("<p>前</p>" * 32 + f"<p>呼ぶ{note}頁。</p>")
    last = lines_of(pdf, 1)[-1]
    assert said(last).replace("\u2002", "").replace(" ", "") == "1注の文。"
    assert last[0].size < 8
    assert not any("注の文" in said(line) for line in lines_of(pdf, 0))


def test_nothing_of_the_style_sheet_is_ignored() -> None:
    body = (
        "<h2>見出し</h2><p><ruby>字<rt>じ</rt></ruby><em class='bouten'>点</em><code>x</code><del>消</del></p>"
        "<pre><code>x</code></pre><dl><dt>語</dt><dd>意味</dd></dl><figure><figcaption>図</figcaption></figure>"
        "<div class='table'><table><tbody><tr><td>値</td></tr></tbody></table></div>"
        "<aside class='admonition note'><p class='admonition-title'>注</p><p>文</p></aside>"
    )
    assert set_pages(body)[1] == []
    assert set_pages(body, extra="p { text-spacing-trim: normal }")[1] != []


def test_readings_and_dots_are_painted_as_they_are_read() -> None:
    ruby = "<ruby>漢<rt>かん</rt>字<rt>じ</rt></ruby>"
    pdf, _ = set_pages(f"<h2>題{ruby}</h2><p>前{ruby}後、<em class='bouten'>圏点</em>を打つ</p>")
    assert "".join(mark.text for mark in marks_of(pdf)) == "題漢かん字じ前漢かん字じ後、圏点を打つ"
