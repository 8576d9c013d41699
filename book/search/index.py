"""The index in shards: which texts hold a gram, and how much it weighs in each.

Texts are numbered from 0. A gram belongs to one shard, told by its characters alone. A segment holds 64 texts
in a row; of each segment a shard has one piece, so that an edited text costs one segment and not all:

    piece  = length, first text, length of the grams, grams (UTF-8, a line each), postings of each gram
    postings = count, then for each text the difference of 4 * (text - first) + weight to the one before

Lengths, counts and differences are LEB128 numbers. A shard is its pieces, deflated (RFC 1950).
"""

from __future__ import annotations

import zlib
from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat
from operator import sub

from book.search.tokens import grams

SEGMENT = 64
OFTEN = 5


@dataclass(frozen=True, slots=True)
class SearchText:
    """What is searched of an article. `packed` is its body as readers see it, a paragraph to a line, deflated."""

    title: str
    tags: tuple[str, ...]
    packed: bytes


def pack(text: str) -> bytes:
    """Return a text as it is kept and fetched: UTF-8, deflated."""
    return zlib.compress(text.encode(), 6)


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


def shard_of(gram: str, shards: int) -> int:
    """Return the number of the shard that a gram is in."""
    number = 0
    for character in gram:
        number = number * 31 + ord(character)
    return number % shards


def segment(first: int, entries: Sequence[SearchText], shards: int) -> list[bytes]:
    """Return a segment's piece of each shard; `first` is the number of its first text."""
    postings: defaultdict[str, list[int]] = defaultdict(list)
    for number, entry in enumerate(entries):
        found: tuple[list[str], ...] = ([], [], [], [])
        for gram, weight in weights(entry).items():
            found[weight].append(gram)
        for weight, each in enumerate(found):
            lists = map(postings.__getitem__, each)
            deque(map(list.append, lists, repeat(4 * number + weight)), maxlen=0)
    shelves: list[list[str]] = [[] for _ in range(shards)]
    for gram in sorted(postings):
        shelves[shard_of(gram, shards)].append(gram)
    return [_piece(first, shelf, postings) for shelf in shelves]


def _piece(first: int, shelf: list[str], postings: dict[str, list[int]]) -> bytes:
    if not shelf:
        return b""
    names = "\n".join(shelf).encode()
    body = b"".join((_number(first), _number(len(names)), names, *(_postings(postings[gram]) for gram in shelf)))
    return _number(len(body)) + body


def _postings(codes: list[int]) -> bytes:
    if len(codes) == 1:
        return b"\1" + _NUMBERS[codes[0]]
    differences = map(sub, codes, [0, *codes[:-1]])
    return _number(len(codes)) + b"".join(map(_NUMBERS.__getitem__, differences))


def _number(value: int) -> bytes:
    written = bytearray()
    while value > 127:
        written.append(value & 127 | 128)
        value >>= 7
    written.append(value)
    return bytes(written)


_NUMBERS = [_number(value) for value in range(4 * SEGMENT)]


def assemble(segments: Sequence[Sequence[bytes]]) -> Iterator[bytes]:
    """Yield each shard's file from the pieces of all segments."""
    for pieces in zip(*segments, strict=True):
        yield zlib.compress(b"".join(pieces), 6)
