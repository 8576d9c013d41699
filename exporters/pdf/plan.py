"""The plan of a print volume: which page is on which sheet, and the number it bears."""

from __future__ import annotations

from dataclasses import dataclass

from exporters.chapter import EditionPart
from exporters.pdf.shards import Shard


@dataclass(frozen=True, slots=True)
class PlannedArticle:
    """An article's shard, and the number of its first page."""

    shard: Shard
    number: int


@dataclass(frozen=True, slots=True)
class PlannedPart:
    """A part: the number of its title page, always odd (a right page), and its articles."""

    part: EditionPart
    number: int
    articles: tuple[PlannedArticle, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """The body of the volume; `index` is the number of the right page after it."""

    parts: tuple[PlannedPart, ...]
    index: int

    @property
    def articles(self) -> tuple[PlannedArticle, ...]:
        """All articles in order."""
        return tuple(article for part in self.parts for article in part.articles)

    def numbers(self) -> dict[tuple[str, str], int]:
        """Return the page's number of each article's key and id, `""` for its beginning."""
        found = {}
        for article in self.articles:
            key = article.shard.chapter.article.key
            found[key, ""] = article.number
            found |= {(key, name): article.number + page for name, (page, _) in article.shard.laid.anchors.items()}
        return found


def plan_volume(parts: tuple[EditionPart, ...], shards: tuple[Shard, ...], *, recto: bool = False) -> Plan:
    """Give pages their numbers: the body begins with 1, parts on right pages, articles on the next one.

    With `recto` articles begin on right pages too.
    """
    number, planned, rest = 1, [], iter(shards)
    for part in parts:
        number += 1 - number % 2
        start, number, articles = number, number + 1, []
        for _ in part.chapters:
            shard = next(rest)
            number += recto and not number % 2
            articles.append(PlannedArticle(shard, number))
            number += shard.laid.pages
        planned.append(PlannedPart(part, start, tuple(articles)))
    return Plan(tuple(planned), number + 1 - number % 2)
