"""A Dask cluster as the executor: `--executor dask://host:port`, or a local one, `--executor dask`.

What is sent is pickled, both ways: whoever can reach the scheduler or a worker can run code as its user, and as
the user of this command. SCALE.md tells how to start a cluster that nobody else reaches.
"""

from __future__ import annotations

import logging
import threading
import warnings
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import ExitStack, contextmanager
from functools import partial
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from book import __version__
from book.errors import ClusterError, Problem
from book.toolchain import toolchain_digest, versions

if TYPE_CHECKING:
    from distributed import Client

P = ParamSpec("P")
T = TypeVar("T")
Identity = Callable[[], Mapping[str, str]]

SCHEME = "dask"
_REACHED = 10  # seconds in which a scheduler must answer, and have a worker
_SAME = "Install the same release of gappon on all of them."
_PATIENCE = 60  # seconds without any worker after which nobody waits any more


@contextmanager
def cluster_executor(where: str, jobs: int, identity: Identity) -> Iterator[Executor]:
    """Yield the cluster of `dask://host:port` as an executor; for `dask`, one of `jobs` processes on this machine.

    `identity` tells what else than gappon, Python and its libraries must be the same on every worker. What a
    worker was at when it ended is done again by another. Raises ClusterError; so do the futures of calls that
    were given to a worker of other versions.
    """
    expected = _machine(identity)
    with _connected(where, jobs) as client:
        _check_members(client, where)
        executor = _ClusterExecutor(client, where, expected, identity)
        try:
            yield executor
        finally:
            executor.shutdown()


@contextmanager
def _connected(where: str, jobs: int) -> Iterator[Client]:
    try:
        from distributed import Client, LocalCluster
    except ImportError as error:
        message = "Dask is not installed."
        raise _error(where, message, 'Install it: `pip install "gappon[cluster]"`, or use make.') from error
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    address = where.removeprefix(SCHEME).replace("://", "tcp://")
    with ExitStack() as stack:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # versions that differ are an error of ours
            place = address or stack.enter_context(
                LocalCluster(n_workers=jobs, threads_per_worker=1, host="127.0.0.1", dashboard_address=None)
            )
            try:
                client = stack.enter_context(Client(place, timeout=_REACHED, set_as_default=False))
            except (OSError, ValueError) as error:
                message = f"no scheduler answers there within {_REACHED} s."
                raise _error(where, message, "Start one with `dask scheduler`, or mend the address.") from error
        yield client


def _check_members(client: Client, where: str) -> None:
    """Wait for a worker, and look that all have gappon and our version of Dask."""
    try:
        client.wait_for_workers(1, timeout=_REACHED)
    except TimeoutError as error:
        remedy = "Start one beside the scheduler: `dask worker --nthreads 1 ADDRESS`."
        raise _error(where, f"the scheduler has no worker within {_REACHED} s.", remedy) from error
    found = client.get_versions()
    ours = found["client"]["packages"]["distributed"]
    for name, told in {"the scheduler": found["scheduler"], **found["workers"]}.items():
        theirs = told["packages"]["distributed"] if told else None
        if theirs != ours:
            raise _error(where, f"{name} runs Dask {theirs}, this command {ours}.", _SAME)
    for name, why in _without_gappon(client).items():
        raise _error(where, f"{name} has no gappon: {why}.", _SAME)


def _without_gappon(client: Client) -> Mapping[str, Exception]:
    """Return the scheduler and the workers that cannot import this module, and why."""
    found = client.run(import_module, __name__, on_error="return")
    try:
        client.run_on_scheduler(import_module, __name__)
    except ImportError as error:
        found["the scheduler"] = error
    return {name: told for name, told in found.items() if isinstance(told, Exception)}


def _machine(identity: Identity) -> Mapping[str, str]:
    """Return all that must be the same here and on a worker for the same bytes to come out."""
    gappon = f"{__version__} ({toolchain_digest()[:12]})"
    return {**versions(), "distributed": version("distributed"), **identity(), "gappon": gappon}


def _run(expected: Mapping[str, str], identity: Identity, function: Callable[..., T], arguments: Any) -> T:
    """Call a function, on a worker, if the worker is what the command expects."""
    found = _machine(identity)
    if found != expected:
        from distributed import get_worker

        differing = [name for name in expected if found.get(name) != expected[name]]
        told = ", ".join(f"{name} {found.get(name)} where this command has {expected[name]}" for name in differing)
        remedy = "Install the same release of gappon, and the same fonts, on all of them."
        raise _error(get_worker().address, f"this worker would make other books: {told}.", remedy)
    return function(*arguments)


def _error(where: str, message: str, remedy: str) -> ClusterError:
    place = where.rpartition("://")[2] or "--executor"
    return ClusterError([Problem(Path(place), 0, message, remedy, "cluster")])


class _ClusterExecutor(Executor):
    """Hands calls to a cluster's client, and tells those who wait where no worker is left."""

    def __init__(self, client: Client, where: str, expected: Mapping[str, str], identity: Identity) -> None:
        self._client, self._where, self._expected, self._identity = client, where, expected, identity
        self._waiting: dict[Future[Any], Any] = {}
        self._lost: ClusterError | None = None
        self._ended = threading.Event()
        threading.Thread(target=self._watch, daemon=True).start()

    def submit(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Hand a call to a worker."""
        if self._lost:
            raise self._lost
        call = partial(function, **kwargs) if kwargs else function
        mine: Future[T] = Future()
        theirs = self._client.submit(_run, self._expected, self._identity, call, args, pure=False)
        self._waiting[mine] = theirs
        theirs.add_done_callback(partial(self._hand_on, mine))
        return mine

    def _hand_on(self, mine: Future[Any], theirs: Any) -> None:
        if self._waiting.pop(mine, None) is None:
            return
        try:
            mine.set_result(theirs.result())
        except Exception as error:  # whatever the call raised, for the one who waits
            mine.set_exception(self._told(error))

    def _watch(self) -> None:
        """Look for workers again and again, until there are none for too long."""
        alone = 0
        while alone < _PATIENCE and not self._ended.wait(1):
            alone = 0 if self._has_workers() else alone + 1
        if not self._ended.is_set():
            self._lost = self._left(f"no worker is left for {_PATIENCE} s")
            while self._waiting:
                mine, _ = self._waiting.popitem()
                mine.set_exception(self._lost)

    def _has_workers(self) -> bool:
        try:
            return bool(self._client.nthreads())
        except Exception:  # whatever keeps the scheduler from answering
            return False

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: ARG002
        """Let go of the cluster; calls that wait are taken back."""
        self._ended.set()
        self._client.cancel(list(self._waiting.values()))
        self._waiting.clear()

    def _told(self, error: Exception) -> Exception:
        """Return what a call raised; for what a cluster alone raises, what is told of it."""
        from distributed import CancelledError, KilledWorker
        from distributed.client import FutureCancelledError
        from distributed.comm import CommClosedError

        if isinstance(error, KilledWorker):
            return BrokenExecutor(str(error))
        if isinstance(error, FutureCancelledError | CancelledError | CommClosedError):
            return self._left("the scheduler, or the way to it, was lost")
        return error

    def _left(self, what: str) -> ClusterError:
        return _error(self._where, f"{what}.", "Start the cluster and build again: what was done is kept.")
