"""Preface and afterword in print: their places, folios, running heads, and how they are heard."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from test_accessible import astray, found_in
from test_volume import text_of

from book.editions import PrintSettings
from book.model import Page
from exporters.chapter import Chapter, Edition, EditionText
from exporters.pdf import write_pdf

NOTES = (
    '<section class="footnotes" role="doc-endnotes"><ol><li id="fn-1"><p>前書きの注です。</p></li></ol></section>'
)
CALL = '<a class="noteref" role="doc-noteref" id="fnref-1-1" href="#fn-1">1</a>'


def text(edition: Edition, key: str, title: str, body: str) -> EditionText:
    path = edition.chapters[0].article.path.parent / f"{key}.md"
    page = Page(
        key=key, slug=key, path=path, first_line=1, title=title, permalink="/", docname=key, description=""
    )
    return EditionText(page, Chapter(key, key, body, (), (), ()))


@pytest.fixture(scope="module")
def opened(edition: Edition, tmp_path_factory: pytest.TempPathFactory) -> Path:
    first = edition.chapters[0].article
    call = f'<a href="https://example.jp/" data-article="{first.key}">最初の記事</a>から始まります。{CALL}'
    before = text(edition, "hajimeni", "はじめに", f"<p>この本は{call}</p><p>{'前書きです。' * 300}</p>{NOTES}")
    after = text(edition, "owarini", "おわりに", "<p><dfn>謝辞</dfn>を述べます。</p>")
    folder = tmp_path_factory.mktemp("prefaces")
    with ThreadPoolExecutor(1) as pool:
        whole = replace(edition, preface=before, afterword=after)
        write_pdf(whole, PrintSettings(), folder / "book.pdf", pool, folder / "cache")
    return folder / "book.pdf"


def page_with(pdf: Path, start: str) -> int:
    """Return the page, from 1, whose text begins so."""
    with pikepdf.open(pdf) as opened:
        count = len(opened.pages)
    return next(number for number in range(1, count + 1) if text_of(pdf, number).startswith(start))


def test_they_stand_where_books_have_them(opened: Path) -> None:
    with pikepdf.open(opened) as pdf, pdf.open_outline() as outline:
        titles = [item.title for item in outline.root]
        labels = [page.label for page in pdf.pages]
    assert titles[:4] == ["表紙", "扉", "はじめに", "目次"]
    assert titles[-3:] == ["おわりに", "索引", "奥付"]
    assert labels[:4] == ["表1", "表2", "i", "ii"]


def test_the_preface_bears_roman_folios_as_its_labels_and_the_contents_say(opened: Path) -> None:
    first = page_with(opened, "はじめにこの本は")
    with pikepdf.open(opened) as pdf:
        labels = [page.label for page in pdf.pages]
    assert labels[first - 1] == "v"
    assert text_of(opened, first).endswith("v")
    assert text_of(opened, first + 1).startswith("はじめに")
    assert text_of(opened, first + 1).endswith("vi")
    contents = text_of(opened, page_with(opened, "目次はじめに"))
    assert re.search(r"はじめに[.…・]*v(?=\D)", contents)


def test_the_afterword_goes_on_with_arabic_numbers_and_is_in_the_index(opened: Path) -> None:
    page = page_with(opened, "おわりに謝辞")
    with pikepdf.open(opened) as pdf:
        label = pdf.pages[page - 1].label
    assert int(label) % 2
    assert f"おわりに{'.' * 3}" in text_of(opened, page_with(opened, "目次")).replace("…", "...")
    assert re.search(rf"おわりに\D+{label}(?!\d)", text_of(opened, page_with(opened, "目次")))
    assert f"謝辞{label}" in text_of(opened, page_with(opened, "索引"))


def test_links_of_the_preface_lead_into_the_book(opened: Path, edition: Edition) -> None:
    first = page_with(opened, "はじめにこの本は")
    with pikepdf.open(opened) as pdf, pdf.open_outline() as outline:
        part = next(item for item in outline.root if item.children)
        wanted = next(item for item in part.children if item.title == edition.chapters[0].article.title)
        places = [link.Dest[0].objgen for link in pdf.pages[first - 1].obj.Annots]
        assert wanted.destination[0].objgen in places


def test_they_are_heard_in_order_and_the_checkers_find_nothing(opened: Path) -> None:
    assert found_in(opened) == set()
    with pikepdf.open(opened) as pdf:
        wrong, number = astray(pdf)
        kinds = [str(kid.S) for kid in pdf.Root.StructTreeRoot.K[0].K]
    assert wrong == set()
    assert number > 80
    assert kinds[2] == "/Art"
    assert "/Art" in kinds[3:]
