"""HTML whose elements stand where none may: mended, without a word lost."""

from __future__ import annotations

import re

import pytest

from book.rawhtml import clean_pieces
from book.soundhtml import sound


def letters(html: str) -> list[str]:
    """Return the letters that HTML shows, sorted: a caption may come to stand before what it followed."""
    return sorted(re.sub(r"<[^>]*>|\W", "", html))


@pytest.mark.parametrize(
    ("written", "mended"),
    [
        ("<ruby>漢字</ruby>", "<span>漢字</span>"),
        ("<ruby>漢字<rt>かんじ</rt></ruby>", "<ruby>漢字<rt>かんじ</rt></ruby>"),
        ("<ul>甲<p>乙</p><li>丙</li>丁</ul>", "<ul><li>甲</li><li><p>乙</p></li><li>丙</li><li>丁</li></ul>"),
        ("<ol>\n<li>甲</li>\n</ol>", "<ol>\n<li>甲</li></ol>"),
        ("<dl><dt>甲</dt><dd>乙</dd></dl>", "<dl><dt>甲</dt><dd>乙</dd></dl>"),
        ("<dl><dt>甲</dt></dl>", "<div><div>甲</div></div>"),
        ("<dl><dd>乙</dd><dt>甲</dt></dl>", "<div><div>乙</div><div>甲</div></div>"),
        ("<pre><p>甲</p></pre>", "<pre><span>甲</span></pre>"),
        (
            "<figure><figcaption>甲</figcaption><img src='a.png'/></figure>",
            "<figure><figcaption>甲</figcaption><img src='a.png'/></figure>".replace("'", '"'),
        ),
        (
            "<figure>文<figcaption>甲</figcaption><figcaption>乙</figcaption></figure>",
            "<figure>文<div>甲</div><figcaption>乙</figcaption></figure>",
        ),
        ("<ul><li></li></ul>", "<ul><li></li></ul>"),
        ("<b>甲<p>乙</p></b>", "<div>甲<p>乙</p></div>"),
        ("<h3><em><ul><li>甲</li></ul></em></h3>", '<div class="rubric"><div><ul><li>甲</li></ul></div></div>'),
        ("<p><b>甲</b></p>", "<p><b>甲</b></p>"),
        ("<ul><li>甲", "<ul><li>甲"),
        ("<ruby>漢<rt>かん</rt>字</ruby>は", "<ruby>漢<rt>かん</rt></ruby>字は"),
        ("<ruby>漢<rp>(</rp><rt>か</rt></ruby>", "<ruby>漢<rt>か</rt></ruby>"),
        (
            "<ruby>漢<rp>(</rp><rt>か</rt><rp>)</rp></ruby>",
            "<ruby>漢<rp>(</rp><rt>か</rt><rp>)</rp></ruby>",
        ),
        (
            "<details>文<summary>題<p>と</p></summary></details>",
            "<details><summary>題<span>と</span></summary>文</details>",
        ),
        ("<address><h2>甲</h2></address>", "<address><div>甲</div></address>"),
        ("<a href='x'>甲<b><a href='y'>乙</a></b></a>", '<a href="x">甲<b><span>乙</span></b></a>'),
        ("<time>昨日</time><bdo>文</bdo>", "<span>昨日</span><span>文</span>"),
        (
            "<table><tbody><tr><th></th><td rowspan='9'>甲</td></tr></tbody><caption>題</caption></table>",
            '<div class="table"><table><caption>題</caption><tbody><tr><td></td><td>甲</td></tr></tbody></table>'
            "</div>",
        ),
    ],
)
def test_elements_are_put_where_they_may_stand(written: str, mended: str) -> None:
    assert sound(written) == mended
    assert letters(mended) == letters(written)


def test_words_that_hold_blocks_of_markdown_are_a_block() -> None:
    assert clean_pieces(["<b>", None, "</b>"], inline=False) == ["<div>", 1, "</div>"]
    assert clean_pieces(["<b>", None, "</b>"], inline=True) == ["<b>", 1, "</b>"]


def test_names_hold_no_blanks() -> None:
    assert clean_pieces(['<p id="甲 乙">丙</p>'], inline=False) == ['<p id="甲-乙">丙</p>']


def test_markdown_within_a_list_of_html_is_an_item_of_it() -> None:
    assert clean_pieces(["<ul>", None, "</ul>"], inline=False) == ["<ul><li>", 1, "</li></ul>"]
