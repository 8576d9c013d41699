"""Ace by DAISY on a volume of the project's own articles, which hold every construct; and on planted faults."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from book.library import load_library
from book.settings import load_settings
from exporters.builders.run import run_sphinx
from exporters.editions import make_edition
from exporters.epub import write_epub

TREE = Path(__file__).parents[3]
ACE = TREE / ".setup" / "node" / "node_modules" / ".bin" / "ace-puppeteer"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def violations(book: Path) -> set[str]:
    """Return the rules that Ace finds broken."""
    browser = next(filter(None, map(shutil.which, BROWSERS)))
    report = book.with_suffix(".ace")
    environment = os.environ | {"PUPPETEER_EXECUTABLE_PATH": browser}
    subprocess.run([ACE, "-s", "-f", "-o", report, book], env=environment, capture_output=True, check=True)
    told = json.loads((report / "report.json").read_text(encoding="utf-8"))
    assert told["earl:result"]["earl:outcome"] in {"pass", "fail"}
    return {found["earl:test"]["dct:title"] for page in told["assertions"] for found in page["assertions"]}


@pytest.fixture(scope="module", params=["horizontal", "vertical"])
def book(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ace")
    settings = load_settings(TREE / "content", TREE / "conf", folder / "build")
    run_sphinx("book-chapters", settings, 1)
    library = load_library(settings)
    volume = next(volume for volume in library.volumes if volume.id == "series")
    volume = replace(volume, vertical=request.param == "vertical")
    edition = make_edition(library.series, volume, folder / "build" / "chapters", TREE / "conf" / "theme" / "epub")
    write_epub(edition, settings.epub, folder / "book.epub", folder / "cache")
    return folder / "book.epub"


def faulty(book: Path, name: str, change: Callable[[str], str]) -> Path:
    """Copy the book with one change in its pages; there must be something to change."""
    copy = book.with_name(f"{name}.epub")
    changed = 0
    with zipfile.ZipFile(book) as source, zipfile.ZipFile(copy, "w") as target:
        for member in source.infolist():
            data = source.read(member)
            if member.filename.endswith((".xhtml", ".opf")):
                text = data.decode()
                data = change(text).encode()
                changed += data != text.encode()
            target.writestr(member, data)
    assert changed
    return copy


def test_ace_finds_nothing(book: Path) -> None:
    assert violations(book) == set()


def test_ace_would_find_a_picture_without_words_and_a_book_without_its_language(book: Path) -> None:
    def spoil(text: str) -> str:
        return re.sub(r' alt="[^"]*"', "", text).replace(' xml:lang="ja"', "")

    assert {"image-alt", "epub-lang"} <= violations(faulty(book, "faulty", spoil))
