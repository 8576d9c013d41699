"""`gappon check --rendered`: each article as it is shown, compared with what its author wrote."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path

from book.errors import Problem
from book.fidelity import compare, shown
from book.frontmatter import read_front_matter
from book.library import load_library
from book.liquid import liquid_context
from book.markdown import prepare
from book.model import Library
from book.settings import Settings
from exporters.chapters import read_chapter

_BATCH = 25  # articles handed to a worker at a time


@dataclass(frozen=True, slots=True)
class Pair:
    """What one article's author wrote, as it is and with its Liquid resolved, and the body that was made of it."""

    path: Path
    first_line: int
    title: str
    written: str
    source: str
    body: str


def check_rendered(settings: Settings, pool: Executor) -> list[Problem]:
    """Compare every article with what `book-rendered` wrote of it. Raises what reading articles raises."""
    pairs = _pairs(load_library(settings), settings)
    return sorted(problem for found in pool.map(_compare, pairs, chunksize=_BATCH) for problem in found)


def _pairs(library: Library, settings: Settings) -> Iterator[Pair]:
    permalinks = {article.key: article.permalink for article in library.texts}
    for article in library.texts:
        text = read_front_matter(article.path).body
        source = prepare(text, liquid_context(article, settings, permalinks.get)).text
        body = read_chapter(settings.build / "rendered", article.key).body
        yield Pair(article.path, article.first_line, article.title, text, source, body)


def _compare(pair: Pair) -> list[Problem]:
    return [
        Problem(pair.path, pair.first_line - 1 + line, f"{message}.", "", kind, fatal=False)
        for line, kind, message in compare(pair.source, shown(pair.body), title=pair.title, written=pair.written)
    ]
