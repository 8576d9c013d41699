"""Work of the web edition side by side, beside Sphinx's own reading and writing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from book.executor import local_executor

T = TypeVar("T")
_ROUNDS = 2


def each(function: Callable[..., T], tasks: Sequence[tuple[Any, ...]], jobs: int, *, few: int = 2) -> Iterator[T]:
    """Yield what the function makes of each task, in order; in processes where there are at least `few` tasks."""
    if len(tasks) < few or jobs < 2:
        yield from (function(*task) for task in tasks)
        return
    with local_executor(min(jobs, len(tasks)), forked=True) as pool:  # as Sphinx does
        yield from pool.map(
            function, *zip(*tasks, strict=True), chunksize=max(1, min(8, len(tasks) // (4 * jobs)))
        )


def shares(items: Sequence[T], jobs: int, _most: int = 0) -> list[Sequence[T]]:
    """Return the items in two shares for each job, every share with some of all parts of the list.

    Sphinx cuts smaller ones: each is a process to be forked, which hands the whole environment back.
    """
    count = min(len(items), _ROUNDS * jobs)
    return [items[start::count] for start in range(count)]
