"""The pages nobody had to write: lists of articles by category, tag, author, year and month, search, 404."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

from book.lists import ARCHIVE, KINDS, page_of, pages_of
from book.model import Group
from book.sphinx_ext.feeds import feed_of, write_feeds
from book.sphinx_ext.pages import NOT_FOUND
from book.sphinx_ext.project import HOME
from book.sphinx_ext.redirects import redirects
from book.sphinx_ext.search import search_written
from book.sphinx_ext.shelves import Shelves, card_of
from book.sphinx_ext.state import note_page
from book.sphinx_ext.webfont import write_fonts

Page = tuple[str, dict[str, Any], str]
Links = list[tuple[str, str]]
ALL = "記事一覧"


def collect_pages(app: Sphinx) -> Iterator[Page]:
    """Write the search index; yield the pages of which something changed (`html-collect-pages`)."""
    shelves: Shelves = app.gappon_shelves  # type: ignore[attr-defined]
    write_fonts(app, shelves)
    with search_written(app, shelves.library):
        write_feeds(app, shelves)
        yield from _changed(app, shelves)


def _changed(app: Sphinx, shelves: Shelves) -> Iterator[Page]:
    for name, context, template in _all(shelves):
        told = repr({key: value for key, value in context.items() if key != "shown"})
        shown = "".join(map(card_of, context.get("shown", ())))
        digest = hashlib.sha256(f"{shelves.frame}{template}{told}{shown}".encode()).hexdigest()[:32]
        if note_page(app, name, digest) or not Path(app.builder.get_output_path(name)).exists():  # type: ignore[attr-defined]
            yield name, context, template


def page_names(shelves: Shelves) -> set[str]:
    """Return every page (docname) of the web edition."""
    return {HOME, *shelves.articles, *shelves.pages, *(name for name, _, _ in _all(shelves))}


def _all(shelves: Shelves) -> Iterator[Page]:
    taken = {HOME, *shelves.articles, *shelves.pages}
    for page in _pages(shelves):
        taken.add(page[0])
        yield page
    for name, text in redirects(shelves, taken):
        address = text.canonical_url or shelves.address(text.docname)
        yield name, {"title": text.title, "target": text.docname, "target_address": address}, "redirect.html"


def _pages(shelves: Shelves) -> Iterator[Page]:
    yield NOT_FOUND, {"title": "ページが見つかりません", "noindex": True}, "missing.html"
    yield "search/index", {"title": "検索", "noindex": True}, "search.html"
    for kind, label in KINDS.items():
        groups = list(shelves.groups[kind].values())
        parts = [(group.label, page_of(kind, group), len(group.articles)) for group in groups]
        told = {page_of(kind, group): group.description for group in groups if group.description}
        if kind == "tags":
            parts.sort(key=lambda part: (-part[2], part[0]))
        yield (
            f"{kind}/index",
            {"title": label, "heading": label, "crumbs": [], "pages": [], "parts": parts, "told": told},
            "group.html",
        )
        for group in groups:
            page = page_of(kind, group)
            for name, context, template in _list(shelves, page, group, [(label, f"{kind}/index")]):
                yield name, context | {"feed": feed_of(shelves, kind, page)}, template
    yield from _archive(shelves)


def _archive(shelves: Shelves) -> Iterator[Page]:
    months = [(month.label, page_of("months", month), len(month.articles)) for month in shelves.library.months]
    years = [(year.label, page_of("years", year), len(year.articles)) for year in reversed(shelves.years)]
    whole = Group(ALL, "", shelves.library.articles)
    yield from _list(shelves, ARCHIVE, whole, [], years)
    crumbs = [(ALL, ARCHIVE)]
    for year in shelves.years:
        page = page_of("years", year)
        inside = [month for month in months if month[1].startswith(f"archive/{year.slug}/")]
        for name, context, template in _list(shelves, page, year, crumbs, inside[::-1]):
            yield name, context | _beside(page, years[::-1]), template
        within = [*crumbs, (year.label, page)]
        for month in shelves.library.months:
            if month.slug.startswith(f"{year.slug}/"):
                page = page_of("months", month)
                for name, context, template in _list(shelves, page, month, within):
                    yield name, context | _beside(page, months), template


def _beside(name: str, periods: Sequence[tuple[str, str, int]]) -> dict[str, tuple[str, str] | None]:
    """Return label and page of the periods before and after one of them; they run from the oldest on."""
    pages = [(label, page) for label, page, _ in periods]
    at = next(at for at, (_, page) in enumerate(pages) if page == name)
    return {"before": pages[at - 1] if at else None, "after": pages[at + 1] if at + 1 < len(pages) else None}


def _list(
    shelves: Shelves, docname: str, group: Group, crumbs: Links, parts: Sequence[tuple[str, str, int]] = ()
) -> Iterator[Page]:
    """Yield a list's pages, newest articles first, so many to a page as the publisher set."""
    size = shelves.settings.web.page
    articles = group.articles[::-1]
    names = pages_of(docname, len(articles), size)
    for number, name in enumerate(names, 1):
        context = {
            "title": group.label if number == 1 else f"{group.label}（{number}ページ）",
            "heading": group.label,
            "about": group.description if number == 1 else "",
            "description": group.description if number == 1 else "",
            "crumbs": crumbs,
            "parts": list(parts) if number == 1 else [],
            "shown": articles[size * (number - 1) : size * number],
            "total": len(articles),
            "number": number,
            "pages": names,
        }
        yield name, context, "group.html"
