"""The index: order, headings, merged pages, marked terms."""

from __future__ import annotations

import html
import re
import subprocess
from pathlib import Path

import pikepdf
import pytest
from lxml import etree
from measure import lines_of, set_pages

from book.cache import Store
from exporters.chapter import Edition
from exporters.pdf.index import KANJI, LATIN, collation, heading_of, index_html, index_of
from exporters.pdf.layout import Laid
from exporters.pdf.page import page_shape
from exporters.pdf.plan import Plan, plan_volume
from exporters.pdf.shards import Shard
from exporters.pdf.terms import Term, mark_terms


def plan_of(edition: Edition, pages: int, terms: tuple[Term, ...] = ()) -> Plan:
    shards = tuple(
        Shard(chapter, Store(Path("none")), "", Laid(b"", pages, {"term-1": (1, 0.0)}, {}), terms)
        for chapter in edition.chapters
    )
    return plan_volume(edition.parts, shards)


@pytest.mark.parametrize(
    ("reading", "heading"),
    [
        ("推論", KANJI),
        ("GPU", LATIN),
        ("2026年", LATIN),
        ("🚀", LATIN),
        ("ベンチ", "は"),
        ("ヴィ", "あ"),
        ("っと", "た"),
        ("ｶﾅ", "か"),
    ],
)
def test_headings(reading: str, heading: str) -> None:
    assert heading_of(reading) == heading


def test_headings_at_the_top_of_columns_stand_at_one_height() -> None:
    shape = page_shape("A5")
    found = 0
    for count in range(24, 36):
        groups = (("あ", count), ("か", 5), ("さ", 20))
        inner = "".join(f"<h2>{head}</h2><ul class='index-entries'>{'<li>語</li>' * n}</ul>" for head, n in groups)
        pdf, _ = set_pages(f"<section class='index'><div class='index-columns'>{inner}</div></section>")
        marks = [mark for line in lines_of(pdf) for mark in line]
        right = next(mark for mark in marks if mark.x > shape.inner + shape.text_width / 2)
        if right.text in "かさ":
            found += 1
            assert right.y == pytest.approx(marks[0].y, abs=0.05)
    assert found


def test_kana_are_sorted_as_in_a_dictionary() -> None:
    words = ["データ", "てつ", "ディスク", "でんりょく", "テスト", "カード", "がか", "かお"]
    assert sorted(words, key=collation) == [
        "カード",
        "かお",
        "がか",
        "ディスク",
        "データ",
        "テスト",
        "てつ",
        "でんりょく",
    ]


def test_pages_that_touch_are_joined(edition: Edition) -> None:
    entries = {entry.text: entry for entry in index_of(plan_of(edition, 3), {"試験": "しけん"})}
    spans = [(first, last) for first, last, _ in entries["試験"].ranges]
    assert spans == [(2, 7), (10, 12)]
    assert (entries["試験"].reading, entries["入門"].reading) == ("しけん", "入門")
    shown = html.unescape(re.sub("<[^>]+>", " ", index_html(entries.values())))
    assert "2–7 、 10–12" in shown


def test_marked_terms_bring_their_reading_and_their_page(edition: Edition) -> None:
    body = etree.fromstring(
        "<article><p><dfn><ruby>量子<rp>(</rp><rt>りょうし</rt><rp>)</rp></ruby>化</dfn>と"
        "<dfn id='a'>GPU</dfn></p></article>"
    )
    assert mark_terms(body) == (Term("量子化", "りょうし化", "term-1"), Term("GPU", "", "a"))
    entries = index_of(plan_of(edition, 3, (Term("量子化", "りょうしか", "term-1"),)), {})
    found = next(entry for entry in entries if entry.text == "量子化")
    assert [(first, last) for first, last, _ in found.ranges] == [(3, 3), (6, 6), (11, 11)]
    assert heading_of(found.reading) == "ら"


def test_the_volume_has_it_before_the_colophon(volume: Path) -> None:
    with pikepdf.open(volume) as pdf:
        labels = [page.label for page in pdf.pages]
        titles = [page.index for page in pdf.pages if "/Annots" in page.obj]
    texts = subprocess.run(
        ["pdftotext", "-layout", volume, "-"], capture_output=True, text=True, check=True
    ).stdout
    pages = [re.sub(r"\s", "", page) for page in texts.split("\f")]
    place = next(number for number, page in enumerate(pages) if page.startswith("索引"))
    assert place in titles
    assert pages[place] == "索引漢字で始まる語入門2–3試験2–4、6" + labels[place]
    assert re.search(r"索引[.…]*" + labels[place], next(page for page in pages if page.startswith("目次")))
