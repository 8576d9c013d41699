"""Addresses that posts had and have: redirects that need no script, permalinks, anchors, one owner each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, unquote

import pytest
from browser import Tab, served

from book.settings import load_settings
from exporters.builders.run import run_sphinx

CONF = Path(__file__).parents[2] / "conf"
PUBLICATION = '[series]\ntitle = "住所の連載"\naddress = "https://series.example/sub/path"\n'
POSTS = {
    "2025-09-02-a.md": [
        "title: 甲",
        "date: 2025-09-02",
        "redirect_from: [/旧い/道/, /old.html]",
        "aliases: /ask?/",
    ],
    "2025-09-03-日本語.md": ["title: 乙", "date: 2025-09-03 20:00:00 +0000"],
    "2025-09-04-日本語.md": ["title: 丙", "date: 2025-09-04"],
    "2025-09-05-own.md": ["title: 丁", "date: 2025-09-05", "permalink: /特集/頁.html"],
}
BODY = "## 同じ節\n\n本文。\n\n## 同じ節\n\n[二つめの節](#同じ節-1)\n\n## API & `code`の節\n\n" + "段落。\n\n" * 60


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The posts, served below a path: the root's address and the folder."""
    source = tmp_path_factory.mktemp("addresses")
    (source / "_posts").mkdir()
    (source / "publication.toml").write_text(PUBLICATION, encoding="utf-8")
    for name, matter in POSTS.items():
        text = "\n".join(["---", *matter, "---", "", BODY])
        (source / "_posts" / name).write_text(text, encoding="utf-8")
    run_sphinx("html", load_settings(source, CONF, source / "build"), 1)
    with served(source / "build" / "html") as (root, _):
        yield root, source / "build" / "html"


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize(("old", "new"), [("旧い/道/", "2025/09/02/a/"), ("old.html", "2025/09/02/a/")])
def test_an_earlier_address_leads_on_with_and_without_scripts(
    tab: Tab, site: tuple[str, Path], old: str, new: str, *, script: bool
) -> None:
    root, _ = site
    tab.call("Emulation.setScriptExecutionDisabled", value=not script)
    try:
        tab.call("Page.navigate", url=root + quote(old))
        tab.until(f"location.pathname.endsWith('/sub/path/{new}index.html')")
        tab.until("document.querySelector('article h1')?.textContent === '甲'")
    finally:
        tab.call("Emulation.setScriptExecutionDisabled", value=False)


def test_the_day_of_the_file_name_keeps_an_address_that_two_articles_have(site: tuple[str, Path]) -> None:
    _, out = site
    owner = (out / "2025/09/04/日本語/index.html").read_text(encoding="utf-8")
    assert "<title>丙" in owner
    assert 'http-equiv="refresh"' not in owner
    assert "<title>乙" in (out / "2025/09/03/日本語/index.html").read_text(encoding="utf-8")


def test_a_permalink_of_an_article_is_kept_as_written(tab: Tab, site: tuple[str, Path]) -> None:
    root, _ = site
    tab.open(root + quote("特集/頁.html"))
    canonical = tab.run("document.querySelector('link[rel=canonical]').href")
    assert unquote(canonical) == "https://series.example/sub/path/特集/頁.html"
    assert tab.complaints() == []


@pytest.mark.parametrize("anchor", ["同じ節", "同じ節-1", "api--codeの節"])
def test_anchors_are_those_that_posts_link_to(tab: Tab, site: tuple[str, Path], anchor: str) -> None:
    root, out = site
    tab.width(1280)
    tab.open(f"{root}2025/09/02/a/index.html#{quote(anchor)}")
    tab.until("document.querySelector(':target') !== null")
    assert tab.run("document.querySelector(':target').id") == anchor
    assert not [
        part for part in (out / "2025/09/02/a/index.html").read_text().split('id="') if part.startswith("id")
    ]
