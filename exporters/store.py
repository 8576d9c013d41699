"""What was expensive to make, kept by the hash of what it was made from."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path


class Store:
    """A folder of kept results. Several builds may use it at once: an entry is whole, or it is not there."""

    def __init__(self, folder: Path) -> None:
        """Use a folder, which is made when something is first kept."""
        self._folder = folder

    def get(self, key: str) -> bytes | None:
        """Return what is kept under a key, a hash in hexadecimal; None where nothing is, or nothing whole."""
        try:
            kept = self._path(key).read_bytes()
        except OSError:
            return None
        content = kept[32:]
        return content if hashlib.sha256(content).digest() == kept[:32] else None

    def put(self, key: str, content: bytes) -> None:
        """Keep a result. Raises OSError."""
        path = self._path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        beside = path.with_name(f"{path.name}.{os.getpid()}")
        try:
            beside.write_bytes(hashlib.sha256(content).digest() + content)
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        return self._folder / key[:2] / key
