"""How text is set: as Japanese, in lines of about forty characters, in the system's fonts, readable offline."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import Tab, served
from PIL import Image

from book.settings import load_settings
from exporters.builders.run import run_sphinx

CONF = Path(__file__).parents[2] / "conf"
PUBLICATION = '[series]\ntitle = "組版の連載"\naddress = "https://series.example"\n'
ARTICLE = f"""---
title: 組版を見る記事
date: 2025-09-02
---
{"文字を数えるための長い段落である。" * 20}

## 見出しの言葉を分けて読む

| {" | ".join(f"列の{number}" for number in range(14))} |
{"| --- " * 14}|
{"| 値である " * 14}|

| 測るもの | 前の版 | 今の版 | 上がり幅 |
| --- | --- | --- | --- |
| 数学の問題を解く力 | 76.6% | 92.3% | +15.7ポイント |
| 文章の要約 | 88.7% | 93.1% | +4.4ポイント |

![図の代わり](/chart.png)
*図の題*

```python
print("{"長い行" * 60}")
```

$$
E = mc^2
$$
"""
# The characters on the first line of the first paragraph: where the second line begins, less one.
MEASURE = """(() => {
  const text = document.querySelector(".gp-text p").firstChild, range = document.createRange();
  const top = (at) => {
    range.setStart(text, at);
    range.setEnd(text, at + 1);
    return range.getBoundingClientRect().top;
  };
  let at = 0;
  while (top(at) === top(0)) at += 1;
  return at;
})()"""
STYLE = "getComputedStyle(document.querySelector({!r}))[{!r}]"
SCROLLS = """(() => {{
  const box = document.querySelector({!r});
  return box.scrollWidth > box.clientWidth && getComputedStyle(box).overflowX === "auto";
}})()"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of an article with all of it, served."""
    source = tmp_path_factory.mktemp("typography")
    (source / "_posts").mkdir()
    (source / "publication.toml").write_text(PUBLICATION, encoding="utf-8")
    (source / "_posts" / "2025-09-02-set.md").write_text(ARTICLE, encoding="utf-8")
    Image.new("RGB", (320, 180), "navy").save(source / "chart.png")
    run_sphinx("html", load_settings(source, CONF, source / "build"), 1)
    with served(source / "build" / "html") as (root, _):
        yield root + "2025/09/02/set/index.html"


@pytest.mark.parametrize(
    ("width", "least", "most"), [(390, 18, 26), (768, 38, 45), (1280, 38, 45), (1680, 38, 45)]
)
def test_lines_have_about_forty_characters(tab: Tab, address: str, width: int, least: int, most: int) -> None:
    tab.width(width)
    tab.open(address)
    assert least <= tab.run(MEASURE) <= most


@pytest.mark.parametrize(
    ("selector", "name", "value"),
    [
        (".gp-text p", "lineBreak", "strict"),
        (".gp-text p", "textSpacingTrim", "trim-start"),
        (".gp-text p", "textAutospace", "normal"),
        (".gp-text pre", "textAutospace", "no-autospace"),
        (".gp-text h2", "wordBreak", "auto-phrase"),
        ("h1", "wordBreak", "keep-all"),
        ("td", "fontVariantNumeric", "tabular-nums"),
    ],
)
def test_text_is_set_as_japanese(tab: Tab, address: str, selector: str, name: str, value: str) -> None:
    tab.open(address)
    assert tab.run("document.documentElement.lang") == "ja"
    assert tab.run(STYLE.format(selector, name)) == value


def test_no_font_is_fetched_and_formulas_need_none(tab: Tab, address: str) -> None:
    tab.open(address)
    tab.run("document.fonts.ready.then(() => 0)")
    kinds = [e["params"]["type"] for e in tab.events if e.get("method") == "Network.responseReceived"]
    assert "Stylesheet" in kinds
    assert "Font" not in kinds
    assert tab.run("document.querySelector('.gp-text math mi').getBoundingClientRect().height") > 5


@pytest.mark.parametrize("width", [320, 1280])
def test_what_is_wide_scrolls_by_itself(tab: Tab, address: str, width: int) -> None:
    tab.width(width)
    tab.open(address)
    for box in (".pst-scrollable-table-container", ".gp-text pre"):
        assert tab.run(SCROLLS.format(box)), box
    assert tab.run("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_a_table_of_four_short_columns_has_room_on_a_phone(tab: Tab, address: str) -> None:
    tab.width(390)
    tab.open(address)
    boxes = "[...document.querySelectorAll('.pst-scrollable-table-container')]"
    assert tab.run(f"{boxes}.map(box => box.scrollWidth > box.clientWidth)") == [True, False]


def test_a_figure_has_its_caption_below(tab: Tab, address: str) -> None:
    tab.open(address)
    assert tab.run("document.querySelector('figure figcaption').innerText.trim()") == "図の題"
    below = "document.querySelector('figcaption').offsetTop - document.querySelector('figure img').offsetTop"
    assert tab.run(below) > 50
