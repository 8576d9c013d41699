"""The container: packed once, kept by content, whole whatever the cache holds."""

from __future__ import annotations

import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from book.errors import ExportError
from book.library import load_library
from book.settings import Settings, load_settings
from exporters.builders.run import run_sphinx
from exporters.chapter import Edition
from exporters.editions import make_edition
from exporters.epub import write_epub
from exporters.epub.links import chapter_name

TREE = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    build = tmp_path_factory.mktemp("container") / "build"
    settings = load_settings(TREE / "tests" / "roots" / "jekyll", TREE / "conf", build)
    run_sphinx("book-chapters", settings, 1)
    return settings


@pytest.fixture(scope="module")
def edition(settings: Settings) -> Edition:
    library = load_library(settings)
    return make_edition(
        library.series, library.volumes[0], settings.build / "chapters", TREE / "conf" / "theme" / "epub"
    )


def with_body(edition: Edition, body: str) -> Edition:
    """Return the edition with another text in its first article."""
    part = edition.parts[0]
    entry = part.chapters[0]
    changed = replace(entry, chapter=replace(entry.chapter, text=body))
    return replace(edition, parts=(replace(part, chapters=(changed, *part.chapters[1:])), *edition.parts[1:]))


def written(edition: Edition, settings: Settings, folder: Path, name: str, jobs: int = 1) -> Path:
    write_epub(edition, settings.epub, folder / name, folder / "cache", jobs)
    return folder / name


def test_the_archive_is_one_to_others_too(edition: Edition, settings: Settings, tmp_path: Path) -> None:
    book = written(edition, settings, tmp_path, "book.epub")
    subprocess.run(["python3", "-m", "zipfile", "-t", book], check=True, capture_output=True)
    with zipfile.ZipFile(book) as archive:
        assert archive.testzip() is None
        first = archive.infolist()[0]
        assert (first.filename, first.compress_type, first.header_offset) == ("mimetype", zipfile.ZIP_STORED, 0)
        methods = {member.filename: member.compress_type for member in archive.infolist()}
    assert methods["EPUB/book.css"] == zipfile.ZIP_DEFLATED
    assert methods["EPUB/cover.png"] == zipfile.ZIP_STORED
    assert book.read_bytes()[38:58] == b"application/epub+zip"  # OCF 3.3, 4.3.2


def test_kept_members_and_more_workers_give_the_same_bytes(
    edition: Edition, settings: Settings, tmp_path: Path
) -> None:
    cold = written(edition, settings, tmp_path, "cold.epub").read_bytes()
    assert written(edition, settings, tmp_path, "warm.epub", jobs=4).read_bytes() == cold


def test_an_edit_packs_its_own_page_alone(edition: Edition, settings: Settings, tmp_path: Path) -> None:
    book = written(edition, settings, tmp_path, "book.epub")
    kept = {path: path.read_bytes() for path in (tmp_path / "cache").rglob("*") if path.is_file()}
    edited = written(
        with_body(edition, f"<p>変わりました。</p>{edition.chapters[0].chapter.body}"),
        settings,
        tmp_path,
        "edited.epub",
    )
    assert len([path for path in (tmp_path / "cache").rglob("*") if path.is_file()]) == len(kept) + 1
    with zipfile.ZipFile(book) as before, zipfile.ZipFile(edited) as after:
        changed = [name for name in before.namelist() if before.read(name) != after.read(name)]
    assert changed == [f"EPUB/{chapter_name(edition.chapters[0].article.key)}"]


@pytest.mark.parametrize(
    "spoil", [lambda data: data[:-5], lambda _: b"", lambda data: data[:40] + b"x" + data[41:]]
)
def test_a_spoilt_entry_is_made_anew(
    edition: Edition, settings: Settings, tmp_path: Path, spoil: Callable[[bytes], bytes]
) -> None:
    book = written(edition, settings, tmp_path, "book.epub").read_bytes()
    entries = [path for path in (tmp_path / "cache").rglob("*") if path.is_file()]
    for path in entries:
        path.write_bytes(spoil(path.read_bytes()))
    assert written(edition, settings, tmp_path, "again.epub").read_bytes() == book
    assert len(entries) > 8


def test_an_ill_formed_chapter_names_its_file_and_leaves_the_earlier_book(
    edition: Edition, settings: Settings, tmp_path: Path
) -> None:
    book = written(edition, settings, tmp_path, "book.epub")
    earlier = book.read_bytes()
    with pytest.raises(ExportError) as caught:
        written(with_body(edition, "<p>閉じません。"), settings, tmp_path, "book.epub")
    assert [problem.path for problem in caught.value.problems] == [edition.chapters[0].article.path]
    assert book.read_bytes() == earlier
    assert {path.name for path in tmp_path.iterdir()} == {"book.epub", "cache"}
