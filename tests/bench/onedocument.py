"""The same book as one document of WeasyPrint as it comes: what gappon's way of laying out is held against.

python onedocument.py SITE CONF BUILD TARGET

Writes to the folder TARGET what gappon prepares of every article for print, joined, under its own style sheet,
with contents, running heads and folios that WeasyPrint fills in, for `weasyprint --pdf-variant pdf/ua-1`.
"""

from __future__ import annotations

import html
import re
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from book.library import load_library
from book.settings import load_settings
from exporters.builders.run import run_sphinx
from exporters.chapter import EditionChapter
from exporters.editions import make_edition
from exporters.pdf.fonts import with_fonts
from exporters.pdf.page import PageShape, page_shape
from exporters.pdf.prepare import Source, book_address, prepare
from exporters.pdf.references import expected_digits

_ADDRESS = re.compile('href="(book:[^"]*)"')
_ID = re.compile(' (id="|href="#)([^"]+)"')


def write_document(site: Path, conf: Path, build: Path, target: Path) -> None:
    """Write the document of a site's first volume, and the pictures and formulas that it shows."""
    settings = load_settings(site, conf, build)
    run_sphinx("book-chapters", settings, 1)
    library = load_library(settings)
    edition = make_edition(library.series, library.volumes[0], build / "chapters", conf / "theme" / "print")
    shape = page_shape(settings.print.trim, settings.print.margins)
    digits = expected_digits(edition.chapters, shape)
    places = {chapter.article.key: number for number, chapter in enumerate(edition.chapters)}
    articles, entries = "", ""
    (target / "pictures").mkdir(parents=True)
    for number, chapter in enumerate(edition.chapters):
        source = prepare(chapter, digits, settings.print)
        articles += f'<div class="chapter" id="a{number}">{_body(source, number, places)}</div>'
        entries += _entries(chapter, number, settings.print.contents_depth)
        _write_pictures(chapter, source, number, target / "pictures")
    sheet = with_fonts((edition.theme / "book.css").read_text(encoding="utf-8"), settings.print)
    title = html.escape(edition.volume.title)
    head = (
        f'<head><meta charset="utf-8"/><title>{title}</title><style>{sheet}{shape.css}{_own(shape)}</style></head>'
    )
    contents = f'<section class="contents"><h1>目次</h1><div class="toc">{entries}</div></section>'
    page = f'<!DOCTYPE html><html lang="ja">{head}<body><h1>{title}</h1>{contents}{articles}</body></html>'
    (target / "book.html").write_text(page, encoding="utf-8")


def _own(shape: PageShape) -> str:
    """Return what makes contents, running heads and folios, in boxes of fixed width: others are slow."""
    width = f"width: {shape.text_width:.3f}pt; font-size: 7pt"
    return (
        f"@page {{ @top-center {{ content: string(head); {width}; text-align: right }}"
        f"@bottom-center {{ content: counter(page); {width}; text-align: right }} }}"
        ".chapter, .contents { break-before: page } .chapter h1 { string-set: head content() }"
        '.entry a::after { content: leader(dotted) " " target-counter(attr(href url), page) }'
    )


def _body(source: Source, number: int, places: dict[str, int]) -> str:
    """Return an article's HTML with ids, pictures and links as one document of all articles has them."""
    inner = re.search(r"<body>(.*)</body>", source.html, re.DOTALL)
    assert inner is not None
    text = re.sub(r'<div class="head .*?</div>', "", inner[1])
    text = _ID.sub(lambda match: f' {match[1]}{_named(number, match[2])}"', text)
    text = _ADDRESS.sub(lambda match: f'href="#{_place(html.unescape(match[1]), places)}"', text)
    text = re.sub('src="formula:([0-9]+)"', f'src="pictures/{number}-\\1.svg"', text)
    return text.replace('src="picture:', 'src="pictures/')


def _named(number: int, name: str) -> str:
    return f"a-{number}-{name}"


def _place(address: str, places: dict[str, int]) -> str:
    key, _, fragment = address.removeprefix("book:").partition("#")
    number = next(place for other, place in places.items() if book_address(other) == f"book:{key}")
    return _named(number, fragment) if fragment else f"a{number}"


def _entries(chapter: EditionChapter, number: int, depth: int) -> str:
    lines = [(2, chapter.article.title, f"a{number}")]
    lines += [
        (heading.level + 1, heading.text, _named(number, heading.id))
        for heading in chapter.chapter.headings
        if heading.level <= depth - 1
    ]
    return "".join(
        f'<p class="entry level-{level}"><a href="#{html.escape(place)}">{html.escape(text)}</a></p>'
        for level, text, place in lines
    )


def _write_pictures(chapter: EditionChapter, source: Source, number: int, folder: Path) -> None:
    hero = (chapter.chapter.hero,) if chapter.chapter.hero else ()
    for picture in (*chapter.chapter.pictures, *hero):
        shutil.copyfile(picture.source, folder / picture.name)
    for address, drawing in source.formulas.items():
        (folder / f"{number}-{address.removeprefix('formula:')}.svg").write_text(drawing, encoding="utf-8")


def main(arguments: Sequence[str]) -> None:
    """Write the document that the command line asks for."""
    site, conf, build, target = map(Path, arguments)
    write_document(site.resolve(), conf.resolve(), build.resolve(), target.resolve())


if __name__ == "__main__":
    main(sys.argv[1:])
