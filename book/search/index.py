"""The index in shards: which texts hold a gram, and how much it weighs in each.

Texts are numbered from 0. A gram belongs to one shard, told by its characters alone. A segment holds 64 texts
in a row; of each segment a shard has one piece, so that an edited text costs one segment and not all:

    piece    = length, first text, length of the grams, grams (UTF-8, a line each, sorted), counts, postings
    counts   = of each gram a byte: how many texts of the segment hold it
    postings = of each gram a byte for each of them: 4 * (text - first) + weight

Lengths and the first text are LEB128 numbers. A shard is its pieces, deflated (RFC 1950).
"""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from operator import add

import deflate

from book.search.tokens import grams

SEGMENT = 64
OFTEN = 5
_LEVEL = 6
_CODES = [bytes((code,)) for code in range(4 * SEGMENT)]


@dataclass(frozen=True, slots=True)
class SearchText:
    """What is searched of an article. `packed` is its body as readers see it, a paragraph to a line, deflated."""

    title: str
    tags: tuple[str, ...]
    packed: bytes


def pack(text: str) -> bytes:
    """Return a text as it is kept and fetched: UTF-8, deflated."""
    return _deflated(text.encode())


def unpack(packed: bytes) -> str:
    """Return the text that was packed."""
    return zlib.decompress(packed).decode()


def weights(entry: SearchText) -> dict[str, int]:
    """Return each gram's weight: 3 in the title, 2 in a tag, 1 often in the text, 0 there at all."""
    found = {gram: int(count >= OFTEN) for gram, count in grams(unpack(entry.packed)).items()}
    found.update(dict.fromkeys(grams("\n".join(entry.tags)), 2))
    found.update(dict.fromkeys(grams(entry.title), 3))
    return found


def shards_for(texts: int) -> int:
    """Return how many shards an index has: a power of two, so that it seldom changes, of some 4 KB each."""
    return 1 << max(4, (texts - 1).bit_length())


def by_shard(names: Iterable[str], shards: int) -> defaultdict[int, list[str]]:
    """Return the grams of each shard: its number is their CRC-32 (of UTF-8), cut to as many bits as it has."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    names = list(names)
    for gram, checksum in zip(names, map(zlib.crc32, map(str.encode, names)), strict=True):
        found[checksum & shards - 1].append(gram)
    return found


def segment(first: int, entries: Sequence[SearchText], shards: int) -> list[bytes]:
    """Return a segment's piece of each shard; `first` is the number of its first text."""
    postings: dict[str, bytes] = {}
    for number, entry in enumerate(entries):
        found = weights(entry)
        before = map(postings.get, found, repeat(b""))
        codes = map(_CODES[4 * number :].__getitem__, found.values())
        postings.update(zip(found, map(add, before, codes), strict=True))
    shelves = by_shard(postings, shards)
    return [piece(first, {gram: postings[gram] for gram in shelves[number]}) for number in range(shards)]


def piece(first: int, postings: Mapping[str, bytes]) -> bytes:
    """Return the piece of these grams with their postings; empty where there are none."""
    if not postings:
        return b""
    shelf = sorted(postings)
    names = "\n".join(shelf).encode()
    held = [postings[gram] for gram in shelf]
    body = b"".join((_number(first), _number(len(names)), names, bytes(map(len, held)), *held))
    return _number(len(body)) + body


def _number(value: int) -> bytes:
    written = bytearray()
    while value > 127:
        written.append(value & 127 | 128)
        value >>= 7
    written.append(value)
    return bytes(written)


def assemble(segments: Sequence[Sequence[bytes]], shards: int) -> list[bytes]:
    """Return the shards, not deflated yet, from the pieces of all segments."""
    return list(map(b"".join, zip(*segments, strict=True))) if segments else [b""] * shards


def deflated(files: Sequence[bytes]) -> list[bytes]:
    """Return files as they are fetched."""
    return list(map(_deflated, files))


def _deflated(data: bytes) -> bytes:
    return bytes(deflate.zlib_compress(data, _LEVEL))
