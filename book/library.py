"""Reading all articles of a folder, and grouping them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import NamedTuple, TypeVar

from book.discovery import discover
from book.errors import ArticleError, Problem
from book.lists import at_lists
from book.model import Article, Author, Category, Group, Library, Month, Page, Tag
from book.pages import is_taken, read_pages
from book.permalinks import slugify
from book.remembered import read_articles
from book.settings import Settings
from book.spellings import in_one_spelling
from book.volumes import choose_volumes

G = TypeVar("G", bound=Group)


class Texts(NamedTuple):
    """Every article to be published, from old to new, every page, and every problem in any of them.

    `due` is when the next article may be published that is left out for its date, None where there is none.
    """

    articles: list[Article]
    pages: list[Page]
    problems: list[Problem]
    due: datetime | None


def read_texts(settings: Settings) -> Texts:
    """Read all articles and pages."""
    articles: list[Article] = []
    later: list[datetime] = []
    files, problems = discover(settings)
    moment = now()
    for article, found in read_articles(files, settings):
        problems += found
        if article is None or (article.draft and not settings.drafts):
            continue
        if article.date > moment and not settings.future:
            problems.append(_in_the_future(article))
            later.append(article.date)
        else:
            articles.append(article)
    articles.sort(key=lambda article: (article.date, article.key))
    articles = in_one_spelling(articles, (category.name for category in settings.categories))
    pages, found = read_pages(settings)
    problems += found
    texts: list[Page] = [*articles, *pages]
    problems += _doubles(texts, lambda text: text.key, "name")
    problems += _doubles(texts, lambda text: text.docname, "address")
    problems += map(_taken, filter(is_taken, articles))
    if not articles and not problems:
        message, remedy = "there are no articles in this folder.", "Write one with: make new TITLE=…"
        problems.append(Problem(settings.source, 0, message, remedy, "source.empty"))
    return Texts(articles, pages, problems, min(later, default=None))


def _taken(article: Article) -> Problem:
    message = f"the address {article.permalink} is that of a page which the web edition makes itself."
    return Problem(article.path, 1, message, "Give the article another permalink.", "front-matter.permalink")


def _in_the_future(article: Article) -> Problem:
    message = f"its date, {article.date:%Y-%m-%d %H:%M}, is in the future: the article is left out."
    return Problem(article.path, 1, message, "Build with FUTURE=1 to take it in.", "source.future", fatal=False)


def now() -> datetime:
    """Return the time by which articles are published: SOURCE_DATE_EPOCH, or that of the clock."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(epoch), UTC) if epoch.isdigit() else datetime.now(UTC)


def _doubles(texts: Iterable[Page], name: Callable[[Page], str], what: str) -> Iterator[Problem]:
    seen: dict[str, Page] = {}
    for text in texts:
        first = seen.setdefault(name(text), text)
        if first is not text and not (what == "address" and first.key == text.key):
            named = text.permalink if what == "address" else name(text)
            message = f"the {what} {named} is already that of {first.path}."
            remedy = "Rename one of the two files, or give it a slug or a permalink of its own."
            yield Problem(text.path, 1, message, remedy, "slug.double")


def load_library(settings: Settings) -> Library:
    """Read and group everything. Raises ArticleError with all that is wrong, and VolumeError."""
    articles, pages, problems, due = read_texts(settings)
    if fatal := [problem for problem in problems if problem.fatal]:
        raise ArticleError(fatal)
    library = group(settings, articles, pages)
    if taken := [*at_lists(library, settings.web.page)]:
        raise ArticleError(taken)
    return replace(library, problems=tuple(problems), due=due)


def group(settings: Settings, articles: list[Article], pages: Iterable[Page] = ()) -> Library:
    """Group articles into categories, tags, authors, months and volumes; take pages. Raises VolumeError."""
    named = {category.name: category for category in settings.categories}
    labels = {name: c.slug for name, c in named.items() if c.slug}
    described = {name: c.description for name, c in named.items()}
    categories = _groups(articles, Category, lambda a: a.categories, labels, described)
    rank = {name: index for index, name in enumerate(named)}
    categories.sort(key=lambda category: rank.get(category.label, len(rank)))
    months = _groups(articles, Month, _month, {}, {})
    pages = tuple(pages)
    return Library(
        series=settings.series,
        articles=tuple(articles),
        categories=tuple(categories),
        tags=tuple(_groups(articles, Tag, lambda a: a.tags, {}, {})),
        authors=tuple(_groups(articles, Author, lambda a: a.authors, {}, {})),
        months=tuple(Month(m.label, f"{m.articles[0].date:%Y/%m}", m.articles) for m in months),
        volumes=choose_volumes(settings, tuple(articles), tuple(categories), pages),
        pages=pages,
    )


def _month(article: Article) -> tuple[str, ...]:
    return (f"{article.date.year}年{article.date.month}月",)


def _groups(
    articles: Iterable[Article],
    kind: type[G],
    names: Callable[[Article], tuple[str, ...]],
    slugs: dict[str, str],
    described: dict[str, str],
) -> list[G]:
    members: dict[str, list[Article]] = {}
    for article in articles:
        for name in names(article):
            members.setdefault(name, []).append(article)
    taken: set[str] = set()
    groups = []
    for label, found in members.items():
        slug = _unique(slugs.get(label) or slugify(label), taken)
        groups.append(kind(label, slug, tuple(found), described.get(label, "")))
    return groups


def _unique(slug: str, taken: set[str]) -> str:
    number, given = 2, slug
    while given in taken:
        given, number = f"{slug}-{number}", number + 1
    taken.add(given)
    return given
