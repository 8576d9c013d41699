"""Small Jekyll sites of the tests, built by the real Sphinx into a temporary folder."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from book.settings import Settings, load_settings
from exporters.builders.run import run_sphinx
from exporters.chapters import read_chapter

ROOTS = Path(__file__).parent.parent / "roots"
CONF = Path(__file__).parent.parent.parent / "conf"


@pytest.fixture
def site(tmp_path: Path) -> Settings:
    """A copy of the small Jekyll site, with a build folder of its own."""
    source = tmp_path / "site"
    shutil.copytree(ROOTS / "jekyll", source)
    return load_settings(source, CONF, tmp_path / "build")


@pytest.fixture
def run(site: Settings) -> Callable[[str], Path]:
    """Run a builder on the site and return its output folder."""

    def build(builder: str) -> Path:
        run_sphinx(builder, site, 1)
        return site.build / {"html": "html", "book-chapters": "chapters"}[builder]

    return build


@pytest.fixture
def shown(site: Settings, run: Callable[[str], Path]) -> Callable[[str], tuple[str, str]]:
    """Return a function that adds text to an article and gives its page and its chapter."""

    def show(text: str) -> tuple[str, str]:
        post = site.source / "_posts" / "2025-09-01-3-third.md"
        post.write_text(post.read_text(encoding="utf-8") + f"\n{text}\n", encoding="utf-8")
        page = (run("html") / "2025/09/01/3-third/index.html").read_text(encoding="utf-8")
        article = re.search(r"<article.*?</article>", page, re.DOTALL)
        assert article
        return article[0], read_chapter(run("book-chapters"), "2025-09-01-3-third").body

    return show
