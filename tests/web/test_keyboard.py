"""Reading without a mouse, without motion, and in a browser that knows no phrases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browser import Tab, served

from book.settings import load_settings
from exporters.builders.run import run_sphinx

CONF = Path(__file__).parents[2] / "conf"
PUBLICATION = '[series]\ntitle = "試験の連載"\naddress = "https://series.example"\nrights = "© 試験の出版社"\n'
WIDE = f"| {' | '.join(f'列の{number}' for number in range(12))} |\n{'| --- ' * 12}|\n{'| 値 ' * 12}|"
ARTICLE = f"""---
title: 鍵盤だけで読む｜記事
date: 2025-09-02
categories: [技術]
tags: [鍵盤, 試験]
---
書き出しである。

## 表を横へ送って読む

{WIDE}

### `code`のある節

```python
print("{"長い行" * 40}")
```

## 数式を横へ送って読む

$$
{" + ".join(f"x_{{{number}}}^2" for number in range(40))}
$$

[外の頁](https://example.jp/a)がある。

## A&Bの<比較

本文。

## 鍵盤と「記事」の見出し

終わりである。
"""
TERMS = "---\ntitle: 利用条件\n---\n\n権利：{{ site.rights }}\n"
OF_USE = "a[href], button, input, select, summary, [tabindex='0']"
# Every element that can be used and is shown, and what has the focus, by their places in the page.
SHOWN = f"""[...document.querySelectorAll({OF_USE!r})].map((element, number) => {{
  element.dataset.place = number;
  return element.checkVisibility({{ visibilityProperty: true }}) ? number : -1;
}}).filter(number => number >= 0)"""
FOCUSED = """(() => {
  const element = document.activeElement, style = getComputedStyle(element);
  const { top, bottom, width } = element.getBoundingClientRect();
  return {
    place: Number(element.dataset.place ?? -1),
    text: element.outerHTML.slice(0, 120),
    marked: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    seen: width > 0 && bottom > 0 && top < innerHeight,
  };
})()"""
MOVING = """[...document.querySelectorAll("*")].filter(element => {
  const style = getComputedStyle(element);
  return style.transitionDuration.split(", ").some(each => parseFloat(each) > 0) || style.animationName !== "none";
}).length"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One article with all that can be used, its neighbour, and a page, built."""
    source = tmp_path_factory.mktemp("keyboard")
    (source / "_posts").mkdir()
    (source / "publication.toml").write_text(PUBLICATION, encoding="utf-8")
    (source / "license.md").write_text(TERMS, encoding="utf-8")
    (source / "_posts" / "2025-09-02-keys.md").write_text(ARTICLE, encoding="utf-8")
    other = ARTICLE.replace("鍵盤だけで", "その次に").replace("09-02", "09-03")
    (source / "_posts" / "2025-09-03-next.md").write_text(other, encoding="utf-8")
    settings = load_settings(source, CONF, source / "build")
    run_sphinx("html", settings, 1)
    return settings.build / "html"


@pytest.fixture(scope="module")
def address(built: Path) -> Iterator[str]:
    """The address of the article, served."""
    with served(built) as (root, _):
        yield root + "2025/09/02/keys/index.html"


def walk(tab: Tab) -> dict[int, dict[str, Any]]:
    """Press the tabulator until it leaves the page; return what had the focus."""
    met: dict[int, dict[str, Any]] = {}
    for _ in range(400):
        tab.key("Tab", 9)
        focused = tab.run(FOCUSED)
        if focused["place"] in met or (met and focused["place"] < 0):
            break
        met[focused["place"]] = focused
    return met


@pytest.mark.parametrize("width", [320, 1280])
def test_the_tabulator_reaches_all_that_can_be_used_and_shows_where_it_is(
    tab: Tab, address: str, width: int
) -> None:
    tab.width(width)
    tab.open(address)
    tab.run("document.documentElement.style.scrollBehavior = 'auto'")  # to look when the page stands still
    wanted = tab.run(SHOWN)
    met = walk(tab)
    assert set(wanted) - set(met) == set()
    assert [each["text"] for each in met.values() if not (each["marked"] and each["seen"])] == []
    texts = " ".join(each["text"] for each in met.values())
    for part in ("gp-skip", "gp-mode", "gp-copy-code", "<summary", "gp-find" if width > 320 else "#gp-menu"):
        assert part in texts, part
    assert sum("tabindex" in each["text"] for each in met.values()) >= 3  # table, code and formula can be scrolled


def test_no_key_leads_below_the_menu_that_covers_the_page(tab: Tab, address: str) -> None:
    tab.width(390)
    tab.open(address)
    tab.run("document.querySelector('.gp-header a[href=\"#gp-menu\"]').focus()")
    tab.key("Enter", 13, "\r")
    tab.until("location.hash === '#gp-menu'")
    wanted = tab.run(SHOWN)
    assert set(walk(tab)) == set(wanted)
    assert tab.run(f"[...document.querySelectorAll('#gp-menu a')].length === {len(wanted)}")
    tab.key("Escape", 27)
    tab.until("document.activeElement.id === 'main-content'")


def test_switch_contents_and_copying_work_by_keyboard(tab: Tab, address: str) -> None:
    tab.width(1280)
    tab.call("Browser.grantPermissions", permissions=["clipboardReadWrite", "clipboardSanitizedWrite"])
    tab.open(address)
    before = tab.run("document.documentElement.dataset.theme")
    tab.run("document.querySelector('.gp-mode').focus()")
    tab.key(" ", 32, " ")
    tab.until(f"document.documentElement.dataset.theme !== {before!r}")
    tab.run("document.querySelector('.gp-toc a').focus()")
    tab.key("Enter", 13, "\r")
    tab.until("decodeURIComponent(location.hash) === '#表を横へ送って読む'")
    tab.run("document.querySelector('.gp-copy-code').focus()")
    tab.key("Enter", 13, "\r")
    tab.until("document.querySelector('.gp-copy-code').textContent === 'コピーしました'")
    assert tab.run("navigator.clipboard.readText()").startswith('print("長い行')
    tab.run("document.querySelector('.gp-copy').focus()")
    tab.key("Enter", 13, "\r")
    tab.until("document.querySelector('.gp-said').textContent === 'コピーしました'")
    assert tab.run("navigator.clipboard.readText()") == "https://series.example/2025/09/02/keys/"
    tab.run("localStorage.clear()")


def test_nothing_moves_where_the_reader_wants_no_motion(tab: Tab, address: str) -> None:
    tab.width(1280)
    tab.open(address)
    assert tab.run(MOVING) > 0 or tab.run("getComputedStyle(document.documentElement).scrollBehavior") == "smooth"
    tab.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-reduced-motion", "value": "reduce"}])
    assert tab.run(MOVING) == 0
    assert tab.run("getComputedStyle(document.documentElement).scrollBehavior") == "auto"


def test_headings_may_be_broken_between_phrases_by_any_browser(built: Path) -> None:
    page = (built / "2025/09/02/keys/index.html").read_text(encoding="utf-8")
    assert "表を<wbr>横へ<wbr>送って<wbr>読む<a" in page
    assert ">A&amp;Bの<wbr>&lt;比較<a" in page
    assert '<span class="gp-together">む｜</span>' in page
    assert '「記事<span class="gp-together">」の</span>' in page


def test_a_page_can_name_the_publishers_rights(built: Path) -> None:
    assert "権利：© 試験の出版社" in (built / "license/index.html").read_text(encoding="utf-8")


def test_the_bar_tells_how_much_has_been_read(tab: Tab, address: str) -> None:
    tab.width(1280)
    tab.open(address)
    bar = "document.querySelector('.gp-progress').getBoundingClientRect().width"
    assert tab.run(bar) == 0
    tab.run("document.documentElement.style.scrollBehavior = 'auto'; scrollTo(0, document.body.scrollHeight)")
    tab.until(f"{bar} > 1000")
