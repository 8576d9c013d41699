"""The index in shards: which texts hold a gram, and how much it weighs in each.

Texts are numbered from 0. A gram belongs to one shard, told by its characters alone. A segment holds 64 texts in a
row, or fewer; of each segment a shard has one piece, so that an edited text costs one segment and not all. It ends
with a text that its name chooses (`runs`), and knows nothing of the texts before it, so that a text that comes or
goes costs few. In a shard a piece stands behind two numbers:

    length, first text
    piece    = length of the grams, grams (UTF-8, a line each, sorted), counts, postings
    counts   = of each gram a byte: how many texts of the segment hold it
    postings = of each gram a byte for each of them: 4 * (text - first) + weight

Lengths and the first text are LEB128 numbers. A shard is its pieces, deflated (RFC 1950).
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from book.search.packing import packed, unpack
from book.search.tokens import Keys, gram_keys, names_of

SEGMENT = 64
OFTEN = 5
_ENDS = 128  # one in so many names ends a segment


@dataclass(frozen=True, slots=True)
class SearchText:
    """What is searched of an article. `packed` is its body as readers see it, a paragraph to a line, deflated."""

    title: str
    tags: tuple[str, ...]
    packed: bytes


def weights(entry: SearchText) -> dict[str, int]:
    """Return each gram's weight: 3 in the title, 2 in a tag, 1 often in the text, 0 there at all."""
    keys, found = _weighed(entry)
    return dict(zip(names_of(keys), found.tolist(), strict=True))


def _weighed(entry: SearchText) -> tuple[Keys, Keys]:
    keys, counts = gram_keys(unpack(entry.packed))
    tags, title = gram_keys("\n".join(entry.tags))[0], gram_keys(entry.title)[0]
    whole = np.union1d(keys, np.concatenate((tags, title)))
    found = np.zeros(len(whole), np.int64)
    found[np.searchsorted(whole, keys)] = counts >= OFTEN
    found[np.searchsorted(whole, tags)] = 2
    found[np.searchsorted(whole, title)] = 3
    return whole, found


def shards_for(texts: int) -> int:
    """Return how many shards an index has: a power of two, so that it seldom changes, of some 4 KB each."""
    return 1 << max(4, (texts - 1).bit_length())


def shard_numbers(names: Iterable[str], shards: int) -> list[int]:
    """Return the number of each gram's shard: the last bits of its CRC-32 (of UTF-8)."""
    return [checksum & shards - 1 for checksum in map(zlib.crc32, map(str.encode, names))]


def runs(names: Sequence[str]) -> list[range]:
    """Return which texts, of these names, make a segment each.

    Where a segment ends depends on few names before it: where texts come or go, most segments hold the same ones.
    """
    found, first = [], 0
    for at, name in enumerate(names, 1):
        if at - first == SEGMENT or at == len(names) or zlib.crc32(name.encode()) % _ENDS == 0:
            found.append(range(first, at))
            first = at
    return found


def segment(entries: Sequence[SearchText], shards: int) -> list[bytes]:
    """Return a segment's piece of each shard."""
    weighed = [_weighed(entry) for entry in entries]
    held = np.concatenate([keys for keys, _ in weighed]) if weighed else np.zeros(0, np.int64)
    order = np.argsort(held, kind="stable")  # each gram's texts stay in their order
    codes = np.concatenate([4 * number + found for number, (_, found) in enumerate(weighed)] or [held])[order]
    keys, counts = np.unique(held, return_counts=True)
    names, postings, at = names_of(keys), codes.astype(np.uint8).tobytes(), 0
    shelves: list[dict[str, bytes]] = [{} for _ in range(shards)]
    for gram, shard, count in zip(names, shard_numbers(names, shards), counts.tolist(), strict=True):
        shelves[shard][gram] = postings[at : at + count]
        at += count
    return [piece(shelf) for shelf in shelves]


def piece(postings: Mapping[str, bytes]) -> bytes:
    """Return the piece of these grams with their postings; empty where there are none."""
    if not postings:
        return b""
    shelf = sorted(postings)
    names = "\n".join(shelf).encode()
    held = [postings[gram] for gram in shelf]
    return b"".join((_number(len(names)), names, bytes(map(len, held)), *held))


def _number(value: int) -> bytes:
    written = bytearray()
    while value > 127:
        written.append(value & 127 | 128)
        value >>= 7
    written.append(value)
    return bytes(written)


def assemble(segments: Iterable[tuple[int, Sequence[bytes]]], shards: int) -> list[bytes]:
    """Return the shards, not deflated yet, from all segments: the number of the first text, and the pieces."""
    written: list[list[bytes]] = [[] for _ in range(shards)]
    for first, pieces in segments:
        number = _number(first)
        for shard, held in zip(written, pieces, strict=True):
            if held:
                shard += (_number(len(number) + len(held)), number, held)
    return list(map(b"".join, written))


def deflated(files: Sequence[bytes]) -> list[bytes]:
    """Return files as they are fetched."""
    return list(map(packed, files))
