"""Volumes cut by their printed pages into numbered books that refer to one another."""

from __future__ import annotations

import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pikepdf
import pytest
from test_accessible import astray, found_in
from test_shards import article, texts_of

from book.cache import entries
from book.editions import PrintSettings
from book.model import Part
from exporters.chapter import Edition, EditionChapter, EditionPart
from exporters.pdf import write_pdf

LIMIT = 44


def with_months(edition: Edition, chapters: Sequence[EditionChapter]) -> Edition:
    """Return the edition with these articles, two in each month, in parts by turns."""
    first = edition.chapters[0].article.date
    named = [
        EditionChapter(
            replace(
                chapter.article, date=first + timedelta(days=31 * (n // 2)), categories=(("前編", "後編")[n % 2],)
            ),
            chapter.chapter,
        )
        for n, chapter in enumerate(chapters)
    ]
    parts = [
        EditionPart(name, name, tuple(c for c in named if c.article.category == name)) for name in ("前編", "後編")
    ]
    volume = replace(
        edition.volume,
        parts=tuple(Part(part.title, part.slug, tuple(c.article for c in part.chapters)) for part in parts),
        max_pages=LIMIT,
    )
    return replace(edition, volume=volume, parts=tuple(parts))


def books(edition: Edition, folder: Path, cache: Path) -> tuple[list[Path], int]:
    with ThreadPoolExecutor(1) as pool:
        pages = write_pdf(edition, PrintSettings(), folder / "all-1.pdf", pool, cache)
    return sorted(folder.glob("*.pdf")), pages


@pytest.fixture(scope="module")
def whole(edition: Edition) -> Edition:
    chapters = [article(edition, number, number % 6 + 1) for number in range(1, 7)]
    named = replace(edition, volume=replace(edition.volume, id="all"))
    return with_months(named, chapters)


@pytest.fixture(scope="module")
def bound(whole: Edition, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("set")
    files, pages = books(whole, folder, folder / "cache")
    counts = []
    for file in files:
        with pikepdf.open(file) as pdf:
            counts.append(len(pdf.pages))
    assert sum(counts) == pages
    return files


def test_no_book_is_longer_than_it_may_be_and_months_stay_whole(bound: list[Path], whole: Edition) -> None:
    assert [file.name for file in bound] == [f"all-{number}.pdf" for number in range(1, len(bound) + 1)]
    assert len(bound) > 1
    months = {chapter.article.title: f"{chapter.article.date:%Y-%m}" for chapter in whole.chapters}
    held = []
    for file in bound:
        with pikepdf.open(file) as pdf, pdf.open_outline() as outline:
            titles = [child.title for part in outline.root for child in part.children]
            assert len(pdf.pages) <= LIMIT or len({months[title] for title in titles}) == 1
        held.append({months[title] for title in titles})
    assert sorted(month for book in held for month in book) == sorted(set(months.values()))


def test_each_book_is_complete_in_itself(bound: list[Path], whole: Edition) -> None:
    names = set()
    for number, file in enumerate(bound, 1):
        text = "".join(texts_of(file))
        assert f"{whole.volume.title}第{number}巻" in text
        assert all(word in text for word in ("目次", "索引", "発行日"))
        with pikepdf.open(file) as pdf:
            names.add(str(pdf.docinfo.Title))
            assert [page.label for page in pdf.pages][:3] == ["表1", "表2", "i"]
        assert found_in(file) == set()
        with pikepdf.open(file) as pdf:
            assert astray(pdf)[0] == set()
    assert len(names) == len(bound)


def test_links_into_another_book_name_its_number_and_page(bound: list[Path], whole: Edition) -> None:
    found = 0
    shown = [texts_of(file) for file in bound]
    for file, texts in zip(bound, shown, strict=True):
        for number, page in re.findall(r"別の記事（→第(\d+)巻(\d+)頁）", "".join(texts)):
            found += 1
            other = bound[int(number) - 1]
            assert other != file
            with pikepdf.open(other) as pdf:
                place = [sheet.label for sheet in pdf.pages].index(page)
            assert re.search(r"小見出し\d、", shown[int(number) - 1][place])
        with pikepdf.open(file) as pdf:
            links = [link for page in pdf.pages for link in page.obj.get("/Annots", ()) if "/A" in link]
            away = [str(link.A.URI) for link in links if str(link.Contents).startswith("別の記事")]
        assert all(address.startswith(whole.series.address) and address.endswith("#b") for address in away)
        assert len(away) == "".join(texts).count("別の記事（→第")
    assert found >= 2


def test_without_an_address_links_lead_to_the_other_books_file(whole: Edition, bound: list[Path]) -> None:
    bare = replace(whole, series=replace(whole.series, address=""))
    (bound[0].parent / "bare").mkdir()
    files, _ = books(bare, bound[0].parent / "bare", bound[0].parent / "cache")
    found = []
    for file in files:
        with pikepdf.open(file) as pdf:
            links = [link.A for page in pdf.pages for link in page.obj.get("/Annots", ()) if "/A" in link]
            found += [(file.name, str(action.F.UF)) for action in links if pikepdf.Name.GoToR == action.S]
    assert len(found) >= 2
    assert all(name != led and (bound[0].parent / led).exists() for name, led in found)


def test_a_set_that_shrinks_leaves_no_book_behind_and_its_articles_are_not_laid_out_again(
    whole: Edition, bound: list[Path]
) -> None:
    folder = bound[0].parent / "shrinking"
    folder.mkdir()
    cache = bound[0].parent / "cache"
    before, _ = books(whole, folder, cache)
    laid = {entry.path for entry in entries(cache) if entry.kind == "pages"}
    after, _ = books(replace(whole, volume=replace(whole.volume, max_pages=4000)), folder, cache)
    assert (len(before), len(after)) == (len(bound), 1)
    assert {entry.path for entry in entries(cache) if entry.kind == "pages"} == laid


def test_an_article_longer_than_a_book_may_be_is_a_book_by_itself_and_is_told(
    edition: Edition, tmp_path: Path
) -> None:
    two = with_months(edition, [article(edition, number, number % 6 + 1) for number in (1, 2)])
    two = replace(two, volume=replace(two.volume, id="all", max_pages=10))
    told: list[str] = []
    with ThreadPoolExecutor(1) as pool:
        write_pdf(
            two,
            PrintSettings(),
            tmp_path / "all-1.pdf",
            pool,
            tmp_path / "cache",
            lambda problem: told.append(problem.message),
        )
    assert len(list(tmp_path.glob("*.pdf"))) == 2
    assert [bool(re.search(r"alone makes a book of \d+ pages; max_pages is 10", said)) for said in told] == [
        True
    ] * 2
