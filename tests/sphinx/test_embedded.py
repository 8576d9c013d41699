"""Raw HTML in posts: its pictures and links are those of the site, in every edition."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import unquote
from xml.etree import ElementTree

from book.mathml import kept_together
from book.settings import Settings
from exporters.chapters import read_chapter

Show = Callable[[str], tuple[str, str]]


def test_pictures_of_raw_html_are_pictures_of_the_book(shown: Show) -> None:
    html = '<figure>\n<img src="/assets/chart.png" alt="推移" width="40">\n<figcaption>図</figcaption>\n</figure>'
    page, chapter = shown(
        f'{html}\n\n文中の<img src="/assets/chart.png" alt="印">と<a href="/x"><img src="https://a.jp/p.png"></a>。'
    )
    assert re.findall(r'<img src="pictures/[0-9a-f]+\.png" alt="(\w+)" width="80" height="40"/>', chapter) == [
        "推移",
        "印",
    ]
    assert re.findall(r'<img [^>]*alt="(\w+)"', page) == ["推移", "印"]
    assert 'src="/assets' not in page + chapter
    assert 'href="https://a.jp/p.png"' not in chapter
    assert re.search(r"<a [^>]*>https://a.jp/p.png</a>", chapter)


def test_pictures_may_name_the_site(shown: Show) -> None:
    site = "https://series.example/assets/chart.png"
    page, chapter = shown(
        f'![一]({site})と![二]({{{{ "/assets/chart.png" | absolute_url }}}})\n\n<img src="{site}" alt="三">'
    )
    assert re.findall(r'<img src="pictures/[0-9a-f]+\.png" alt="(\w+)"', chapter) == ["一", "二", "三"]
    assert site not in re.sub(r"<meta[^>]*>", "", page)


def test_links_of_raw_html_lead_to_articles(shown: Show) -> None:
    links = (
        '<a href="/2025/08/30/2-second/#まとめ" class="x">章</a><a href="/services/">頁</a><a href="../a/">隣</a>'
    )
    page, chapter = shown(f"文と{links}。\n\n<div>{links}</div>")
    assert page.count('2-second/index.html#まとめ" class="x">章</a>') == 2
    one = '<a href="https://series.example/2025/08/30/2-second/#まとめ" data-article="2025-08-30-2-second" '
    assert chapter.count(f'{one}data-fragment="まとめ" class="x">章</a>') == 2
    assert chapter.count('<a href="https://series.example/services/">頁</a>') == 2
    assert chapter.count('<a href="https://series.example/2025/09/01/a/">隣</a>') == 2


def test_a_name_is_a_place_and_a_picture_within_a_link_is_no_link(shown: Show) -> None:
    _, chapter = shown('[上](#そこ)<a name="そこ"></a>[![絵](https://a.jp/p.png)](https://b.jp/)')
    assert '<a href="#%E3%81%9D%E3%81%93">上</a><span id="そこ"></span><a href="https://b.jp/">絵</a>' in chapter


def test_what_stands_in_a_note_is_no_place_of_a_book(shown: Show) -> None:
    page, chapter = shown("[中](#注の節)と[下](#下)[^1]\n\n## 下\n\n[^1]: 注\n\n    ## 注の節\n\n    文\n")
    assert 'href="#注の節"' in unquote(page)
    assert "<a>中</a>" in chapter
    assert 'href="#下"' in unquote(chapter)
    assert 'href="#fn-1"' in chapter


def test_captions_have_no_link_to_themselves_and_headings_keep_theirs(shown: Show) -> None:
    code = "```js:app.js\nx\n```"
    page, _ = shown(f"{code}\n\n## 節\n\n![図](/assets/chart.png)\n*図の題*\n\n## 後\n")
    assert re.findall(r'class="headerlink" href="([^"]*)"', unquote(page)) == ["#節", "#後"]
    assert "図の題" in page


def test_tables_of_raw_html_scroll_as_those_of_markdown(shown: Show) -> None:
    page, chapter = shown("<table><tr><td>甲<table><tr><td>乙</td></tr></table></td></tr></table>")
    for text, box in ((page, "pst-scrollable-table-container"), (chapter, "table")):
        assert text.count(f'<div class="{box}"><table') == 1
        assert text.count("<table") == 2


def test_no_link_stands_within_another(shown: Show) -> None:
    _, chapter = shown(
        '<a href="https://a.jp/">外[内](https://b.jp/)外</a>と[<a href="https://c.jp/">文</a>](https://d.jp/)'
    )
    assert '<a href="https://a.jp/">外内外</a>と<a href="https://d.jp/">文</a>' in chapter


def test_a_link_to_nowhere_in_the_chapter_is_text_there(shown: Show) -> None:
    _, chapter = shown("[上](#無い節)と[下](#有る節)\n\n## 有る節\n\n文")
    assert "<a>上</a>" in chapter
    assert ">下</a>" in chapter
    assert chapter.count('href="#') == 1


TEXTS = (
    "前$$x = 1$$後",
    "前\n$$\nx = 1\n$$\n後",
    "| 式 |\n|---|\n| $$x$$ |",
    "- 前$$x$$後",
    "**太$$x$$字**",
    "~~消$$x$$す~~と<b>太$$y$$い</b>と<ruby>漢$$z$$字<rt>か</rt></ruby>",
    "## 式$$x$$の節\n\n文",
    "<li>迷子</li><summary>迷子</summary>\n\n<figcaption>迷子</figcaption>",
    "$\\begin{aligned} a &= b \\end{aligned}$と$\\frac{a}$と$\\nosuch{x}$と$\\text{a & b}$",
)


def test_chapters_are_sound_xhtml(shown: Show) -> None:
    _, chapter = shown("\n\n".join(TEXTS))
    root = ElementTree.fromstring(f"<body>{chapter}</body>")  # noqa: S314
    holders = [element for element in root.iter() if element.tag in {"p", "h2", "h3", "h4"}]
    assert not [holder.tag for holder in holders if holder.find(".//div") is not None]
    strays = {element.tag for element in root.iter() if "迷子" in (element.text or "")}
    assert strays == {"div"}


def test_outlines_have_the_words_of_headings_alone(shown: Show) -> None:
    page, chapter = shown("## {漢字|かんじ}と<small>注</small>[^9] ![図](/assets/chart.png)\n\n[^9]: 脚注\n")
    assert '<section id="漢字と注-図">' in chapter
    assert 'id="漢字と注-図"' in page


def test_a_heading_kept_out_of_contents_stays_in_the_text(shown: Show, site: Settings) -> None:
    page, chapter = shown("## 内緒\n{:.no_toc}\n\n文\n\n### 中\n\n文\n\n## 表\n\n文")
    assert ">内緒" in page
    assert "<h2>内緒</h2>" in chapter
    headings = read_chapter(site.build / "chapters", "2025-09-01-3-third").headings
    assert [heading.text for heading in headings] == ["中", "表"]
    whole = (site.build / "html" / "2025/09/01/3-third/index.html").read_text(encoding="utf-8")
    contents = "".join(re.findall(r'<nav aria-label="目次">.*?</nav>', whole, re.DOTALL))
    assert re.findall(r">(中|表|内緒)</a>", contents) == ["中", "表"]


def test_no_line_breaks_between_a_formula_and_its_punctuation(shown: Show) -> None:
    page, chapter = shown("比は（$x = 1$）で、$y$は$z$。")
    held = re.findall(r'<span class="gp-together">([（]?)<math.*?</math>([）。]*)</span>', page)
    assert held == [("（", "）"), ("", "。")]
    assert "together" not in chapter, "print breaks long formulas itself"
    assert kept_together(chapter, "x").count('<span class="x">') == 2
