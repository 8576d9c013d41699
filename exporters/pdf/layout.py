"""Laying out one document with WeasyPrint, without its fonts, and noting what the book must know of it."""

from __future__ import annotations

import gc
import hashlib
import io
import logging
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import weasyprint
from PIL import Image
from weasyprint.urls import URLFetcher, URLFetcherResponse

from book.frames import with_room
from exporters.pdf.drawing import draw_laid_out_lines
from exporters.pdf.feet import keep_notes_with_calls
from exporters.pdf.fonts import font_configuration, unread_font_files
from exporters.pdf.frames import open_parted_frames
from exporters.pdf.grid import set_on_grid
from exporters.pdf.heads import keep_notes_off_heads
from exporters.pdf.justify import justify_japanese
from exporters.pdf.later import let_text_pass_pictures
from exporters.pdf.leaders import set_leaders_whole
from exporters.pdf.lines import set_japanese_lines
from exporters.pdf.openings import openings_of
from exporters.pdf.painting import paint_boxes_in_order, paint_notes_in_order
from exporters.pdf.pinned import check_weasyprint
from exporters.pdf.references import Reference
from exporters.pdf.spared import spare_work
from exporters.pdf.starts import know_where_lines_start
from exporters.pdf.tags import use_own_tags

# A character that no font has is printed as printers always did: with the mark for a missing sort.
MISSING = "〓"
# What a glyph says that is one of several for a character (हि); every glyph has to say something.
_WITHIN = "\u2060"
_NO_GLYPH = re.compile(r"\.notdef glyph rendered .*\(U\+([0-9A-F]+)\)$", re.DOTALL)
_SAID_WITH_IT = "Too many glyphs missing from "


@dataclass(frozen=True, slots=True)
class UsedFont:
    """A font as a document uses it: how to ask for it, and each glyph's text and width (1/1000 em).

    `name` is the one in the PDF, after the subset's tag. `weight` is CSS's, `style` 0 for upright.
    """

    family: str
    weight: int
    style: int
    name: str
    glyphs: Mapping[int, tuple[str, float]]


@dataclass(frozen=True, slots=True)
class Laid:
    """A document laid out: its PDF without fonts, and what the book must know of it.

    `anchors` maps each id to its page (from 0) and its distance from the page's top in points. `fonts`
    are by the hash that names them in the PDF. `missing` are the characters that no font has, shown as
    MISSING. `said` is what WeasyPrint logged of anything else. `references` are the boxes for pages' numbers.
    `openings` are the first words of each page. `heads` running heads follow the pages, each as a page.
    """

    pdf: bytes
    pages: int
    anchors: Mapping[str, tuple[int, float]]
    fonts: Mapping[str, UsedFont]
    missing: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()
    openings: tuple[str, ...] = ()
    heads: int = 0


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture that a document shows, by its content: a drawing (SVG), or one of pixels."""

    content: bytes
    svg: bool = True

    @classmethod
    def file(cls, path: Path) -> Shown:
        """Return the picture of a file. Raises OSError."""
        return cls(path.read_bytes(), path.suffix.lower() == ".svg")


class FontlessDict(dict[Any, Any]):
    """A document's fonts, out of which WeasyPrint embeds none."""

    def values(self) -> Any:
        """Return nothing to embed."""
        return ()


class BookFetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint is published without types
    """Gives out the pictures it was told of, and nothing else: neither network nor files."""

    def __init__(self, pictures: Mapping[str, Shown]) -> None:
        """Take the pictures by address."""
        super().__init__(allowed_protocols=("picture", "formula", "data"))
        self._pictures = pictures

    def fetch(self, url: str, headers: Any = None) -> Any:
        """Return a picture. Raises ValueError for any other address."""
        if url.startswith("data:"):
            return super().fetch(url, headers)
        if url not in self._pictures:
            raise ValueError("nothing outside the book is fetched")
        picture = self._pictures[url]
        kind = "image/svg+xml" if picture.svg else "application/octet-stream"
        content = picture.content if picture.svg else with_8_bits(picture.content)
        return URLFetcherResponse(url, content, {"Content-Type": kind})


def with_8_bits(content: bytes) -> bytes:
    """Return a picture as it is, but a PNG of 16-bit greys with 8 bits: WeasyPrint knows no others."""
    if content[:8] != b"\x89PNG\r\n\x1a\n" or content[24:26] != b"\x10\x00":
        return content
    target = io.BytesIO()
    with Image.open(io.BytesIO(content)) as picture:
        picture.convert("I").point(lambda grey: grey / 256).convert("L").save(target, "PNG")
    return target.getvalue()


@contextmanager
def listening() -> Iterator[list[str]]:
    """Collect what WeasyPrint logs, instead of letting it reach the terminal."""
    said: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: said.append(record.getMessage())  # type: ignore[method-assign]
    logger = logging.getLogger("weasyprint")
    before, propagate = logger.handlers[:], logger.propagate
    logger.handlers[:], logger.propagate = [handler], False
    try:
        yield said
    finally:
        logger.handlers[:], logger.propagate = before, propagate


@contextmanager
def garbage_left() -> Iterator[None]:
    """Look for garbage once, when all is done: Python else looks through boxes in use, again and again."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
            gc.collect(0)  # what was made meanwhile; a document's boxes hold one another


def render(
    html: str,
    sheets: Sequence[str],
    pictures: Mapping[str, Shown],
    make_fonts: Callable[[], dict[Any, Any]] = FontlessDict,
    heading_shift: int = 0,
) -> tuple[Any, bytes]:
    """Lay out a document; return it with its PDF. Characters no font has become MISSING.

    `make_fonts` makes the mapping in which WeasyPrint gathers the fonts it then embeds. `heading_shift` is how
    many levels the document's headings lie below the book's.
    """
    check_weasyprint()
    set_japanese_lines()
    know_where_lines_start()
    justify_japanese()
    draw_laid_out_lines()
    set_on_grid()
    set_leaders_whole()
    paint_boxes_in_order()
    paint_notes_in_order()
    keep_notes_off_heads()
    keep_notes_with_calls()
    open_parted_frames()
    let_text_pass_pictures()
    use_own_tags()
    spare_work()
    document, pdf = _render(html, sheets, pictures, make_fonts(), heading_shift)
    missing = {code for font in dict.values(document.fonts) for code in font.missing}
    if missing:
        shown = html.translate(dict.fromkeys(missing, MISSING))
        document, pdf = _render(shown, sheets, pictures, make_fonts(), heading_shift)
    return document, pdf


def _render(
    html: str, sheets: Sequence[str], pictures: Mapping[str, Shown], used: dict[Any, Any], shift: int
) -> tuple[Any, bytes]:
    fonts = font_configuration()
    fetcher = BookFetcher(pictures)
    styles = [_parsed(sheet) for sheet in sheets]
    page = weasyprint.HTML(string=html, url_fetcher=fetcher, base_url="")
    document = page.render(font_config=fonts, stylesheets=styles)
    document.fonts = used
    document.heading_shift = shift
    document.tag_prefix = hashlib.sha256(html.encode()).hexdigest()[:12]
    target = io.BytesIO()
    with unread_font_files() if isinstance(used, FontlessDict) else nullcontext():
        document.write_pdf(target, pdf_tags=True)
    return document, target.getvalue()


@lru_cache(maxsize=8)
def _parsed(sheet: str) -> Any:
    """Return a style sheet that was parsed once for all documents of the process; it may name no file."""
    return weasyprint.CSS(string=sheet, font_config=font_configuration(), url_fetcher=BookFetcher({}))


@with_room
def lay_out(
    html: str,
    sheets: Sequence[str],
    pictures: Mapping[str, Shown],
    heading_shift: int = 1,
    make_fonts: Callable[[], dict[Any, Any]] = FontlessDict,
) -> Laid:
    """Lay out a document, without its fonts if not told otherwise. `pictures` are what it may show, by address."""
    with garbage_left():
        return _lay_out(html, sheets, pictures, make_fonts, heading_shift)


def _lay_out(
    html: str,
    sheets: Sequence[str],
    pictures: Mapping[str, Shown],
    make_fonts: Callable[[], dict[Any, Any]],
    heading_shift: int,
) -> Laid:
    with listening() as logged:
        document, pdf = render(html, sheets, pictures, make_fonts, heading_shift)
    missing, said = _sorted_out(logged)
    anchors, fonts = anchors_of(document), fonts_of(document)
    heads = sum(page._page_box.page_type.name == "head" for page in document.pages)
    pages, openings = len(document.pages) - heads, openings_of(document)
    return Laid(pdf, pages, anchors, fonts, missing, said, document.references, openings[:pages], heads)


def _sorted_out(logged: list[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the characters that no font has, and what else WeasyPrint logged, each once."""
    codes = {line: _NO_GLYPH.match(line) for line in logged if not line.startswith(_SAID_WITH_IT)}
    missing = (chr(int(match[1], 16)) for match in codes.values() if match)
    return tuple(dict.fromkeys(missing)), tuple(line for line, match in codes.items() if not match)


def anchors_of(document: Any) -> dict[str, tuple[int, float]]:
    """Return the page (from 0) and height (points from the top) of each id of a document."""
    anchors: dict[str, tuple[int, float]] = {}
    for number, page in enumerate(document.pages):
        for name, (_, y, *_rest) in page.anchors.items():
            anchors.setdefault(name, (number, round(y * 0.75, 2)))
    return anchors


def fonts_of(document: Any) -> dict[str, UsedFont]:
    """Return the fonts a written document uses, by hash."""
    used: dict[str, UsedFont] = {}
    for font in dict.values(document.fonts):
        glyphs = dict(used[font.hash].glyphs) if font.hash in used else {}
        glyphs |= {glyph: (text or _WITHIN, float(font.widths[glyph])) for glyph, text in font.to_unicode.items()}
        name = re.sub(r"^/[^+]*\+", "", font.name.decode())
        used[font.hash] = UsedFont(font.family, int(font.weight), int(font.style), name, glyphs)
    return used
