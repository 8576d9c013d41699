"""A segment of the index for texts of which a few changed: only the pieces that hold their grams are made anew."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from book.search.index import SearchText, piece, shard_numbers, weights

# A text that changed: its number in the segment, what it was and what it is; None where there is none.
Change = tuple[int, SearchText | None, SearchText | None]


def renew(pieces: Sequence[bytes], changes: Iterable[Change]) -> list[bytes]:
    """Return what `segment` makes of the texts after the changes from what it made before."""
    told: defaultdict[str, dict[int, int | None]] = defaultdict(dict)
    for number, before, after in changes:
        was, now = (weights(text) if text else {} for text in (before, after))
        for gram in was.keys() | now.keys():
            if was.get(gram) != now.get(gram):
                told[gram][number] = now.get(gram)
    shards: defaultdict[int, list[str]] = defaultdict(list)
    for gram, shard in zip(told, shard_numbers(told, len(pieces)), strict=True):
        shards[shard].append(gram)
    renewed = list(pieces)
    for shard, names in shards.items():
        postings = dict(read_piece(pieces[shard]))
        for gram in names:
            if codes := _changed(postings.pop(gram, b""), told[gram]):
                postings[gram] = codes
        renewed[shard] = piece(postings)
    return renewed


def _changed(codes: bytes, told: dict[int, int | None]) -> bytes:
    kept = [code for code in codes if code >> 2 not in told]
    added = [4 * number + weight for number, weight in told.items() if weight is not None]
    return bytes(sorted(kept + added))


def read_piece(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield each gram of a piece with its postings."""
    if not data:
        return
    value, at = _number(data, 0)
    names, counted = data[at : at + value].decode().split("\n"), at + value
    at = counted + len(names)
    for name, count in zip(names, data[counted:at], strict=True):
        yield name, data[at : at + count]
        at += count


def _number(data: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte, at = data[at], at + 1
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            return value, at
