"""Work of the web edition side by side, beside Sphinx's own reading and writing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.connection import wait
from typing import Any, TypeVar

from sphinx.util.parallel import ParallelTasks

from book.executor import local_executor

T = TypeVar("T")
_ROUNDS = 2


@contextmanager
def beside(
    function: Callable[..., T], tasks: Sequence[tuple[Any, ...]], jobs: int, *, few: int = 2
) -> Iterator[Iterator[T]]:
    """Yield what the function makes of each task, in order.

    Where there are at least `few` tasks, processes make it that begin at once, so that this one can do other work.
    """
    if len(tasks) < few or jobs < 2:
        yield (function(*task) for task in tasks)
        return
    with local_executor(min(jobs, len(tasks)), forked=True) as pool:  # as Sphinx does
        chunk = max(1, min(8, len(tasks) // (4 * jobs)))
        yield pool.map(function, *zip(*tasks, strict=True), chunksize=chunk)


def each(function: Callable[..., T], tasks: Sequence[tuple[Any, ...]], jobs: int, *, few: int = 2) -> Iterator[T]:
    """Yield what the function makes of each task, in order; in processes where there are at least `few` tasks."""
    with beside(function, tasks, jobs, few=few) as made:
        yield from made


def shares(items: Sequence[T], jobs: int, _most: int = 0) -> list[Sequence[T]]:
    """Return the items, longest first, in two shares for each job that take about as long as one another.

    Sphinx cuts smaller ones: each is a process to be forked, which hands the whole environment back.
    """
    count = min(len(items), _ROUNDS * jobs)
    return [[*items[at :: 2 * count], *items[2 * count - 1 - at :: 2 * count]] for at in range(count)]


class Tasks(ParallelTasks):
    """Sphinx's forks: the next one begins when another ends, where Sphinx looks every fiftieth of a second."""

    def join(self) -> None:
        """Wait until all have ended."""
        try:
            while self._pworking:
                if not self._join_one():
                    wait(list(self._precvs.values()))
        finally:
            self.terminate()
