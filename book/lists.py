"""Where the lists of the web edition stand: those of all articles, by category, tag, author, year and month."""

from __future__ import annotations

from collections.abc import Iterator

from book.errors import Problem
from book.model import Article, Group, Library

KINDS = {"categories": "カテゴリー", "tags": "タグ", "authors": "著者"}
ARCHIVE = "archive/index"


def page_of(kind: str, group: Group) -> str:
    """Return the docname of a group's page: `categories/investment/index`."""
    folder = "archive" if kind in ("months", "years") else kind
    return f"{folder}/{group.slug}/index"


def pages_of(docname: str, articles: int, size: int) -> list[str]:
    """Return the docnames of a list's pages, with `size` articles on each; the first one's is the list's own."""
    folder = docname.removesuffix("index")
    return [docname, *(f"{folder}page/{number}/index" for number in range(2, -(-articles // size) + 1))]


def years_of(library: Library) -> tuple[Group, ...]:
    """Return the articles of each year, in the order of the articles."""
    found: dict[int, list[Article]] = {}
    for article in library.articles:
        found.setdefault(article.date.year, []).append(article)
    return tuple(Group(f"{year}年", str(year), tuple(articles)) for year, articles in found.items())


def list_pages(library: Library, size: int) -> Iterator[str]:
    """Yield the docname of every page of every list."""
    yield from pages_of(ARCHIVE, len(library.articles), size)
    groups = {kind: getattr(library, kind) for kind in (*KINDS, "months")} | {"years": years_of(library)}
    for kind, found in groups.items():
        for group in found:
            yield from pages_of(page_of(kind, group), len(group.articles), size)


def at_lists(library: Library, size: int) -> Iterator[Problem]:
    """Yield the articles whose address is that of a list's page: one file cannot be both."""
    taken = frozenset(list_pages(library, size))
    for article in library.articles:
        if article.docname in taken:
            message = f"the address {article.permalink} is that of a list which the web edition makes itself."
            remedy = "Give the article another permalink."
            yield Problem(article.path, 1, message, remedy, "front-matter.permalink")
