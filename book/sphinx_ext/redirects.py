"""Addresses that texts had, or that readers may hold them to have: pages that lead to where they are."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote

from book.model import Article, Page
from book.permalinks import docname_for, permalink_for
from book.settings import Settings
from book.sphinx_ext.shelves import Shelves


def redirects(shelves: Shelves, taken: set[str]) -> Iterator[tuple[str, Page]]:
    """Yield the page (docname) of each earlier address with the text it leads to.

    `taken` are the pages there are: what stands at an address keeps it, and of two that had it the first.
    """
    for text in shelves.library.texts:
        for address in _earlier(text, shelves.settings):
            try:
                page = docname_for("/" + unquote(address).lstrip("/"))
            except ValueError:
                continue
            if page not in taken:
                taken.add(page)
                yield page, text


def _earlier(text: Page, settings: Settings) -> Iterator[str]:
    yield from text.redirect_from
    aliases = text.extra.get("aliases")
    yield from (str(alias) for alias in (aliases if isinstance(aliases, list) else [aliases]) if alias)
    if isinstance(text, Article):
        yield from _local(text, settings)


def _local(article: Article, settings: Settings) -> Iterator[str]:
    """Yield the address by the day of the front matter in the site's zone, where the file's name has another."""
    day = article.key[:10]
    local = article.date.date()
    if local.isoformat() != day:
        address = permalink_for(settings.permalink, local, article.date, article.slug, article.categories)
        if (
            address != article.permalink
            and address.replace(f"{local:%Y/%m/%d}", day.replace("-", "/")) == article.permalink
        ):
            yield address
