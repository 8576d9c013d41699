"""Cutting a volume that would grow too large into numbered ones, where months or categories end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from book.model import Article


@dataclass(frozen=True, slots=True)
class Limit:
    """How much a volume may hold at most: articles, characters of their texts, printed pages; 0 is no limit.

    `sizes` are the articles' pages, by key.
    """

    articles: int = 0
    characters: int = 0
    pages: int = 0
    sizes: Mapping[str, float] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Return whether there is any."""
        return bool(self.articles or self.characters or self.pages)

    def holds(self, articles: Sequence[Article]) -> bool:
        """Return whether a volume has room for all of them."""
        few = not self.articles or len(articles) <= self.articles
        short = not self.characters or sum(article.characters for article in articles) <= self.characters
        return few and short and (not self.pages or self._printed(articles) <= self.pages)

    def _printed(self, articles: Sequence[Article]) -> float:
        """Return the pages of articles with the leaf of each part's title."""
        parts = len({article.category for article in articles})
        return 2 * parts + sum(self.sizes[article.key] for article in articles)


def in_order(articles: Sequence[Article], at: str) -> list[Article]:
    """Return a volume's articles, which stand by category, in the order in which `split` is to take them."""
    return sorted(articles, key=lambda article: (article.date, article.key)) if at == "month" else list(articles)


def split(articles: Sequence[Article], limit: Limit, at: str) -> Iterator[list[Article]]:
    """Yield the articles of each volume, in their order.

    `at` is what stays together: "category", "month", or "article" for no more than each. What fits no volume
    whole is cut by the next smaller. Filled from the front, so articles added at the end move none before.
    """
    yield from _filled(list(_pieces(articles, limit, _SMALLER[at])), limit)


def _filled(pieces: Iterable[list[Article]], limit: Limit) -> Iterator[list[Article]]:
    filled: list[Article] = []
    for piece in pieces:
        if filled and not limit.holds([*filled, *piece]):
            yield filled
            filled = []
        filled = [*filled, *piece]
    if filled:
        yield filled


def _pieces(articles: Sequence[Article], limit: Limit, units: Sequence[str]) -> Iterator[list[Article]]:
    """Yield runs of articles that stay together, none larger than a volume unless it is a single article."""
    if not units:
        yield from ([article] for article in articles)
        return
    groups: dict[str, list[Article]] = {}
    for article in articles:
        groups.setdefault(_UNITS[units[0]](article), []).append(article)
    for group in groups.values():
        if limit.holds(group):
            yield group
        else:
            yield from _filled(_pieces(group, limit, units[1:]), limit)


_UNITS: dict[str, Callable[[Article], str]] = {
    "category": lambda article: article.category,
    "month": lambda article: f"{article.date:%Y-%m}",
}
_SMALLER = {"category": ("category", "month"), "month": ("month",), "article": ()}
