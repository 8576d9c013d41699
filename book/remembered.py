"""What was read of the articles before: those whose files are the same since are not read again.

    build/.articles    the key, 64 characters, and a reading of each file, pickled; sealed by a hash (book.sealed)

The key is a hash of gappon's code and of the settings. A file is the same where its size and its time are.
"""

from __future__ import annotations

import gc
import os
import pickle
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from book.articles import Reading, picture_of, read_article
from book.cache import key_of
from book.errors import Problem
from book.model import Article
from book.pictures import PictureFinder
from book.sealed import DamagedError, read_sealed, write_sealed
from book.settings import Settings
from book.toolchain import toolchain_digest

# Within so many nanoseconds a file may be written twice and look the same: the clocks of file systems tick slowly.
_TICK = 100_000_000


@dataclass(frozen=True, slots=True)
class _Known:
    """A reading, and size and times of its file before it was read: None where it had only just been written."""

    state: tuple[int, int, int] | None
    reading: Reading


def read_articles(paths: Sequence[Path], settings: Settings) -> Iterator[tuple[Article | None, list[Problem]]]:
    """Yield the article in each file, None where none is to be published, and all that is wrong with it.

    Pictures are looked up as they lie now. Raises OSError where a file cannot be read.
    """
    file, key = settings.build / ".articles", key_of(toolchain_digest("book"), repr(settings))
    before = _recall(file, key)
    now: dict[str, _Known] = {}
    finder = PictureFinder(settings.source)
    for path in paths:
        name = str(path)
        known = _read(path, settings, before.get(name))
        reading = known.reading
        picture, problems = picture_of(reading.image, reading.image_line, path, finder)
        if reading.article and reading.article.picture != picture:
            reading = replace(reading, article=replace(reading.article, picture=picture))
            known = replace(known, reading=reading)
        now[name] = known
        yield reading.article, [*reading.problems, *problems]
    if before.keys() != now.keys() or any(before[name] is not known for name, known in now.items()):
        _remember(file, key, now)


def _read(path: Path, settings: Settings, before: _Known | None) -> _Known:
    status = os.stat(path)  # noqa: PTH116  (thousands of files)
    state = status.st_size, status.st_mtime_ns, status.st_ctime_ns
    if before and before.state == state:
        return before
    steady = abs(time.time_ns() - status.st_mtime_ns) > _TICK
    return _Known(state if steady else None, read_article(path, settings))


def _recall(file: Path, key: str) -> dict[str, _Known]:
    try:
        content = read_sealed(file)
    except (OSError, DamagedError):
        return {}
    if not content.startswith(key.encode()):  # of other code, whose pickles this one may not know how to read
        return {}
    with _without_collecting():
        # The build folder is gappon's own: the environment that Sphinx keeps there is a pickle too.
        known: dict[str, _Known] = pickle.loads(content[len(key) :])  # noqa: S301
    return known


def _remember(file: Path, key: str, known: dict[str, _Known]) -> None:
    """Keep what was read, whole or not at all: where nothing can be kept, all is read again next time."""
    content = key.encode() + pickle.dumps(known, pickle.HIGHEST_PROTOCOL)
    with suppress(OSError):
        write_sealed(file, content)


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Look for no garbage meanwhile: of what is loaded, nothing is any."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()
