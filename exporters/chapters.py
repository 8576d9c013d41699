"""The chapters' files, `build/chapters/<key>.chapter`: a line of JSON, all but the body, then the body."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from functools import cache
from pathlib import Path

import msgspec

from book.errors import ExportError
from book.files import write_whole
from exporters.chapter import Chapter, KeptBody, damaged


def chapter_file(folder: Path, key: str) -> Path:
    """Return where the chapter of an article lies."""
    return folder / chapter_name(key)


def chapter_name(key: str) -> str:
    """Return the name of the file of an article's chapter: its key, made safe and kept short."""
    safe = re.sub(r"[^\w.-]", "-", key)
    if len(safe.encode()) > 180 or safe != key:
        safe = f"{safe[:40]}-{hashlib.sha256(key.encode()).hexdigest()[:16]}"
    return f"{safe}.chapter"


def write_chapter(folder: Path, chapter: Chapter) -> None:
    """Write a chapter whole or not at all; a file that already says the same is left alone."""
    path = chapter_file(folder, chapter.key)
    body = chapter.body.encode()
    head = msgspec.json.encode((len(body), replace(chapter, text="")), enc_hook=str)
    data = head + b"\n" + body
    if path.exists() and path.read_bytes() == data:
        return
    write_whole(path, data)


def read_chapter(folder: Path, key: str) -> Chapter:
    """Read an article's chapter, but for its body. Raises ExportError where it is missing or damaged."""
    path = f"{folder}/{chapter_name(key)}"  # no Path: thousands are read
    try:
        status = os.stat(path)  # noqa: PTH116
        return _read_head(path, status.st_ino, status.st_size, status.st_mtime_ns)
    except (OSError, msgspec.DecodeError) as error:
        raise damaged(Path(path)) from error


def look_ahead(folder: Path, keys: Iterable[str]) -> None:
    """Read the chapters that are there: `read_chapter` has those at once that are still the same then."""
    for key in keys:
        with suppress(ExportError):
            read_chapter(folder, key)


@cache
def _read_head(path: str, *state: int) -> Chapter:  # noqa: ARG001  (a file of another state is another one)
    with open(path, "rb") as file:  # noqa: PTH123
        head = file.readline()
    size, chapter = _HEAD.decode(head)
    return replace(chapter, text=KeptBody(path, len(head), size))


_HEAD = msgspec.json.Decoder(tuple[int, Chapter], dec_hook=lambda _, value: Path(value))
