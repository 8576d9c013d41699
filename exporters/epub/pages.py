"""The pages of an e-book as XHTML, written as text: nothing is parsed and printed anew, no space is added."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from html import escape

from book.mathml import kept_together
from book.model import Series, Volume
from exporters.chapter import EditionChapter, EditionEntry, EditionPart
from exporters.epub.links import NOTES, Links
from exporters.epub.upright import stand_upright
from exporters.epub.wide import mark_long

NAV, TITLE, COLOPHON, COVER = "nav.xhtml", "title.xhtml", "colophon.xhtml", "cover.xhtml"
CONTENTS = "contents.xhtml"
# Every reading system of EPUB 3 knows ruby, and EPUBCheck discourages `rp` (HTM-055).
_FALLBACK = re.compile(r"<rp>[^<]*</rp>")
_NOTE = re.compile(r'<li id="fn-(\d+)">(.*?)</li>\n(?=<li id="fn-|</ol></section>\s*\Z)', re.DOTALL)
# Formulas too wide for a phone scroll, as tables do.
_LONG_FORMULA = re.compile(r'<div class="math">(?=\s*<math\b[^>]*\balttext="[^"]{36})')
_CALL = re.compile(r'<a class="noteref" role="doc-noteref" id="fnref-(\d+)-(\d+)" href="#fn-\d+">\d+</a>')
_ID = re.compile(r'\sid="[^"]*"(?=[^<>]*>)')
# A note's number, and which of its calls it is.
_Called = tuple[str, str]


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


def part_name(number: int) -> str:
    """Return the file name of a part's page."""
    return f"part-{number:02}.xhtml"


def text_pages(entry: EditionEntry, kind: str, links: Links, writing: Writing) -> list[tuple[str, str]]:
    """Return the files of a `chapter`, `preface` or `afterword` by name: opening, body, notes and ways back."""
    source = entry.page
    if isinstance(entry, EditionChapter):
        opening = _opening(entry, links)
    else:
        opening = f"<h1>{escape(source.title, quote=False)}</h1>\n"
    matter = {"preface": "frontmatter", "afterword": "backmatter"}.get(kind, "bodymatter")
    made = []
    for place, (name, piece) in enumerate(links.files(source.key)):
        goes_on = f' aria-label="{escape(source.title)}（続き）"' if place else ""
        opened = "" if place else links.first_page(source.key) + opening
        begin = f'<section epub:type="{kind}" role="doc-{kind}"{goes_on}>\n{opened}'
        body = _body(source.key, piece, links)
        made.append((name, page(source.title, f"{begin}{body}\n</section>", writing, kind, body_type=matter)))
    return made


def _opening(entry: EditionChapter, links: Links) -> str:
    article, chapter = entry.article, entry.chapter
    picture = ""
    if chapter.hero:
        alt = f'alt="{escape(article.image_alt)}"' if article.image_alt else 'alt="" role="presentation"'
        picture = f'<p class="hero"><img src="pictures/{links.picture(chapter.hero.name)}" {alt}/></p>\n'
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
    body = kept_together(_FALLBACK.sub("", body), "together")
    body = body.replace("<details>", '<details open="open">')  # a page cannot be unfolded where nothing runs
    body = _LONG_FORMULA.sub(r'<div class="math" tabindex="0">', body)
    return body.replace('<div class="table"', '<div class="table" tabindex="0"')  # it scrolls: keys must reach it


def notes(body: str, prefix: str) -> str:
    """Give every call of a note a note of its own, with its way back first: so they pop up (EPUB 3.3, D.1).

    What notes themselves call is one note for all of them, whose way back is the first that calls it.
    `prefix` makes their ids unique in the book: some reading systems look a note up among all of its pages.
    """
    head, mark, tail = body.partition(NOTES)
    if not mark:
        return body
    texts = dict(_NOTE.findall(tail))
    calls = sorted(_CALL.findall(head), key=_by_number)
    backs = {call: f"{prefix}-ref-{'-'.join(call)}" for call in calls}
    known = {number: (number, call) for number, call in reversed(calls)}
    for caller in calls:  # which grows as notes are found in notes
        for call in _CALL.findall(texts[caller[0]]):
            if call[0] not in known:
                known[call[0]], backs[call] = call, f"{prefix}-note-{'-'.join(caller)}"
                calls.append(call)
    if not calls:
        return head
    head = _CALL.sub(lambda m: _call((m[1], m[2]), prefix, f' id="{prefix}-ref-{m[1]}-{m[2]}"'), head)
    asides = []
    for call in sorted(calls, key=_by_number):
        text = _CALL.sub(lambda m: _call(known[m[1]], prefix), texts[call[0]])
        text = text if known[call[0]] == call else _ID.sub("", text)  # ids stand in the first of its copies
        asides.append(_note(call, text, prefix, backs[call]))
    return f'{head}<section class="footnotes" epub:type="footnotes">\n{"".join(asides)}</section>'


def _by_number(call: _Called) -> tuple[int, int]:
    return int(call[0]), int(call[1])


def _call(call: _Called, prefix: str, named: str = "") -> str:
    target = f"#{prefix}-note-{'-'.join(call)}"
    return f'<a class="noteref" epub:type="noteref" role="doc-noteref"{named} href="{target}">{call[0]}</a>'


def _note(call: _Called, text: str, prefix: str, back: str) -> str:
    link = f'<a class="back" role="doc-backlink" href="#{back}">{call[0]}</a> '
    inner = text.replace("<p>", f"<p>{link}", 1) if text.startswith("<p>") else f"<p>{link}</p>{text}"
    name = f"{prefix}-note-{'-'.join(call)}"
    return f'<aside id="{name}" epub:type="footnote" role="doc-footnote">{inner}</aside>\n'


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
