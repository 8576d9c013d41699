"""What helps in reading: notes beside their calls, pictures in full size, contents that follow, boxes, paper."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import Tab, served
from lxml import html
from PIL import Image
from test_validators import axe

from book.settings import load_settings
from exporters.builders.run import run_sphinx

CONF = Path(__file__).parents[2] / "conf"
PUBLICATION = """
[series]
title = "試験の連載｜読む助けを見る"
address = "https://series.example"
"""
FILLER = "読み進むための段落である。" * 40
ARTICLE = f"""---
title: 読む助けのある記事
date: 2025-09-02
tags: [試験]
image: /hero.png
---
書き出しに注[^a]があり、《《圏点》》がある。

[^a]: 注の文には[外の頁](https://example.jp/a)もある。

> [!WARNING]
> 箱の文である。

> 引用の文である。

<details><summary>折りたたみ</summary>

畳まれた文である。

</details>

## 一つめの節

{FILLER}

### 一つめの小さな節

{FILLER}

#### もう一段下の節

{FILLER}

## 図の節

{FILLER}

![広い図](/wide.png)

![小さい図](/small.png)

[![導く図](/wide.png)](https://example.jp/b)

```text
{"長い行" * 80}
```

{FILLER}
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One article with pictures and its neighbour without, built."""
    source = tmp_path_factory.mktemp("aids")
    (source / "_posts").mkdir()
    (source / "publication.toml").write_text(PUBLICATION, encoding="utf-8")
    for name, size in {"hero": (1200, 630), "wide": (2400, 1200), "small": (120, 80)}.items():
        Image.linear_gradient("L").resize(size).save(source / f"{name}.png")
    (source / "_posts" / "2025-09-02-aids.md").write_text(ARTICLE, encoding="utf-8")
    other = "---\ntitle: 絵のない記事\ndate: 2025-09-03\ntags: [試験]\n---\n本文。\n"
    (source / "_posts" / "2025-09-03-plain.md").write_text(other, encoding="utf-8")
    run_sphinx("html", load_settings(source, CONF, source / "build"), 1)
    return source / "build" / "html"


@pytest.fixture(scope="module")
def address(built: Path) -> Iterator[str]:
    """The address of the article, served."""
    with served(built) as (root, _):
        yield root + "2025/09/02/aids/index.html"


@pytest.fixture
def page(tab: Tab, address: str) -> Tab:
    """The article, open on a desktop."""
    tab.width(1280)
    tab.open(address)
    tab.run("document.documentElement.style.scrollBehavior = 'auto'")
    return tab


def shown(tab: Tab, selector: str) -> bool:
    return bool(tab.run(f"document.querySelector({selector!r})?.checkVisibility() ?? false"))


def test_a_note_is_shown_beside_its_call_and_put_away_by_escape(page: Tab) -> None:
    assert not shown(page, ".gp-note")
    page.run("document.querySelector('a.footnote-reference').scrollIntoView({ block: 'center' })")
    place = page.run(
        "(() => { const { x, y } = document.querySelector('a.footnote-reference').getBoundingClientRect();"
        " return { x: x + 2, y: y + 2 }; })()"
    )
    page.call("Input.dispatchMouseEvent", type="mouseMoved", **place)
    page.until("document.querySelector('.gp-note').checkVisibility()")
    assert page.run("document.querySelector('.gp-note').innerText.trim()") == "注の文には外の頁もある。"
    assert page.run("document.querySelectorAll('.gp-note [id]').length") == 0
    assert axe(page) == []
    page.key("Escape", 27)
    page.until("!document.querySelector('.gp-note').checkVisibility()")
    page.call("Input.dispatchMouseEvent", type="mouseMoved", x=5, y=500)


def test_a_note_is_shown_to_those_who_come_by_keyboard(page: Tab) -> None:
    page.run("document.querySelector('.gp-toc a').focus()")
    for _ in range(20):
        page.key("Tab", 9)
        if page.run("document.activeElement.matches('a.footnote-reference')"):
            break
    page.until("document.querySelector('.gp-note').checkVisibility()")
    page.key("Tab", 9)
    page.until("!document.querySelector('.gp-note').checkVisibility()")


def test_a_picture_larger_than_it_is_shown_opens_in_full_size(page: Tab) -> None:
    assert page.run("document.querySelectorAll('.gp-text .gp-zoom').length") == 1
    page.run("document.querySelector('.gp-zoom').focus()")
    page.key("Enter", 13, "\r")
    page.until("document.querySelector('dialog.gp-full')?.open")
    before = page.run("document.querySelector('.gp-zoom img').clientWidth")
    assert page.run("document.querySelector('.gp-full img').clientWidth") > before
    assert page.run("document.querySelector('.gp-full').getAttribute('aria-label')") == "広い図"
    assert axe(page) == []
    page.key("Escape", 27)
    page.until("!document.querySelector('dialog')")
    assert page.run("document.activeElement.className") == "gp-zoom"


CURRENT = "document.querySelector('.gp-toc [aria-current]')?.textContent ?? ''"


@pytest.mark.parametrize(
    ("heading", "marked"),
    [
        ("一つめの節", "一つめの節"),
        ("一つめの小さな節", "一つめの小さな節"),
        ("もう一段下の節", "一つめの小さな節"),
        ("図の節", "図の節"),
    ],
)
def test_the_contents_mark_where_the_reader_is_going_down_and_up(page: Tab, heading: str, marked: str) -> None:
    go = f"document.getElementById({heading!r}).scrollIntoView()"
    page.run(f"scrollTo(0, 0); {go}")
    page.until(f"{CURRENT} === {marked!r}")
    page.run(f"scrollTo(0, document.body.scrollHeight); {go}")
    page.until(f"{CURRENT} === {marked!r}")
    page.run("scrollTo(0, 0)")
    page.until(f"{CURRENT} === ''")


def test_an_alert_is_a_box_and_a_quotation_is_none(page: Tab) -> None:
    box, quotation = (
        "document.querySelector('.admonition.warning')",
        "document.querySelector('.gp-text blockquote')",
    )
    assert page.run(f"{box}.querySelector('.admonition-title').textContent") == "警告"
    colour = "getComputedStyle({}).backgroundColor"
    assert page.run(colour.format(box)) != page.run(colour.format(quotation)) == "rgba(0, 0, 0, 0)"


def test_emphasis_dots_are_dots(page: Tab) -> None:
    style = page.run(
        "(({ textEmphasisStyle, fontStyle }) => [textEmphasisStyle, fontStyle])"
        "(getComputedStyle(document.querySelector('.bouten')))"
    )
    assert style == ["dot", "normal"]


def test_paper_has_the_title_all_words_and_light_colours(tab: Tab, address: str) -> None:
    tab.width(700, dark=True)
    tab.open(address)
    background = "getComputedStyle(document.body).backgroundColor"
    assert tab.run(background) != "rgb(255, 255, 255)"
    dark = [{"name": "prefers-color-scheme", "value": "dark"}]
    tab.call("Emulation.setEmulatedMedia", media="print", features=dark)
    try:
        tab.run("dispatchEvent(new Event('beforeprint'))")
        assert tab.run(background) == "rgb(255, 255, 255)"
        assert shown(tab, "h1")
        assert tab.run("document.querySelector('.gp-text details p').getBoundingClientRect().height") > 10
        assert tab.run("(pre => pre.scrollWidth <= pre.clientWidth)(document.querySelector('pre'))")
        assert not any(
            shown(tab, part) for part in (".gp-header", ".gp-sidebar", ".gp-share", ".gp-footer", ".gp-copy-code")
        )
        tab.run("dispatchEvent(new Event('afterprint'))")
        assert tab.run("document.documentElement.dataset.theme") == "dark"
    finally:
        tab.call("Emulation.setEmulatedMedia", media="", features=dark)


def test_home_shows_small_pictures_and_the_name_before_the_bar(built: Path) -> None:
    home = html.parse(built / "index.html")
    (picture,) = home.xpath("//img")
    with Image.open(built / picture.get("src")) as thumbnail:
        assert thumbnail.size == (400, 210)
    assert picture.getparent().xpath("string(.//*[@class='gp-title'])") == "読む助けのある記事"
    assert home.xpath("string(//*[@class='gp-brand'])") == "試験の連載"
    assert home.xpath("string(//h1)") == "試験の連載｜読む助けを見る"
    assert (
        html.parse(built / "2025/09/03/plain/index.html").xpath("string(//title)") == "絵のない記事 | 試験の連載"
    )
