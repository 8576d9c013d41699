"""What the command says while it works: bars where a terminal watches, plain lines where none does."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol, TypeVar

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeRemainingColumn
from rich.table import Table

from book.errors import Problem
from book.files import files_below

T = TypeVar("T")
_EVERY = 15  # seconds between two lines


class Track(Protocol):
    """Passes things on as they are done, and shows how many of `total` are."""

    def __call__(self, items: Iterable[T], total: int, /) -> Iterator[T]:
        """Yield the items."""


def untracked(items: Iterable[T], total: int, /) -> Iterator[T]:  # noqa: ARG001  (Track's)
    """Pass things on, and show nothing."""
    return iter(items)


class Steps(Protocol):
    """Shows how far one kind of work is after another."""

    def begin(self, what: str, total: int) -> None:
        """Begin with so many things to be done: `what` names them."""

    def advance(self, count: int) -> None:
        """Tell that so many more are done."""


class _Bars:
    """A bar for each kind of work, with the time left."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task: TaskID | None = None

    def begin(self, what: str, total: int) -> None:
        self._task = self._progress.add_task(what, total=total)

    def advance(self, count: int) -> None:
        if self._task is not None:
            self._progress.advance(self._task, count)


class _Lines:
    """A line now and then."""

    def __init__(self, console: Console, now: Callable[[], float] = time.monotonic) -> None:
        self._console, self._now = console, now
        self.begin("", 0)

    def begin(self, what: str, total: int) -> None:
        self._what, self._total, self._done = what, total, 0
        self._started = self._told = self._now()

    def advance(self, count: int) -> None:
        self._done += count
        now = self._now()
        if now - self._told >= _EVERY and self._done < self._total:
            self._told = now
            left = (now - self._started) / self._done * (self._total - self._done)
            said = f"{self._what}: {self._done} of {self._total}, about {_duration(left)} left"
            self._console.print(said, markup=False)


def _duration(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"


class Reporter:
    """Speaks to standard output. On a terminal long work shows a bar or a spinner."""

    def __init__(self, console: Console | None = None) -> None:
        self.console = console or Console(highlight=False, soft_wrap=True)

    @contextmanager
    def steps(self) -> Iterator[Steps]:
        """Show how far long work is, and how long it will take from there."""
        if not self.console.is_terminal:
            yield _Lines(self.console)
            return
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=self.console, transient=True) as progress:
            yield _Bars(progress)

    def track(self, items: Iterable[T], total: int, what: str) -> Iterator[T]:
        """Yield the items, and show how many of them are done."""
        with self.steps() as steps:
            steps.begin(what, total)
            for item in items:
                yield item
                steps.advance(1)

    def note(self, said: str) -> None:
        """Tell what is going on, in one sentence."""
        self.console.print(said, markup=False)

    def warn(self, problem: Problem) -> None:
        """Tell a problem that keeps nothing from being built."""
        self.console.print(f"warning: {problem}", markup=False)

    def table(self, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Show rows under heads: the first column is names, the others are figures."""
        table = Table(box=box.SIMPLE_HEAD)
        for place, head in enumerate(heads):
            table.add_column(head, justify="right" if place else "left", no_wrap=True)
        for row in rows:
            table.add_row(*map(escape, row))
        wide = self.console if self.console.is_terminal else Console(file=self.console.file, width=160)
        wide.print(table)

    def done(self, what: str, target: Path, started: float, told: str, *, made: bool) -> None:
        """Say what was built, where it lies, how long it took and how large it is."""
        seconds = time.monotonic() - started
        state = f"built in {seconds:.1f} s" if made else "up to date"
        self.console.print(f"{what}: {target} ({told}, {size_of(target)}), {state}", markup=False)


def size_of(target: Path) -> str:
    """Return the size of a file or of a folder's files, for people."""
    if target.is_file():
        return readable(target.stat().st_size)
    return readable(sum(file.stat().st_size for file in files_below(target)))


def readable(size: int) -> str:
    """Return a size given in bytes, for people."""
    if size >= 1e9:
        return f"{size / 1e9:.1f} GB"
    return f"{size / 1e6:.1f} MB" if size >= 1e5 else f"{size / 1e3:.0f} kB"
