"""Fonts in e-books: those that the settings name, with the characters of the book and no others, or a refusal."""

from __future__ import annotations

import io
import re
import zipfile
from html import unescape
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from book.editions import EpubSettings
from book.errors import ExportError
from book.library import load_library
from book.settings import load_settings
from exporters.builders.run import run_sphinx
from exporters.chapter import Edition
from exporters.editions import make_edition
from exporters.epub import write_epub
from exporters.epub.report import report_on

TREE = Path(__file__).parents[3]
SERIF = "Noto Serif CJK JP"


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    folder = tmp_path_factory.mktemp("fonts")
    settings = load_settings(TREE / "tests" / "roots" / "jekyll", TREE / "conf", folder / "build")
    run_sphinx("book-chapters", settings, 1)
    library = load_library(settings)
    theme = TREE / "conf" / "theme" / "epub"
    return make_edition(library.series, library.volumes[0], folder / "build" / "chapters", theme)


def test_a_book_brings_its_characters_and_no_others(edition: Edition, tmp_path: Path) -> None:
    book = tmp_path / "book.epub"
    write_epub(edition, EpubSettings(body_font=SERIF), book, tmp_path / "cache")
    with zipfile.ZipFile(book) as archive:
        fonts = [archive.read(name) for name in archive.namelist() if name.startswith("EPUB/fonts/")]
        pages = [archive.read(name).decode() for name in archive.namelist() if name.endswith(".xhtml")]
        sheet = archive.read("EPUB/fonts.css").decode()
    shown = {
        c for page in pages for c in unescape(re.sub(r"<[^>]+>", "", page)) if c.isalnum() and ord(c) > 0x3040
    }
    assert len(fonts) == len(re.findall(r"@font-face", sheet)) == 2
    for font in fonts:
        held = set(map(chr, TTFont(io.BytesIO(font)).getBestCmap()))
        assert shown <= held
        assert len(held) < len(shown) + 400
        assert "鬱" not in held
    assert all('href="fonts.css"' in page for page in pages if 'class="chapter"' in page)
    assert {name: wrong for name, wrong in report_on(book).found.items() if wrong} == {}
    first = book.read_bytes()
    write_epub(edition, EpubSettings(body_font=SERIF), book, tmp_path / "another")
    assert book.read_bytes() == first


def test_without_settings_there_are_none(edition: Edition, tmp_path: Path) -> None:
    write_epub(edition, EpubSettings(), tmp_path / "book.epub", tmp_path / "cache")
    with zipfile.ZipFile(tmp_path / "book.epub") as archive:
        assert not [name for name in archive.namelist() if "font" in name]


def test_a_font_that_is_not_installed_is_told(edition: Edition, tmp_path: Path) -> None:
    with pytest.raises(ExportError) as caught:
        write_epub(edition, EpubSettings(heading_font="No Such Font"), tmp_path / "book.epub", tmp_path / "cache")
    assert "No Such Font" in caught.value.problems[0].message
    assert not (tmp_path / "book.epub").exists()
