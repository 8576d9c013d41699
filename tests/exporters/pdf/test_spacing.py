"""The space between characters: on pages, measured (JLREQ 3.1, 3.2.6, 3.8)."""

from __future__ import annotations

import re
import subprocess
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from measure import Mark, lines_of, marks_of, said, set_pages

from book.phrases import width_of
from exporters.pdf.page import page_shape
from exporters.pdf.spacing import EM, JOINED, PARTED, SPACER, broken, halved, keep_phrases, space_text, spaced

LONG = (
    "文章は長く続き、行は「かぎ括弧」や（丸括弧）で始まったり、句点で終わったりします。GPUの数は2,000台で、"
    "電力は50%増えました。『二重の「括弧」』、そして「次の」「言葉」。"
)


def between(marks: list[Mark], first: str, second: str) -> float:
    """Return the distance between the origins of two neighbours, in em."""
    text = said(marks)
    at = text.index(first + second)
    return (marks[at + 1].x - marks[at].x) / marks[at].size


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("「甲」「乙」", [2]),
        ("甲」、乙", [1]),
        ("甲。」乙", [1]),
        ("（「甲」）", [1, 3]),
        ("甲、（乙", [1]),
        ("甲、乙。丙", []),
        ("甲」と「乙", []),
    ],
)
def test_punctuation_that_meets_punctuation_is_halved(text: str, places: list[int]) -> None:
    assert halved(text) == places


@pytest.mark.parametrize("starts", [True, False])
def test_an_opening_mark_is_halved_only_where_a_line_starts(starts: bool) -> None:
    assert halved("「甲」", starts=starts) == ([0] if starts else [])


@pytest.mark.parametrize(
    ("first", "second", "distance"),
    [
        ("」", "「", 0.5),
        ("」", "、", 0.5),
        ("。", "『", 0.5),
        ("『", "「", 0.5),
        ("」", "』", 0.5),
        ("甲", "」", 1.0),
    ],
)
def test_distances_on_the_page(first: str, second: str, distance: float) -> None:
    pdf, _ = set_pages("<p>甲」「乙」、丙。『「甲」』</p>")
    # Halved, a closing mark's neighbour comes nearer, and an opening mark itself moves over its own blank half.
    assert between(lines_of(pdf)[0], first, second) == pytest.approx(distance, abs=0.02)


def test_marks_of_different_elements_meet_too() -> None:
    pdf, _ = set_pages("<p>甲<strong>「乙」</strong>、<strong>（丙）</strong>「丁」</p>")
    line = lines_of(pdf)[0]
    assert between(line, "」", "、") == pytest.approx(0.5, abs=0.02)
    assert between(line, "、", "（") == pytest.approx(0.5, abs=0.02)
    assert between(line, "）", "「") == pytest.approx(0.5, abs=0.02)


def test_an_opening_mark_at_the_line_start_stands_at_the_edge() -> None:
    pdf, _ = set_pages("<p style='text-indent:0'>「甲」</p><p>「乙」</p><p>丙</p>")
    first, second, third = lines_of(pdf)
    edge, size = page_shape("A5").inner, third[0].size
    assert first[0].x + size / 2 == pytest.approx(edge, abs=0.15)
    assert second[0].x + size / 2 == pytest.approx(third[0].x, abs=0.15)


@pytest.mark.parametrize(
    "body",
    [
        "<p>甲AI乙</p>",
        "<p>甲<strong>AI</strong>乙</p>",
        "<p>甲<code>AI</code>乙</p>",
        "<p><em>甲</em>AI<em>乙</em></p>",
    ],
)
def test_a_quarter_em_stands_between_japanese_and_western_characters_and_is_no_character(body: str) -> None:
    pdf, _ = set_pages(body)
    marks = list(marks_of(pdf))
    assert said(marks) == "甲AI乙"
    # A quarter of whichever element's size it is.
    assert (marks[1].x - marks[0].end) / marks[1].size == pytest.approx(0.25, abs=0.02)
    assert (marks[3].x - marks[2].end) / marks[3].size == pytest.approx(0.25, abs=0.02)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("𠮷GPU𠮷", f"𠮷{SPACER}GPU{SPACER}𠮷"),
        ("GPUの50%を", f"GPU{SPACER}の{SPACER}50%{SPACER}を"),
        ("「AI」、AI", "「AI」、AI"),
        ("AI の", "AI の"),
        ("3,200億円", f"3,200{SPACER}\u2060億円"),
        ("3次元", f"3{SPACER}次元"),
        ("AIっぽい", f"AI{SPACER}\u2060っぽい"),
        ("価格は$5", f"価格は{SPACER}$5"),
        ("なぜ？それは、", "なぜ？　それは、"),
        ("そう！「はい」", "そう！　「はい」"),
        ("えっ！？まさか", "えっ！？　まさか"),
        ("なぜ？ そう", "なぜ？　そう"),
        ("何？と聞く", "何？と聞く"),
        ("「なぜ？」と、！", "「なぜ？」と、！"),
        ("真意は？の題", "真意は？の題"),
        ("Yahoo！ニュース", "Yahoo！ニュース"),
        ("です。 次の文", "です。次の文"),
        ("注意： 一つ", "注意：一つ"),
        ("会社 （仮称）", "会社（仮称）"),
        ("max_num_batched_tokens", f"max_{PARTED}num_{PARTED}batched_{PARTED}tokens"),
        ("https://a.example/b-c?d=1", f"https://a.{PARTED}example/{PARTED}b-{PARTED}c?{PARTED}d={PARTED}1"),
        ("1,234,567,890.1234", "1,234,567,890.1234"),
        ("well-known", "well-known"),
    ],
)
def test_where_a_space_is_due(text: str, shown: str) -> None:
    assert spaced(text) == shown


def test_code_blocks_and_ruby_readings_are_left_as_they_are() -> None:
    body = etree.fromstring(
        "<article><pre>値x値「」「」</pre>"
        "<p>漢<span class='ruby'>字<span class='reading'>じ</span></span>x</p></article>"
    )
    space_text(body)
    assert "".join(body.itertext()) == f"値x値「」「」漢字じ{SPACER}x"


def test_lines_end_at_the_edge_and_words_are_not_set_apart() -> None:
    pdf, _ = set_pages(f"<p>{LONG * 12}</p>")
    edge = page_shape("A5").inner + page_shape("A5").text_width
    lines = lines_of(pdf)[:-1]
    assert len(lines) > 20
    for line in lines:
        last = line[-1]
        assert any(abs(last.end - over - edge) < last.size * 0.1 for over in (0, last.size / 2, last.size)), said(
            line
        )
    words = [line for line in lines if "GPU" in said(line)]
    assert words
    for line in words:
        at = said(line).index("GPU")
        assert line[at + 1].x == pytest.approx(line[at].end, abs=0.4)


def test_dashes_and_leaders_are_not_set_apart_and_their_lines_end_at_the_edge() -> None:
    shape, leaders = page_shape("A5"), []
    for shift in range(12):
        pdf, _ = set_pages(
            f"<p>{'国' * shift}{'市場では見えないと思う……、OpenAIは語る――と言う人もいるので見る' * 4}</p>"
        )
        for line in lines_of(pdf)[:-1]:
            leaders += [(two.x - one.x) / one.size for one, two in pairwise(line) if one.text == two.text == "…"]
            short = (shape.inner + shape.text_width - line[-1].end) / line[-1].size
            assert short < 0.05, said(line)
    assert len(leaders) > 30
    assert leaders == pytest.approx([1.0] * len(leaders), abs=0.002)


def test_no_space_stands_within_an_address() -> None:
    body = etree.fromstring(
        "<p>語<span class='address'>例.jp/AIと語<a>B級</a></span>は<a href='x'>https://例.jp/生成AI入門</a>のA語</p>"
    )
    space_text(body)
    said = "".join(body.itertext()).replace(SPACER, " ")
    assert said == "語例.jp/AIと語B級は https://例.jp/生成AI入門の A 語"


@pytest.mark.parametrize(("mark", "over"), [("。", 1.0), ("」", 0.5), ("、", 1.0)])
def test_punctuation_hangs_or_shrinks_rather_than_take_a_character_with_it(mark: str, over: float) -> None:
    shape = page_shape("A5")
    full = round(shape.text_width / 9.5)
    pdf, _ = set_pages(f"<p style='text-indent:0'>{'国' * full}{mark}{'字' * 9}</p>")
    first, second = lines_of(pdf)[:2]
    if over == 1.0:
        assert said(first) == "国" * full + mark
        assert first[-1].x == pytest.approx(shape.inner + shape.text_width, abs=0.2)
    else:
        assert said(second).startswith("国" + mark)
    assert not said(second).startswith(mark)


def test_a_closing_mark_shrinks_where_half_of_it_fits() -> None:
    shape = page_shape("A5")
    full = round(shape.text_width / 9.5)
    pdf, _ = set_pages(f"<p style='text-indent:0'>（{'国' * (full - 1)}」{'字' * 9}</p>")
    first = lines_of(pdf)[0]
    assert said(first).endswith("」")
    assert first[-1].x + first[-1].size / 2 == pytest.approx(shape.inner + shape.text_width, abs=0.2)


@pytest.mark.parametrize("shift", range(5))
def test_an_em_behind_a_question_is_forgotten_at_a_lines_end(shift: int) -> None:
    shape = page_shape("A5")
    full = round(shape.text_width / 9.5)
    text = f"{'国' * (full - 4 + shift)}か？それは{'国' * full * 2}"
    pdf, _ = set_pages(f"<p style='text-indent:0'>{text}</p>")
    edge = shape.inner + shape.text_width
    for line in lines_of(pdf)[:-1]:
        shown = [mark for mark in line if mark.text.strip()]
        assert shown[0].x == pytest.approx(shape.inner, abs=0.1)
        assert shown[-1].end == pytest.approx(edge, abs=0.5), said(line)


def test_readers_extract_the_text_without_spaces_as_characters(tmp_path: Path) -> None:
    pdf, _ = set_pages("<p>甲GPU乙、「丙」「丁」。</p>")
    (tmp_path / "a.pdf").write_bytes(pdf)
    read = subprocess.run(
        ["pdftotext", "-raw", tmp_path / "a.pdf", "-"], capture_output=True, text=True, check=True
    )
    assert SPACER not in read.stdout
    assert "".join(read.stdout.split()) == "甲GPU乙、「丙」「丁」。"


def test_weasyprint_is_called_where_it_is_overridden(monkeypatch: pytest.MonkeyPatch) -> None:
    from exporters.pdf import drawing, justify, lines

    called: list[str] = []
    names = ((lines, "_room"), (lines, "halved"), (lines, "_blank"), (justify, "_justify"), (drawing, "_runs"))
    for owner, name in names:
        original = getattr(owner, name)

        def noted(*given: object, original=original, name=name, **named: object) -> object:  # type: ignore[no-untyped-def]
            called.append(name)
            return original(*given, **named)

        monkeypatch.setattr(owner, name, noted)
    set_pages(f"<p>{LONG * 3}</p><p>右から左へAと書くשלום</p>")
    assert set(called) == {name for _, name in names}


def test_a_line_of_many_western_words_is_spread_at_its_spaces() -> None:
    words = "製品は A B C Delta Epsilon E F Zeta, Theta Lambda for five of Uncharacteristically です。"
    pdf, _ = set_pages(f"<p style='text-indent:0'>{words}</p>")
    first = lines_of(pdf)[0]
    assert said(first).rstrip().endswith("Unchar-")
    assert first[-1].end == pytest.approx(page_shape("A5").inner + page_shape("A5").text_width, abs=1)


def test_a_line_that_would_be_torn_apart_stays_short() -> None:
    pdf, _ = set_pages(f"<p style='text-indent:0'>日本 {'x' * 61} 日本</p>")
    first = lines_of(pdf)[0]
    assert said(first).strip() == "日本"
    assert first[1].x == pytest.approx(first[0].end, abs=0.01)


def test_the_space_before_a_word_that_goes_to_the_next_line_is_forgotten() -> None:
    shape = page_shape("A5")
    full = round(shape.text_width / 9.5)
    for shift in range(6):
        pdf, _ = set_pages(f"<p style='text-indent:0'>{'国' * (full - 12 + shift)}DeepSeek国GPU国GPU国国</p>")
        first = lines_of(pdf)[0]
        assert first[-1].end == pytest.approx(shape.inner + shape.text_width, abs=0.5), said(first)


def test_a_line_is_not_broken_early_for_a_space_at_its_end() -> None:
    shape = page_shape("A5")
    for shift in range(12):
        text = f"<strong>国</strong>字<em>国</em>{'字' * (22 + shift)}GPU字GPU字GPU字字字字字字字"
        pdf, _ = set_pages(f"<p style='text-indent:0'>{text}</p>")
        first, second = lines_of(pdf)[:2]
        assert len(said(first)) >= 30, said(first)
        assert first[-1].end == pytest.approx(shape.inner + shape.text_width, abs=0.5), said(first)
        assert second


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("値を <b>仮定</b> として", "値を仮定として"),
        ("<b>要点</b> 本文は", "要点 本文は"),
        ("甲 <em>乙</em> <em>丙</em> 丁", "甲 乙 丙 丁"),
        ("甲 <b>GPU</b> 乙", "甲 GPU 乙"),
        ("GPU <b>甲</b> 乙", "GPU 甲 乙"),
        ("<b>甲</b> <b>乙</b> 丙", "甲 乙 丙"),
        ("これは <b>「甲」</b> です", "これは「甲」です"),
        ("<b>甲</b> <span>（乙）</span>", "甲（乙）"),
        ("<a> 甲  </a>（乙）", " 甲（乙）"),
    ],
)
def test_spaces_typed_for_the_sake_of_emphasis_are_not_set(text: str, shown: str) -> None:
    body = etree.fromstring(f"<p>{text}</p>")
    space_text(body)
    assert "".join(body.itertext()) == shown


@given(
    st.lists(
        st.sampled_from(["甲", "A", " ", "  ", "「", "」", "（", "。", "？", "1", "$", "%", "あ"]), max_size=9
    )
)
def test_no_character_is_lost_between_elements(parts: list[str]) -> None:
    body = etree.fromstring("<p>" + "".join(f"<b>{part}</b>{part}<i>{part}</i>" for part in parts) + "</p>")
    before = "".join(body.itertext())
    space_text(body)
    assert re.sub(rf"[ {EM}{SPACER}{JOINED}{PARTED}]", "", "".join(body.itertext())) == before.replace(" ", "")


@pytest.mark.parametrize("measure", [20.5, 22.5, 23.5, 24.5, 25.5, 27.5])
def test_titles_just_too_wide_for_a_line_fill_two_evenly(measure: float) -> None:
    title = "通信帯域がGPUを縛るときのAI学習の費用と理由"
    wide = width_of(title) + 4 * 0.25 > measure - 0.6
    lines = [re.sub("\\W", "", line) for line in broken(spaced(title), measure).split("\n")]
    assert len(lines) == 1 + wide
    assert max(map(len, lines)) - min(map(len, lines)) <= 6


@pytest.mark.parametrize("tag", ["figcaption", "caption"])
def test_lines_of_captions_are_filled_evenly(tag: str) -> None:
    text = "重みを小さな目盛りに丸めた結果。保存するのは<b>整数</b>八個と、目盛りの間隔の値だけです。"
    body = etree.fromstring(f"<div><{tag}>{text}</{tag}></div>")
    keep_phrases(body, 40 * 7.5)
    lines = re.sub("[\ufeff\u2060]", "", "".join(body.itertext())).split("\n")
    assert len(lines) == 2
    assert abs(len(lines[0]) - len(lines[1])) < 12


def test_a_heading_that_is_a_paragraph_takes_no_more_lines_than_it_must() -> None:
    said = "AIの費用とGPUの数を、2026年のデータから読み解いていくと、企業ごとの差がよく見えてきます。" * 9
    body = etree.fromstring(f"<div><h2>{said}</h2></div>")
    space_text(body)
    keep_phrases(body, 323)
    assert "\n" not in "".join(body.itertext())


@pytest.mark.parametrize("tag", ["span", "strong", "em"])
def test_text_behind_text_of_its_element_does_not_begin_a_line(tag: str) -> None:
    link = "<a href='https://example.jp/'>https://example.jp/notes/a-very-long-path/that-goes-on.html</a>"
    for count in range(58, 70):
        pdf, _ = set_pages(f"<p><{tag}>{'字' * count}。{link}</{tag}></p>")
        ends = [said(line)[-1] for line in lines_of(pdf)[:-1]]
        assert not [end for end in ends if end.isascii() and end.isalpha()]


def test_an_opening_mark_within_a_bold_line_keeps_its_width() -> None:
    pdf, _ = set_pages(f"<p><strong>{'字' * 40}<span>「題」</span></strong></p>")
    bold = lines_of(pdf)[1]
    mark = next(mark for mark in bold if mark.text == "「")
    after = bold[bold.index(mark) + 1]
    assert after.x - mark.x == pytest.approx(mark.size, abs=0.1)
