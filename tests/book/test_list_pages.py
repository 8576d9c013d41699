"""The addresses of the lists that the web edition makes: no article may stand there."""

from __future__ import annotations

from pathlib import Path

import pytest

from book.check import check
from book.errors import ArticleError
from book.library import load_library
from book.lists import list_pages
from book.settings import Settings, load_settings
from book.sphinx_ext.lists import page_names
from book.sphinx_ext.shelves import Shelves

TREE = Path(__file__).parents[2]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A site of three articles of 2025, two to a page of a list."""
    site = tmp_path / "site"
    site.mkdir()
    for day in (1, 2, 3):
        front = f"title: 題{day}\ncategory: 投資\ntags: AI 半導体\nauthor: 甲"
        (site / f"2025-12-0{day}-a{day}.md").write_text(f"---\n{front}\n---\n\n本文です。\n", encoding="utf-8")
    (site / "publication.toml").write_text("[web]\npage = 2\n", encoding="utf-8")
    return load_settings(site, TREE / "conf", tmp_path / "build")


def move(settings: Settings, address: str) -> Path:
    article = settings.source / "2025-12-02-a2.md"
    text = article.read_text(encoding="utf-8").replace("title:", f"permalink: {address}\ntitle:", 1)
    article.write_text(text, encoding="utf-8")
    return article


@pytest.mark.parametrize(
    "address",
    [
        "/categories/投資/",
        "/tags/半導体/",
        "/tags/ai/page/2/index.html",
        "/authors/甲/",
        "/archive/page/2/",
        "/archive/2025/",
        "/archive/2025/12/page/2/",
    ],
)
def test_an_article_at_the_address_of_a_list_is_refused_by_its_file(settings: Settings, address: str) -> None:
    article = move(settings, address)
    with pytest.raises(ArticleError) as caught:
        load_library(settings)
    (problem,) = caught.value.problems
    assert (problem.path, problem.kind) == (article, "front-matter.permalink")
    assert address in problem.message
    assert "another permalink" in problem.remedy
    assert problem in check(settings)[0]


@pytest.mark.parametrize("address", ["/tags/ai/page/3/", "/tags/別/", "/archive/2024/", "/archive.html"])
def test_an_article_may_stand_where_a_list_would_but_is_not(settings: Settings, address: str) -> None:
    move(settings, address)
    assert len(load_library(settings).articles) == 3


def test_these_are_the_lists_that_the_web_edition_has(settings: Settings) -> None:
    library = load_library(settings)
    made = page_names(Shelves(settings, library)) - {article.docname for article in library.articles}
    others = {"index", "404", "search/index", "categories/index", "tags/index", "authors/index"}
    assert set(list_pages(library, 2)) == made - others
