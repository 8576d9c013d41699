"""The project's own articles: enough of them, sound, and shown as they were written."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from book.library import load_library
from book.model import Library
from book.reading import plain_text
from book.settings import load_settings

TREE = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return load_library(load_settings(TREE / "content", TREE / "conf", tmp_path_factory.mktemp("build")))


def test_there_are_articles_enough_of_every_category_over_half_a_year(library: Library) -> None:
    assert len(library.articles) >= 16
    assert len(library.categories) >= 4
    assert "投資分析" in {category.label for category in library.categories}
    assert len(library.months) >= 6
    short = [a.slug for a in library.articles if len(plain_text(a.path.read_text(encoding="utf-8"))) < 1500]
    assert short == []


def test_every_article_shows_what_was_written(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "from exporters.cli import main\nmain()", "check", "--rendered"]
    place = ["--source", str(TREE / "content"), "--conf", str(TREE / "conf"), "--build", str(tmp_path)]
    told = subprocess.run([*command, *place], capture_output=True, text=True, cwd=TREE, check=False)
    assert told.returncode == 0, told.stdout
    for kind in ("rendered.", "link.", "picture.", "liquid.", "front-matter."):
        assert kind not in told.stderr
