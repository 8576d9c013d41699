"""What is known of texts that were prepared before, so that an edit of one prepares no other."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from book.cache import Store, key_of
from book.editions import PrintSettings
from exporters.chapter import EditionEntry
from exporters.pdf.prepare import Source, prepare
from exporters.pdf.terms import Term
from exporters.pdf.typesetting import machine

_LINKED = re.compile('data-article="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Prepared:
    """What is known of a text: the key of its pages, its terms, and what `Source` says of what cannot be set."""

    name: str
    terms: tuple[Term, ...]
    undrawn: tuple[str, ...]
    unset: str


def remembered(
    entry: EditionEntry, digits: Mapping[str, int], settings: PrintSettings, sheets: tuple[str, ...], store: Store
) -> Prepared | None:
    """Return what is known of a text as `prepared` makes it, None where it was not prepared yet."""
    kept = store.get(_key(entry, digits, settings, sheets))
    return msgspec.msgpack.decode(kept, type=Prepared) if kept else None


def prepared(
    entry: EditionEntry, digits: Mapping[str, int], settings: PrintSettings, sheets: tuple[str, ...], store: Store
) -> tuple[Prepared, Source]:
    """Prepare a text, and note what is then known of it."""
    source = prepare(entry, digits, settings)
    noted = Prepared(_name(source, entry, sheets), source.terms, source.undrawn, source.unset)
    store.put(_key(entry, digits, settings, sheets), msgspec.msgpack.encode(noted))
    return noted, source


def _key(entry: EditionEntry, digits: Mapping[str, int], settings: PrintSettings, sheets: tuple[str, ...]) -> str:
    """Return the hash of all that `prepare` makes a text from; of the other articles, those that it links to."""
    chapter = entry.chapter
    linked = sorted({html.unescape(key) for key in _LINKED.findall(chapter.body)})
    page = replace(entry.page, path=Path(), picture=None)  # what was made in one folder is found from any other
    said = [repr(page), chapter.body, repr(settings), repr([digits.get(key) for key in linked])]
    return key_of(*machine(), type(entry).__name__, *sheets, *said, *_pictures(entry))


def _name(source: Source, entry: EditionEntry, sheets: tuple[str, ...]) -> str:
    """Return the key of all that a shard depends on."""
    said = [*machine(), str(source.heading_shift), *sheets, source.html]
    return key_of(*said, *source.formulas.values(), *_pictures(entry))


def _pictures(entry: EditionEntry) -> list[str]:
    """Return the names of a text's pictures, which are hashes of what they hold."""
    chapter = entry.chapter
    hero = f"hero {chapter.hero.name}" if chapter.hero else ""
    return [hero, *sorted(picture.name for picture in chapter.pictures)]
