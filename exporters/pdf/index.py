"""The index (索引): tags and marked terms with their pages, in the order of their readings."""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from exporters.chapter import EditionChapter
from exporters.pdf.plan import Plan, PlannedEntry
from exporters.pdf.prepare import book_address
from exporters.pdf.spacing import spaced

_ROWS = (
    *("あいうえお", "かきくけこ", "さしすせそ", "たちつてと", "なにぬねの"),
    *("はひふへほ", "まみむめも", "やゆよ", "らりるれろ", "わゐゑをん"),
)
_COLUMNS = (
    "あかさたなはまやらわ",
    "いきしちにひみりゐ",
    "うくすつぬふむゆる",
    "えけせてねへめれゑ",
    "おこそとのほもよろを",
)
_SMALL = str.maketrans("ぁぃぅぇぉっゃゅょゎゕゖ", "あいうえおつやゆよわかけ")
LATIN, KANJI = "英数", "漢字で始まる語"


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the index: what it is of, how that is read, and its pages as `(first, last, address)`."""

    text: str
    reading: str
    ranges: tuple[tuple[int, int, str], ...]


def index_of(plan: Plan, readings: Mapping[str, str]) -> tuple[Entry, ...]:
    """Return the index of a volume in order. `readings` are the publisher's, by text."""
    pages: dict[str, list[tuple[int, int, str]]] = {}
    known = dict(readings)
    for entry in plan.body:
        for text, reading, place in _places(entry):
            pages.setdefault(text, []).append(place)
            if reading:
                known.setdefault(text, reading)
    lines = (Entry(text, known.get(text, text), _merged(places)) for text, places in pages.items())
    return tuple(sorted(lines, key=_order))


def _places(planned: PlannedEntry) -> Iterator[tuple[str, str, tuple[int, int, str]]]:
    shard, first = planned.shard, planned.number
    key, entry = shard.key, shard.entry
    for tag in entry.article.tags if isinstance(entry, EditionChapter) else ():
        yield tag, "", (first, first + shard.laid.pages - 1, book_address(key))
    for term in shard.terms:
        page = first + planned.page_of(term.id)
        yield term.text, term.reading, (page, page, book_address(key, term.id))


def _merged(places: Iterable[tuple[int, int, str]]) -> tuple[tuple[int, int, str], ...]:
    """Join ranges of pages that touch."""
    merged: list[tuple[int, int, str]] = []
    for first, last, address in sorted(places):
        if merged and first <= merged[-1][1] + 1:
            start, end, place = merged[-1]
            merged[-1] = (start, max(end, last), place)
        else:
            merged.append((first, last, address))
    return tuple(merged)


def collation(text: str) -> str:
    """Return kana as JIS X 4061 sorts them: without voicing, size and script, ー as the vowel it lengthens."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    hiragana = "".join(chr(ord(sign) - 0x60) if "ァ" <= sign <= "ヶ" else sign for sign in folded)
    bare = unicodedata.normalize("NFD", hiragana).replace("\u3099", "").replace("\u309a", "").translate(_SMALL)
    result = ""
    for sign in bare:
        result += _vowel(result) if sign == "ー" else sign
    return result


def _vowel(before: str) -> str:
    return next((column[0] for column in _COLUMNS if before and before[-1] in column), "")


def heading_of(reading: str) -> str:
    """Return under which heading a reading stands: its row of kana, 英数, or that of kanji without reading."""
    first = collation(reading)[:1]
    row = next((row[0] for row in _ROWS if first and first in row), "")
    return row or (KANJI if first >= "\u2e80" and first.isalpha() else LATIN)


def _order(entry: Entry) -> tuple[int, str, str, str]:
    headings = [LATIN, *(row[0] for row in _ROWS), KANJI]
    place = headings.index(heading_of(entry.reading))
    return place, collation(entry.reading), entry.reading, entry.text


def index_html(entries: Iterable[Entry]) -> str:
    """Return the index as a section of the volume's own pages."""
    groups = groupby(entries, key=lambda entry: heading_of(entry.reading))
    inner = "".join(
        f'<h2>{heading}</h2><ul class="index-entries">{"".join(map(_line, lines))}</ul>'
        for heading, lines in groups
    )
    return f'<section class="index" id="index"><h1>索引</h1><div class="index-columns">{inner}</div></section>'


def _line(entry: Entry) -> str:
    pages = "、".join(
        f'<a href="{address}">{first if first == last else f"{first}–{last}"}</a>'
        for first, last, address in entry.ranges
    )
    return f"<li>{html.escape(spaced(entry.text))}　{pages}</li>"
