"""The volume's own pages and its fonts, kept until what they were made from changes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec

from book.cache import Store, key_of
from exporters.pdf.layout import Laid
from exporters.pdf.typesetting import machine


class OwnPages:
    """Documents of the volume itself, laid out in this process and kept in the folder `own` of the cache."""

    def __init__(self, cache_folder: Path) -> None:
        """Use a cache."""
        self._store = Store(cache_folder / "own")

    def get(self, make: Callable[[], Laid], *said: str | bytes) -> Laid:
        """Return what `make` makes of what is `said`, made once. Raises OSError, and what `make` raises."""
        key = key_of(*machine(), *said)
        kept = self._store.get(key)
        if kept is not None:
            return msgspec.msgpack.decode(kept, type=Laid)
        laid = make()
        self._store.put(key, msgspec.msgpack.encode(laid))
        return laid
