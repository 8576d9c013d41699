"""The pages that belong to the volume: cover, title, contents, parts, colophon; and what is stamped on others."""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from book.editions import PrintSettings
from book.errors import ExportError, Problem
from book.model import Series, Volume
from book.phrases import phrases, width_of
from exporters.chapter import Edition
from exporters.pdf.carrier import Carrier, embed_fonts, union_of
from exporters.pdf.heads import head_html
from exporters.pdf.index import Entry, index_html, index_of
from exporters.pdf.kept import OwnPages
from exporters.pdf.layout import Laid, Shown, lay_out
from exporters.pdf.page import PageShape
from exporters.pdf.plan import Plan, PlannedEntry, PlannedPart
from exporters.pdf.prepare import book_address
from exporters.pdf.spacing import broken, broken_at, line_ends, spaced

INDEX_ADDRESS = "index"
# The volume's own sections that run over pages, with what stands over them.
OWN_HEADS = {"contents": "目次", "index": "索引"}
# A line of the contents is cut behind so many characters: some authors' headings are whole paragraphs.
_LONGEST = 100
# The title page is one page: titles of more characters are set smaller. Sizes, in points, are the style sheet's.
_TITLES = (160, " longest", 9.5), (60, " long", 15.0), (-1, "", 22.0)
_HALF, _PART, _COLOPHON = 13.0, 24.0, 13.0
# The contents: size and indent, in em of it, of each level, the room of a number, and how far lines are turned in.
_LEVELS = (9.5, 0.0), (9.0, 1.0), (8.0, 2.0), (8.0, 3.0), (8.0, 4.0)
_NUMBER, _TURNED = 3.0, 1.0


@dataclass(frozen=True, slots=True)
class Front:
    """The volume's own pages, and the fonts of the book.

    `sections` maps `cover`, `half-title`, `title`, `contents`, `part-N`, `index` and `colophon` to their first
    page, in order. The running heads that follow are those of `running_heads`.
    """

    laid: Laid
    sections: Mapping[str, int]
    carrier: Carrier

    def span(self, section: str) -> range:
        """Return the pages of a section."""
        starts = sorted(self.sections.values())
        start = self.sections[section]
        return range(start, next((page for page in starts if page > start), self.laid.pages))


def part_address(index: int) -> str:
    """Return the name of a part's title page, as `book_address` takes it."""
    return f"part/{index}"


def running_heads(plan: Plan) -> tuple[tuple[str, bool], ...]:
    """Return the running heads that are not of an article's own, each once: its text, and whether it is right."""
    parts = ((part.part.title, False) for part in plan.parts)
    own = ((title, right) for title in OWN_HEADS.values() for right in (False, True))
    return tuple(dict.fromkeys((*parts, *own)))


def lay_out_front(
    edition: Edition,
    plan: Plan,
    shape: PageShape,
    sheets: tuple[str, ...],
    settings: PrintSettings,
    cover: Shown,
    own: OwnPages,
) -> Front:
    """Lay out the volume's own pages, and embed the fonts of all. Raises ExportError where one cannot be used."""
    entries = index_of(plan, settings.readings) if settings.index else ()
    page = _page(edition, plan, shape, settings.contents_depth, entries)
    styles = (*sheets, shape.css + _own_pages(shape))

    def make() -> Laid:
        return lay_out(page, styles, {"picture:cover": cover}, heading_shift=0)

    laid = own.get(make, *styles, page, cover.content)
    if any(line.startswith("Failed to load image") for line in laid.said):
        message = "the cover cannot be read as a picture."
        at = edition.volume.cover or Path("cover")
        raise ExportError([Problem(at, 0, message, "", "print.cover")])
    union = union_of((laid, *(entry.shard.laid for entry in plan.entries)))
    sections = {name: place for name, (place, _) in laid.anchors.items()}
    return Front(laid, sections, embed_fonts(union, settings.serif, sheets, own))


def _own_pages(shape: PageShape) -> str:
    return (
        f"@page cover {{ margin: 0 }}\n"
        f".cover img {{ width: {shape.width:.3f}pt; height: {shape.height:.3f}pt }}\n"
        f".part, .half-title, .title-page {{ height: {shape.height * 0.78:.3f}pt }}\n"
    )


def _page(
    edition: Edition,
    plan: Plan,
    shape: PageShape,
    depth: int,
    entries: tuple[Entry, ...],
) -> str:
    series, volume = edition.series, edition.volume
    parts = "".join(_part(index, part, shape) for index, part in enumerate(plan.parts))
    heads = "".join(head_html(text, shape, right=right) for text, right in running_heads(plan))
    return (
        f'<!DOCTYPE html><html lang="{html.escape(series.language)}"><head><meta charset="utf-8"/></head>'
        f'<body class="front"><section class="cover" id="cover"><img src="picture:cover" alt=""/></section>'
        f"{_half_title(volume, shape)}{_title(series, volume, shape)}"
        f"{_contents(plan, depth, entries, shape)}{parts}"
        f"{index_html(entries) if entries else ''}{_colophon(edition, shape)}{heads}</body></html>"
    )


def _lines(shape: PageShape, *lines: tuple[str, str, float]) -> str:
    """Return paragraphs, each from its class, its text and its size in points."""
    shown = ((name, _phrased(text, shape, size)) for name, text, size in lines if text)
    return "".join(f'<p class="{name}">{text}</p>' for name, text in shown)


def _phrased(text: str, shape: PageShape, size: float) -> str:
    """Return a text whose lines end between phrases, and behind an em of space, which parts a title's halves."""
    halves = (broken(spaced(half), shape.text_width / size) for half in text.split("\u3000") if half)
    return "<br/>".join(html.escape(half).replace("\n", "<br/>") for half in halves)


def _half_title(volume: Volume, shape: PageShape) -> str:
    return f'<section class="half-title" id="half-title">{_lines(shape, ("", volume.title, _HALF))}</section>'


def _title(series: Series, volume: Volume, shape: PageShape) -> str:
    subtitle = volume.subtitle or (series.subtitle if volume.title == series.title else "")
    kind, size = next((name, size) for least, name, size in _TITLES if width_of(volume.title) > least)
    upper = _lines(
        shape,
        ("series", series.title if series.title != volume.title else "", 10),
        ("title", volume.title, size),
        ("subtitle", subtitle, 12),
        ("period", volume.period, 9),
    )
    publisher = series.publisher if series.publisher != series.author else ""
    lower = _lines(shape, ("author", series.author, 10), ("publisher", publisher, 10))
    return f'<section class="title-page{kind}" id="title">{upper}<div class="makers">{lower}</div></section>'


def _contents(plan: Plan, depth: int, index: tuple[Entry, ...], shape: PageShape) -> str:
    found = [*_text_entry(plan.preface)]
    found += [entry for place, part in enumerate(plan.parts) for entry in _entries(place, part, depth)]
    found += _text_entry(plan.afterword)
    if index:
        found.append(Line(1, OWN_HEADS["index"], str(plan.index), book_address(INDEX_ADDRESS)))
    entries = "".join(_entry(line, shape) for line in found)
    return f'<section class="contents" id="contents"><h1>目次</h1><div class="toc">{entries}</div></section>'


class Line(NamedTuple):
    """An entry of the contents: its level, what it says, the number of its page, and where it leads."""

    level: int
    text: str
    number: str
    address: str


def _text_entry(text: PlannedEntry | None) -> Iterator[Line]:
    if text:
        yield Line(1, text.shard.title, text.shown(), book_address(text.shard.key))


def _entries(index: int, part: PlannedPart, depth: int) -> Iterator[Line]:
    yield Line(1, part.part.title, str(part.number), book_address(part_address(index)))
    for article in part.articles if depth > 1 else ():
        key = article.shard.key
        yield Line(2, article.shard.title, article.shown(), book_address(key))
        for heading in article.shard.entry.chapter.headings:
            if heading.level <= depth - 1:
                number = article.shown(article.page_of(heading.id))
                yield Line(heading.level + 1, heading.text, number, book_address(key, heading.id))


def shortened(text: str) -> str:
    """Return a heading as the contents show it: at most _LONGEST characters, cut between phrases."""
    if len(text) <= _LONGEST:
        return text
    kept = ""
    for phrase in phrases(text):
        if len(kept + phrase) >= _LONGEST:
            break
        kept += phrase
    return f"{(kept or text[: _LONGEST - 1]).rstrip('、。，． ')}…"


def _entry(line: Line, shape: PageShape) -> str:
    """Return an entry of evenly filled lines with room for the number; those behind the first turn in."""
    size, indent = _LEVELS[min(line.level, len(_LEVELS)) - 1]
    measure = shape.text_width / size - indent - _NUMBER
    text = spaced(shortened(line.text))
    ends, kind = line_ends(text, measure), f"entry level-{line.level}"
    if ends:
        ends, kind = line_ends(text, measure - _TURNED), f"{kind} turned"
    shown = html.escape(broken_at(text, ends)).replace("\n", "<br/>")
    return (
        f'<p class="{kind}"><a href="{line.address}">{shown}'
        f'<span class="number" data-number="{line.number}"></span></a></p>'
    )


def _part(index: int, part: PlannedPart, shape: PageShape) -> str:
    title = _phrased(part.part.title, shape, _PART)
    return f'<section class="part" id="part-{index}"><h1>{title}</h1></section>'


def newest(edition: Edition) -> datetime:
    """Return when the newest article of the volume changed: the one date a book has that no clock gives."""
    return max(chapter.article.modified for chapter in edition.chapters)


def _linked(said: str) -> str:
    if said.startswith(("https://", "http://")):
        return f'<a href="{html.escape(said)}">{html.escape(said)}</a>'
    return html.escape(spaced(said))


def _colophon(edition: Edition, shape: PageShape) -> str:
    series, volume = edition.series, edition.volume
    date = newest(edition)
    isbn = next((name[9:] for name in (volume.print_identifier, volume.identifier) if name[:9] == "urn:isbn:"), "")
    rows = (
        ("著者", series.author),
        ("発行者", series.publisher),
        ("発行日", f"{date.year}年{date.month}月{date.day}日"),
        ("版", volume.version),
        ("収録期間", volume.period),
        ("公開元", series.address),
        ("ISBN", isbn),
    )
    table = "".join(f'<tr><th scope="row">{name}</th><td>{_linked(said)}</td></tr>' for name, said in rows if said)
    heading = _lines(shape, ("title", volume.title, _COLOPHON), ("subtitle", volume.subtitle, 8.5))
    rights = _lines(shape, ("rights", series.rights, 7.5))
    return f'<section class="colophon" id="colophon">{heading}<table>{table}</table>{rights}</section>'
