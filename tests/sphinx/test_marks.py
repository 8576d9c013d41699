"""What the reader makes of an author's marks, through Sphinx to the web edition and the chapters of books."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("{漢字|かんじ}です", "<ruby>漢字<rp>(</rp><rt>かんじ</rt><rp>)</rp></ruby>です"),
        ("《《要点》》です", '<em class="bouten">要点</em>です'),
        ("*[PUE]: 効率\n\nPUEです", '<abbr title="効率">PUE</abbr>です'),
        ("H<sub>2</sub>O<br>と<kbd>X</kbd>", "H<sub>2</sub>O<br/>と<kbd>X</kbd>"),
        (
            "<svg viewBox='0 0 1 1'><path d='M0 0'/></svg>",
            '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1">',
        ),
        ("**「強調」**です", "<strong>「強調」</strong>です"),
    ],
)
def test_marks_in_every_edition(shown: Callable[[str], tuple[str, str]], text: str, html: str) -> None:
    page, chapter = shown(text)
    assert html.replace("<br/>", "<br>") in page
    assert html in chapter


def test_a_picture_with_a_width_has_its_id_once_and_opens_in_full_size(
    shown: Callable[[str], tuple[str, str]],
) -> None:
    page, _ = shown('![図](/assets/chart.png){: #fig-1 width="50%"}')
    assert page.count('id="fig-1"') == 1
    assert not re.search(r"<a [^>]*><img", page)  # which no script would open


def test_links_by_name_lead_to_the_article(shown: Callable[[str], tuple[str, str]]) -> None:
    page, chapter = shown("[[2-second|二番目]]と[[無い]]、a[[0, 1]]")
    assert re.search(r'<a [^>]*href="[./0-9]*/2-second/index.html"[^>]*>二番目</a>', page)
    assert 'data-article="2025-08-30-2-second">二番目</a>と無い、a[[0, 1]]' in chapter
    assert "と無い、a[[0, 1]]" in page


def test_what_is_for_the_web_alone_is_left_out_of_books(shown: Callable[[str], tuple[str, str]]) -> None:
    page, chapter = shown("---\n\n## 関連記事\n\n- [次](/2025/08/30/2-second/)\n")
    assert "関連記事" in page
    assert "関連記事" not in chapter
    assert "<hr/>" not in chapter


def test_addresses_nobody_may_follow_are_text(shown: Callable[[str], tuple[str, str]]) -> None:
    for made in shown("[字](javascript:alert(1)){: .b}と![絵](vbscript:x){: .c}"):
        assert "字と絵" in re.sub(r"<[^>]+>", "", made)
        assert "script:" not in made
