"""Stamps: what an earlier build was made from, so that a build with nothing changed does nothing."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from book.library import now
from book.settings import Settings
from book.toolchain import toolchain_digest

_SKIPPED = frozenset(("node_modules", "vendor", "_site", "__pycache__"))


def inputs_digest(settings: Settings, *others: Path) -> str:
    """Return a hash of code and libraries, and of names, sizes and times of all files that a build reads."""
    digest = hashlib.sha256(f"{toolchain_digest()}{settings!r}".encode())
    for folder in (settings.source, settings.conf, *others):
        for line in sorted(_listing(folder, settings.build)):
            digest.update(line.encode("utf-8", "surrogateescape"))
    return digest.hexdigest()


def _listing(folder: Path, build: Path) -> Iterator[str]:
    for root, folders, files in os.walk(folder):
        folders[:] = [
            name
            for name in folders
            if not name.startswith(".") and name not in _SKIPPED and Path(root, name) != build
        ]
        for name in files:
            path = os.path.join(root, name)  # noqa: PTH118  (a Path for each file of thousands is slow)
            try:
                status = os.stat(path)  # noqa: PTH116
            except OSError:
                continue
            yield f"{path} {status.st_size} {status.st_mtime_ns}\n"


def is_fresh(stamp: Path, digest: str, *results: Path) -> bool:
    """Tell whether the results stand, were made from the inputs of this digest, and none has come due since."""
    try:
        made_from, _, due = stamp.read_text(encoding="utf-8").partition(" ")
        waiting = not due or datetime.fromisoformat(due) > now()
        return made_from == digest and waiting and all(result.exists() for result in results)
    except (OSError, ValueError):
        return False


def set_stamp(stamp: Path, digest: str, due: datetime | None = None) -> None:
    """Note that the results now stand for the inputs of this digest, until an article of them comes due."""
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(f"{digest} {due.isoformat()}" if due else digest, encoding="utf-8")


def clear_stamp(stamp: Path) -> None:
    """Note that the results are being made: a build broken off leaves no claim behind."""
    stamp.unlink(missing_ok=True)
