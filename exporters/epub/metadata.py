"""The package's metadata (EPUB 3.3, 5.5), derived from what the volume holds."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Collection, Mapping
from datetime import UTC, datetime

from ebooklib import epub

from book.editions import EpubSettings
from exporters.chapter import Edition
from exporters.epub.accessibility import statements
from exporters.epub.outline import Outline
from exporters.epub.pictures import FittedPicture

_SUBJECTS = 20  # the most frequent tags: more than stores show


def modified_of(edition: Edition) -> datetime:
    """Return when the newest article changed, in UTC; never later than SOURCE_DATE_EPOCH, where that is set."""
    moment = max(chapter.article.modified for chapter in edition.chapters).astimezone(UTC)
    latest = os.environ.get("SOURCE_DATE_EPOCH", "")
    return min(moment, datetime.fromtimestamp(int(latest), UTC)) if latest.isdigit() else moment


def add_metadata(
    book: epub.EpubBook,
    edition: Edition,
    settings: EpubSettings,
    outlines: Collection[Outline],
    pictures: Collection[FittedPicture],
) -> None:
    """Say what the book is, who made it, and how it can be read."""
    series, volume, readings = edition.series, edition.volume, settings.readings
    book.set_identifier(volume.identifier)
    book.language = series.language
    book.add_metadata("DC", "language", series.language)
    _add_titles(book, volume.title, volume.subtitle, readings)
    _add_creators(book, edition, readings)
    for name, value in (
        ("publisher", series.publisher),
        ("date", f"{max(entry.article.date for entry in edition.chapters):%Y-%m-%d}"),
        ("source", volume.print_identifier if edition.printed else ""),
        ("rights", series.rights),
        ("description", series.description),
    ):
        if value:
            book.add_metadata("DC", name, value, {"id": name})
    _add_reading(book, series.publisher, "publisher", readings)
    for name, value in (("dcterms:license", series.license), ("schema:version", volume.version)):
        if value:
            _meta(book, name, value)
    tags = Counter(tag for entry in edition.chapters for tag in entry.article.tags)
    for tag, _ in sorted(tags.items(), key=lambda item: (-item[1], item[0]))[:_SUBJECTS]:
        book.add_metadata("DC", "subject", tag)
    if volume.title != series.title:
        _meta(book, "belongs-to-collection", series.title, id="collection")
        _meta(book, "collection-type", "series", refines="#collection")
        _add_reading(book, series.title, "collection", readings)
        if volume.number is not None:
            _meta(book, "group-position", str(volume.number), refines="#collection")
    for name, value in statements(edition, settings, outlines, pictures):
        _meta(book, name, value)
    book.direction = "rtl" if volume.vertical else "ltr"
    if volume.vertical:
        book.add_metadata(None, "meta", "", {"name": "primary-writing-mode", "content": "vertical-rl"})


def _add_titles(book: epub.EpubBook, title: str, subtitle: str, readings: Mapping[str, str]) -> None:
    book.title = title
    for kind, text in (("main", title), ("subtitle", subtitle)):
        if text:
            uid = "title" if kind == "main" else kind
            book.add_metadata("DC", "title", text, {"id": uid})
            _meta(book, "title-type", kind, refines=f"#{uid}")
            _add_reading(book, text, uid, readings)


def _add_creators(book: epub.EpubBook, edition: Edition, readings: Mapping[str, str]) -> None:
    authors = Counter(name for entry in edition.chapters for name in entry.article.authors)
    names = [name for name, _ in authors.most_common()] or [edition.series.author or edition.series.title]
    for number, name in enumerate(names, 1):
        book.add_metadata("DC", "creator", name, {"id": f"creator{number}"})
        _meta(book, "role", "aut", refines=f"#creator{number}", scheme="marc:relators")
        _meta(book, "display-seq", str(number), refines=f"#creator{number}")
        _add_reading(book, name, f"creator{number}", readings)


def _add_reading(book: epub.EpubBook, text: str, uid: str, readings: Mapping[str, str]) -> None:
    """Say by which reading a text is sorted: that of the whole, or of all its parts between wide spaces."""
    parts = [text] if text in readings else text.split("　")
    if text and any(part in readings for part in parts):
        _meta(book, "file-as", "　".join(readings.get(part, part) for part in parts), refines=f"#{uid}")


def _meta(book: epub.EpubBook, name: str, value: str, **others: str) -> None:
    book.add_metadata("OPF", "meta", value, {"property": name, **others})
