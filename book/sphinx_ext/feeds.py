"""What machines read of the whole series: feeds, sitemap, robots.txt, manifest, llms.txt.

Made from the library, never gathered while pages are written: a build that writes one page must list all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from functools import partial
from html import escape
from pathlib import Path

import msgspec
from sphinx.application import Sphinx

from book.cache import key_of
from book.files import write_whole
from book.lists import page_of
from book.model import Article, Group
from book.reading import xml_text
from book.sphinx_ext.asmarkdown import markdown_of
from book.sphinx_ext.readtext import text_file
from book.sphinx_ext.shelves import Shelves
from book.sphinx_ext.state import note_page
from book.sphinx_ext.state import seen as state_of

ENTRIES = 30
FED = ("categories", "tags")
NAMES = ("feed.xml", "rss.xml", "feed.json")
_XML = '<?xml version="1.0" encoding="utf-8"?>\n'


def write_feeds(app: Sphinx, shelves: Shelves) -> None:
    """Write every file of which what it tells changed; take away the feeds of groups that are no more."""
    out = Path(app.outdir)
    files = list(_files(app, shelves))
    names = {file.name for file in files}
    for stale in (path for kind in FED for name in NAMES for path in out.glob(f"{kind}/*/{name}")):
        if stale.relative_to(out).as_posix() not in names:
            stale.unlink()
    for file in files:
        path = out / file.name
        if note_page(app, file.name, key_of(shelves.frame, *file.told)) or not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, file.make().encode())


@dataclass(frozen=True, slots=True)
class File:
    """A file: its name, what it tells beside what the site's frame does, and how its text is made."""

    name: str
    told: Sequence[str]
    make: Callable[[], str]


def _files(app: Sphinx, shelves: Shelves) -> Iterator[File]:
    series = shelves.library.series
    yield File("manifest.webmanifest", (), lambda: _manifest(series.title, series.name, series.language))
    if not series.address:
        return
    told = {article.key: _told(article) for article in shelves.library.articles}
    seen = [article for article in shelves.library.articles if not article.noindex]
    newest = seen[::-1][:ENTRIES]
    yield from _feeds(shelves, Source(series.title, series.description or series.title, "", newest), told)
    for kind in FED:
        for group in shelves.groups[kind].values():
            yield from _feeds(shelves, _of_group(shelves, kind, group), told)
    pages = [repr((page.docname, page.linked, page.noindex, page.canonical_url)) for page in shelves.library.pages]
    groups = [repr((kind, *shelves.groups[kind])) for kind in shelves.groups]
    whole = [*groups, *pages, *told.values()]
    yield File("sitemap.xml", whole, lambda: sitemap(shelves, seen))
    yield File("robots.txt", (), lambda: f"User-agent: *\nAllow: /\nSitemap: {series.address}/sitemap.xml\n")
    yield File("llms.txt", whole, lambda: llms(shelves, seen))
    states = [state_of(text_file(app, docname)) for docname in shelves.whole]
    texts = (markdown_of(app, docname) for docname in shelves.whole)
    yield File("llms-full.txt", [*whole, *states], lambda: llms_full(shelves, texts))


def _told(article: Article) -> str:
    """Return all that feeds, sitemap and llms.txt tell of an article."""
    dates = (article.date, article.modified)
    names = (article.authors, article.categories, article.tags, article.category)
    return repr(
        (article.docname, article.title, article.excerpt, *dates, *names, article.noindex, article.canonical_url)
    )


def feed_of(shelves: Shelves, kind: str, page: str) -> str:
    """Return where the feed of a group's page is published, empty where it has none."""
    return page.removesuffix("index") + "feed.xml" if kind in FED and shelves.library.series.address else ""


@dataclass(frozen=True, slots=True)
class Source:
    """What a feed is of: its title, what it says of itself, its folder (`tags/x/`), its articles, newest first."""

    title: str
    about: str
    folder: str
    articles: Sequence[Article]


def _of_group(shelves: Shelves, kind: str, group: Group) -> Source:
    newest = [article for article in group.articles[::-1] if not article.noindex][:ENTRIES]
    title = f"{group.label} | {shelves.library.series.title}"
    return Source(title, group.description or title, page_of(kind, group).removesuffix("index"), newest)


def _feeds(shelves: Shelves, source: Source, told: Mapping[str, str]) -> Iterator[File]:
    latest = _latest(shelves, source.articles).isoformat()  # of a feed without articles, told by none of them
    entries = (told[article.key] for article in source.articles)
    shown = (key_of(source.title, source.about, source.folder, latest, *entries),)
    for name, make in zip(NAMES, (atom, rss, json_feed), strict=True):
        yield File(source.folder + name, shown, partial(make, shelves, source, source.folder + name))


def atom(shelves: Shelves, source: Source, name: str) -> str:
    """Return an Atom feed (RFC 4287), published as `name`."""
    series = shelves.library.series
    where = shelves.url(source.folder)
    lines = [
        f'{_XML}<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{escape(series.language)}">',
        f"<title>{_text(source.title)}</title>",
        f"<id>{_text(where)}</id>",
        f"<updated>{_latest(shelves, source.articles).isoformat()}</updated>",
        f'<link rel="alternate" type="text/html" href="{_text(where)}"/>',
        f'<link rel="self" type="application/atom+xml" href="{_text(shelves.url(name))}"/>',
        f"<author><name>{_text(series.author or series.publisher or series.title)}</name></author>",
        *(line for article in source.articles for line in _entry(shelves, article)),
        "</feed>",
    ]
    return "\n".join(lines) + "\n"


def _entry(shelves: Shelves, article: Article) -> Iterator[str]:
    where = _text(shelves.address(article.docname))
    yield "<entry>"
    yield f"<title>{_text(article.title)}</title>"
    yield f"<id>{where}</id>"
    yield f'<link rel="alternate" type="text/html" href="{where}"/>'
    yield f"<published>{article.date.isoformat()}</published>"
    yield f"<updated>{article.modified.isoformat()}</updated>"
    yield from (f"<author><name>{_text(name)}</name></author>" for name in article.authors)
    yield from (f'<category term="{_text(name)}"/>' for name in (*article.categories, *article.tags))
    yield f"<summary>{_text(article.excerpt or article.title)}</summary>"
    yield "</entry>"


def rss(shelves: Shelves, source: Source, name: str) -> str:
    """Return an RSS 2.0 feed, published as `name`."""
    own = f'<atom:link rel="self" type="application/rss+xml" href="{_text(shelves.url(name))}"/>'
    items = "".join(
        f"<item><title>{_text(article.title)}</title><link>{_text(shelves.address(article.docname))}</link>"
        f"<guid>{_text(shelves.address(article.docname))}</guid><pubDate>{format_datetime(article.date)}</pubDate>"
        f"<description>{_text(article.excerpt or article.title)}</description></item>\n"
        for article in source.articles
    )
    return (
        f'{_XML}<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>\n'
        f"<title>{_text(source.title)}</title><link>{_text(shelves.url(source.folder))}</link>{own}\n"
        f"<description>{_text(source.about)}</description>"
        f"<language>{escape(shelves.library.series.language)}</language>\n{items}</channel></rss>\n"
    )


def json_feed(shelves: Shelves, source: Source, name: str) -> str:
    """Return a JSON Feed (version 1.1), published as `name`."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": source.title,
        "home_page_url": shelves.url(source.folder),
        "feed_url": shelves.url(name),
        "description": source.about,
        "language": shelves.library.series.language,
        "items": [_item(shelves, article) for article in source.articles],
    }
    return msgspec.json.encode(feed).decode() + "\n"


def _item(shelves: Shelves, article: Article) -> dict[str, object]:
    return {
        "id": shelves.address(article.docname),
        "url": shelves.address(article.docname),
        "title": article.title,
        "content_text": article.excerpt or article.title,
        "date_published": article.date.isoformat(),
        "date_modified": article.modified.isoformat(),
        "authors": [{"name": name} for name in article.authors],
        "tags": list(dict.fromkeys((*article.categories, *article.tags))),
    }


def sitemap(shelves: Shelves, articles: Sequence[Article]) -> str:
    """Return the sitemap (sitemaps.org 0.9): home, lists, articles with the day of their last change, pages."""
    groups = [(page_of(kind, g), g) for kind in shelves.groups for g in shelves.groups[kind].values()]
    dated = [("index", _latest(shelves, articles)), ("archive/index", _latest(shelves, articles))]
    dated += [(page, _latest(shelves, group.articles)) for page, group in groups]
    dated += [(article.docname, article.modified) for article in articles if not article.canonical_url]
    told = [(page, f"<lastmod>{changed.date().isoformat()}</lastmod>") for page, changed in dated]
    pages = (page for page in shelves.library.pages if page.linked and not page.noindex and not page.canonical_url)
    told += [(page.docname, "") for page in pages]
    urls = "".join(f"<url><loc>{_text(shelves.address(page))}</loc>{changed}</url>\n" for page, changed in told)
    return f'{_XML}<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{urls}</urlset>\n'


def llms(shelves: Shelves, articles: Sequence[Article]) -> str:
    """Return llms.txt (llmstxt.org): the series, and every article by category with its summary."""
    series = shelves.library.series
    lines = [f"# {series.title}", "", f"> {series.description or series.title}", ""]
    for category in shelves.library.categories:
        lines += [f"## {category.label}", ""]
        for article in (a for a in articles if a.category == category.label):
            told = f": {article.excerpt}" if article.excerpt else ""
            lines.append(f"- [{article.title}]({shelves.address(article.docname)}){told}")
        lines.append("")
    return "\n".join(lines)


def llms_full(shelves: Shelves, texts: Iterable[str]) -> str:
    """Return llms-full.txt: the newest articles with their texts as Markdown, from old to new."""
    pairs = zip(shelves.whole.values(), texts, strict=True)
    whole = (f"# {a.title}\n\n{shelves.address(a.docname)}\n\n{text}\n" for a, text in pairs)
    return "\n".join(whole)


def _manifest(title: str, name: str, language: str) -> str:
    told: dict[str, object] = {
        "name": title,
        "short_name": name[:12],
        "lang": language,
        "start_url": "./",
        "display": "browser",
    }
    told["icons"] = [{"src": "_static/icon.svg", "sizes": "any", "type": "image/svg+xml"}]
    return msgspec.json.encode(told).decode() + "\n"


def _latest(shelves: Shelves, articles: Iterable[Article]) -> datetime:
    return max((article.modified for article in articles), default=_whenever(shelves))


def _whenever(shelves: Shelves) -> datetime:
    return shelves.library.articles[0].modified


def _text(text: str) -> str:
    return escape(xml_text(text))
