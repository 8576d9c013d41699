"""From a chapter to the HTML that is laid out."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import etree

from book.editions import PrintSettings
from book.library import load_library
from book.mathml import to_mathml
from book.settings import load_settings
from exporters.chapter import Chapter, EditionChapter
from exporters.pdf.prepare import prepare

CONF = Path(__file__).parents[3] / "conf"
DATE = datetime(2026, 1, 2, tzinfo=UTC)


@pytest.fixture
def prepared(tmp_path: Path) -> etree._Element:
    (tmp_path / "a.md").write_text(f"---\ntitle: GPUの話\ndate: {DATE:%Y-%m-%d}\n---\n\n文。\n", encoding="utf-8")
    library = load_library(load_settings(tmp_path, CONF, tmp_path / "build"))
    formula = to_mathml(r"\text{利益} = a", block=True)
    block = f"<div class='math'>{formula}</div>"
    body = f"<p>利益は</p>{block}<p>です。</p>{block}<p>次に。</p>"
    chapter = Chapter("a", "digest", body, (), (), ("math",))
    source = prepare(EditionChapter(library.articles[0], chapter), {}, PrintSettings())
    return etree.HTML(source.html)


def test_a_sentence_goes_on_behind_its_formula(prepared: etree._Element) -> None:
    assert prepared.xpath("//p[contains(@class, 'continued')]/text()") == ["で\ufeffす。"]


def test_formulas_are_pictures_with_their_words_as_alternative_text(prepared: etree._Element) -> None:
    assert prepared.xpath("//img[@class='formula']/@alt") == ["利益 = a"] * 2
    assert prepared.xpath("//code") == []


def test_what_stands_below_the_title_is_spaced(prepared: etree._Element) -> None:
    assert prepared.xpath("string(//p[@class='facts'])").startswith(
        f"{DATE.year}\u2005\u2060年\u2005{DATE.month}\u2005\u2060月\u2005{DATE.day}\u2005\u2060日"
    )


def test_the_title_is_spaced(prepared: etree._Element) -> None:
    assert prepared.xpath("string(//h1)").replace("\ufeff", "") == "GPU\u2005の話"


@pytest.mark.parametrize(
    ("excerpt", "lead"),
    [("", ""), ("利益は<b>伸びた</b>。", ""), ("利益は伸びた…", ""), ("要約である。", "要約である。")],
)
def test_an_excerpt_is_printed_where_the_text_does_not_begin_with_it(
    tmp_path: Path, excerpt: str, lead: str
) -> None:
    matter = f"title: 題\ndate: {DATE:%Y-%m-%d}\nexcerpt: {excerpt}"
    (tmp_path / "a.md").write_text(f"---\n{matter}\n---\n\n利益は伸びた。\n", encoding="utf-8")
    article = load_library(load_settings(tmp_path, CONF, tmp_path / "build")).articles[0]
    call = '<a class="noteref" role="doc-noteref" id="fnref-1-1" href="#fn-1">1</a>'
    chapter = Chapter("a", "digest", f"<p>利益は{call}<strong>伸びた</strong>。</p>", (), (), ())
    page = etree.HTML(prepare(EditionChapter(article, chapter), {}, PrintSettings()).html)
    assert page.xpath("string(//p[@class='excerpt'])").replace("\ufeff", "") == lead
