"""Links as readers who hear or touch them need them: none within another or a control, each with words."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from book.settings import Settings
from exporters.chapters import read_chapter

Show = Callable[[str], tuple[str, str]]
PICTURE = "/assets/chart.png"


@pytest.mark.parametrize(
    "written",
    [
        "[題[^1]続き](https://a.jp/)後",
        '前<a href="https://a.jp/">題[^1]続き</a>後',
        '<p><a href="https://a.jp/"><b>題</b>\n\n文[^1]\n\n</a></p>',
        "<details><summary>\n\n題[^1]\n\n</summary>\n\n中\n\n</details>",
    ],
)
def test_notes_are_called_behind_what_may_not_hold_a_link(shown: Show, written: str) -> None:
    page, chapter = shown(f"{written}\n\n[^1]: 注\n")
    for text, call in ((page, 'class="footnote-reference'), (chapter, 'class="noteref')):
        assert text.count(call) == 1
        before = text.partition(call)[0]
        assert before.count("<a ") - before.count("</a>") == 1, "the call's own"
        assert before.count("<summary>") == before.count("</summary>")


def test_a_picture_of_the_network_is_no_link_within_one_of_raw_html(shown: Show) -> None:
    page, chapter = shown('<a href="https://a.jp/"><b>![絵](https://b.jp/p.png)</b></a>')
    assert re.search(r'<a href="https://a\.jp/"><b>絵</b></a>', page)
    assert '<a href="https://a.jp/"><b>絵</b></a>' in chapter


@pytest.mark.parametrize(
    "written",
    [
        '<b><a href="https://a.jp/">前</a></b><a href="https://b.jp/"><img src="https://c.jp/p.png"></a>',
        '前<a href="https://a.jp/"><b>甲</b>**乙**<a href="https://b.jp/">丙</a>丁</a>後',
        "[https://a.jp/(b)と文](https://b.jp/a b)",
    ],
)
def test_no_link_stands_within_another_however_it_came_there(shown: Show, written: str) -> None:
    for text in shown(f"始{written}終"):
        depth = 0
        for tag in re.findall(r"</?a\b", text):
            depth += -1 if tag.startswith("</") else 1
            assert depth in (0, 1)


def test_a_summary_holds_no_link(shown: Show) -> None:
    page, chapter = shown(
        '<details><summary><a href="https://a.jp/">生</a></summary>\n\n中\n\n</details>\n\n'
        "<details><summary>\n\n[記法](https://b.jp/)\n\n</summary>\n\n中\n\n</details>\n\n"
        '<details><summary><img src="https://b.jp/p.png" alt="絵"></summary>中</details>\n\n'
        '<details><summary><img src="data:x"></summary>中</details>'
    )
    for text in (page, chapter):
        summaries = re.findall(r"<summary>(.*?)</summary>", text, re.DOTALL)
        assert [re.sub(r"<[^>]*>|\s", "", summary) for summary in summaries] == ["生", "記法", "絵", "詳細"]
        assert "<a" not in "".join(summaries)


@pytest.mark.parametrize("link", ["[![]({0})](https://a.jp/)", '<a href="https://a.jp/"><img src="{0}"></a>'])
def test_a_link_around_a_picture_without_words_has_its_address_for_words(shown: Show, link: str) -> None:
    for text in shown(f"前{link.format(PICTURE)}"):
        assert re.search(r'<a [^>]*href="https://a\.jp/"[^>]*><img[^>]* alt="https://a\.jp/"', text)


def test_a_link_around_a_drawing_without_words_has_its_address_or_text_for_a_title(shown: Show) -> None:
    drawing = '<svg width="9" height="9"><circle r="4"/></svg>'
    for text in shown(
        f'<a href="https://a.jp/">{drawing}</a>\n\n<a href="https://b.jp/"><svg><text>語</text></svg></a>'
    ):
        assert re.findall(r"<svg[^>]*><title>(.*?)</title>", text) == ["https://a.jp/", "語"]


def test_links_without_words_or_address_are_none(shown: Show) -> None:
    written = (
        '[<br>](https://a.jp/)<a href="https://a.jp/"> </a><a href="https://a.jp/"><b>![](data:x)</b></a>'
        '[語]()<a href="">語</a><a href>語</a>[語](http://[x)<a href="https://a.jp:x/">語</a>[語](https://1.2.3.4.5/)'
    )
    page, chapter = shown(f"始{written}終")
    for text in (page, chapter):
        body = re.search(r"始.*?終", text, re.DOTALL)
        assert body
        assert "<a" not in body[0]
        assert body[0].count("語") == 6


def test_names_of_drawings_are_their_own_and_lead_into_drawings(shown: Show) -> None:
    drawing = (
        '<svg viewBox="0 0 9 9"><defs><linearGradient id="one"><stop offset="0"/></linearGradient></defs>'
        '<rect width="9" height="9" fill="url(#one)" stroke="url(#none)" mask="url(#h)"/><use href="#away"/></svg>'
    )
    heads = '## 題 {#one}\n\n<div id="h">文</div>\n\n'
    for text in shown(heads + f"{drawing}\n\n{drawing}\n"):
        ids = re.findall(r'\sid="([^"]*)"', text)
        assert len(ids) == len(set(ids))
        gradients = re.findall(r'<linearGradient id="([^"]*)"', text)
        assert len(set(gradients)) == 2
        assert re.findall(r'fill="url\(#([^)]*)\)"', text) == gradients
        assert text.count('stroke="none"') == 2
        assert 'mask="' not in text
        assert "#away" not in text


def test_headings_without_words_are_in_no_contents(shown: Show, site: Settings) -> None:
    shown("## [^1]\n\n文\n\n### 中\n\n文\n\n## 後\n\n文\n\n[^1]: 注\n")
    headings = read_chapter(site.build / "chapters", "2025-09-01-3-third").headings
    assert [heading.text for heading in headings] == ["中", "後"]
    page = (site.build / "html" / "2025/09/01/3-third/index.html").read_text(encoding="utf-8")
    contents = re.search(r'<nav aria-label="目次">.*?</nav>', page, re.DOTALL)
    assert contents
    assert re.findall(r"<a [^>]*>(.*?)</a>", contents[0]) == ["中", "後"]


def test_heads_of_tables_without_words_are_cells(shown: Show) -> None:
    for text in shown(
        "| <sup><br></sup> | $x$ | ![図](/assets/chart.png) | 文 |\n|---|---|---|---|\n| 1 | 2 | 3 | 4 |"
    ):
        heads = re.findall(r"<th\b.*?</th>", text, re.DOTALL)
        assert [re.sub(r"<[^>]*>|\s", "", head) for head in heads] == ["", "文"]
        assert 'alt="図"' in heads[0]
