"""Formulas in print: drawn as outlines, Japanese words with them."""

from __future__ import annotations

import re

import pytest
from lxml import etree
from measure import SHEET

from book.mathml import to_mathml
from exporters.pdf.layout import Shown, listening, render
from exporters.pdf.mathfont import unknown_to_fonts
from exporters.pdf.maths import draw_formula, draw_parts
from exporters.pdf.page import page_shape
from exporters.pdf.prepare import _formulas

FORMULAS = (
    r"\text{粗利率} = \frac{\text{粗利}}{\text{売上}}",
    r"売上 = 単価 \times 数量",
    r"f(x) = \begin{cases} x^2 & (x \ge 0) \\ -x & \text{それ以外} \end{cases}",
    r"\begin{align*} a &= b + c \\ &= 12{,}300\ \text{円} \end{align*}",
    r"\mathrm{NPV} = \sum_{t=1}^{n} \frac{C_t}{(1+r)^t} \tag{3}",
    r"\biggl\{ \operatorname*{max}_x f(x) \biggr\} \label{eq:max}",
    r"\textbf{太字} \not= \text{}",
    r"\underbrace{a}_{\text{固定費}}",
)


def outlines(svg: str) -> list[str]:
    return [path.get("d", "") for path in etree.fromstring(svg.encode()).iter("{*}path")]


@pytest.mark.parametrize("latex", FORMULAS)
@pytest.mark.parametrize("inline", [True, False])
def test_formulas_are_drawn_without_a_word_of_latex(latex: str, inline: bool) -> None:
    drawn = draw_formula(latex, inline=inline)
    assert drawn is not None
    assert len(outlines(drawn.svg)) >= 3
    assert drawn.width > 1
    assert "<text" not in drawn.svg
    assert "\\" not in drawn.svg


def test_japanese_is_drawn_with_its_own_glyphs_one_em_wide() -> None:
    words, marks = (draw_formula(rf"\text{{{text}}}", inline=True) for text in ("売上高", "〓〓〓"))
    assert words is not None
    assert marks is not None
    assert words.width == pytest.approx(3, abs=0.12)
    assert len(set(outlines(words.svg))) == 3
    assert not set(outlines(words.svg)) & set(outlines(marks.svg))


def test_bold_japanese_is_gothic() -> None:
    bold, plain = (draw_formula(rf"\{name}{{利益}}", inline=True) for name in ("textbf", "text"))
    assert bold is not None
    assert plain is not None
    assert bold.svg != plain.svg


def test_a_character_no_font_has_is_the_mark_of_a_missing_sort() -> None:
    unknown, mark = (draw_formula(rf"\text{{{text}}}", inline=True) for text in ("\U0010fffd", "〓"))
    assert unknown is not None
    assert mark is not None
    assert outlines(unknown.svg) == outlines(mark.svg)
    assert unknown_to_fonts(["\U0010fffdx円"]) == "\U0010fffd"


@pytest.mark.parametrize("emoji", ["🚀", "⚡️", "👩\u200d💻", "₿", "ก"])
def test_what_the_book_s_fonts_have_stands_in_formulas_too(emoji: str) -> None:
    drawn, mark = (draw_formula(rf"x = \text{{費用{text}}}", inline=True) for text in (emoji, "〓"))
    assert drawn is not None
    assert mark is not None
    assert set(outlines(mark.svg)[-1:]).isdisjoint(outlines(drawn.svg))
    assert unknown_to_fonts([emoji]) == ""
    assert drawn.width > draw_formula(r"x = \text{費用}", inline=True).width + 0.3  # type: ignore[union-attr]


def test_formulas_are_in_the_fonts_that_the_publisher_names() -> None:
    drawn = {
        fonts: draw_formula(r"\text{円}", inline=True, fonts=fonts)
        for fonts in (("Noto Serif CJK JP", "Noto Sans CJK JP"), ("Noto Sans CJK JP", "Noto Sans CJK JP"))
    }
    assert len({formula.svg for formula in drawn.values() if formula}) == 2


def test_rows_of_an_aligned_formula_stand_apart() -> None:
    one, two = (
        draw_formula(rf"\begin{{align*}} {rows} \end{{align*}}", inline=False)
        for rows in (r"x &= x", r"x &= x \\ x &= x")
    )
    assert one is not None
    assert two is not None
    assert two.height > 2 * one.height + 0.3


def test_what_means_nothing_is_left_to_be_shown_as_written() -> None:
    assert draw_formula(r"\frac{a}", inline=True) is None


def test_drawings_do_not_differ_from_one_time_to_the_next() -> None:
    drawn = [draw_formula(r"\begin{align} a &= \text{円} \\ b &= c \end{align}", inline=False) for _ in range(2)]
    assert drawn[0] == drawn[1]
    assert drawn[0] is not None
    assert re.search(r'viewBox="\S+ \S+ \S+ \S+"', drawn[0].svg)


@pytest.mark.parametrize(
    ("latex", "parts"),
    [
        (r"c = C_{\text{total}} / (N \cdot u \cdot 3600 = 3) \approx 12", 3),
        (r"\left( aaaa = bbbb \right) = cccccccc", 2),
        (r"a = b", 1),
        (r"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 1),
        (r"= aaaaaaaaaaaaaaaaaaaaaaaa =", 1),
        (r"\frac{a}", 0),
    ],
)
def test_a_long_formula_in_text_parts_behind_its_relations(latex: str, parts: int) -> None:
    drawn = draw_parts(latex)
    assert len(drawn) == parts
    if parts > 1:
        whole = draw_formula(latex, inline=True)
        assert whole is not None
        assert sum(part.width for part in drawn) == pytest.approx(whole.width, abs=0.7 * parts)
        paths = [len(outlines(part.svg)) for part in drawn]
        assert sum(paths) == len(outlines(whole.svg))


def test_the_first_part_speaks_for_all_and_text_is_kept() -> None:
    latex = r"cccccccc = aaaaaaaa \approx 12"
    mathml = to_mathml(latex, block=False)
    body = etree.fromstring(f"<article><p>値は（{mathml}）です。</p></article>")
    drawings, undrawn, _unset = _formulas(body, ("Noto Serif CJK JP", "Noto Sans CJK JP"), 36)
    images = list(body.iter("img"))
    assert len(images) == len(drawings) == 3
    assert [bool(image.get("alt")) for image in images] == [True, False, False]
    assert "".join(body.itertext()) == "値は（）です。"
    assert not undrawn


def test_rows_are_numbered_only_where_they_can_be_referred_to() -> None:
    aligned = r"\begin{align} a &= b \tag{3} \\ c &= d \end{align}"
    assert (to_mathml(aligned, block=True) or "").count("<mtext>") == 1
    assert (to_mathml(aligned.replace(r"\tag{3}", r"\label{x}"), block=True) or "").count("<mtext>") == 2
    assert to_mathml(r"\require{cancel} \cancel{x}", block=True)


@pytest.mark.parametrize(
    "latex", ["+".join("abcdefghijklmnopqrstuvwxyz") + r" = \alpha", f"f({','.join('abcdefgh')})"]
)
def test_no_part_of_a_formula_is_wider_than_the_line_where_it_has_operators(latex: str) -> None:
    parts, whole = draw_parts(latex, measure=8), draw_formula(latex, inline=True)
    assert whole is not None
    assert max(part.width for part in parts) <= 8 < whole.width
    assert sum(len(outlines(part.svg)) for part in parts) == len(outlines(whole.svg))


def test_a_formula_that_cannot_be_cut_is_made_as_wide_as_its_line() -> None:
    latex = r"\frac{" + "+".join("abcdefghijklmnopqrstuvwxyz" * 2) + "}{x}"
    body = etree.fromstring(f"<article><p>値は{to_mathml(latex, block=False)}です。</p></article>")
    drawings, _, _ = _formulas(body, ("Noto Serif CJK JP", "Noto Sans CJK JP"), 36)
    shape = page_shape("A5")
    page = etree.tostring(body, encoding="unicode", method="html")
    with listening() as told:
        shown = {name: Shown(drawn.encode()) for name, drawn in drawings.items()}
        document, _ = render(page, (SHEET.read_text(encoding="utf-8"), shape.css), shown)
    (box,) = (box for box in document.pages[0]._page_box.descendants() if box.element_tag == "img")
    assert box.width * 0.75 <= shape.text_width + 0.1
    assert told == []


def test_a_formula_on_lines_of_its_own_is_cut_where_no_line_holds_it() -> None:
    latex = r"x = \sum_{i=1}^{n} a_i + " + " + ".join("bcdefghijklmnop")
    (whole,) = draw_parts(latex, inline=False)
    parts = draw_parts(latex, measure=12, inline=False)
    assert max(part.width for part in parts) <= 12 < whole.width
    assert max(part.height for part in parts) == pytest.approx(whole.height, abs=0.1)
    assert sum(len(outlines(part.svg)) for part in parts) == len(outlines(whole.svg))
    aligned = r"\begin{aligned} a &= bbbbbbbbbbbbbbbbbbbbbb \\ &= c \end{aligned}"
    assert len(draw_parts(aligned, measure=5, inline=False)) == 1
