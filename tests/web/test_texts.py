"""Pages that are no articles: read, linked at the foot of every page, in no list, and bad ones told of."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree, html
from series import article, file_name

from book.check import check
from book.errors import ArticleError
from book.library import load_library
from book.links import Addresses
from book.settings import Settings, load_settings
from exporters.builders.run import run_sphinx
from exporters.chapters import read_chapter

ADDRESS = "https://pages.example"
PUBLICATION = f'[series]\ntitle = "頁の連載"\naddress = "{ADDRESS}"\n'
ABOUT = """---
title: この連載について
redirect_from: /whoami/
---

# この連載について

**[最初の記事](/2023/01/15/0-kiji/)**から読めます。[利用条件](license.md)があります。

## 連絡先
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "source"
    for name, text in {
        "publication.toml": PUBLICATION,
        "_posts/" + file_name(0): article(0).replace("## おわりに", "[説明](/about/#連絡先)\n\n## おわりに"),
        "_posts/" + file_name(1): article(1),
        "about.md": ABOUT,
        "_pages/license.md": "---\ntitle: 利用条件\npermalink: /terms/license.html\n---\n\n引用は自由です。\n",
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def settings(source: Path, series: Settings) -> Settings:
    return load_settings(source, series.conf, source.parent / "build")


def test_pages_have_addresses_and_a_place_at_every_foot_and_in_no_list(settings: Settings) -> None:
    run_sphinx("html", settings, 1)
    out = settings.build / "html"
    about = html.parse(out / "about" / "index.html")
    assert about.xpath("//h1//text()") == ["この", "連載について"]
    assert about.xpath("count(//h1)") == 1
    assert about.xpath("//div[@class='gp-text']//a[starts-with(@href, '..')]/@href") == [
        "../2023/01/15/0-kiji/index.html",
        "../terms/license.html",
    ]
    assert about.xpath("string(//link[@rel='canonical']/@href)") == f"{ADDRESS}/about/"
    for name in ("index.html", "about/index.html", "2023/01/15/0-kiji/index.html", "404.html", "tags/index.html"):
        links = html.parse(out / name).xpath("//footer[@class='gp-footer']//a/text()")
        assert "この連載について" in links, name
        assert "利用条件" in links, name
    assert (out / "whoami" / "index.html").is_file()
    assert "../../../../about/index.html#連絡先" in html.parse(out / "2023/01/15/0-kiji/index.html").xpath(
        "//a/@href"
    )
    places = etree.parse(out / "sitemap.xml").xpath("//*[local-name()='loc']/text()")
    assert {f"{ADDRESS}/about/", f"{ADDRESS}/terms/license.html"} <= set(places)
    lists = [out / "archive" / "index.html", out / "llms.txt", *out.rglob("feed*"), *out.rglob("rss.xml")]
    assert len(lists) > 5
    assert not [path for path in lists if "引用は自由です" in path.read_text(encoding="utf-8")]
    assert not [path for path in lists if "<title>利用条件" in path.read_text(encoding="utf-8")]


def test_a_changed_page_is_written_anew_as_in_a_clean_build(settings: Settings) -> None:
    run_sphinx("html", settings, 1)
    page = settings.source / "about.md"
    page.write_text(ABOUT.replace("連載について", "連載の紹介"), encoding="utf-8")
    (settings.source / "_pages" / "license.md").unlink()
    run_sphinx("html", settings, 1)
    clean = replace(settings, build=settings.build.parent / "clean")
    run_sphinx("html", clean, 2)
    assert written(settings) == written(clean)
    assert "terms/license.html" not in written(clean)


def written(settings: Settings) -> dict[str, bytes]:
    out = settings.build / "html"
    return {str(path.relative_to(out)): path.read_bytes() for path in out.rglob("*") if path.is_file()}


def test_books_can_take_a_page_as_a_chapter(settings: Settings) -> None:
    run_sphinx("book-chapters", settings, 1)
    chapter = read_chapter(settings.build / "chapters", "_pages/license")
    assert "引用は自由です。" in chapter.body
    library = load_library(settings)
    bound = {text.key for volume in library.volumes for text in volume.articles}
    assert [page.key for page in library.pages] == ["about", "_pages/license"]
    assert bound == {article.key for article in library.articles}


@pytest.mark.parametrize(
    ("pattern", "address"),
    [("/:categories/:year/:title/", "/sub/note/"), ("pretty", "/sub/note/"), ("date", "/sub/note.html")],
)
def test_a_page_without_a_permalink_is_found_by_its_path(source: Path, pattern: str, address: str) -> None:
    (source / "_pages" / "sub").mkdir()
    (source / "_pages" / "sub" / "note.md").write_text("---\ntitle: 覚え\n---\n本文。\n", encoding="utf-8")
    (source / "_config.yml").write_text(f"permalink: {pattern}\n", encoding="utf-8")
    (source / "publication.toml").unlink()
    conf = source.parent / "conf"
    conf.mkdir()
    (conf / "publication.toml").write_text('[pages]\nfiles = ["_pages/sub/*.md"]\n', encoding="utf-8")
    library = load_library(load_settings(source, conf, source.parent / "build"))
    assert [page.permalink for page in library.pages] == [address]
    assert Addresses.of(library).resolve("/sub/note", library.articles[0]).article == library.pages[0]


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("_pages/x.md", "本文。\n", "title"),
        ("_pages/x.md", "---\nlayout: page\n---\n本文。\n", "title"),
        ("_pages/x.md", "---\ntitle: 外\npermalink: /../x/\n---\n本文。\n", "no address below the site"),
        ("_pages/x.md", "---\ntitle: 同じ\npermalink: /about/\n---\n本文。\n", "already that of"),
        ("publication.toml", '[pages]\nfiles = ["/etc/*.md"]\n', "no path below the source"),
        ("publication.toml", '[pages]\nfiles = [""]\n', "no path below the source"),
    ],
)
def test_bad_pages_are_told_of(settings: Settings, name: str, text: str, told: str) -> None:
    (settings.source / name).write_text(text, encoding="utf-8")
    again = load_settings(settings.source, settings.conf, settings.build)
    with pytest.raises(ArticleError) as error:
        load_library(again)
    (problem,) = error.value.problems
    assert told in problem.message
    assert problem.path == settings.source / name


@pytest.mark.parametrize(("name", "told"), [("_pages/non.md", True), ("About.md", True), ("_pages/n*.md", False)])
def test_a_page_that_is_named_and_not_there_is_told_by_its_line(settings: Settings, name: str, told: bool) -> None:
    file = settings.source / "publication.toml"
    file.write_text(f'[web]\npage = 3\n[pages]\nfiles = ["about.md", "{name}"]\n', encoding="utf-8")
    library = load_library(load_settings(settings.source, settings.conf, settings.build))
    assert [page.path.name for page in library.pages] == ["about.md"]
    found = [problem for problem in library.problems if problem.kind == "settings.pages"]
    assert [(problem.path, problem.line, problem.fatal) for problem in found] == [(file, 4, False)] * told
    assert all(f"no {name} below the source" in problem.message for problem in found)


def test_a_page_at_a_lists_address_is_left_out_and_told(settings: Settings) -> None:
    text = "---\ntitle: タグ\npermalink: /tags/\n---\n{% for tag in site.tags %}{% endfor %}\n"
    (settings.source / "_pages" / "tags.md").write_text(text, encoding="utf-8")
    problems, library = check(settings)
    assert library is not None
    assert "_pages/tags" not in [page.key for page in library.pages]
    assert any("/tags/ is that of a list" in problem.message for problem in problems)


def test_no_page_comes_from_outside_the_source(settings: Settings) -> None:
    secret = settings.source.parent / "secret.md"
    secret.write_text("---\ntitle: 秘密\n---\n本文。\n", encoding="utf-8")
    (settings.source / "_pages" / "link.md").symlink_to(secret)
    (settings.source / "publication.toml").write_text(
        '[pages]\nfiles = ["../*.md", "_pages/*.md"]\n', encoding="utf-8"
    )
    library = load_library(load_settings(settings.source, settings.conf, settings.build))
    assert [page.title for page in library.pages] == ["利用条件"]
