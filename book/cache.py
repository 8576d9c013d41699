"""The cache: what was expensive to make, by the hash of what it was made from, for every build that shares it.

    <cache>/<kind>/<two digits>/<key>    an entry: its content, sealed by its hash (book.sealed)
    <cache>/.grown                       when all were looked through, and their bytes; the bytes of each put since

Keys are hashes of content, of gappon's code and of its libraries' versions (book.toolchain), never of places: what
was made in one folder or on one machine is found from any other. Who may write into it may write into books.
"""

from __future__ import annotations

import fcntl
import hashlib
import logging
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import msgspec

from book.files import files_below
from book.sealed import DamagedError, read_sealed, write_sealed

_log = logging.getLogger("gappon.cache")
_LOCK, _GROWN = ".lock", ".grown"
_DAY = 86_400  # seconds


def key_of(*said: str | bytes) -> str:
    """Return the key of what is made from these: their hash, each one told apart from the next."""
    digest = hashlib.sha256()
    for each in said:
        data = each.encode("utf-8", "surrogatepass") if isinstance(each, str) else each
        digest.update(f"{len(data)} ".encode())
        digest.update(data)
    return digest.hexdigest()


def said_of(value: object) -> str:
    """Return all that a value of the domain's types holds, for its hash: JSON, at a third of what `repr` takes."""
    try:
        return msgspec.json.encode(value, enc_hook=str).decode()
    except UnicodeEncodeError:  # half a surrogate pair, from an author's escapes or in a file's name
        return repr(value)


class Store:
    """The entries of one kind: a folder of the cache. Several builds may use it at once."""

    def __init__(self, folder: Path) -> None:
        """Use a folder, which is made when something is first kept."""
        self._folder = folder

    def get(self, key: str) -> bytes | None:
        """Return what is kept under a key, a hash in hexadecimal; None where nothing is, or nothing whole.

        An entry that is not what was kept is taken away, and told.
        """
        path = self._path(key)
        try:
            content = read_sealed(path)
        except OSError:
            return None
        except DamagedError:
            _log.warning("note: an entry of the cache was damaged, and is made anew: %s", path)
            Path(path).unlink(missing_ok=True)
            return None
        with suppress(OSError):  # a cache that may only be read
            os.utime(path)  # the time of its last use
        return content

    def put(self, key: str, content: bytes) -> None:
        """Keep a result: another build finds it whole, or not at all. Raises OSError."""
        path = self._path(key)
        write_sealed(path, content)
        with open(f"{self._folder.parent}/{_GROWN}", "ab") as grown:  # noqa: PTH123  (thousands are kept)
            grown.write(b"%d\n" % os.stat(path).st_size)  # noqa: PTH116

    def _path(self, key: str) -> str:
        return f"{self._folder}/{key[:2]}/{key}"  # no Path: thousands are asked for


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry: its kind, its file, its size in bytes, and when it was last used, in nanoseconds of the epoch."""

    kind: str
    file: str
    size: int
    used: int

    @property
    def path(self) -> Path:
        """Its file: few are asked for it, of tens of thousands."""
        return Path(self.file)


def entries(cache: Path) -> list[Entry]:
    """Return all entries, those unused for longest first."""
    return sorted(_entries(cache), key=lambda entry: (entry.used, entry.file))


def _entries(cache: Path) -> Iterator[Entry]:
    for kind in cache.iterdir() if cache.is_dir() else ():
        for file in files_below(kind):
            with suppress(OSError):  # another build may have taken it away
                status = file.stat()
                yield Entry(kind.name, file.path, status.st_size, status.st_mtime_ns)


@contextmanager
def in_use(cache: Path, limit: int) -> Iterator[None]:
    """Keep all entries while a build uses them, then those used last, up to `limit` bytes. Raises OSError."""
    with _locked(cache, fcntl.LOCK_SH):
        yield
    if _may_be_over(cache, limit):
        prune(cache, limit)


def _may_be_over(cache: Path, limit: int) -> bool:
    """Tell whether the entries may come to more than `limit` bytes: tens of thousands take long to look through.

    Bytes put twice count twice. What came here in other ways is found within a day.
    """
    try:
        looked, *sizes = map(int, (cache / _GROWN).read_bytes().split())
    except (OSError, ValueError):
        return True
    return sum(sizes) > limit or time.time() - looked > _DAY


def prune(cache: Path, limit: int) -> tuple[int, int] | None:
    """Take away the entries unused for longest until the others are no more than `limit` bytes.

    Return how many were taken away, and their bytes; None where a build uses the cache, which sees to it
    when it ends. Raises OSError.
    """
    try:
        with _locked(cache, fcntl.LOCK_EX | fcntl.LOCK_NB):
            kept = entries(cache)
            left, taken = sum(entry.size for entry in kept), []
            for entry in kept:
                unfinished = entry.file.rpartition("/")[2].startswith(".")  # what a killed build was writing
                if left > limit or unfinished:
                    entry.path.unlink(missing_ok=True)
                    left -= entry.size
                    taken.append(entry.size)
            (cache / _GROWN).write_bytes(b"%d %d\n" % (time.time(), left))
            return len(taken), sum(taken)
    except BlockingIOError:
        return None


@contextmanager
def _locked(cache: Path, how: int) -> Iterator[IO[bytes]]:
    """Hold the cache's lock, which ends with the process and those it forked, however they end."""
    cache.mkdir(parents=True, exist_ok=True)
    with (cache / _LOCK).open("ab") as lock:
        fcntl.flock(lock, how)
        yield lock
