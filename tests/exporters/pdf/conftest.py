"""Print volumes of the small Jekyll site, bound once for all tests."""

from __future__ import annotations

import shutil
from pathlib import Path

import pikepdf
import pytest

from book.editions import PrintSettings
from book.errors import Problem
from book.executor import local_executor
from book.library import load_library
from book.settings import load_settings
from exporters.builders.run import run_sphinx
from exporters.chapter import Edition
from exporters.editions import make_edition
from exporters.pdf import write_pdf

TESTS = Path(__file__).parent.parent.parent
CONF = TESTS.parent / "conf"


@pytest.fixture(scope="session")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    folder = tmp_path_factory.mktemp("pdf")
    shutil.copytree(TESTS / "roots" / "jekyll", folder / "site")
    settings = load_settings(folder / "site", CONF, folder / "build")
    run_sphinx("book-chapters", settings, 1)
    library = load_library(settings)
    return make_edition(
        library.series, library.volumes[0], folder / "build" / "chapters", CONF / "theme" / "print"
    )


@pytest.fixture(scope="session")
def volume(edition: Edition, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("volume")
    told: list[Problem] = []
    with local_executor(2) as pool:
        pages = write_pdf(edition, PrintSettings(), folder / "book.pdf", pool, folder / "cache", told.append)
    assert [problem for problem in told if problem.kind == "print.layout"] == []
    with pikepdf.open(folder / "book.pdf") as pdf:
        assert len(pdf.pages) == pages
    return folder / "book.pdf"
