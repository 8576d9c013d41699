"""Parts of articles that are for the web alone: gone from books, and nothing else with them."""

from __future__ import annotations

import time

import pytest

from book.editions import WebOnlySettings
from exporters.builders.webonly import without_web_only

SETTINGS = WebOnlySettings(
    headings=["関連記事", "*おすすめ書籍"], classes=["cta"], links=["https://shop.example/*tag=*"]
)
SALE = '<a href="https://shop.example/b?tag=x">本</a>'
TEXT = "本文の段落です。" * 20


def cut(body: str, *allowed: str) -> str:
    return without_web_only(body, SETTINGS, allowed).replace("\n", "")


def section(heading: str, content: str, level: int = 2) -> str:
    return f'<section id="{heading}"><h{level}>{heading}</h{level}>{content}</section>'


LINKS = '<ul><li><p><a href="/a">一</a></p></li><li><p><a href="/b">二</a></p></li></ul>'


def test_a_body_without_any_such_part_stays_the_very_same() -> None:
    body = section("章", f"<p>{TEXT}</p>")
    assert without_web_only(body, SETTINGS, ()) is body


@pytest.mark.parametrize("heading", ["関連記事", "📚 関連記事：", "この記事のおすすめ書籍"])
def test_a_section_of_links_goes_with_the_rule_before_it(heading: str) -> None:
    chapter = section("章", f"<p>{TEXT}</p>")
    with_rule = section("章", f"<p>{TEXT}</p><hr/>")
    assert cut(with_rule + section(heading, LINKS)) == chapter
    assert cut(with_rule + section(heading, f"<p>次もどうぞ。</p>{LINKS}<hr/>")) == chapter


def test_a_heading_that_only_holds_the_words_stays() -> None:
    body = section("関連記事の読み方", LINKS)
    assert cut(body) == body


def test_real_text_behind_the_links_stays_below_the_heading_before() -> None:
    books = section(
        "おすすめ書籍",
        f"<p><strong>{SALE}</strong>よい本</p><p>※ 広告です</p><p>{TEXT}</p>" + section("節", "<p>続き</p>", 3),
    )
    assert cut(section("章", "<p>前</p>") + books) == section(
        "章", f"<p>前</p><p>{TEXT}</p>" + section("節", "<p>続き</p>", 3)
    )


def test_real_text_below_the_last_book_stays_and_the_outline_is_sound() -> None:
    book = f'<section id="本"><h3>{SALE}</h3><p>短い説明</p><p>{TEXT}</p></section>'
    books = section("おすすめ書籍", book + section("節", "<p>続き</p>", 3))
    assert cut(books) == f"<p>{TEXT}</p>" + section("節", "<p>続き</p>", 2)


def test_blocks_of_a_class_and_the_heading_they_leave_behind() -> None:
    call = section("相談", '<p class="big cta"><a href="/c">申し込む</a></p><hr/>')
    assert cut(f"<p>{TEXT}</p>" + section("相談", '<div class="cta">申し込む</div>')) == f"<p>{TEXT}</p>"
    assert cut(call + "<p>後</p>") == "<p>後</p>"


def test_links_that_earn_a_commission() -> None:
    assert cut(f"<p>{TEXT}</p><p>👉 {SALE}</p>") == f"<p>{TEXT}</p>"
    assert cut(f"<p>{TEXT}{SALE}を読む。</p>") == f"<p>{TEXT}<a>本</a>を読む。</p>"


def test_notes_called_from_nowhere_go_too() -> None:
    notes = '<section class="footnotes"><ol><li id="fn-1"><p>注</p></li></ol></section>'
    call = '<p class="cta">申し込む<a class="noteref" href="#fn-1">1</a></p>'
    assert cut(f"<p>{TEXT}</p>{call}{notes}") == f"<p>{TEXT}</p>"


def test_elements_allowed_on_the_web_alone() -> None:
    body = f'<p>{TEXT}</p><div><iframe src="https://v.example/1"></iframe></div><script src="x">a && b</script>'
    assert cut(body, "iframe", "script") == f"<p>{TEXT}</p><div></div>"


def test_mathematics_and_pictures_are_written_as_they_were() -> None:
    formula = '<math xmlns="http://www.w3.org/1998/Math/MathML"><mi>x</mi></math>'
    kept = f'<p>式{formula}と<br/><img src="a" alt="図"/><span></span>&amp;</p>'
    assert cut(kept + '<p class="cta">x</p>') == kept


def test_a_paragraph_of_many_links_for_sale_takes_no_time_of_its_own() -> None:
    started = time.process_time()
    body = f"<p>{TEXT}{SALE * 1500}</p>"
    assert cut(body) == f"<p>{TEXT}{'<a>本</a>' * 1500}</p>"
    assert time.process_time() - started < 2
