"""What the command says while it works: bars where a terminal watches, plain lines where none does."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from book.errors import Problem

T = TypeVar("T")


class Reporter:
    """Speaks to standard output. On a terminal long work shows a bar or a spinner."""

    def __init__(self, console: Console | None = None) -> None:
        self.console = console or Console(highlight=False, soft_wrap=True)

    @contextmanager
    def working(self, what: str) -> Iterator[None]:
        """Show that something of unknown length goes on."""
        if self.console.is_terminal:
            with self.console.status(what):
                yield
        else:
            self.console.print(f"{what} …", markup=False)
            yield

    def each(self, items: Sequence[T], what: str) -> Iterator[T]:
        """Yield the items, with a bar on a terminal where there are several."""
        if not self.console.is_terminal or len(items) < 2:
            yield from items
            return
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=self.console, transient=True) as progress:
            yield from progress.track(items, description=what)

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
    files = [target] if target.is_file() else [path for path in target.rglob("*") if path.is_file()]
    return readable(sum(path.stat().st_size for path in files))


def readable(size: int) -> str:
    """Return a size given in bytes, for people."""
    if size >= 1e9:
        return f"{size / 1e9:.1f} GB"
    return f"{size / 1e6:.1f} MB" if size >= 1e5 else f"{size / 1e3:.0f} kB"
