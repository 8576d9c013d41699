"""Every placeholder and style that Jekyll's documentation of permalinks names, and addresses that a post had."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path

import pytest

from book.library import load_library
from book.links import Addresses, is_outside, sound
from book.permalinks import docname_for, permalink_for
from book.settings import load_settings

DAY = date(2025, 1, 5)
TIME = datetime(2025, 1, 5, 8, 7, 9)


@pytest.mark.parametrize(
    ("pattern", "address"),
    [
        ("date", "/ai/投資/2025/01/05/My-題.html"),
        ("pretty", "/ai/投資/2025/01/05/My-題/"),
        ("ordinal", "/ai/投資/2025/005/My-題.html"),
        ("weekdate", "/ai/投資/2025/W01/Sun/My-題.html"),
        ("none", "/ai/投資/My-題.html"),
        ("/:year/:short_year/:month/:i_month/:short_month/:long_month/", "/2025/25/01/1/Jan/January/"),
        ("/:day/:i_day/:y_day/:short_day/:long_day/", "/05/5/005/Sun/Sunday/"),
        ("/:w_year/:week/:w_day/", "/2025/01/7/"),
        ("/:hour/:minute/:second/", "/08/07/09/"),
        ("/:categories/:title:output_ext", "/ai/投資/My-題.html"),
        ("/:slugified_categories/:slug/", "/ai/投資/my-題/"),
        ("/blog/:title", "/blog/My-題"),
        (":title/", "/My-題/"),
        ("/:collection/:name/", "/posts/my-題/"),
    ],
)
def test_patterns(pattern: str, address: str) -> None:
    assert permalink_for(pattern, DAY, TIME, "My-題", ("AI", "投資")) == address


def test_a_category_that_there_is_not_leaves_no_empty_part() -> None:
    assert permalink_for("pretty", DAY, TIME, "a", ()) == "/2025/01/05/a/"


@pytest.mark.parametrize(
    ("address", "name"), [("/a/b/", "a/b/index"), ("/a/b.html", "a/b"), ("/a/b", "a/b"), ("/日本/", "日本/index")]
)
def test_pages_of_addresses(address: str, name: str) -> None:
    assert docname_for(address) == name


@pytest.mark.parametrize("address", ["/", "/../a/", "/a/./b/", "/a?b/", "/a#b/", 'a"b'])
def test_addresses_that_cannot_be(address: str) -> None:
    with pytest.raises(ValueError, match=re.escape(address)):
        docname_for(address)


@pytest.mark.parametrize(
    "link",
    [
        "/2025/10/01/題/",
        "/2025/10/01/題",
        "/2025/10/01/題/index.html",
        "/2025/10/01/%E9%A1%8C/?utm_source=x#節",
        "https://site.example/2025/10/01/題/",
        "/古い/",
        "/old.html",
        "2025-10-01-題.md",
        "../../../../2025/10/01/題/",
    ],
)
def test_every_way_to_write_a_link_means_the_article(tmp_path: Path, link: str) -> None:
    front = "---\ntitle: 題\nredirect_from:\n  - /古い/\n  - /old.html\n---\n本文\n"
    (tmp_path / "2025-10-01-題.md").write_text(front, encoding="utf-8")
    (tmp_path / "publication.toml").write_text('[series]\naddress = "https://site.example"\n', encoding="utf-8")
    library = load_library(load_settings(tmp_path, build=tmp_path / "build"))
    (article,) = library.articles
    assert Addresses.of(library).resolve(link, article).article is article


@pytest.mark.parametrize("root", ["", "https://site.example", "https://Site.example/base"])
@pytest.mark.parametrize(
    ("link", "outside"),
    [
        ("https://other.example/2025/10/01/a/", True),
        ("HTTP://other.example", True),
        ("/2025/10/01/a/", False),
        ("../a/", False),
        ("//site.example/2025/10/01/a/", False),
        ("mailto:a@site.example", False),
    ],
)
def test_what_leads_outside_for_sure_is_no_text_whatever_texts_there_are(
    tmp_path: Path, root: str, link: str, outside: bool
) -> None:
    (tmp_path / "2025-10-01-a.md").write_text("---\ntitle: 題\n---\n本文\n", encoding="utf-8")
    (tmp_path / "publication.toml").write_text(f'[series]\naddress = "{root}"\n', encoding="utf-8")
    library = load_library(load_settings(tmp_path, build=tmp_path / "build"))
    addresses = Addresses.of(library)
    assert is_outside(link, root) == outside
    if outside:
        assert addresses.resolve(link, library.articles[0]).article is None
    assert not root or not is_outside(f"{root}/2025/10/01/a/", root)
    assert not root or not is_outside(f"{root}/2025/10/01/a/".upper(), root)


@pytest.mark.parametrize(
    ("written", "encoded"),
    [
        ("https://a.jp/b|c", "https://a.jp/b%7Cc"),
        ("https://a.jp/?q=%E3%81&r={x}%", "https://a.jp/?q=%E3%81&r=%7Bx%7D%25"),
    ],
)
def test_characters_that_no_address_has_are_encoded(written: str, encoded: str) -> None:
    assert sound(written) == encoded


@pytest.mark.parametrize("link", ["http://[x", "//[x/", "mailto:a@b.jp", "https://else.example/2025/10/01/題/"])
def test_other_links_stay_what_they_are(tmp_path: Path, link: str) -> None:
    (tmp_path / "2025-10-01-題.md").write_text("---\ntitle: 題\n---\n本文\n", encoding="utf-8")
    library = load_library(load_settings(tmp_path, build=tmp_path / "build"))
    (article,) = library.articles
    target = Addresses.of(library).resolve(link, article)
    assert (target.article, target.address) == (None, link)
    assert not Addresses.of(library).looks_dead("http://[x/2025/10/01/a/", article)
