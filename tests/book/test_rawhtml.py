"""Raw HTML: what is safe stays, balanced; nothing else comes through."""

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from book.rawhtml import clean_pieces, safe_address


def clean(text: str, *, inline: bool = False) -> str:
    return "".join(clean_pieces([text], inline=inline))


def test_ruby_keeps_its_parts_though_markdown_stands_between() -> None:
    assert clean_pieces(["<ruby>", None, "<rt>", None, "</rt></ruby>"], inline=True) == [
        "<ruby>",
        "",
        "<rt>",
        "",
        "</rt></ruby>",
        "",
    ]


def test_what_stays_open_is_closed_at_the_end() -> None:
    assert clean_pieces(["<details><summary>詳しく</summary>", None], inline=False)[-1] == "</details>"


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        '<a href="java\tscript:alert(1)">x</a>',
        '<img src="data:text/html,x" onerror="alert(1)">',
        "<svg><script>alert(1)</script></svg>",
        "<iframe src=https://example.com></iframe>",
        "<p style='x' onclick=alert(1)>x</p>",
        "<scr<script>ipt>alert(1)</scr</script>ipt>",
    ],
)
def test_nothing_that_runs_comes_through(text: str) -> None:
    cleaned = clean(text).lower()
    for danger in ("<script", "javascript:", "onerror", "onclick", "<iframe", "<svg", "style=", "data:text"):
        assert danger not in cleaned


def test_block_elements_inside_a_paragraph_are_left_out() -> None:
    assert clean("a<div>b</div><br>c", inline=True) == "ab<br/>c"


@given(st.lists(st.text(alphabet="<>/ab\"'=&;- divscript!", max_size=30), max_size=4))
def test_whatever_is_written_the_answer_is_well_formed(pieces: list[str]) -> None:
    joined = "".join(clean_pieces(pieces, inline=False))
    assert ElementTree.fromstring(f"<r>{joined}</r>") is not None  # noqa: S314


@pytest.mark.parametrize("address", ["https://example.jp/", "/2025/10/09/日本/", "mailto:a@example.jp", "#x"])
def test_addresses_readers_may_follow(address: str) -> None:
    assert safe_address(address)


@pytest.mark.parametrize("address", ["javascript:alert(1)", " JaVaScRiPt:x", "vbscript:x", "data:x", "http://[x"])
def test_addresses_no_reader_may_follow(address: str) -> None:
    assert not safe_address(address)
