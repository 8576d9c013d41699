"""One build at a time in a build folder, and none that trips over what a killed one left behind."""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

# What is being written stands under such a name beside its place: `page.html.part`, `.book.pdf.1234`, and what
# pikepdf writes on the way to it.
_UNFINISHED = re.compile(r".+\.part|\..+\.(?:epub|pdf)\.\d+|\.pikepdf\..+")
_AT_WORK = b"A build is at work, or was broken off.\n"
WAITING = "another build is at work in this build folder: waiting for it."
_PLACES = ("html", "epub", "pdf", "chapters", "rendered", "doctrees", ".volumes")


@contextmanager
def only_build(folder: Path, waiting: Callable[[], None]) -> Iterator[None]:
    """Hold the build folder for this build; where another holds it, call `waiting`, and wait until it has ended.

    The lock ends with the process and the workers it forked, however they end. Its file holds words while a build
    is at work: where it does and none is, one was broken off. Raises OSError.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("ab+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            waiting()
            fcntl.flock(lock, fcntl.LOCK_EX)
        lock.seek(0)
        if lock.read():
            _sweep(folder)
        lock.write(_AT_WORK)
        lock.flush()
        yield
        lock.truncate(0)


def _sweep(folder: Path) -> None:
    """Take away the unfinished files of builds that were killed."""
    kept = (str(folder), (), os.listdir(folder))  # noqa: PTH208  (as os.walk has it)
    for root, _, names in chain([kept], *(os.walk(folder / place) for place in _PLACES)):
        for name in filter(_UNFINISHED.fullmatch, names):
            Path(root, name).unlink(missing_ok=True)
