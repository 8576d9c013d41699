"""The pages of the web edition: what each article shows round its text, and the pages nobody had to write."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

from docutils import nodes
from sphinx.application import Sphinx

from book.model import Article, Group, Library
from book.sphinx_ext.neighbours import neighbours
from book.sphinx_ext.project import HOME

Page = tuple[str, dict[str, Any], str]

KINDS = {"categories": "カテゴリー", "tags": "タグ", "authors": "著者", "months": "月別"}
FOLDERS = {"categories": "categories", "tags": "tags", "authors": "authors", "months": "archive"}


def page_of(kind: str, group: Group) -> str:
    """Return the docname of a group's page: `categories/investment/index`."""
    return f"{FOLDERS[kind]}/{group.slug}/index"


class Shelves:
    """What every page draws on, made once for a build: neighbours, and the groups an article stands in."""

    def __init__(self, library: Library, newest: int) -> None:
        self.library = library
        self.newest = newest
        self.neighbours = neighbours(library)
        self.groups = {kind: {g.label: g for g in getattr(library, kind)} for kind in KINDS}
        self.articles = {article.docname: article for article in library.articles}

    def links(self, kind: str, labels: tuple[str, ...]) -> list[tuple[str, str]]:
        """Return label and docname of the named groups' pages."""
        groups = self.groups[kind]
        return [(label, page_of(kind, groups[label])) for label in labels if label in groups]


def page_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> str | None:
    """Add what the templates show (`html-page-context`), and name the template of home and articles."""
    shelves: Shelves = app.gappon_shelves  # type: ignore[attr-defined]
    library = shelves.library
    context["library"] = library
    context["page_of"] = page_of
    context["prev"] = context["next"] = None
    context["parents"] = []
    if pagename == HOME:
        context["newest"] = list(reversed(library.articles))[: shelves.newest]
        return "home.html"
    if article := shelves.articles.get(pagename):
        _article_context(shelves, article, context)
        return "article.html"
    return None


def _article_context(shelves: Shelves, article: Article, context: dict[str, Any]) -> None:
    before, after = shelves.neighbours[article.key]
    pathto = context["pathto"]
    context["article"] = article
    context["category_links"] = shelves.links("categories", article.categories)
    context["tag_links"] = shelves.links("tags", article.tags)
    context["author_links"] = shelves.links("authors", article.authors)
    context["prev"] = before and {"title": before.title, "link": pathto(before.docname)}
    context["next"] = after and {"title": after.title, "link": pathto(after.docname)}
    head, close, rest = context["body"].partition("</h1>")
    context["body_title"], context["body_text"] = head + close, rest
    if article.picture:
        context["hero"] = pathto("_pictures/" + quote(picture_name(article.picture)), 1)


def picture_name(picture: Path) -> str:
    """Return the name under which an article's own picture is published: its own, told apart by its folder."""
    folder = hashlib.sha256(str(picture.parent).encode()).hexdigest()[:8]
    return f"{folder}-{picture.name}"


def collect_pages(app: Sphinx) -> Iterator[Page]:
    """Yield the category, tag, author and month pages and their overviews (`html-collect-pages`)."""
    shelves: Shelves = app.gappon_shelves  # type: ignore[attr-defined]
    for kind, label in KINDS.items():
        groups = list(shelves.groups[kind].values())
        if kind == "months":
            groups.reverse()
        yield f"{FOLDERS[kind]}/index", {"title": label, "groups": groups, "kind": kind}, "overview.html"
        for group in groups:
            context = {"title": group.label, "group": group, "kind": kind, "kind_label": label}
            yield page_of(kind, group), context, "group.html"


def copy_pictures(app: Sphinx, exception: Exception | None) -> None:
    """Publish the articles' own pictures where they changed (`build-finished`)."""
    if exception is not None or app.builder.name != "html":
        return
    folder = Path(app.outdir) / "_pictures"
    folder.mkdir(exist_ok=True)
    shelves: Shelves = app.gappon_shelves  # type: ignore[attr-defined]
    for article in shelves.library.articles:
        if article.picture:
            target = folder / picture_name(article.picture)
            if not target.exists() or target.stat().st_mtime < article.picture.stat().st_mtime:
                shutil.copyfile(article.picture, target)
