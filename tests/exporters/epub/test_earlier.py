"""What is the same as in the earlier volume is copied from it: the bytes are those of a volume written alone."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from book.editions import EpubSettings
from book.library import load_library
from book.settings import load_settings
from exporters.builders.run import run_sphinx
from exporters.chapter import Edition, EditionChapter, KeptBody
from exporters.editions import make_edition
from exporters.epub import write_epub
from exporters.epub.links import chapter_name

TREE = Path(__file__).parents[3]
SERIF = "Noto Serif CJK JP"


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    build = tmp_path_factory.mktemp("earlier") / "build"
    settings = load_settings(TREE / "tests" / "roots" / "jekyll", TREE / "conf", build)
    run_sphinx("book-chapters", settings, 1)
    library = load_library(settings)
    return make_edition(library.series, library.volumes[0], build / "chapters", TREE / "conf" / "theme" / "epub")


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the names of the chapters whose bodies are read from now on."""
    names: list[str] = []
    whole = KeptBody.read

    def noted(body: KeptBody) -> str:
        names.append(Path(body.file).stem)
        return whole(body)

    monkeypatch.setattr(KeptBody, "read", noted)
    return names


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the names of the pictures that are read from now on."""
    names: list[str] = []
    whole = Path.read_bytes

    def noted(path: Path) -> bytes:
        if path.suffix in (".png", ".jpg", ".svg", ".gif"):
            names.append(path.name)
        return whole(path)

    monkeypatch.setattr(Path, "read_bytes", noted)
    return names


def written(edition: Edition, folder: Path, settings: EpubSettings | None = None) -> Path:
    """Write the volume beside its note: over the earlier one, where the folder has one."""
    note, cache = folder / "note", folder / "cache"
    write_epub(edition, settings or EpubSettings(), folder / "book.epub", cache, note=note)
    return folder / "book.epub"


def alone(edition: Edition, folder: Path, settings: EpubSettings | None = None) -> bytes:
    """Return the volume as it is where there is none before it, and no cache."""
    return written(edition, folder / "alone", settings).read_bytes()


def edited(edition: Edition, number: int, change: Callable[[str], str]) -> Edition:
    """Return the edition with the text of one article changed."""
    entry = edition.chapters[number]
    body = change(entry.chapter.body)
    chapter = replace(entry.chapter, text=body, digest=f"digest of {body}")
    return with_chapters(edition, lambda each: replace(each, chapter=chapter) if each is entry else each)


def with_chapters(edition: Edition, change: Callable[[EditionChapter], EditionChapter | None]) -> Edition:
    """Return the edition with its articles changed, or left out."""
    parts = (replace(part, chapters=tuple(filter(None, map(change, part.chapters)))) for part in edition.parts)
    return replace(edition, parts=tuple(parts))


def number_of(edition: Edition, key: str) -> int:
    return [entry.page.key for entry in edition.chapters].index(key)


def test_nothing_of_what_is_the_same_is_read(
    edition: Edition, tmp_path: Path, read: list[str], opened: list[str]
) -> None:
    written(edition, tmp_path)
    assert sorted(read) == sorted(entry.page.key for entry in edition.entries)
    assert opened
    changed = edited(edition, 1, lambda body: f"{body}<p>追記。</p>")
    del read[:], opened[:]
    again = written(changed, tmp_path)
    assert (read, opened) == ([], [])
    assert again.read_bytes() == alone(changed, tmp_path)
    assert sorted(read) == sorted(entry.page.key for entry in edition.entries if entry is not edition.chapters[1])


def test_a_page_is_written_anew_where_what_it_links_to_moved(
    edition: Edition, tmp_path: Path, read: list[str]
) -> None:
    second = number_of(edition, "2025-08-30-2-second")
    assert ' id="まとめ"' in edition.chapters[second].chapter.body
    linked = f'{chapter_name("2025-08-30-2-second")}#まとめ"'
    page = f"EPUB/{chapter_name('2025-08-29-1-first')}"
    with zipfile.ZipFile(written(edition, tmp_path)) as book:
        assert linked in book.read(page).decode()
    changed = edited(edition, second, lambda body: body.replace(' id="まとめ"', ' id="結び"'))
    del read[:]
    again = written(changed, tmp_path)
    assert read == ["2025-08-29-1-first"]
    with zipfile.ZipFile(again) as book:
        assert linked not in book.read(page).decode()
    assert again.read_bytes() == alone(changed, tmp_path)


def test_an_article_left_out_and_put_back(edition: Edition, tmp_path: Path) -> None:
    written(edition, tmp_path)
    less = with_chapters(edition, lambda entry: entry if entry is not edition.chapters[1] else None)
    assert written(less, tmp_path).read_bytes() == alone(less, tmp_path)
    assert written(edition, tmp_path).read_bytes() == alone(edition, tmp_path / "whole")


def test_other_settings_and_vertical_lines_make_all_anew(edition: Edition, tmp_path: Path) -> None:
    written(edition, tmp_path)
    small = EpubSettings(picture_size=20)
    assert written(edition, tmp_path, small).read_bytes() == alone(edition, tmp_path / "small", small)
    vertical = replace(edition, volume=replace(edition.volume, vertical=True))
    assert written(vertical, tmp_path, small).read_bytes() == alone(vertical, tmp_path / "vertical", small)


def test_fonts_of_the_book_have_the_characters_of_what_was_copied(edition: Edition, tmp_path: Path) -> None:
    serif = EpubSettings(body_font=SERIF)
    written(edition, tmp_path, serif)
    changed = edited(edition, 1, lambda body: f"{body}<p>鸞。</p>")
    assert written(changed, tmp_path, serif).read_bytes() == alone(changed, tmp_path, serif)


@pytest.mark.parametrize("spoil", [lambda data: data[:-9], lambda data: data + b"x", lambda _: b""])
def test_a_volume_that_is_not_what_was_noted_is_not_copied_from(
    edition: Edition, tmp_path: Path, spoil: Callable[[bytes], bytes]
) -> None:
    book = written(edition, tmp_path)
    whole = book.read_bytes()
    book.write_bytes(spoil(whole))
    assert written(edition, tmp_path).read_bytes() == whole
    os.utime(book, (1, 1))
    assert written(edition, tmp_path).read_bytes() == whole
    (tmp_path / "note").write_bytes(spoil((tmp_path / "note").read_bytes()))
    assert written(edition, tmp_path).read_bytes() == whole
