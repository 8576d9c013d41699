"""Addresses of links on paper."""

from __future__ import annotations

from typing import Literal

import pytest
from lxml import etree

from book.editions import PrintSettings
from exporters.pdf.addresses import print_addresses, readable
from exporters.pdf.code import set_rows

LONG = "https://example.jp/reports/2026/annual.html"
BODY = (
    f'<article><p>前<a class="noteref" role="doc-noteref" id="fnref-1-1" href="#fn-1">1</a>'
    f'<a href="{LONG}">報告</a>と<a href="{LONG}">再び</a>、<a href="https://a.jp/x">短</a>。'
    '<a href="book:k">章</a><a href="https://b.jp/">b.jp</a></p>'
    '<section class="footnotes" role="doc-endnotes"><ol><li id="fn-1"><p>注</p></li></ol></section></article>'
)


def printed(mode: Literal["notes", "end", "none"]) -> tuple[str, etree._Element]:
    body = etree.fromstring(BODY)
    print_addresses(body, PrintSettings(link_addresses=mode))
    return "".join(body.itertext()), body


def test_as_footnotes_they_are_numbered_with_the_authors_own_notes() -> None:
    text, body = printed("notes")
    assert text == "前1報告2と再び2、短（a.jp/x）。章b.jp注example.jp/reports/2026/annual.html"
    notes = [note.get("id") for note in body.xpath("//section/ol/li")]
    assert notes == ["fn-1", "fn-link-1"]


def test_at_the_end_of_the_chapter() -> None:
    text, _ = printed("end")
    assert text.startswith("前1報告[1]と再び[1]、短（a.jp/x）。")
    assert text.endswith("リンク先[1] example.jp/reports/2026/annual.html")


def test_not_at_all() -> None:
    assert printed("none")[0] == "".join(etree.fromstring(BODY).itertext())


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://example.jp/", "example.jp"),
        ("https://example.jp/%E8%A8%98%E4%BA%8B/?q=a%20b#c", "example.jp/記事/?q=a%20b#c"),
        ("http://example.jp/%FF", "http://example.jp/%FF"),
    ],
)
def test_addresses_as_people_write_them(address: str, shown: str) -> None:
    assert readable(address) == shown


@pytest.mark.parametrize("mode", ["notes", "end"])
def test_printed_addresses_are_links_on_screens(mode: Literal["notes", "end"]) -> None:
    _, body = printed(mode)
    found = [(link.text, link.get("href")) for link in body.xpath("//*[@class='address']/a")]
    assert sorted(found) == [("a.jp/x", "https://a.jp/x"), ("example.jp/reports/2026/annual.html", LONG)]


def test_in_a_note_the_address_stands_in_the_line() -> None:
    note = f'<li id="fn-1"><p>注<a href="{LONG}">報告</a>。</p></li>'
    call = '<a class="noteref" role="doc-noteref" href="#fn-1">3</a>'
    body = etree.fromstring(
        f'<article><p>前{call}</p><section role="doc-endnotes"><ol>{note}</ol></section></article>'
    )
    print_addresses(body, PrintSettings())
    assert "".join(body.itertext()) == "前1注報告（example.jp/reports/2026/annual.html）。"


def test_addresses_in_code_are_links() -> None:
    body = etree.fromstring(
        "<article><pre><code>git clone https://a.jp/b.git &amp;&amp; cd b\n"
        "<span class='s'>\"https://c.jp/\"</span> # (https://d.jp/e), https:// x</code></pre></article>"
    )
    said = "".join(body.itertext())
    set_rows(body)
    assert [(link.text, link.get("href")) for link in body.iter("a")] == [
        (address, address) for address in ("https://a.jp/b.git", "https://c.jp/", "https://d.jp/e")
    ]
    assert "".join(body.itertext()) == said.replace("\n", "")
