"""The EPUB exporter: an edition as a valid EPUB 3.3, assembled by ebooklib. It knows nothing of Sphinx."""

from __future__ import annotations

from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from ebooklib import epub

from book.cache import Store
from book.editions import EpubSettings
from book.errors import ExportError, Problem
from book.measure import NotAPictureError, measure
from book.model import Page
from exporters.chapter import Edition
from exporters.cover import cover_png, cover_svg
from exporters.epub import pages
from exporters.epub.container import Members, write_container
from exporters.epub.fonts import cut_fonts, font_sheet
from exporters.epub.metadata import add_metadata, modified_of
from exporters.epub.navigation import contents, contents_pages, nav_page, ncx, page_list
from exporters.epub.pictures import fit_pictures, with_pictures

__all__ = ["write_epub"]

XHTML = "application/xhtml+xml"


class _Page(epub.EpubHtml):  # type: ignore[misc]
    """A page that is written as it is: ebooklib's own method parses and prints it anew."""

    def get_content(self, default: str | None = None) -> bytes:  # noqa: ARG002  (ebooklib's signature)
        """Return the finished bytes."""
        return bytes(self.content)


class _Writer(epub.EpubWriter):  # type: ignore[misc]
    """ebooklib's writer, into members instead of a file, and with the package's language (Ace: epub-lang)."""

    def write(self) -> None:
        """Write the container's file, the package document and every item."""
        self.out = Members()
        self.out.writestr("mimetype", "application/epub+zip")
        self._write_container()
        self._write_opf()
        self._write_items()

    def _write_opf_file(self, root: Any) -> None:
        root.set("{http://www.w3.org/XML/1998/namespace}lang", self.book.language)
        super()._write_opf_file(root)


def write_epub(
    edition: Edition,
    settings: EpubSettings,
    target: Path,
    cache: Path,
    jobs: int = 1,
    executor: Executor | None = None,
) -> None:
    """Write the edition to `target`. Raises ExportError; an earlier book stands until the new one is whole.

    Packed members, scaled pictures and drawn covers are kept in the folder `cache`. `jobs` threads pack members;
    `executor` scales pictures, or else as many threads.
    """
    with nullcontext(executor) if executor else ThreadPoolExecutor(jobs) as scaling:
        pictures = fit_pictures(edition, settings.picture_size, Store(cache / "pictures"), scaling)
    edition = with_pictures(edition, pictures)
    book = epub.EpubBook()
    add_metadata(book, edition, settings, pictures)
    sources = _add_pages(book, edition, settings, cache)
    for picture in pictures.values():
        name = f"pictures/{picture.name}"
        book.add_item(
            epub.EpubItem(f"p-{picture.name.replace('.', '-')}", name, picture.media_type, picture.content)
        )
    for uid, name in (("style", "book.css"), ("vertical", "vertical.css"))[: 1 + edition.volume.vertical]:
        book.add_item(epub.EpubItem(uid, name, "text/css", (edition.theme / name).read_bytes()))
    _add_fonts(book, settings, Store(cache / "fonts"))
    writer = _Writer("", book, {"epub3_pages": False, "mtime": modified_of(edition)})
    writer.process()
    writer.write()
    write_container(writer.out, sources, target, Store(cache / "members"), jobs)


def _add_fonts(book: epub.EpubBook, settings: EpubSettings, store: Store) -> None:
    """Add the fonts that the settings name, with the characters of all pages, and their style sheet."""
    families = list(dict.fromkeys(filter(None, (settings.body_font, settings.heading_font))))
    if not families:
        return
    texts = (page.content.decode() for page in book.items if isinstance(page, _Page))
    fonts = cut_fonts(families, texts, store)
    for number, font in enumerate(fonts):
        book.add_item(epub.EpubItem(f"font{number}", font.name, font.media_type, font.content))
    sheet = font_sheet(fonts, settings.body_font, settings.heading_font)
    book.add_item(epub.EpubItem("fonts", "fonts.css", "text/css", sheet.encode()))


def _add_pages(book: epub.EpubBook, edition: Edition, settings: EpubSettings, cache: Path) -> dict[str, Path]:
    """Add all pages in the order of the spine; return the authors' files of those that they wrote, by member."""
    language, volume, series = edition.series.language, edition.volume, edition.series
    writing = pages.Writing(language, volume.vertical, bool(settings.body_font or settings.heading_font))
    links = pages.Links(edition)
    entries = contents(edition, settings.contents_depth, links)
    cover = _add_cover(book, edition, cache)
    _add_page(book, "cover", pages.COVER, pages.cover_page(volume, cover, language))
    _add_page(book, "titlepage", pages.TITLE, pages.title_page(series, volume, writing))
    sources: dict[str, Path] = {}
    if edition.preface:
        files = pages.text_pages(edition.preface, "preface", links, writing)
        sources |= _add_text(book, files, edition.preface.page)
    leafed = contents_pages(edition, entries, writing)
    for name, text in leafed:
        _add_page(book, name.removesuffix(".xhtml"), name, text)
    for number, part in enumerate(edition.parts, 1):
        name = pages.part_name(number)
        _add_page(book, f"part{number}", name, pages.part_page(part, writing))
        for entry in part.chapters:
            sources |= _add_text(book, pages.chapter_pages(entry, links, writing), entry.article)
    if edition.afterword:
        files = pages.text_pages(edition.afterword, "afterword", links, writing)
        sources |= _add_text(book, files, edition.afterword.page)
    _add_page(book, "colophon", pages.COLOPHON, pages.colophon_page(series, volume))
    printed = page_list(edition, links, leafed)
    nav = nav_page(edition, entries, printed, writing)
    _add_page(book, "nav", pages.NAV, nav, ["nav"], in_spine=False)
    written = ncx(edition, entries, printed).encode()
    book.add_item(epub.EpubItem("ncx", "toc.ncx", "application/x-dtbncx+xml", written))
    return sources


def _add_text(book: epub.EpubBook, files: list[tuple[str, str]], source: Page) -> dict[str, Path]:
    """Add the files of an article, a preface or an afterword; return their author's file, by member."""
    for name, text in files:
        properties = [kind for kind, mark in (("mathml", "<math"), ("svg", "<svg")) if mark in text]
        _add_page(book, name.removesuffix(".xhtml"), name, text, properties)
    return {f"{book.FOLDER_NAME}/{name}": source.path for name, _ in files}


def _add_page(
    book: epub.EpubBook,
    uid: str,
    name: str,
    text: str,
    properties: list[str] | None = None,
    *,
    in_spine: bool = True,
) -> None:
    page = _Page(uid=uid, file_name=name, media_type=XHTML, content=text.encode(), title=name)
    page.properties = properties or []
    book.add_item(page)
    if in_spine:
        book.spine.append(page)


def _add_cover(book: epub.EpubBook, edition: Edition, cache: Path) -> str:
    """Add the publisher's cover, or one drawn, and return its name."""
    own = edition.volume.cover
    if own is None:
        drawn = cover_png(cover_svg(edition.series, edition.volume), Store(cache / "covers"))
        name, kind, data = "cover.png", "image/png", drawn
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
