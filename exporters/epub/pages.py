"""The pages of an e-book as XHTML, written as text: nothing is parsed and printed anew, no space is added."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from html import escape
from urllib.parse import unquote

from book.model import Page, Series, Volume
from exporters.chapter import Edition, EditionChapter, EditionPart, EditionText
from exporters.epub.pagebreaks import mark_pages, page_id, page_mark
from exporters.epub.pieces import pieces
from exporters.epub.upright import stand_upright
from exporters.epub.wide import mark_long

NAV, TITLE, COLOPHON, COVER = "nav.xhtml", "title.xhtml", "colophon.xhtml", "cover.xhtml"
CONTENTS = "contents.xhtml"
_LINK = re.compile(r"<a((?:\s[^>]*?)?\sdata-article=\"([^\"]*)\"[^>]*)>(.*?)</a>", re.DOTALL)
_FRAGMENT = re.compile(r'\sdata-fragment="([^"]*)"')
_HREF = re.compile(r'\shref="([^"]*)"')
_ID = re.compile(r' id="([^"]*)"')
_INSIDE = re.compile(r'\shref="#(?!fn-)([^"]*)"')
_NOTES = '<section class="footnotes" role="doc-endnotes">'
# Every reading system of EPUB 3 knows ruby, and EPUBCheck discourages `rp` (HTM-055).
_FALLBACK = re.compile(r"<rp>[^<]*</rp>")
_NOTE = re.compile(r'<li id="fn-(\d+)">(.*?)</li>\n(?=<li id="fn-|</ol>)', re.DOTALL)
# Formulas too wide for a phone scroll, as tables do.
_LONG_FORMULA = re.compile(r'<div class="math">(?=\s*<math\b[^>]*\balttext="[^"]{36})')
_CALL = re.compile(r'<a class="noteref" role="doc-noteref" id="fnref-(\d+)-(\d+)" href="#fn-\d+">\d+</a>')


@dataclass(frozen=True, slots=True)
class Writing:
    """How a page is written: in which language (BCP 47), whether in vertical lines, in the book's fonts."""

    language: str
    vertical: bool = False
    fonts: bool = False


def page(title: str, body: str, writing: Writing, kind: str, *, body_type: str = "bodymatter") -> str:
    """Return a whole XHTML document (EPUB 3.3, 6.1)."""
    language, style, sheets = writing.language, "hltr", ["book.css"]
    if writing.vertical:
        body, style = stand_upright(mark_long(body)), "vrtl"
        sheets.append("vertical.css")
    if writing.fonts:
        sheets.append("fonts.css")
    links = "".join(f'<link rel="stylesheet" type="text/css" href="{sheet}"/>' for sheet in sheets)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n'
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" '
        f'xml:lang="{language}" lang="{language}" class="{style}">\n'
        f"<head><title>{escape(title, quote=False)}</title>{links}</head>\n"
        f'<body class="{kind}" epub:type="{body_type}">\n{body}\n</body>\n</html>\n'
    ).replace('<span role="doc-pagebreak"', '<span epub:type="pagebreak" role="doc-pagebreak"')


@cache
def chapter_name(key: str) -> str:
    """Return the file name of an article in any book: ASCII, and the same whatever else the book holds."""
    safe = re.sub(r"[^a-z0-9-]+", "-", key.lower()).strip("-")[:60]
    return f"a-{safe}-{hashlib.sha256(key.encode()).hexdigest()[:8]}.xhtml"


def part_name(number: int) -> str:
    """Return the file name of a part's page."""
    return f"part-{number:02}.xhtml"


class Links:
    """Where everything in the book stands: its texts' files, and links to articles turned into links to these."""

    def __init__(self, edition: Edition) -> None:
        bodies = {entry.article.key: entry.chapter.body for entry in edition.chapters}
        bodies |= {text.page.key: text.chapter.body for text in edition.texts}
        self._printed = edition.printed.texts if edition.printed else {}
        self._places: dict[str, dict[str, int]] = {}
        self._pieces = {key: _pieces(self._marked(key, body)) for key, body in bodies.items()}

    def _marked(self, key: str, body: str) -> str:
        """Return a body with the beginnings of its printed pages marked, but for the first."""
        if not self._printed:
            return body
        head, mark, tail = body.partition(_NOTES)
        return mark_pages(head, self._printed[key].pages[1:]) + mark + tail

    def first_page(self, key: str) -> str:
        """Return the mark of the first printed page of a text, nothing where the volume is not printed."""
        return page_mark(self._printed[key].pages[0].folio) if self._printed else ""

    def printed_pages(self, key: str) -> Iterator[tuple[str, str]]:
        """Yield number and place of the printed pages of a text."""
        for number, page in enumerate(self._printed[key].pages if self._printed else ()):
            uid = page_id(page.folio)
            yield page.folio, self.address(key, uid) if number else f"{chapter_name(key)}#{uid}"

    def files(self, key: str) -> list[tuple[str, str]]:
        """Return the names of a text's files and the bodies in them: one, but for very long texts."""
        return [(_file_name(key, place), body) for place, body in enumerate(self._pieces[key], 1)]

    def address(self, key: str, fragment: str = "") -> str:
        """Return where a text begins, or the place of that id in it, where it has one."""
        place = self._places_of(key).get(fragment) if fragment else None
        return f"{_file_name(key, place)}#{fragment}" if place else chapter_name(key)

    def _places_of(self, key: str) -> dict[str, int]:
        """Return in which of a text's files, from 1, each of its ids is; looked through once."""
        if key not in self._places:
            found = enumerate(self._pieces[key], 1)
            self._places[key] = {uid: place for place, body in reversed([*found]) for uid in _ID.findall(body)}
        return self._places[key]

    def resolve(self, key: str, body: str) -> str:
        """Return the body of one of a text's files with its links resolved."""
        if len(self._pieces[key]) > 1:
            body = _INSIDE.sub(
                lambda match: match[0] if f' id="{unquote(match[1])}"' in body else self._other(key, match), body
            )
        return _LINK.sub(self._one, body)

    def _other(self, key: str, match: re.Match[str]) -> str:
        return f' href="{self.address(key, unquote(match[1]))}"'

    def _one(self, match: re.Match[str]) -> str:
        attributes, key, text = match[1], match[2], match[3]
        fragment = _FRAGMENT.search(attributes)
        href = _HREF.search(attributes)
        if key in self._pieces:
            address = self.address(key, fragment[1] if fragment else "")
        elif href is not None:
            address = href[1]
        else:
            return text
        return f'<a href="{address}">{text}</a>'


def _file_name(key: str, place: int) -> str:
    name = chapter_name(key)
    return name if place == 1 else name.replace(".xhtml", f"-{place}.xhtml")


def _pieces(body: str) -> list[str]:
    """Cut a body into those of its files; each has all notes, of which it will show those that it calls."""
    head, mark, tail = body.partition(_NOTES)
    cut = pieces(head)
    return [piece + mark + tail for piece in cut]


def chapter_pages(entry: EditionChapter, links: Links, writing: Writing) -> list[tuple[str, str]]:
    """Return an article's files by name: its opening, its body, its notes with their ways back."""
    return _pages(entry.article, _opening(entry), "chapter", links, writing)


def text_pages(text: EditionText, kind: str, links: Links, writing: Writing) -> list[tuple[str, str]]:
    """Return the files of a `preface` or an `afterword` by name."""
    return _pages(text.page, f"<h1>{escape(text.page.title, quote=False)}</h1>\n", kind, links, writing)


def _pages(source: Page, opening: str, kind: str, links: Links, writing: Writing) -> list[tuple[str, str]]:
    matter = {"preface": "frontmatter", "afterword": "backmatter"}.get(kind, "bodymatter")
    made = []
    for place, (name, piece) in enumerate(links.files(source.key)):
        goes_on = f' aria-label="{escape(source.title)}（続き）"' if place else ""
        opened = "" if place else links.first_page(source.key) + opening
        begin = f'<section epub:type="{kind}" role="doc-{kind}"{goes_on}>\n{opened}'
        body = _body(source.key, piece, links)
        made.append((name, page(source.title, f"{begin}{body}\n</section>", writing, kind, body_type=matter)))
    return made


def _opening(entry: EditionChapter) -> str:
    article, chapter = entry.article, entry.chapter
    picture = ""
    if chapter.hero:
        alt = f'alt="{escape(article.image_alt)}"' if article.image_alt else 'alt="" role="presentation"'
        picture = f'<p class="hero"><img src="pictures/{chapter.hero.name}" {alt}/></p>\n'
    date = f"{article.date.year}年{article.date.month}月{article.date.day}日"
    told = "　".join((date, *article.authors, f"約{article.reading_time}分"))
    tags = f'<p class="tags">{escape("　".join(article.tags), quote=False)}</p>\n' if article.tags else ""
    return (
        f'<header><h1>{escape(article.title, quote=False)}</h1>\n<p class="meta">{escape(told, quote=False)}</p>\n'
        f"{tags}{picture}</header>\n"
    )


def _body(key: str, body: str, links: Links) -> str:
    """Return the body of a file with its links resolved and its notes with their ways back."""
    body = notes(links.resolve(key, body), "n" + hashlib.sha256(key.encode()).hexdigest()[:8])
    body = _FALLBACK.sub("", body)
    body = body.replace("<details>", '<details open="open">')  # a page cannot be unfolded where nothing runs
    body = _LONG_FORMULA.sub(r'<div class="math" tabindex="0">', body)
    return body.replace('<div class="table"', '<div class="table" tabindex="0"')  # it scrolls: keys must reach it


def notes(body: str, prefix: str) -> str:
    """Give every call of a note a note of its own, with its way back first: so they pop up (EPUB 3.3, D.1).

    `prefix` makes their ids unique in the book: some reading systems look a note up among all of its pages.
    """
    head, mark, tail = body.partition(_NOTES)
    if not mark:
        return body
    texts = dict(_NOTE.findall(tail))
    calls = _CALL.findall(head)
    if not calls:
        return head
    head = _CALL.sub(lambda m: _call(m[1], m[2], prefix), head)
    asides = "".join(_note(number, call, texts[number], prefix) for number, call in sorted(calls, key=_by_number))
    return f'{head}<section class="footnotes" epub:type="footnotes">\n{asides}</section>'


def _by_number(call: tuple[str, str]) -> tuple[int, int]:
    return int(call[0]), int(call[1])


def _call(number: str, call: str, prefix: str) -> str:
    return (
        f'<a class="noteref" epub:type="noteref" role="doc-noteref" id="{prefix}-ref-{number}-{call}"'
        f' href="#{prefix}-note-{number}-{call}">{number}</a>'
    )


def _note(number: str, call: str, text: str, prefix: str) -> str:
    back = f'<a class="back" role="doc-backlink" href="#{prefix}-ref-{number}-{call}">{number}</a> '
    inner = text.replace("<p>", f"<p>{back}", 1) if text.startswith("<p>") else f"<p>{back}</p>{text}"
    return f'<aside id="{prefix}-note-{number}-{call}" epub:type="footnote" role="doc-footnote">{inner}</aside>\n'


def cover_page(volume: Volume, picture: str, language: str) -> str:
    """Return the page that shows the cover; it has no lines to be vertical."""
    body = f'<section epub:type="cover"><img src="{picture}" alt="{escape(volume.title)}の表紙"/></section>'
    return page("表紙", body, Writing(language), "cover", body_type="frontmatter")


def title_page(series: Series, volume: Volume, writing: Writing) -> str:
    """Return the title page."""
    lines = [f"<h1>{escape(volume.title, quote=False)}</h1>"]
    for kind, text in (("subtitle", volume.subtitle), ("period", volume.period)):
        if text:
            lines.append(f'<p class="{kind}">{escape(text, quote=False)}</p>')
    for text in dict.fromkeys((series.author, series.publisher)):
        if text:
            lines.append(f'<p class="author">{escape(text, quote=False)}</p>')
    body = '<section epub:type="titlepage">' + "\n".join(lines) + "</section>"
    return page(volume.title, body, writing, "titlepage", body_type="frontmatter")


def part_page(part: EditionPart, writing: Writing) -> str:
    """Return the page that opens a part."""
    body = f'<section epub:type="part" role="doc-part"><h1>{escape(part.title, quote=False)}</h1></section>'
    return page(part.title, body, writing, "part")


def colophon_page(series: Series, volume: Volume) -> str:
    """Return the colophon (奥付), in horizontal lines; its date is that of the newest change."""
    day = max(article.modified for article in volume.articles)
    isbn = volume.identifier.removeprefix("urn:isbn:") if volume.identifier.startswith("urn:isbn:") else ""
    rows = (
        ("書名", volume.title),
        ("シリーズ", series.title if series.title != volume.title else ""),
        ("収録期間", volume.period),
        ("版", volume.version),
        ("更新日", f"{day.year}年{day.month}月{day.day}日"),
        ("著者", series.author),
        ("発行", series.publisher),
        ("公開元", series.address),
        ("ISBN" if isbn else "識別子", isbn or volume.identifier),
        ("権利", series.rights),
        ("利用許諾", series.license),
    )
    body = "".join(f"<dt>{name}</dt><dd>{_linked(text)}</dd>" for name, text in rows if text)
    section = f'<section epub:type="colophon" role="doc-colophon"><h1>奥付</h1><dl>{body}</dl></section>'
    return page("奥付", section, Writing(series.language), "colophon", body_type="backmatter")


def _linked(text: str) -> str:
    shown = escape(text)
    return f'<a href="{shown}">{shown}</a>' if text.startswith(("https://", "http://")) else shown
