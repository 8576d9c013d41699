"""Reading everything and listing every defect, as `gappon check` does."""

from __future__ import annotations

from book.errors import Problem, VolumeError
from book.library import group, read_articles
from book.model import Library
from book.settings import Settings


def check(settings: Settings) -> tuple[list[Problem], Library | None]:
    """Return every problem, sorted, and the library where it could be made."""
    articles, problems = read_articles(settings)
    library = None
    if articles:
        try:
            library = group(settings, articles)
        except VolumeError as error:
            problems += error.problems
    return sorted(set(problems)), library
