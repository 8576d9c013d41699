"""The one way work is run side by side: a standard `Executor`, which a cluster's can replace."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, ProcessPoolExecutor, wait
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from functools import cache, partial
from typing import Any, Generic, ParamSpec, TypeVar

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

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: ARG002
        """Close the executor."""
        self._executor = None
        self._stack.close()


def default_jobs() -> int:
    """Return how many workers to use: `JOBS` of the environment, else the cores this process may run on."""
    wanted = os.environ.get("JOBS", "")
    if wanted.isdigit() and int(wanted) > 0:
        return int(wanted)
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def local_executor(jobs: int | None = None, initializer: Callable[[], None] | None = None) -> Iterator[Executor]:
    """Yield a pool of `jobs` fresh processes (spawned: no lock or font cache of this one is carried over)."""
    context = multiprocessing.get_context("spawn")
    start = (initializer,)
    with ProcessPoolExecutor(
        jobs or default_jobs(), mp_context=context, initializer=_start, initargs=start
    ) as pool:
        yield pool


def _start(initializer: Callable[[], None] | None) -> None:
    """Make this worker end with the build that started it, even one that was killed."""
    threading.Thread(target=_end_with_parent, daemon=True).start()
    if initializer:
        initializer()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


@cache
def end_forks_with_this_process() -> None:
    """Make every process forked from now on end with this one, even where this one is killed.

    Sphinx forks its workers. Each holds the pipes of the others, so that without this none would ever learn
    that nobody reads what it has to say, and they would wait, and write, beside the next build.
    """
    ours, theirs = os.pipe()
    open_ends = [theirs]

    def watch() -> None:
        if open_ends:  # a fork of a fork has no end to close any more
            os.close(open_ends.pop())
        threading.Thread(target=wait, daemon=True).start()

    def wait() -> None:
        os.read(ours, 1)  # nobody writes: it returns when the last who could has ended
        os._exit(1)

    os.register_at_fork(after_in_child=watch)
