"""The earlier volume: what it was made from is noted, and what is the same again is copied from it, packed.

    build/.volumes/<volume>.epub    the note: a `Record` in MessagePack, sealed by a hash (book.sealed)

Of thousands of articles an edit changes one. Of the others neither the bodies nor the pictures are read.
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from book.sealed import DamagedError, read_sealed, write_sealed
from exporters.epub.outline import Outline


@dataclass(frozen=True, slots=True)
class Packed:
    """A member as the earlier volume holds it: its bytes there, with its own head, from `begin` to `end`."""

    info: zipfile.ZipInfo
    volume: Path
    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file of a text: its name, and what its page needs of a reading system (EPUB 3.3, D.6)."""

    name: str
    properties: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KeptText:
    """What a text's files were made from: what it says, by its hash, and where its links led.

    `kind` is that of its pages; `characters` are those of its files, where the book brings its own fonts.
    """

    key: str
    kind: str
    outline: Outline
    addresses: tuple[str, ...]
    files: tuple[KeptFile, ...]
    characters: str = ""


@dataclass(frozen=True, slots=True)
class KeptPicture:
    """What a picture became: its name in the book, its type, its bytes before, and whether it moves."""

    name: str
    media_type: str
    before: int
    moving: bool


@dataclass(frozen=True, slots=True)
class Record:
    """What a volume was made from: texts by key, pictures by the names that chapters have for them.

    `made_by` is the hash of the code and the settings that made it, `state` the size and time of its file.
    """

    made_by: str
    state: tuple[int, int]
    texts: dict[str, KeptText]
    pictures: dict[str, KeptPicture]


@dataclass(frozen=True, slots=True)
class Earlier:
    """The earlier volume, as far as it was made by the same code and settings: nothing where there is none."""

    texts: Mapping[str, KeptText] = field(default_factory=dict)
    pictures: Mapping[str, KeptPicture] = field(default_factory=dict)
    members: Mapping[str, Packed] = field(default_factory=dict)


def read_earlier(volume: Path, note: Path | None, made_by: str) -> Earlier:
    """Return the earlier volume at that place, if the note beside it tells of this very file."""
    if note is None:
        return Earlier()
    try:
        record = msgspec.msgpack.decode(read_sealed(note), type=Record)
        if (record.made_by, record.state) != (made_by, _state(volume)):
            return Earlier()
        return Earlier(record.texts, record.pictures, _members(volume))
    except (OSError, DamagedError, ValueError, zipfile.BadZipFile):
        return Earlier()


def write_record(
    volume: Path,
    note: Path | None,
    made_by: str,
    texts: Mapping[str, KeptText],
    pictures: Mapping[str, KeptPicture],
) -> None:
    """Note what a volume was made from. Where nothing can be written, the next one is made without it."""
    if note is None:
        return
    with suppress(OSError):
        record = Record(made_by, _state(volume), dict(texts), dict(pictures))
        write_sealed(note, msgspec.msgpack.encode(record))


def _state(volume: Path) -> tuple[int, int]:
    status = volume.stat()
    return status.st_size, status.st_mtime_ns


def _members(volume: Path) -> dict[str, Packed]:
    """Return the members by name: each ends where the next one, or the archive's directory, begins."""
    with zipfile.ZipFile(volume) as archive:
        infos = archive.infolist()
        ends = [*(info.header_offset for info in infos[1:]), archive.start_dir]
    return {
        info.filename: Packed(info, volume, info.header_offset, end) for info, end in zip(infos, ends, strict=True)
    }
