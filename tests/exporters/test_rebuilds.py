"""Each change rebuilds what it must and no more, in all three editions: what is made anew is counted.

`test_warm.py` tries sequences of such changes at random, and compares each build with a clean one.
"""

from __future__ import annotations

import io
import os
import re
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from rich.console import Console

from book import toolchain
from book.settings import load_settings
from book.sphinx_ext.parser import ArticleParser
from exporters.build import Build, build_epub, build_html, build_pdf
from exporters.builders.chapters import ChapterBuilder
from exporters.epub import texts
from exporters.pdf import shards
from exporters.progress import Reporter

CONF = Path(__file__).parents[2] / "conf"
EDITIONS = ("epub", "pdf", "html")
COUNT = 16
CATEGORIES = ("技術", "会計", "調査", "市場")
PUBLICATION = """
[series]
title = "数える連載"
address = "https://series.example"
author = "編集部"

[[volumes]]
id = "series"

[web]
page = {page}

[print]
index = true
"""


@dataclass
class Made:
    """Which articles, by number, were read, and had page, chapter, files in the e-book, and printed pages made."""

    read: set[int] = field(default_factory=set)
    pages: set[int] = field(default_factory=set)
    chapters: set[int] = field(default_factory=set)
    texts: set[int] = field(default_factory=set)
    printed: set[int] = field(default_factory=set)
    lists: set[str] = field(default_factory=set)


class Series:
    """A series in a folder, the three editions of it, and what the last build made of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.site, self.conf, self.made = folder / "site", folder / "conf", Made()
        self.noted = folder / "noted"
        shutil.copytree(CONF, self.conf)
        (self.site / "_posts").mkdir(parents=True)
        (self.site / "assets").mkdir()
        self.draw(10)
        self.publish(50)
        for number in range(COUNT):
            self.write(number)
        self.build()

    def path(self, number: int, slug: str = "kiji") -> Path:
        return self.site / "_posts" / f"2025-10-{number + 1:02}-{slug}-{number:02}.md"

    def write(
        self, number: int, *, title: str = "", category: str = "", body: str = "本文。", slug: str = "kiji"
    ) -> None:
        """Write an article. The last shows a picture; the tag of each is its own."""
        title = title or f"第{number:02}回"
        matter = f"title: {title}\ndate: 2025-10-{number + 1:02}\ntags: [札{number}]\n"
        matter += f"category: {category or CATEGORIES[number % 4]}\nexcerpt: 要約{number}\n"
        picture = "![図](/assets/figure.png)\n" if number == COUNT - 1 else ""
        self.path(number, slug).write_text(f"---\n{matter}---\n\n## 節\n\n{body}\n\n{picture}", encoding="utf-8")

    def draw(self, shade: int) -> Path:
        file = io.BytesIO()
        Image.new("RGB", (40, 30), (shade, 90, 160)).save(file, "PNG")
        path = self.site / "assets" / "figure.png"
        path.write_bytes(file.getvalue())
        return path

    def publish(self, page: int) -> None:
        (self.conf / "publication.toml").write_text(PUBLICATION.format(page=page), encoding="utf-8")

    def append(self, name: str, text: str) -> None:
        with (self.conf / "theme" / name).open("a", encoding="utf-8") as file:
            file.write(f"\n{text}\n")

    def build(self) -> None:
        """Build the three editions, and note in `made` what was made."""
        self.made = Made()
        self.noted.write_text("")
        for page in self._pages():
            os.utime(page, (1, 1))
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr("exporters.build.executor_for", lambda *_: ThreadPoolExecutor(1))
            self._note(
                patched, ArticleParser, "parse", "read", lambda _parser, _text, document: document["source"]
            )
            self._note(patched, ChapterBuilder, "write_doc", "chapters", lambda _builder, name, _tree: name)
            self._note(patched, texts, "text_pages", "texts", lambda entry, *_: entry.page.key)
            self._note_printed(patched)
            self.editions(self.folder / "build")
        for kind, number in map(str.split, self.noted.read_text().splitlines()):
            getattr(self.made, kind).add(int(number))
        written = [page for page in self._pages() if page.stat().st_mtime > 2]
        names = {page.relative_to(self.folder / "build" / "html").as_posix() for page in written}
        self.made.pages = {number for name in names if (number := number_in(name)) is not None}
        self.made.lists = {name for name in names if number_in(name) is None}

    def editions(self, folder: Path) -> None:
        build = Build(load_settings(self.site, self.conf, folder), 1, Reporter(Console(file=io.StringIO())))
        build_pdf(build, None)
        build_epub(build, None)
        build_html(build)

    def _pages(self) -> Iterator[Path]:
        yield from (self.folder / "build" / "html").rglob("*.html")

    def _note(
        self, patched: pytest.MonkeyPatch, place: Any, name: str, kind: str, key: Callable[..., str]
    ) -> None:
        """Have each call of a function note the number of the article that it is called for.

        In a file: chapters are written by a process forked from this one.
        """
        whole = getattr(place, name)

        def noted(*args: Any, **kwargs: Any) -> Any:
            if (number := number_in(key(*args))) is not None:
                self._add(kind, number)
            return whole(*args, **kwargs)

        patched.setattr(place, name, noted)

    def _add(self, kind: str, number: int) -> None:
        with self.noted.open("a") as file:
            file.write(f"{kind} {number}\n")

    def _note_printed(self, patched: pytest.MonkeyPatch) -> None:
        """Note which articles are laid out: their titles stand in what is sent to be."""
        whole = shards.lay_out_article

        def noted(page: str, *args: Any) -> Any:
            title = re.search(r"<title>\D*(\d+)", page)
            assert title is not None
            self._add("printed", int(title[1]))
            return whole(page, *args)

        patched.setattr(shards, "lay_out_article", noted)

    def equals_a_clean_build(self) -> bool:
        clean = self.folder / "clean"
        self.editions(clean)
        same = files_of(clean) == files_of(self.folder / "build")
        shutil.rmtree(clean)
        return same


def number_in(name: str) -> int | None:
    """Return the number of the article that a path, key or docname tells of."""
    stem = name.removesuffix("/index.html").removesuffix(".html").removesuffix(".md").removesuffix("/index")
    last = stem.rpartition("/")[2].rpartition("-")
    return int(last[2]) if last[0].rpartition("-")[2] in ("kiji", "kaimei") and last[2].isdigit() else None


def files_of(folder: Path) -> dict[str, bytes]:
    found = (path for edition in EDITIONS for path in (folder / edition).rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


@pytest.fixture(scope="module")
def series(tmp_path_factory: pytest.TempPathFactory) -> Series:
    return Series(tmp_path_factory.mktemp("rebuilds"))


def lists_of(*others: str) -> set[str]:
    """Return the lists that show every article, and others: `tags/札5`."""
    dated = ("archive", "archive/2025", "archive/2025/10")
    return {"index.html", *(f"{name}/index.html" for name in (*dated, "authors/編集部", *others))}


KINDS = ("categories", "tags", "authors")


def test_nothing_changed(series: Series) -> None:
    series.build()
    assert series.made == Made()


def test_an_edit_costs_its_own_article(series: Series) -> None:
    series.write(5, body="直した本文。")
    series.build()
    assert series.made == Made({5}, {5}, {5}, {5}, {5})


def test_a_retitled_article_costs_its_neighbours_pages_and_its_lists(series: Series) -> None:
    series.write(5, title="改めた題05")
    series.build()
    assert series.made == Made({5}, {5, 1, 9}, {5}, {5}, {5}, lists_of("categories/会計", "tags/札5"))


def test_an_article_put_in_and_taken_away_costs_its_neighbours_pages_and_its_lists(series: Series) -> None:
    series.write(COUNT)
    series.build()
    lists = lists_of("categories/技術", f"tags/札{COUNT}", *KINDS)
    assert series.made == Made({COUNT}, {COUNT, 12}, {COUNT}, {COUNT}, {COUNT}, lists)
    series.path(COUNT).unlink()
    series.build()
    assert series.made == Made(set(), {12}, lists=lists_of("categories/技術", *KINDS))


def test_an_article_filed_elsewhere_costs_both_lists_and_the_page_numbers_after_it(series: Series) -> None:
    series.write(6, category="会計")
    series.build()
    made, lists = series.made, lists_of("categories/会計", "categories/調査", "tags/札6", "categories")
    assert (made.read, made.chapters, made.printed, made.lists) == ({6}, {6}, set(), lists)
    assert made.pages == {6, 5, 9, 2, 10}  # those before and after it, where it is and where it was
    assert 6 in made.texts
    assert not made.texts & {0, 4, 8, 12, 1, 5}  # on whose pages of the printed volume nothing moved


def test_a_renamed_file_is_another_address_and_no_other_printed_page(series: Series) -> None:
    series.path(7).unlink()
    series.write(7, slug="kaimei")
    series.build()
    assert series.made == Made({7}, {7, 3, 11}, {7}, {7}, set(), lists_of("categories/市場", "tags/札7"))


def test_after_all_changes_of_articles_the_bytes_are_those_of_a_clean_build(series: Series) -> None:
    assert series.equals_a_clean_build()


@pytest.mark.parametrize("name", ["static/gappon.css", "static/search.js", "templates/article.html"])
def test_the_frame_of_the_web_costs_its_pages_and_no_book(series: Series, name: str) -> None:
    added = {"css": "p { margin-left: 1px }", "js": "// added", "html": "<!-- added -->"}
    series.append(f"web/{name}", added[name.rpartition(".")[2]])
    series.build()
    assert len(series.made.lists) > COUNT  # a tag each
    assert series.made == Made(pages=set(range(COUNT)), lists=series.made.lists)


def test_how_much_lists_show_costs_the_long_ones_alone(series: Series) -> None:
    series.publish(10)
    series.build()
    long = ("archive", "archive/2025", "archive/2025/10", "authors/編集部")
    assert series.made == Made(lists={f"{name}/{page}index.html" for name in long for page in ("", "page/2/")})


def test_the_style_of_e_books_costs_no_text(series: Series) -> None:
    series.append("epub/book.css", "p { margin-left: 1px }")
    series.build()
    assert series.made == Made()


def test_the_style_of_print_costs_printed_pages_alone(series: Series) -> None:
    series.append("print/book.css", "p { margin-left: 0.01mm }")
    series.build()
    assert series.made.lists <= {"index.html"}  # which tells how large the book is
    assert series.made == Made(printed=set(range(COUNT)), lists=series.made.lists)


@pytest.mark.parametrize("shade", [90, 120])
def test_a_picture_costs_the_articles_that_show_it(series: Series, shade: int) -> None:
    picture = series.draw(shade)
    if shade == 120:  # put back from an archive, with its date
        os.utime(picture, (1_600_000_000, 1_600_000_000))
    series.build()
    last = COUNT - 1
    assert series.made == Made({last}, {last}, {last}, {last}, {last})


def test_after_all_changes_the_bytes_are_those_of_a_clean_build(series: Series) -> None:
    assert series.equals_a_clean_build()


@pytest.fixture
def anew(series: Series) -> Iterator[None]:
    """Have another gappon in the test, and the first one's build after it."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(toolchain, "_LIBRARIES", (*toolchain._LIBRARIES, "no-such-library"))
        forget()
        yield
    forget()
    series.build()


def forget() -> None:
    """Have what is known of code and libraries found out anew."""
    toolchain.versions.cache_clear()
    toolchain.toolchain_digest.cache_clear()


@pytest.mark.usefixtures("anew")
def test_another_gappon_makes_all_anew(series: Series) -> None:
    series.build()
    every = set(range(COUNT))
    assert series.made == Made(every, every, every, every, every, series.made.lists)
    assert len(series.made.lists) > COUNT
