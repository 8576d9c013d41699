"""The article before and after each one, within its category."""

from __future__ import annotations

from itertools import pairwise

from book.model import Article, Library


def neighbours(library: Library) -> dict[str, tuple[Article | None, Article | None]]:
    """Return, by article key, the earlier and the later article of the category it is filed under."""
    found: dict[str, tuple[Article | None, Article | None]] = {}
    for category in library.categories:
        filed = [article for article in category.articles if article.category == category.label]
        for (before, article), (_, after) in pairwise(pairwise([None, *filed, None])):
            assert article is not None  # noqa: S101
            found[article.key] = (before, after)
    return found
