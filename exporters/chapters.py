"""Chapter files: one JSON file for each article under `build/chapters/`."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import msgspec

from book.errors import ExportError, Problem
from book.files import write_whole
from exporters.chapter import Chapter


def chapter_file(folder: Path, key: str) -> Path:
    """Return where the chapter of an article lies: by its key, made safe and kept short."""
    safe = re.sub(r"[^\w.-]", "-", key)
    if len(safe.encode()) > 180 or safe != key:
        safe = f"{safe[:40]}-{hashlib.sha256(key.encode()).hexdigest()[:16]}"
    return folder / f"{safe}.json"


def write_chapter(folder: Path, chapter: Chapter) -> None:
    """Write a chapter whole or not at all; a file that already says the same is left alone."""
    path = chapter_file(folder, chapter.key)
    data = msgspec.json.encode(chapter, enc_hook=str)
    if path.exists() and path.read_bytes() == data:
        return
    write_whole(path, data)


def read_chapter(folder: Path, key: str) -> Chapter:
    """Read an article's chapter. Raises ExportError where it is missing or damaged."""
    path = chapter_file(folder, key)
    try:
        return msgspec.json.decode(path.read_bytes(), type=Chapter, dec_hook=lambda _, value: Path(value))
    except (OSError, msgspec.DecodeError) as error:
        message = f"the chapter of {key} is missing or damaged."
        raise ExportError([Problem(path, 0, message, "Delete the build folder and build again.")]) from error
