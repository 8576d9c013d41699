"""The generated series, built once by the real Sphinx, and a real browser."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import Server, Tab, chromium, served
from series import ARTICLES, article, file_name

from book.settings import Settings, load_settings
from exporters.builders.run import run_sphinx

CONF = Path(__file__).parent.parent.parent / "conf"
PUBLICATION = """
[series]
title = "試験の連載"
description = "試験のための連載です。"
address = "https://series.example/sub/path"

[web]
page = 10
"""


@pytest.fixture(scope="session")
def series(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Sixty articles, published under a sub-path, and built."""
    source = tmp_path_factory.mktemp("series")
    (source / "_posts").mkdir()
    (source / "publication.toml").write_text(PUBLICATION, encoding="utf-8")
    for number in range(ARTICLES):
        (source / "_posts" / file_name(number)).write_text(article(number), encoding="utf-8")
    settings = load_settings(source, CONF, source / "build")
    run_sphinx("html", settings, 1)
    return settings


@pytest.fixture(scope="session")
def site(series: Settings) -> Iterator[tuple[str, Server]]:
    """The address of the series' root and the server."""
    with served(series.build / "html") as served_site:
        yield served_site


@pytest.fixture(scope="session")
def tab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tab]:
    """A page of a real browser."""
    with chromium(tmp_path_factory.mktemp("profile")) as page:
        yield page


@pytest.fixture
def small(series: Settings, tmp_path: Path) -> Settings:
    """Twelve of the articles in a folder of their own, built."""
    source = tmp_path / "source"
    (source / "_posts").mkdir(parents=True)
    shutil.copyfile(series.source / "publication.toml", source / "publication.toml")
    for number in range(12):
        shutil.copyfile(series.source / "_posts" / file_name(number), source / "_posts" / file_name(number))
    settings = load_settings(source, series.conf, tmp_path / "build")
    run_sphinx("html", settings, 1)
    return settings
