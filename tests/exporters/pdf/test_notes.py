"""Notes at the foot of pages: each is placed once, whatever calls it."""

from __future__ import annotations

import random
import re

import pytest
from lxml import etree
from measure import lines_of, page_count, said, set_pages

from exporters.pdf.notes import place_notes
from exporters.pdf.page import page_shape


def call(number: int) -> str:
    return f'<a class="noteref" role="doc-noteref" href="#fn-{number}">{number}</a>'


@pytest.mark.parametrize(
    ("text", "notes", "shown"),
    [
        (f"文{call(1)}", ["注"], "文注"),
        (f"文{call(1)}と{call(1)}", ["注"], "文注と1"),
        (f"文{call(1)}", [f"一{call(2)}", f"二{call(1)}"], "文一二1"),
        ("文", [f"注{call(1)}"], "文注1"),
        ("文", [f"一{call(2)}", f"二{call(1)}"], "文一二1"),
    ],
)
def test_notes_that_call_notes(text: str, notes: list[str], shown: str) -> None:
    items = "".join(f'<li id="fn-{number}"><p>{note}</p></li>' for number, note in enumerate(notes, 1))
    ends = f'<section class="footnotes" role="doc-endnotes"><ol>{items}</ol></section>'
    body = etree.fromstring(f"<article><p>{text}</p>{ends}</article>")
    place_notes(body, page_shape("A5"))
    assert "".join(body.itertext()) == shown


def placed(text: str, note: str, body: str = "") -> etree._Element:
    """Return an article whose text calls one note, with its note placed."""
    ends = f'<section role="doc-endnotes"><ol><li id="fn-1">{note}</li></ol></section>'
    article = etree.fromstring(f"<article>{text}{body}{ends}</article>")
    place_notes(article, page_shape("A5"))
    return article


def test_lists_in_a_note_are_lines_of_it_at_the_foot() -> None:
    note = "<p>注</p><ul><li><p>一</p></li><li>二<ol start='3'><li>三</li></ol></li></ul>"
    article = placed(f"<p>文{call(1)}</p>", note)
    footnote = article.find(".//span[@class='footnote']")
    assert {element.tag for element in footnote.iter()} == {"span"}
    assert [item.text for item in footnote.iter() if item.get("class") == "note-item"] == ["・", "・二", "3. 三"]
    pdf, _ = set_pages(etree.tostring(article.find("p"), encoding="unicode"))
    lines = [said(line).replace("\u2002", "").replace(" ", "") for line in lines_of(pdf)]
    assert lines == ["1", "文", "1注", "・一", "・二", "3.三"]
    assert lines_of(pdf)[-1][0].x > lines_of(pdf)[-2][0].x > lines_of(pdf)[2][0].x


def test_paragraphs_of_a_note_are_lines() -> None:
    article = placed(f"<p>文{call(1)}</p>", "<p>一つ目</p>\n<p>二つ目</p>")
    pdf, _ = set_pages(etree.tostring(article.find("p"), encoding="unicode"))
    assert [said(line)[-3:] for line in lines_of(pdf)][2:] == ["一つ目", "二つ目"]


@pytest.mark.parametrize("below", ["<p>本文</p>", "<section><p>本文</p></section>"])
def test_a_heading_s_note_stands_at_the_foot(below: str) -> None:
    article = placed(f"<h2>見出し{call(1)}</h2>", "<p>注の文</p>", below)
    pdf, _ = set_pages("".join(etree.tostring(child, encoding="unicode") for child in article))
    lines = lines_of(pdf)
    assert [said(line).replace("\u2002", "").replace(" ", "") for line in lines[2:]] == ["本文", "1注の文"]
    assert lines[2][0].y - lines[3][0].y > 300


def test_without_a_paragraph_below_a_heading_s_note_stands_there() -> None:
    article = placed(f"<h2>見出し{call(1)}</h2>", "<p>注の文</p>", "<ul><li>項目</li></ul>")
    assert [child.get("class") for child in article] == [None, "note-block", None]


def test_notes_of_a_table_stay_on_its_page_and_stand_within_the_text() -> None:
    shape = page_shape("A5")
    table = f"<div class='table'><table><tbody><tr><td>値{call(1)}</td></tr></tbody></table></div>"
    for before in range(24, 29):
        article = placed("<p>前</p>" * before + table, "<p>注の文</p>")
        pdf, _ = set_pages("".join(etree.tostring(child, encoding="unicode") for child in article))
        page = [mark for line in lines_of(pdf, page_count(pdf) - 1) for mark in line]
        assert {*"値1注の文"} <= {mark.text for mark in page}
        assert min(mark.x for mark in page) >= shape.inner - 0.01


def set_article(article: etree._Element) -> bytes:
    return set_pages("".join(etree.tostring(child, encoding="unicode") for child in article))[0]


def noted(texts: list[str], note: str) -> etree._Element:
    """Return an article of paragraphs, in each of which every ※ calls a note of its own."""
    numbers = iter(range(1, 1000))
    paragraphs = [re.sub("※", lambda _: call(next(numbers)), text) for text in texts]
    items = "".join(f'<li id="fn-{number}"><p>{note}</p></li>' for number in range(1, next(numbers)))
    ends = f'<section role="doc-endnotes"><ol>{items}</ol></section>'
    article = etree.fromstring(f"<article>{''.join(f'<p>{text}</p>' for text in paragraphs)}{ends}</article>")
    place_notes(article, page_shape("A5"))
    return article


def calls_and_notes(pdf: bytes, page: int) -> tuple[str, str]:
    """Return the numbers that a page's text calls, and those of the notes at its foot, one behind the other."""
    lines = lines_of(pdf, page)
    calls = "".join(said(line) for line in lines if line[0].size < 6)
    notes = (re.match(r"\d*", said(line)) for line in lines if 7 < line[0].size < 8)
    return calls, "".join(found[0] for found in notes if found)


def test_no_line_begins_with_the_number_of_a_note() -> None:
    texts = [f"{'字' * count}論文※によれば" for count in range(25, 36)]
    again = [f"{'字' * count}論文{call(1)}によれば" for count in range(25, 36)]
    marks = [f"{'字' * count}論文<span class='link-mark'>[1]</span>によれば" for count in range(25, 36)]
    for paragraphs in (texts, ["語※", *again], marks):
        pdf = set_article(noted(paragraphs, "注"))
        edge = page_shape("A5").inner
        begun = [line[0] for page in range(page_count(pdf)) for line in lines_of(pdf, page)]
        assert [mark for mark in begun if mark.size < 6 and mark.x < edge + 1] == []


@pytest.mark.parametrize("words", [4, 40, 110])
def test_notes_are_on_the_page_that_calls_them(words: int) -> None:
    pdf = set_article(noted([f"{'これは本文の言葉であり' * 3}論文※によれば、" * 3] * 8, "注の文" * words))
    pages = [calls_and_notes(pdf, page) for page in range(page_count(pdf))]
    assert "".join(calls for calls, _ in pages) == "".join(map(str, range(1, 25)))
    assert all(calls == notes for calls, notes in pages)


@pytest.mark.parametrize("seed", range(6))
def test_no_note_is_lost_or_elsewhere(seed: int) -> None:
    given = random.Random(seed)  # noqa: S311
    texts = [
        "".join("字" * given.randint(1, 60) + given.choice("※※、") for _ in range(given.randint(1, 6)))
        for _ in range(15)
    ]
    pdf = set_article(noted(texts, "注の文" * given.choice([1, 10, 30, 60, 100])))
    pages = [calls_and_notes(pdf, page) for page in range(page_count(pdf))]
    assert "".join(calls for calls, _ in pages) == "".join(map(str, range(1, 1 + "".join(texts).count("※"))))
    assert all(calls == notes for calls, notes in pages)


def test_calls_that_follow_one_another_are_parted() -> None:
    article = noted(["文※※と※"], "注")
    assert next(said(line) for line in lines_of(set_article(article))) == "1,23"
    assert placed(f"<p>文{call(1)}</p>", "<p>注</p>").find(".//span[@class='noteref']") is None


def test_a_note_longer_than_a_page_stands_below_what_calls_it() -> None:
    article = noted(["文※の中"], "とても長い注です。" * 300)
    assert [child.get("class") for child in article] == [None, "note-block"]
    assert page_count(set_article(article)) > 1


def test_many_notes_of_one_line_leave_room_for_text() -> None:
    pdf = set_article(noted(["文※※※※※※の中", *["次の文"] * 40], "長い注です。" * 50))
    for page in range(page_count(pdf)):
        sizes = [(line[-1].y, line[-1].size) for line in lines_of(pdf, page)]
        notes = [y for y, size in sizes if 7 < size < 8]
        text = [y for y, size in sizes if size > 9]
        assert not notes or max(notes) < min(text)
