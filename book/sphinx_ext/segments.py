"""The segments of the search index: from the cache, renewed where few of their texts changed, or made anew."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import zip_longest
from pathlib import Path

import msgspec
from sphinx.application import Sphinx

from book.cache import Store, key_of
from book.search.index import SEGMENT, SearchText, runs, segment
from book.search.renewal import Change, renew
from book.sphinx_ext.indexed import CODE, Entry, digest_of
from book.sphinx_ext.readtext import text_file
from book.sphinx_ext.workers import beside

Pieces = list[bytes]
# With more changes than this a segment is sooner made anew.
_FEW = SEGMENT // 4


class Segments:
    """Makes the segments of an index, whose texts an earlier build published in `texts`."""

    def __init__(self, app: Sphinx, cache: Path, shards: int, texts: Path) -> None:
        """Keep segments in `cache`."""
        self._app, self._shards, self._texts = app, shards, texts
        self._store = Store(cache / "search")

    @contextmanager
    def of(self, entries: Sequence[Entry], earlier: Sequence[Entry]) -> Iterator[Iterator[tuple[int, Pieces]]]:
        """Yield every segment: the number of its first text, and its pieces.

        Those to be made are begun before they are asked for. `earlier` are the entries of which an earlier build
        made its own: one that begins or ends with the same article as before is renewed.
        """
        wanted = [(run.start, entries[run.start : run.stop]) for run in _runs(entries)]
        before = [(run.start, earlier[run.start : run.stop]) for run in _runs(earlier)]
        alike = {run[place].docname: (start, run) for place in (-1, 0) for start, run in before}
        found = {start: self._kept(run) or self._renewed(run, *_before(run, alike)) for start, run in wanted}
        missing = [run for run in wanted if found[run[0]] is None]
        missing.sort(key=lambda run: -sum(entry.size for entry in run[1]))  # the longest work first
        tasks = [(list(map(self._read, run)), self._shards) for _, run in missing]
        with beside(segment, tasks, self._app.parallel) as made:
            yield self._all(found, missing, made)

    def _all(
        self,
        found: dict[int, Pieces | None],
        missing: Sequence[tuple[int, Sequence[Entry]]],
        made: Iterable[Pieces],
    ) -> Iterator[tuple[int, Pieces]]:
        for (start, run), pieces in zip(missing, made, strict=True):
            self._store.put(self._key(run), msgspec.msgpack.encode(pieces))
            found[start] = pieces
        yield from ((start, pieces) for start, pieces in found.items() if pieces is not None)

    def _kept(self, entries: Sequence[Entry]) -> Pieces | None:
        data = self._store.get(self._key(entries))
        return None if data is None else msgspec.msgpack.decode(data, type=Pieces)

    def _renewed(self, entries: Sequence[Entry], start: int, earlier: Sequence[Entry]) -> Pieces | None:
        """Return a segment made from an earlier one, None where too much changed or that one is not kept."""
        pairs = list(zip_longest(earlier, entries))
        changed = [
            (number, *pair) for number, pair in enumerate(pairs) if len({each and each.said for each in pair}) > 1
        ]
        if not earlier or len(changed) > _FEW or (before := self._kept(earlier)) is None:
            return None
        changes: list[Change] = []
        for number, old, new in changed:
            was = self._published(start + number, old) if old else None
            if old and was is None:
                return None
            changes.append((number, was, self._read(new) if new else None))
        pieces = renew(before, changes)
        self._store.put(self._key(entries), msgspec.msgpack.encode(pieces))
        return pieces

    def _read(self, entry: Entry) -> SearchText:
        return SearchText(entry.title, entry.tags, text_file(self._app, entry.docname).read_bytes())

    def _published(self, number: int, entry: Entry) -> SearchText | None:
        """Return what was searched of a text: its published body, where it still stands."""
        try:
            packed = (self._texts / f"{number}.bin").read_bytes()
        except OSError:
            return None
        return SearchText(entry.title, entry.tags, packed) if digest_of(packed) == entry.digest else None

    def _key(self, entries: Sequence[Entry]) -> str:
        return key_of(CODE, str(self._shards), *(entry.said for entry in entries))


def _runs(entries: Sequence[Entry]) -> list[range]:
    return runs([entry.docname for entry in entries])


def _before(
    entries: Sequence[Entry], alike: Mapping[str, tuple[int, Sequence[Entry]]]
) -> tuple[int, Sequence[Entry]]:
    return alike.get(entries[0].docname) or alike.get(entries[-1].docname) or (0, ())
