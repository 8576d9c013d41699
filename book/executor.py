"""Processes of this machine that work side by side, and end with the build that started them."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from functools import cache, partial
from multiprocessing.connection import Connection
from typing import ParamSpec, TypeVar, cast

from book.memory import workers_by_memory

P = ParamSpec("P")
T = TypeVar("T")


def default_jobs() -> int:
    """Return how many workers to use: `JOBS` of the environment, else as cores and free memory allow."""
    wanted = os.environ.get("JOBS", "")
    if wanted.isdigit() and int(wanted) > 0:
        return int(wanted)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(cores, workers_by_memory())


@contextmanager
def local_executor(
    jobs: int | None = None, initializer: Callable[[], None] | None = None, *, forked: bool = False
) -> Iterator[Executor]:
    """Yield a pool of `jobs` processes: fresh ones, to which no lock or font cache of this one is carried over.

    With `forked` they are copies of this process where the system does that well, on Linux: they start at once,
    and have what was imported and read.
    """
    if forked := forked and sys.platform == "linux":
        end_forks_with_this_process()
    context = multiprocessing.get_context("fork" if forked else "spawn")
    start = partial(_start, initializer, forked)
    with _Pool(jobs or default_jobs(), mp_context=context, initializer=start) as pool:
        try:
            yield pool
        except KeyboardInterrupt:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


class _Pool(ProcessPoolExecutor):
    """A pool whose processes end without a word where the user breaks the build off."""

    def submit(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Hand over a call. Where a process is begun for it, no interrupt reaches it before it can end plainly."""
        _hold_interrupts()
        try:
            return super().submit(function, *args, **kwargs)
        finally:
            _let_interrupts()


@contextmanager
def done_beside(work: Callable[[], T]) -> Iterator[Future[T]]:
    """Have work done beside what is in the block, by a copy of this process: on Linux, elsewhere before it.

    Yields what it returned, which is there at the block's end. Raises then what the work raised, and
    BrokenExecutor where its process was killed.
    """
    done: Future[T] = Future()
    if sys.platform != "linux":
        done.set_result(work())
        yield done
        return
    end_forks_with_this_process()
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_do, args=(work, theirs))
    process.start()
    theirs.close()
    try:
        yield done
    finally:
        result, raised = _outcome(ours)  # before the process is waited for: it ends once this is read
        process.join()
    if raised:
        raise raised
    done.set_result(cast("T", result))


def _do(work: Callable[[], object], outcome: Connection) -> None:
    try:
        outcome.send((work(), None))
    except BaseException as error:
        outcome.send((None, error))


def _outcome(told: Connection) -> tuple[object, BaseException | None]:
    try:
        return cast("tuple[object, BaseException | None]", told.recv())
    except EOFError:
        return None, BrokenExecutor("the process was killed")


def _start(initializer: Callable[[], None] | None, forked: bool) -> None:
    """Make this worker end with the build that started it, even one that was killed."""
    if not forked:
        threading.Thread(target=_end_with_parent, daemon=True).start()
    end_when_interrupted()
    if initializer:
        initializer()


def end_when_interrupted() -> None:
    """Have this process end without a word where the user breaks the build off."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    _let_interrupts()


def _hold_interrupts() -> None:
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})


def _let_interrupts() -> None:
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


@cache
def end_forks_with_this_process() -> None:
    """Make every process forked from now on end with this one, even where this one is killed or interrupted.

    Sphinx forks its workers. Each holds the pipes of the others, so that without this none would ever learn
    that nobody reads what it has to say, and they would wait, and write, beside the next build.
    """
    ours, theirs = os.pipe()
    open_ends = [theirs]

    def watch() -> None:
        if open_ends:  # a fork of a fork has no end to close any more
            os.close(open_ends.pop())
        threading.Thread(target=wait, daemon=True).start()
        end_when_interrupted()

    def wait() -> None:
        os.read(ours, 1)  # nobody writes: it returns when the last who could has ended
        os._exit(1)

    os.register_at_fork(before=_hold_interrupts, after_in_parent=_let_interrupts, after_in_child=watch)
