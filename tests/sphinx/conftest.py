"""Small Jekyll sites of the tests, built by the real Sphinx into a temporary folder."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from book.settings import Settings, load_settings
from exporters.builders.run import run_sphinx

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
