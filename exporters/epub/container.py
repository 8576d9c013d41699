"""The container: members packed side by side, kept by content; the same book is the same bytes (OCF 3.3, 4.2)."""

from __future__ import annotations

import os
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import groupby, islice
from pathlib import Path
from typing import IO
from xml.parsers import expat

import deflate

from book.cache import Store, key_of
from book.errors import ExportError, Problem
from book.toolchain import versions
from exporters.epub.earlier import Packed

_EPOCH = (1980, 1, 1, 0, 0, 0)
_LEVEL = 6
_CHUNK = 1_000_000  # bytes
_MIMETYPE = "mimetype"
# Pictures of these kinds are packed as they are.
_PACKED = frozenset((".png", ".jpg", ".jpeg", ".gif", ".webp", ".woff", ".woff2"))


@dataclass(frozen=True, slots=True)
class _Member:
    """A member of the archive: its size and checksum as it is, and its content as it is stored."""

    name: str
    size: int
    checksum: int
    stored: bytes
    method: int


class Members:
    """Takes the members of a book in the way of `zipfile.ZipFile`; ebooklib writes into it."""

    def __init__(self) -> None:
        """Begin with none."""
        self.contents: dict[str, bytes | Packed] = {}

    def writestr(self, name: str, data: str | bytes | Packed, compress_type: int | None = None) -> None:  # noqa: ARG002
        """Take a member. The place in the archive is that of the call."""
        self.contents[name] = data.encode() if isinstance(data, str) else data


def write_container(members: Members, sources: Mapping[str, Path], target: Path, store: Store, jobs: int) -> None:
    """Write the members to `target`; the earlier book stands until this one is whole.

    `sources` are the authors' files of members that must be well-formed. Raises ExportError where one is not, or
    where the folder cannot be written.
    """
    part = target.with_name(f".{target.name}.part")

    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with ThreadPoolExecutor(jobs) as pool, zipfile.ZipFile(part, "w") as book:
            made = [(name, data) for name, data in members.contents.items() if isinstance(data, bytes)]
            packed = pool.map(lambda item: _pack(item[0], item[1], sources.get(item[0]), store), made)
            for are_made, run in groupby(members.contents.values(), lambda data: isinstance(data, bytes)):
                if are_made:
                    _write(book, islice(packed, len([*run])))
                else:
                    _copy(book, (data for data in run if isinstance(data, Packed)))
        part.replace(target)
    except OSError as error:
        message = f"the book cannot be written: {error.strerror}."
        remedy = "Check the folder's rights and free space, or name another with BUILD=."
        raise ExportError([Problem(target, 0, message, remedy, "target")]) from error
    finally:
        _remove(part)


def _pack(name: str, data: bytes, source: Path | None, store: Store) -> _Member:
    """Return a member packed: what is kept under the hash of its content was found to be well-formed."""
    size, checksum = len(data), zlib.crc32(data)
    if name == _MIMETYPE or os.path.splitext(name)[1] in _PACKED:  # noqa: PTH122  (thousands of names)
        return _Member(name, size, checksum, data, zipfile.ZIP_STORED)
    key = key_of(versions()["deflate"], str(_LEVEL), data)
    stored = store.get(key)
    if stored is None:
        if source:
            _refuse_ill_formed(data, source)
        stored = bytes(deflate.deflate_compress(data, _LEVEL))
        store.put(key, stored)
    return _Member(name, size, checksum, stored, zipfile.ZIP_DEFLATED)


def _refuse_ill_formed(data: bytes, source: Path) -> None:
    try:
        expat.ParserCreate().Parse(data, True)
    except expat.ExpatError as error:
        message = f"its chapter is not well-formed XHTML: {error}."
        remedy = "Look for raw HTML in the article that is cut off."
        raise ExportError([Problem(source, 0, message, remedy, "chapter")]) from error


def _write(book: zipfile.ZipFile, packed: Iterable[_Member]) -> None:
    """Write members that are packed already: `zipfile` itself would pack them anew."""
    file = _file(book)
    for member in packed:
        info = zipfile.ZipInfo(member.name, _EPOCH)
        info.create_system, info.external_attr, info.compress_type = 3, 0o100644 << 16, member.method
        info.file_size, info.compress_size, info.CRC = member.size, len(member.stored), member.checksum
        info.header_offset = file.tell()
        file.write(info.FileHeader(zip64=False))
        file.write(member.stored)
        book.filelist.append(info)
    book.start_dir = file.tell()


def _copy(book: zipfile.ZipFile, taken: Iterable[Packed]) -> None:
    """Write members as the earlier book holds them, those that lie side by side there at once."""
    file = _file(book)
    place = file.tell()
    runs: list[tuple[Path, int, int]] = []
    for member in taken:
        if runs and runs[-1][0] == member.volume and runs[-1][2] == member.begin:
            runs[-1] = member.volume, runs[-1][1], member.end
        else:
            runs.append((member.volume, member.begin, member.end))
        member.info.header_offset = place
        place += member.end - member.begin
        book.filelist.append(member.info)
    for volume, begin, end in runs:
        with volume.open("rb") as source:
            source.seek(begin)
            for at in range(begin, end, _CHUNK):
                file.write(source.read(min(_CHUNK, end - at)))
    book.start_dir = file.tell()


def _file(book: zipfile.ZipFile) -> IO[bytes]:
    file: IO[bytes] | None = book.fp
    assert file is not None  # noqa: S101
    return file


def _remove(part: Path) -> None:
    try:
        part.unlink(missing_ok=True)
    except OSError:
        return
