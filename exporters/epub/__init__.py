"""The EPUB exporter: an edition as a valid EPUB 3.3, assembled by ebooklib. It knows nothing of Sphinx."""

from __future__ import annotations

from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import nullcontext
from itertools import chain
from pathlib import Path
from typing import Any

from ebooklib import epub

from book.cache import Store, key_of
from book.editions import EpubSettings
from book.errors import ExportError, Problem
from book.measure import NotAPictureError, measure
from book.toolchain import toolchain_digest
from exporters.chapter import Edition, EditionEntry
from exporters.cover import cover_png, cover_svg
from exporters.epub import pages
from exporters.epub.container import Members, write_container
from exporters.epub.earlier import Packed, read_earlier, write_record
from exporters.epub.fonts import cut_fonts, font_sheet
from exporters.epub.metadata import add_metadata, modified_of
from exporters.epub.navigation import contents, contents_pages, nav_page, ncx, page_list
from exporters.epub.pages import Writing
from exporters.epub.pictures import fit_pictures
from exporters.epub.texts import Texts

__all__ = ["write_epub"]

XHTML = "application/xhtml+xml"


class _Page(epub.EpubHtml):  # type: ignore[misc]
    """A page that is written as it is: ebooklib's own method parses and prints it anew."""

    def get_content(self, default: str | None = None) -> bytes | Packed:  # noqa: ARG002  (ebooklib's signature)
        """Return the finished bytes, or where the earlier volume has them."""
        content: bytes | Packed = self.content
        return content


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
    note: Path | None = None,
) -> None:
    """Write the edition to `target`. Raises ExportError; an earlier book stands until the new one is whole.

    Packed members, scaled pictures and drawn covers are kept in the folder `cache`. `jobs` threads pack members;
    `executor` scales pictures, or else as many threads. With the file `note`, texts and pictures that are the same
    as in the earlier volume are copied from it.
    """
    made_by = key_of(toolchain_digest(), repr(settings.picture_size))
    earlier = read_earlier(target, note, made_by)
    with nullcontext(executor) if executor else ThreadPoolExecutor(jobs) as scaling:
        pictures = fit_pictures(edition, settings.picture_size, Store(cache / "pictures"), scaling, earlier)
    writing = Writing(edition.series.language, edition.volume.vertical, fonts=bool(_families(settings)))
    texts = Texts(edition, writing, {name: picture.name for name, picture in pictures.items()}, earlier)
    book = epub.EpubBook()
    add_metadata(book, edition, settings, texts.links.outlines.values(), pictures.values())
    sources = _add_pages(book, edition, settings, texts, cache)
    for picture in pictures.values():
        uid, name = f"p-{picture.name.replace('.', '-')}", f"pictures/{picture.name}"
        book.add_item(epub.EpubItem(uid, name, picture.media_type, picture.content))
    for uid, name in (("style", "book.css"), ("vertical", "vertical.css"))[: 1 + edition.volume.vertical]:
        book.add_item(epub.EpubItem(uid, name, "text/css", (edition.theme / name).read_bytes()))
    _add_fonts(book, settings, texts, Store(cache / "fonts"))
    writer = _Writer("", book, {"epub3_pages": False, "mtime": modified_of(edition)})
    writer.process()
    writer.write()
    write_container(writer.out, sources, target, Store(cache / "members"), jobs)
    shown = {name: picture.kept for name, picture in pictures.items()}
    write_record(target, note, made_by, texts.kept, shown)


def _families(settings: EpubSettings) -> dict[str, str]:
    """Return the fonts to embed, each with the key that names it."""
    keys = {settings.body_font: "epub.body_font"}
    keys.setdefault(settings.heading_font, "epub.heading_font")
    return {family: key for family, key in keys.items() if family}


def _add_fonts(book: epub.EpubBook, settings: EpubSettings, texts: Texts, store: Store) -> None:
    """Add the fonts that the settings name, with the characters of all pages, and their style sheet."""
    families = _families(settings)
    if not families:
        return
    own = (
        page.content.decode() for page in book.items if isinstance(page, _Page) and isinstance(page.content, bytes)
    )
    fonts = cut_fonts(families, chain(own, (text.characters for text in texts.kept.values())), store)
    for number, font in enumerate(fonts):
        book.add_item(epub.EpubItem(f"font{number}", font.name, font.media_type, font.content))
    sheet = font_sheet(fonts, settings.body_font, settings.heading_font)
    book.add_item(epub.EpubItem("fonts", "fonts.css", "text/css", sheet.encode()))


def _add_pages(
    book: epub.EpubBook, edition: Edition, settings: EpubSettings, texts: Texts, cache: Path
) -> dict[str, Path]:
    """Add all pages in the order of the spine; return the authors' files of those that they wrote, by member."""
    volume, series, writing, links = edition.volume, edition.series, texts.writing, texts.links
    entries = contents(edition, settings.contents_depth, links)
    cover = _add_cover(book, edition, cache)
    _add_page(book, pages.COVER, pages.cover_page(volume, cover, writing.language))
    _add_page(book, pages.TITLE, pages.title_page(series, volume, writing), uid="titlepage")
    sources: dict[str, Path] = {}
    if edition.preface:
        sources |= _add_text(book, texts, edition.preface, "preface")
    leafed = contents_pages(edition, entries, writing)
    for name, text in leafed:
        _add_page(book, name, text)
    for number, part in enumerate(edition.parts, 1):
        _add_page(book, pages.part_name(number), pages.part_page(part, writing), uid=f"part{number}")
        for entry in part.chapters:
            sources |= _add_text(book, texts, entry, "chapter")
    if edition.afterword:
        sources |= _add_text(book, texts, edition.afterword, "afterword")
    _add_page(book, pages.COLOPHON, pages.colophon_page(series, volume))
    printed = page_list(edition, links, leafed)
    nav = nav_page(edition, entries, printed, writing)
    _add_page(book, pages.NAV, nav, ("nav",), in_spine=False)
    written = ncx(edition, entries, printed).encode()
    book.add_item(epub.EpubItem("ncx", "toc.ncx", "application/x-dtbncx+xml", written))
    return sources


def _add_text(book: epub.EpubBook, texts: Texts, entry: EditionEntry, kind: str) -> dict[str, Path]:
    """Add the files of an article, a preface or an afterword; return their author's file, by member."""
    sources = {}
    for file in texts.files(entry, kind):
        _add_page(book, file.name, file.content, file.properties)
        sources[f"{book.FOLDER_NAME}/{file.name}"] = entry.page.path
    return sources


def _add_page(
    book: epub.EpubBook,
    name: str,
    text: str | bytes | Packed,
    properties: tuple[str, ...] = (),
    *,
    uid: str = "",
    in_spine: bool = True,
) -> None:
    content = text.encode() if isinstance(text, str) else text
    page = _Page(
        uid=uid or name.removesuffix(".xhtml"), file_name=name, media_type=XHTML, content=content, title=name
    )
    page.properties = list(properties)
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
