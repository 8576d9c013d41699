"""The plan of a print volume: which page is on which sheet, and the number it bears."""

from __future__ import annotations

from dataclasses import dataclass

from exporters.chapter import EditionPart
from exporters.pdf.shards import Shard

# Half-title and title are leaves of their own, and the preface follows them.
_PREFACE = 5


@dataclass(frozen=True, slots=True)
class PlannedEntry:
    """The shard of an article, preface or afterword, and the number of its first page, shown in roman or not."""

    shard: Shard
    number: int
    in_roman: bool = False

    def shown(self, offset: int = 0) -> str:
        """Return the folio of one of its pages, counted from 0."""
        number = self.number + offset
        return roman(number) if self.in_roman else str(number)

    def page_of(self, anchor: str) -> int:
        """Return on which of its pages, counted from 0, an id stands: the first where it is not found."""
        return self.shard.laid.anchors.get(anchor, (0, 0.0))[0]


@dataclass(frozen=True, slots=True)
class PlannedPart:
    """A part: the number of its title page, always odd (a right page), and its articles."""

    part: EditionPart
    number: int
    articles: tuple[PlannedEntry, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """The volume's texts in order; `index` is the number of the right page after them."""

    preface: PlannedEntry | None
    parts: tuple[PlannedPart, ...]
    afterword: PlannedEntry | None
    index: int

    @property
    def articles(self) -> tuple[PlannedEntry, ...]:
        """All articles in order."""
        return tuple(article for part in self.parts for article in part.articles)

    def numbers(self) -> dict[tuple[str, str], int]:
        """Return the page's number of each article's key and id, `""` for its beginning."""
        found = {}
        for entry in self.body:
            key = entry.shard.key
            found[key, ""] = entry.number
            found |= {(key, name): entry.number + page for name, (page, _) in entry.shard.laid.anchors.items()}
        return found

    @property
    def contents(self) -> int:
        """The number of the first page of the contents: the right page after the preface."""
        return _odd(self.preface.number + self.preface.shard.laid.pages) if self.preface else _PREFACE

    @property
    def body(self) -> tuple[PlannedEntry, ...]:
        """Articles and afterword: all whose pages bear arabic numbers."""
        return (*self.articles, *filter(None, (self.afterword,)))

    @property
    def entries(self) -> tuple[PlannedEntry, ...]:
        """Preface, articles and afterword."""
        return (*filter(None, (self.preface,)), *self.body)


def plan_volume(
    parts: tuple[EditionPart, ...],
    shards: tuple[Shard, ...],
    *,
    recto: bool = False,
    preface: Shard | None = None,
    afterword: Shard | None = None,
) -> Plan:
    """Give pages their numbers. `shards` are those of the parts' articles in order.

    The body begins with 1, parts and afterword on right pages, articles on the next page, with `recto` on the
    next right one.
    """
    number, planned, rest = 1, [], iter(shards)
    for part in parts:
        start = _odd(number)
        number, articles = start + 1, []
        for _ in part.chapters:
            shard = next(rest)
            number = _odd(number) if recto else number
            articles.append(PlannedEntry(shard, number))
            number += shard.laid.pages
        planned.append(PlannedPart(part, start, tuple(articles)))
    last = PlannedEntry(afterword, _odd(number)) if afterword else None
    number = last.number + last.shard.laid.pages if last else number
    first = PlannedEntry(preface, _PREFACE, in_roman=True) if preface else None
    return Plan(first, tuple(planned), last, _odd(number))


def _odd(number: int) -> int:
    return number + 1 - number % 2


def roman(number: int) -> str:
    """Return a number as page labels of style /r have it (ISO 32000-1, 12.4.2)."""
    values = (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl")
    text = ""
    for value, letters in (*values, (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")):
        text += letters * (number // value)
        number %= value
    return text
