"""The one way work is run side by side: a standard `Executor`, which a cluster's can replace."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, ParamSpec, TypeVar

from book.executor import local_executor

P = ParamSpec("P")
T = TypeVar("T")
K = TypeVar("K")
# How many bytes of content may wait for a worker: enough for hundreds of articles, little beside 2 GB.
_IN_FLIGHT = 64_000_000


@dataclass(frozen=True, slots=True)
class Call(Generic[K, T]):
    """A function to be called in a worker, with content as arguments; `size` is about how many bytes they are."""

    key: K
    function: Callable[..., T]
    arguments: tuple[Any, ...]
    size: int


def run_calls(executor: Executor, calls: Iterable[Call[K, T]]) -> Iterator[tuple[K, Future[T]]]:
    """Yield each call's key and future as it is done; calls are taken one by one as there is room in memory."""
    waiting: dict[Future[T], Call[K, T]] = {}
    rest = iter(calls)
    following, held = next(rest, None), 0
    while waiting or following:
        while following and (not waiting or held + following.size <= _IN_FLIGHT):
            waiting[executor.submit(following.function, *following.arguments)] = following
            held += following.size
            following = next(rest, None)
        for future in wait(waiting, return_when=FIRST_COMPLETED).done:
            call = waiting.pop(future)
            held -= call.size
            yield call.key, future


def executor_for(where: str, jobs: int, identity: Callable[[], Mapping[str, str]] = dict) -> Executor:
    """Return what `--executor` asks for, opened when it is first given work: `local`, or a cluster of Dask.

    `identity` tells what must be the same on every machine of a cluster, beside gappon itself.
    """
    if where == "local":
        return OpenedExecutor(partial(local_executor, jobs))
    from exporters.cluster import cluster_executor

    return OpenedExecutor(partial(cluster_executor, where, jobs, identity))


class OpenedExecutor(Executor):
    """Opens an executor when it is first given work, and another in its place where that one lost its workers."""

    def __init__(self, opened: Callable[[], AbstractContextManager[Executor]]) -> None:
        """Take what opens an executor."""
        self._open = opened
        self._stack = ExitStack()
        self._executor: Executor | None = None

    def submit(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Hand a call to the executor."""
        executor = self._executor or self._stack.enter_context(self._open())
        self._executor = executor
        try:
            return executor.submit(function, *args, **kwargs)
        except BrokenExecutor:
            self.shutdown()
            self._executor = executor = self._stack.enter_context(self._open())
            return executor.submit(function, *args, **kwargs)

    def __exit__(self, *raised: Any) -> None:
        """Close the executor; what is not begun yet is left where the user broke off."""
        self._executor = None
        self._stack.__exit__(*raised)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: ARG002
        """Close the executor."""
        self._executor = None
        self._stack.close()
