"""The EPUB exporter: an edition as a valid EPUB 3.3, assembled by ebooklib. It knows nothing of Sphinx."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC
from pathlib import Path
from xml.etree import ElementTree

from ebooklib import epub

from book.editions import EpubSettings
from book.errors import ExportError, Problem
from book.measure import NotAPictureError, measure
from book.model import Page
from exporters.chapter import Edition, EditionChapter, Picture
from exporters.cover import cover_png, cover_svg
from exporters.epub import pages
from exporters.epub.container import write_container
from exporters.epub.metadata import add_metadata
from exporters.epub.navigation import contents, nav_page, ncx

__all__ = ["write_epub"]

XHTML = "application/xhtml+xml"


class _Page(epub.EpubHtml):  # type: ignore[misc]
    """A page that is written as it is: ebooklib's own method parses and prints it anew."""

    def get_content(self, default: str | None = None) -> bytes:  # noqa: ARG002  (ebooklib's signature)
        """Return the finished bytes."""
        return bytes(self.content)


def write_epub(edition: Edition, settings: EpubSettings, target: Path) -> None:
    """Write the edition to `target`. Raises ExportError; an earlier book stands until the new one is whole."""
    book = epub.EpubBook()
    add_metadata(book, edition)
    _add_pages(book, edition, settings)
    _add_pictures(book, edition)
    for uid, name in (("style", "book.css"), ("vertical", "vertical.css"))[: 1 + edition.volume.vertical]:
        book.add_item(epub.EpubItem(uid, name, "text/css", (edition.theme / name).read_bytes()))
    archive = io.BytesIO()
    modified = max(chapter.article.modified for chapter in edition.chapters).astimezone(UTC)
    options = {"epub3_pages": False, "raise_exceptions": True, "compresslevel": 0, "mtime": modified}
    epub.write_epub(archive, book, options)
    write_container(_with_language(archive, edition.series.language), target)


def _add_pages(book: epub.EpubBook, edition: Edition, settings: EpubSettings) -> None:
    language, volume, series = edition.series.language, edition.volume, edition.series
    entries = contents(edition, settings.contents_depth)
    writing = pages.Writing(language, volume.vertical)
    links = pages.Links(edition)
    cover = _add_cover(book, edition)
    _add_page(book, "cover", pages.COVER, pages.cover_page(volume, cover, language))
    _add_page(book, "titlepage", pages.TITLE, pages.title_page(series, volume, writing))
    _add_page(book, "nav", pages.NAV, nav_page(edition, entries, writing), ["nav"])
    if edition.preface:
        _add_text(book, pages.text_page(edition.preface, "preface", links, writing), edition.preface.page)
    for number, part in enumerate(edition.parts, 1):
        name = pages.part_name(number)
        _add_page(book, f"part{number}", name, pages.part_page(part, writing))
        for entry in part.chapters:
            _add_chapter(book, entry, links, writing)
    if edition.afterword:
        _add_text(book, pages.text_page(edition.afterword, "afterword", links, writing), edition.afterword.page)
    _add_page(book, "colophon", pages.COLOPHON, pages.colophon_page(series, volume))
    book.add_item(epub.EpubItem("ncx", "toc.ncx", "application/x-dtbncx+xml", ncx(edition, entries).encode()))


def _add_chapter(book: epub.EpubBook, entry: EditionChapter, links: pages.Links, writing: pages.Writing) -> None:
    _add_text(book, pages.chapter_page(entry, links, writing), entry.article)


def _add_text(book: epub.EpubBook, text: str, source: Page) -> None:
    """Add the page of an article, a preface or an afterword. Raises ExportError where it is not well formed."""
    name = pages.chapter_name(source.key)
    try:
        ElementTree.fromstring(text.encode())  # noqa: S314  (our own writing; it names no entities)
    except ElementTree.ParseError as error:
        message = f"its chapter is not well-formed XHTML: {error}."
        remedy = "Look for raw HTML in the article that is cut off."
        raise ExportError([Problem(source.path, 0, message, remedy, "chapter")]) from error
    properties = [name for name, mark in (("mathml", "<math"), ("svg", "<svg")) if mark in text]
    _add_page(book, name.removesuffix(".xhtml"), name, text, properties)


def _add_page(book: epub.EpubBook, uid: str, name: str, text: str, properties: list[str] | None = None) -> None:
    page = _Page(uid=uid, file_name=name, media_type=XHTML, content=text.encode(), title=name)
    page.properties = properties or []
    book.add_item(page)
    book.spine.append(page)


def _add_cover(book: epub.EpubBook, edition: Edition) -> str:
    """Add the publisher's cover, or one drawn, and return its name."""
    own = edition.volume.cover
    if own is None:
        name, kind, data = "cover.png", "image/png", cover_png(cover_svg(edition.series, edition.volume))
    else:
        try:
            size = measure(own)
        except NotAPictureError as error:
            message = "the cover cannot be read: it is damaged, or not a picture."
            raise ExportError([Problem(own, 0, message, "Save it again as PNG or JPEG.", "cover")]) from error
        name, kind, data = f"cover{size.suffix}", size.media_type, own.read_bytes()
    item = epub.EpubCover(uid="cover-image", file_name=name)
    item.media_type, item.content = kind, data
    book.add_item(item)
    return name


def _add_pictures(book: epub.EpubBook, edition: Edition) -> None:
    pictures: dict[str, tuple[Picture, Path]] = {}
    held = [(entry.chapter, entry.article.path) for entry in edition.chapters]
    held += [(text.chapter, text.page.path) for text in edition.texts]
    for chapter, path in held:
        hero = (chapter.hero,) if chapter.hero else ()
        for picture in (*chapter.pictures, *hero):
            pictures.setdefault(picture.name, (picture, path))
    for name, (picture, article) in sorted(pictures.items()):
        try:
            data = picture.source.read_bytes()
        except OSError as error:
            message = f"its picture {picture.source.name} cannot be read."
            raise ExportError([Problem(article, 0, message, "Put it back.", "picture.missing")]) from error
        uid = f"p-{name.replace('.', '-')}"
        book.add_item(epub.EpubItem(uid, f"pictures/{name}", picture.media_type, data))


def _with_language(archive: io.BytesIO, language: str) -> io.BytesIO:
    """Name the language of the package document, which ebooklib leaves out (Ace: epub-lang)."""
    named = io.BytesIO()
    with zipfile.ZipFile(archive) as source, zipfile.ZipFile(named, "w") as book:
        for name in source.namelist():
            data = source.read(name)
            if name.endswith("content.opf"):
                data = re.sub(rb"<package ", f'<package xml:lang="{language}" '.encode(), data, count=1)
            book.writestr(name, data)
    return named
