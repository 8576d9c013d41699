"""The one way work is run side by side: a standard `Executor`, which a cluster's can replace."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager


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
    with ProcessPoolExecutor(jobs or default_jobs(), mp_context=context, initializer=initializer) as pool:
        yield pool
