"""The books that a volume becomes: one, or as many as its pages need (`max_pages`), which refer to one another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from urllib.parse import quote

from book.editions import PrintSettings
from book.errors import Problem
from book.model import Article
from book.split import Limit, in_order, split
from book.volumes import numbered
from exporters.chapter import Edition, EditionPart
from exporters.cover import cover_svg
from exporters.pdf.front import Front, lay_out_front
from exporters.pdf.kept import OwnPages
from exporters.pdf.layout import Shown
from exporters.pdf.page import PageShape
from exporters.pdf.plan import Plan, PlannedEntry, plan_volume
from exporters.pdf.shards import Shard

# What a book holds beside its articles: cover, titles, colophon; and what contents and index have of each article.
_OWN_PAGES, _PAGES_OF_AN_ARTICLE = 14, 0.15


@dataclass(frozen=True, slots=True)
class Book:
    """A volume ready to be bound: what it holds, where that stands, and its own pages."""

    edition: Edition
    plan: Plan
    front: Front

    @property
    def pages(self) -> int:
        """How many pages it has once bound: the cover and its back, front matter, body, index, colophon."""
        preface = self.plan.preface.shard.laid.pages if self.plan.preface else 0
        before = 6 + _even(preface) + _even(len(self.front.span("contents")))
        index = len(self.front.span("index")) if "index" in self.front.sections else 0
        return before + _even(self.plan.index + index) - 1 + len(self.front.span("colophon"))


@dataclass(frozen=True, slots=True)
class Sibling:
    """An article in another book of the set: the number of that book, where the article stands, its address.

    `address` is the published one, or where there is none that of the other book's file beside this one.
    """

    number: int
    entry: PlannedEntry
    address: str

    def shown(self, name: str) -> str:
        """Return where an id of the article is printed, as readers of the set are told."""
        return f"第{self.number}巻{self.entry.shown(self.entry.page_of(name))}頁"


def make_books(
    edition: Edition,
    shards: Sequence[Shard],
    settings: PrintSettings,
    shape: PageShape,
    sheets: tuple[str, ...],
    own: OwnPages,
) -> tuple[Book, ...]:
    """Return a volume's books, more than one where it has a limit of pages. Raises ExportError."""
    by_key = {shard.key: shard for shard in shards}
    make = partial(_book, shards=by_key, settings=settings, shape=shape, sheets=sheets, own=own)
    limit, reserve = edition.volume.max_pages, 0
    if not limit:
        return (make(edition),)
    while True:
        books = tuple(make(part) for part in _cut(edition, by_key, limit - _OWN_PAGES - reserve))
        over = max((book.pages - limit for book in books if len(book.edition.chapters) > 1), default=0)
        if over <= 0:
            return books
        reserve += over


def too_long(books: Sequence[Book], limit: int) -> Iterator[Problem]:
    """Yield for the publisher: books that one article alone makes longer than `limit` pages (0: none)."""
    for book in books:
        if limit and book.pages > limit:
            page = book.edition.chapters[0].article
            message = f"this article alone makes a book of {book.pages} pages; max_pages is {limit}."
            remedy = "Raise max_pages, or part the article."
            yield Problem(page.path, 0, message, remedy, "print.pages", fatal=False)


def siblings(books: Sequence[Book], book: Book) -> dict[str, Sibling]:
    """Return the articles of the other books of a set, by key."""
    return {
        entry.shard.key: Sibling(number, entry, _address(other, entry))
        for number, other in enumerate(books, 1)
        if other is not book
        for entry in other.plan.articles
    }


def _address(book: Book, entry: PlannedEntry) -> str:
    root = book.edition.series.address
    return f"{root}{quote(entry.shard.entry.page.permalink)}" if root else f"{book.edition.volume.id}.pdf"


def _book(
    edition: Edition,
    shards: Mapping[str, Shard],
    settings: PrintSettings,
    shape: PageShape,
    sheets: tuple[str, ...],
    own: OwnPages,
) -> Book:
    articles = tuple(shards[chapter.article.key] for chapter in edition.chapters)
    preface, afterword = (shards[text.page.key] if text else None for text in (edition.preface, edition.afterword))
    recto = settings.article_start == "recto"
    plan = plan_volume(edition.parts, articles, recto=recto, preface=preface, afterword=afterword)
    cover = _cover(edition, plain=settings.print == "office")
    return Book(edition, plan, lay_out_front(edition, plan, shape, sheets, settings, cover, own))


def _cover(edition: Edition, *, plain: bool) -> Shown:
    own = edition.volume.cover
    return Shown.file(own) if own else Shown(cover_svg(edition.series, edition.volume, plain=plain).encode())


def _cut(edition: Edition, shards: Mapping[str, Shard], pages: int) -> list[Edition]:
    """Return the edition in pieces whose articles fill about so many pages, cut where months or categories end."""
    at = edition.volume.split
    sizes = {key: shard.laid.pages + _PAGES_OF_AN_ARTICLE for key, shard in shards.items()}
    groups = split(in_order(edition.volume.articles, at), Limit(pages=max(1, pages), sizes=sizes), at)
    return [_piece(edition, group, number) for number, group in enumerate(groups, 1)]


def _piece(edition: Edition, articles: Sequence[Article], number: int) -> Edition:
    keys = frozenset(article.key for article in articles)
    chosen = (
        EditionPart(part.title, part.slug, tuple(entry for entry in part.chapters if entry.article.key in keys))
        for part in edition.parts
    )
    parts = tuple(part for part in chosen if part.chapters)
    return replace(edition, volume=numbered(edition.volume, keys, number), parts=parts)


def _even(pages: int) -> int:
    return pages + pages % 2
