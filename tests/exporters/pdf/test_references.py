"""Page numbers beside links to other articles of the volume."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from lxml import etree
from test_accessible import elements, kind
from test_volume import text_of

from exporters.chapter import Edition
from exporters.pdf.page import page_shape
from exporters.pdf.references import Reference, add_references, expected_digits, stamped

LINK = '<a data-article="b" href="book:b">次</a>'
# In 1/1000 em: what the brackets give up is half of each.
GLYPHS = {sign: (at, 555.0 if sign.isdigit() else 1000.0) for at, sign in enumerate("0123456789（→ページ）")}


def test_the_number_printed_is_that_of_the_page_it_means(volume: Path) -> None:
    printed = re.findall(r"こちら（→(\d+)ページ）", text_of(volume))
    assert len(printed) == 1
    with pikepdf.open(volume) as pdf:
        page = [page.label for page in pdf.pages].index(printed[0])
    assert "まとめ開く隠れた段落です。" in text_of(volume, page + 1)


def test_it_is_heard_as_a_reference(volume: Path) -> None:
    with pikepdf.open(volume) as pdf:
        found = [element for element in elements(pdf) if kind(element) == "Reference"]
        behind = [str(element.P.S) for element in found]
    assert behind.count("/P") >= 2


@pytest.mark.parametrize(
    "body",
    [
        f"<p>{LINK}</p>",
        f"<ul><li>{LINK}</li></ul>",
        f"<blockquote><p><strong>{LINK}</strong></p></blockquote>",
        f'<p><span class="footnote">{LINK}</span></p>',
        f"<table><tr><td>{LINK}</td><td/><td/><td/></tr></table>",
    ],
)
def test_a_box_stands_behind_a_link(body: str) -> None:
    article = etree.fromstring(f"<article>{body}</article>")
    add_references(article, {"a": 1, "b": 3}, "a")
    assert "".join(article.itertext()) == "次000"
    assert article.xpath("//span[@data-to='book:b']/@style") == ["width:6.665em"]


@pytest.mark.parametrize(
    "body",
    [
        f"<h2>{LINK}</h2>",
        f"<details><summary>{LINK}</summary></details>",
        f"<table><thead><tr><th>{LINK}</th></tr></thead></table>",
        f"<table><tr><td>{LINK}</td><td/><td/><td/><td/></tr></table>",
        LINK.replace("b", "a"),
        LINK.replace("b", "c"),
        '<a data-article="b" href="https://example.jp/b/">次</a>',
        '<a data-article="b" href="book:b"><img src="pictures/x.png"/></a>',
    ],
)
def test_no_box_where_it_cannot_stand_or_would_say_nothing(body: str) -> None:
    article = etree.fromstring(f"<article>{body}</article>")
    add_references(article, {"a": 1, "b": 1}, "a")
    assert not article.xpath("//*[@data-to]")


def test_a_closing_mark_stays_with_the_box() -> None:
    article = etree.fromstring(f"<article><p>（{LINK}）、</p></article>")
    add_references(article, {"b": 1}, "a")
    assert article.xpath("string(//span[@class='glue'])") == "0）、"


@pytest.mark.parametrize("digits", [1, 2, 3, 4, 5])
@pytest.mark.parametrize("number", [1, 42, 999, 1234, 56789])
def test_every_number_fits_into_every_box(digits: int, number: int) -> None:
    placeholder = b"/MCID 7>>\nBDC\nBT\n/XX 10.5 Tf\n[<0011>0<0011>] TJ\nET\nEMC\n/MCID 17>>\nBDC [<0012>] TJ EMC"
    content = stamped(placeholder, {Reference(0, 7, "book:b", digits): number}, "Folio", GLYPHS).decode()
    found = re.search(r"/Folio 10.5 Tf\n(?:([\d.]+) Tz )?\[(-?[\d.]+) <(\w+)>\] TJ(?: 100 Tz)?\nET", content)
    assert found is not None
    shown = [int(found[3][at : at + 4], 16) for at in range(0, len(found[3]), 4)]
    signs = {glyph: (sign, width) for sign, (glyph, width) in GLYPHS.items()}
    assert "".join(signs[glyph][0] for glyph in shown) == f"（→{number}ページ）"
    scale = float(found[1] or 100) / 100
    left = (500 - float(found[2])) * scale
    right = left + (sum(signs[glyph][1] for glyph in shown) - 1000) * scale
    assert left >= -0.1
    assert left + right == pytest.approx(5000 + 555 * digits, abs=2)
    assert content.endswith("/MCID 17>>\nBDC [<0012>] TJ EMC")


def test_a_page_without_the_box_is_told() -> None:
    content = b"/MCID 3>>\nBDC EMC /MCID 4>> BDC /F 9 Tf [<0011>] TJ EMC"
    with pytest.raises(ValueError, match="marked content 3 holds no text"):
        stamped(content, {Reference(0, 3, "", 1): 1}, "F", GLYPHS)


def test_the_digits_expected_follow_what_articles_say(edition: Edition) -> None:
    shape = page_shape("A5")
    long = tuple(replace(entry, article=replace(entry.article, characters=70_000)) for entry in edition.chapters)
    assert list(expected_digits(edition.chapters, shape).values()) == [1, 1, 1]
    assert list(expected_digits(long, shape).values()) == [1, 3, 3]
