"""Raw HTML: what is safe stays, balanced; nothing else comes through."""

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from book.rawhtml import UnbalancedError, clean_each, clean_pieces
from book.safeaddresses import safe_address


def clean(text: str, *, inline: bool = False, allowed: frozenset[str] = frozenset()) -> str:
    return "".join(str(part) for part in clean_pieces([text], inline=inline, allowed=allowed))


def test_ruby_keeps_its_parts_though_markdown_stands_between() -> None:
    pieces = ["<ruby>", None, "<rt>", None, "</rt>", "</ruby>"]
    assert clean_pieces(pieces, inline=True) == ["<ruby>", 1, "<rt>", 3, "</rt></ruby>"]


def test_what_stays_open_is_closed_at_the_end() -> None:
    pieces = ["<details><summary>詳しく</summary>", None]
    assert clean_pieces(pieces, inline=False) == ["<details><summary>詳しく</summary>", 1, "</details>"]


def test_text_within_a_script_goes_with_it() -> None:
    assert clean_pieces([None, "<script>", None, "</script>", None], inline=True) == [0, 4]


def test_html_that_would_swallow_the_text_after_it_is_refused() -> None:
    pieces = ["<b>文</b><script>", None, "<i>"]
    with pytest.raises(UnbalancedError):
        clean_pieces(pieces, inline=False)
    assert clean_each(pieces, inline=False) == ["<b>文</b>", 1, "<i></i>"]


def test_no_drawing_swallows_text() -> None:
    drawing = '<svg xmlns="http://www.w3.org/2000/svg"></svg>'
    assert clean_pieces(["<svg><foreignObject><p>", None, "</svg>", None], inline=False) == [drawing, 1, 3]
    assert clean("<tspan>迷子</tspan><svg><section>中</section></svg>") == f"迷子{drawing}中"


def test_markdown_blocks_never_stand_within_a_paragraph() -> None:
    assert clean_pieces(['<p class="x">', None, "</p>"], inline=False) == ['<div class="x">', 1, "</div>"]


def test_svg_keeps_its_capitals_and_loses_what_runs() -> None:
    text = '<svg viewBox="0 0 9 9" onload="x()"><linearGradient id="g"/><path d="M0 0"/></svg>'
    assert clean(text) == (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><linearGradient id="g"></linearGradient>'
        '<path d="M0 0"></path></svg>'
    )


def test_xhtml_is_made_of_html() -> None:
    assert clean("<ol reversed><li>a&nbsp;b<br><img src=x></li></ol>") == (
        '<ol reversed="reversed"><li>a\u00a0b<br/><img src="x" alt=""/></li></ol>'
    )


def test_the_publisher_may_let_an_element_through() -> None:
    frame = '<iframe src="https://video.example/1" onload="x()"></iframe>'
    assert clean(frame) == '<p><a href="https://video.example/1">https://video.example/1</a></p>'
    assert clean(frame, allowed=frozenset(["iframe"])) == '<iframe src="https://video.example/1"></iframe>'


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
    for danger in ("<script", "javascript:", "onerror", "onclick", "<iframe", "style=", "data:text"):
        assert danger not in cleaned


def test_details_have_a_summary_and_readings_a_base() -> None:
    assert clean("<details>a</details>") == '<details><summary class="generated">詳細</summary>a</details>'
    assert clean("<details> <summary>a</summary></details>").count("<summary") == 1
    assert clean("<rt>a</rt><ruby>b<rt>c</rt></ruby>") == "<span>a</span><ruby>b<rt>c</rt></ruby>"


def test_items_in_a_cell_are_lines() -> None:
    assert clean("<ul><li>甲</li><li>乙</li></ul>丙", inline=True) == "・甲<br/>・乙<br/>丙"
    assert clean("前<ol><li>甲</li></ol>", inline=True) == "前<br/>・甲"
    assert clean("<p>甲</p><p>乙</p>", inline=True) == "甲<br/>乙"


def test_block_elements_inside_a_paragraph_are_left_out() -> None:
    assert clean("a<div>b</div><br>c", inline=True) == "ab<br/>c"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ('<td align="Right">1</td>', '<td class="text-right">1</td>'),
        ('<td class="n" style="color: red; text-align:right">1</td>', '<td class="n text-right">1</td>'),
        ('<td style="text-align: expression(1)">1</td>', "<td>1</td>"),
        ('<td style="x-text-align: right" align="char">1</td>', "<td>1</td>"),
    ],
)
def test_cells_keep_their_side(written: str, shown: str) -> None:
    assert shown in clean(f"<table><tr>{written}</tr></table>")


def test_centred_paragraphs_stay_centred() -> None:
    assert (
        clean('<p align="center">文</p><center>文</center>')
        == '<p class="text-center">文</p><div class="text-center">文</div>'
    )


@given(st.lists(st.text(alphabet="<>/ab\"'=&;- divscript!", max_size=30), max_size=4))
def test_whatever_is_written_the_answer_is_well_formed(pieces: list[str]) -> None:
    joined = "".join(clean(piece) for piece in pieces)
    assert ElementTree.fromstring(f"<r>{joined}</r>") is not None  # noqa: S314


@pytest.mark.parametrize(
    "address",
    [
        "https://example.jp/",
        "https://日本.example:8080/a?b#c",
        "http://192.0.2.7/",
        "http://[2001:db8::1]/",
        "//cdn.example/x",
        "/2025/10/09/日本/",
        "mailto:a@example.jp",
        "#x",
    ],
)
def test_addresses_readers_may_follow(address: str) -> None:
    assert safe_address(address)


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        " JaVaScRiPt:x",
        "vbscript:x",
        "data:x",
        "http://[x",
        "http://%5Bx/",
        "https://",
        "https:///x",
        "https://a b/",
        "https://a.jp:x/",
        "http://1.2.3.4.5/",
        "http://a%00.jp/",
        "//[x",
    ],
)
def test_addresses_no_reader_may_follow(address: str) -> None:
    assert not safe_address(address)


NAMES = re.findall(
    r"\S+",
    "script svg a img href src onload javascript:x style <p> </p> <svg> <math> <style> <!-- --> &#106;",
)


@given(st.lists(st.sampled_from([*"<>/\"'= \x00", *NAMES, None]), max_size=14))
def test_no_markup_smuggles_a_script(pieces: list[str | None]) -> None:
    try:
        cleaned = "".join(part for part in clean_pieces(pieces, inline=False) if isinstance(part, str))
    except UnbalancedError:
        return
    for element in ElementTree.fromstring(f"<r>{cleaned}</r>").iter():  # noqa: S314
        assert element.tag.rpartition("}")[2] not in {"script", "style", "foreignObject", "iframe"}
        assert not [name for name in element.attrib if name.lower().startswith("on") or name == "style"]
        addresses = [value for name, value in element.attrib.items() if name in {"href", "src"}]
        assert all(safe_address(address) for address in addresses)
