"""The pages of the web edition: what each shows round its text."""

from __future__ import annotations

import base64
import hashlib
import re
import shutil
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from docutils import nodes
from lxml.html import fragment_fromstring, tostring
from sphinx.application import Sphinx

from book.diagrams import with_cells
from book.files import write_whole
from book.labels import HERE
from book.lists import page_of
from book.mathml import kept_together
from book.measure import NotAPictureError, measure
from book.model import Article, Page
from book.sphinx_ext.assets import asset_in
from book.sphinx_ext.card import Card, article_card, card_name, series_card, write_cards
from book.sphinx_ext.images import published_name
from book.sphinx_ext.phrases import phrase_headings, phrased
from book.sphinx_ext.project import HOME
from book.sphinx_ext.shelves import Shelves
from book.sphinx_ext.state import seen
from book.sphinx_ext.structured import of_article, of_home
from book.sphinx_ext.webfont import SHEET

NOT_FOUND = "404"
# A corner that heads nothing is no heading; nor is a formula alone to axe, which sees no words in it.
_HEAD = re.compile(r"<th(?![a-z])([^>]*)>((?:(?!</th>).)*)</th>", re.DOTALL)
# What tables of raw HTML scroll in, and what the theme has those of Markdown scroll in.
_OF_BOOKS, _OF_THEME = '<div class="table">', '<div class="pst-scrollable-table-container">'
# Captions have no link to themselves; Sphinx gives them one where a figure has an id.
_TO_FIGURE = re.compile(r'(<figcaption>(?:(?!</figcaption>).)*?)<a class="headerlink"[^<>]*>[^<]*</a>', re.DOTALL)
_SILENT = re.compile(r"<math(?:(?!</math>).)*</math>|<(?!img\b)[^<>]*>|\s", re.DOTALL)
_SILENT_LINK = re.compile(r'<a\b[^<>]*\shref="(#[^"]*)"[^<>]*>(?:\s|<(?!/?a\b|img\b)[^<>]*>)*</a>')
# docutils writes XHTML, where a slash ends an empty element; in HTML it means nothing, and checkers say so.
_HIDDEN = re.compile(r'<section class="(?:[^"]*\s)?no_toc(?:\s[^"]*)?" id="([^"]*)"')
_VOID = re.compile(r"(<(?:img|br|hr|wbr|col|input)\b[^<>]*?)\s*/>")


def page_context(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: nodes.document | None
) -> str | None:
    """Add what the templates show (`html-page-context`), and name the template of home, articles and pages."""
    shelves: Shelves = app.gappon_shelves  # type: ignore[attr-defined]
    series = shelves.library.series
    if pagename == NOT_FOUND:
        context["pathto"] = _from_root(app, urlsplit(series.address).path)
    context["library"], context["page_of"] = shelves.library, page_of
    context["side"], context["csp"], context["phrased"] = shelves.side, shelves.csp, phrased
    context["asset"] = asset_in(shelves.settings.conf / "theme" / "web" / "static", context["pathto"])
    context["og_image"] = shelves.url(card_name(series_card(series))) if series.address else ""
    context["heading_sheet"] = SHEET if shelves.settings.web.heading_font else ""
    context["rights"] = series.rights or series.publisher or series.author
    context["canonical"] = shelves.address(pagename)
    context["prev"] = context["next"] = None
    context["parents"] = []
    if pagename == HOME:
        context["title"], context["description"] = series.title, series.description
        context["structured"] = of_home(shelves)
        context["csp"] = _allowing(shelves.csp, context["structured"])
        context["newest"], context["volumes"] = shelves.newest, shelves.downloads
        context["thumbnails"] = {key: address for key, (address, _) in shelves.thumbnails.items()}
        return "home.html"
    if article := shelves.articles.get(pagename):
        _article_context(shelves, article, context)
        return "article.html"
    if page := shelves.pages.get(pagename):
        context["page"] = page
        _text_context(shelves, page, context)
        return "page.html"
    return None


def _from_root(app: Sphinx, base: str) -> Any:
    """Return a `pathto` for the page shown at any address: paths from the server's root."""

    def pathto(target: str, resource: bool = False) -> str:
        return f"{base}/{quote(target if resource else app.builder.get_target_uri(target))}"

    return pathto


def _article_context(shelves: Shelves, article: Article, context: dict[str, Any]) -> None:
    _text_context(shelves, article, context)
    before, after = shelves.neighbours[article.key]
    pathto = context["pathto"]
    context["article"] = article
    context["category_links"] = shelves.links("categories", article.categories)
    context["tag_links"] = shelves.links("tags", article.tags)
    context["author_links"] = shelves.links("authors", article.authors)
    context["related"] = shelves.related[article.key]
    context["volumes"] = shelves.volumes.get(article.key, ())
    context["prev"] = before and {"title": before.title, "link": pathto(before.docname)}
    context["next"] = after and {"title": after.title, "link": pathto(after.docname)}
    context["contents"] = _contents(context["toc"], context["body"])
    context["share"] = _share(article, context["canonical"])
    if not article.picture and shelves.library.series.address:
        context["og_image"] = shelves.url(card_name(article_card(shelves.library.series, article)))
    context["structured"] = of_article(shelves, article, context["og_image"])
    context["csp"] = _allowing(shelves.csp, context["structured"])
    context["source"] = _source(shelves, article)


def _text_context(shelves: Shelves, page: Page, context: dict[str, Any]) -> None:
    """Add what the templates of articles and of pages show alike."""
    context["title"], context["description"] = page.title, page.description
    context["noindex"] = page.noindex
    context["canonical"] = page.canonical_url or context["canonical"]
    context["body_id"], text = _cut(kept_together(with_cells(context["body"]), "gp-together"))
    context["body_text"] = phrase_headings(_in_japanese(text) if context["language"] == "ja" else text)
    if page.picture:
        published = f"_pictures/{_picture_name(shelves, page.picture)}"
        context["hero"], context["hero_size"] = context["pathto"](quote(published), 1), _size(page.picture)
        context["og_image"] = shelves.url(published) if shelves.library.series.address else ""


def _allowing(policy: str, data: str) -> str:
    """Return the policy with the page's structured data named by its hash (CSP 3, 2.3.1)."""
    digest = base64.b64encode(hashlib.sha256(data.encode()).digest()).decode()
    return f"{policy}; script-src 'self' 'sha256-{digest}'" if policy and data else policy


def _cut(body: str) -> tuple[str, str]:
    """Return id and text out of the one section that Sphinx wraps an article in, without its title."""
    head, _, rest = body.partition("</h1>")
    identifier = re.search(r'<section id="([^"]*)"', head)
    rest = _TO_FIGURE.sub(r"\1", rest)
    rest = _VOID.sub(r"\1>", _HEAD.sub(_head, rest))
    text, _, after = rest.replace(_OF_BOOKS, _OF_THEME).rpartition("</section>")
    return identifier[1] if identifier else "", text + after


def _head(cell: re.Match[str]) -> str:
    return cell[0] if _SILENT.sub("", cell[2]) else f"<td{cell[1]}>{cell[2]}</td>"


def _in_japanese(body: str) -> str:
    """Return a text's HTML with the words that Sphinx's Japanese lacks."""
    return body.replace('title="Link to this heading"', f'title="{HERE}"')


def _source(shelves: Shelves, article: Article) -> str:
    """Return the address of the article's own file, empty where the publisher names none."""
    path = article.path.relative_to(shelves.settings.source).as_posix()
    return shelves.settings.web.source.replace("{path}", quote(path))


def _contents(toc: str, body: str) -> str:
    """Return the list of an article's headings out of Sphinx's, whose one item is the title.

    Headings without words and of kramdown's class `no_toc` are not listed; those below them are.
    """
    start, end = toc.find("<ul", 3), toc.rfind("</li>")
    shown = _VOID.sub(r"\1>", toc[start:end]) if start > 0 else ""
    hidden = {f"#{name}" for name in _HIDDEN.findall(body)} | set(map(unquote, _SILENT_LINK.findall(shown)))
    if not hidden:
        return shown
    root = fragment_fromstring(shown)
    for link in [link for link in root.iter("a") if unquote(link.get("href", "")) in hidden]:
        item = link.getparent()
        for inner in reversed(list(item.iterfind("ul/li"))):
            item.addnext(inner)
        item.drop_tree()
    return str(tostring(root, encoding="unicode")) if len(root) else ""


def _share(article: Article, address: str) -> list[tuple[str, str]]:
    if not address:
        return []
    where, what = quote(address, safe=""), quote(article.title, safe="")
    return [
        ("Xで共有", f"https://x.com/intent/post?text={what}&url={where}"),
        ("はてなブックマーク", f"https://b.hatena.ne.jp/entry/panel/?url={where}"),
    ]


def _size(picture: Path) -> tuple[int, int] | None:
    try:
        size = measure(picture)
    except NotAPictureError:
        return None
    return (size.width, size.height) if size.width else None


def _picture_name(shelves: Shelves, picture: Path) -> str:
    return published_name(PurePosixPath(picture.relative_to(shelves.settings.source).as_posix()))


def _cards(shelves: Shelves) -> Iterator[Card]:
    """Yield the cards that stand for pages without a picture; only published addresses can name them."""
    series = shelves.library.series
    if series.address:
        yield series_card(series)
        yield from (article_card(series, article) for article in shelves.library.articles if not article.picture)


def _write_thumbnails(shelves: Shelves, out: Path) -> set[Path]:
    """Write what is not there yet, named by what it holds; return the files of all."""
    files = {out / address: data for address, data in shelves.thumbnails.values()}
    for path, data in files.items():
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, data)
    return set(files)


def copy_files(app: Sphinx, exception: Exception | None) -> None:
    """Publish the articles' own pictures and the books where they changed (`build-finished`)."""
    if exception is not None or app.builder.name != "html":
        return
    shelves: Shelves = app.gappon_shelves  # type: ignore[attr-defined]
    out = Path(app.outdir)
    pictures = (text.picture for text in shelves.library.texts if text.picture)
    wanted = {out / "_pictures" / _picture_name(shelves, picture): picture for picture in pictures}
    kept = {*wanted, *write_cards(_cards(shelves), out, app.parallel), *_write_thumbnails(shelves, out)}
    wanted |= {out / file.address: file.path for download in shelves.downloads for file in download.files}
    for target, path in wanted.items():
        if seen(target) != seen(path):
            target.parent.mkdir(parents=True, exist_ok=True)
            part = target.with_name(f"{target.name}.part")
            shutil.copyfile(path, part)
            shutil.copystat(path, part)
            part.replace(target)
    for folder in ("_pictures", "downloads"):
        for path in (out / folder).glob("*"):
            if path not in kept and path not in wanted:
                path.unlink()
