"""The pages of a printed volume, kept beside it for the e-book of the same articles: `<volume>.pages.json`."""

from __future__ import annotations

from pathlib import Path

import msgspec

from book.files import write_whole
from exporters.chapter import Edition, PrintedVolume


def pages_file(book: Path) -> Path:
    """Return where the pages of a printed volume are kept."""
    return book.with_suffix(".pages.json")


def write_printed(book: Path, printed: PrintedVolume) -> None:
    """Keep the pages of a volume beside it. Raises OSError."""
    write_whole(pages_file(book), msgspec.json.encode(printed))


def read_printed(book: Path, edition: Edition) -> PrintedVolume | None:
    """Return the pages of the printed volume, if it stands and holds the edition's very texts."""
    try:
        printed = msgspec.json.decode(pages_file(book).read_bytes(), type=PrintedVolume)
    except (OSError, msgspec.DecodeError):
        return None
    texts = {entry.page.key: entry.chapter.digest for entry in edition.entries}
    same = {key: text.digest for key, text in printed.texts.items()} == texts
    return printed if same and book.is_file() else None
