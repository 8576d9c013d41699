"""A Dask cluster as the executor: `--executor dask://host:port`, or a local one, `--executor dask`.

What is sent is pickled, both ways: whoever can reach the scheduler or a worker can run code as its user, and as
the user of this command. SCALE.md tells how to start a cluster that nobody else reaches.
"""

from __future__ import annotations

import hashlib
import logging
import platform
import threading
import warnings
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import BrokenExecutor, Executor, Future
from contextlib import ExitStack, contextmanager
from functools import cache, partial
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import book
import exporters
from book.errors import ClusterError, Problem

if TYPE_CHECKING:
    from distributed import Client

P = ParamSpec("P")
T = TypeVar("T")
Identity = Callable[[], Mapping[str, str]]

SCHEME = "dask"
_REACHED = 10  # seconds in which a scheduler must answer, and have a worker
_PATIENCE = 60  # seconds without any worker after which nobody waits any more
# Libraries whose version shows in what workers return, or in how it is sent.
_LIBRARIES = ("distributed", "pillow", "pydyf", "tinycss2", "tinyhtml5", "cssselect2", "fonttools", "lxml")


@contextmanager
def cluster_executor(where: str, jobs: int, identity: Identity) -> Iterator[Executor]:
    """Yield the cluster of `dask://host:port` as an executor; for `dask`, one of `jobs` processes on this machine.

    `identity` tells what else than gappon, Python and its libraries must be the same on every worker. What a
    worker was at when it ended is done again by another. Raises ClusterError; so do the futures of calls that
    were given to a worker of other versions.
    """
    expected = _machine(identity)
    with _connected(where, jobs) as client:
        _check_versions(client, where)
        executor = _ClusterExecutor(client, expected, identity)
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


def _check_versions(client: Client, where: str) -> None:
    """Wait for a worker, and hold Dask's own version everywhere to ours."""
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
            message = f"{name} runs Dask {theirs}, this command {ours}."
            raise _error(where, message, "Install the same release of gappon on all of them.")


def _machine(identity: Identity) -> Mapping[str, str]:
    """Return all that must be the same here and on a worker for the same bytes to come out."""
    python = ".".join(platform.python_version_tuple()[:2])
    return {"gappon": _code(), "Python": python, **{name: version(name) for name in _LIBRARIES}, **identity()}


@cache
def _code() -> str:
    """Return the version of gappon with a hash of its code: two trees of one version may differ."""
    digest = hashlib.sha256()
    for package in (book, exporters):
        folder = Path(package.__file__ or "").parent
        for path in sorted(folder.rglob("*.py")):
            digest.update(path.relative_to(folder).as_posix().encode() + path.read_bytes())
    return f"{book.__version__} ({digest.hexdigest()[:12]})"


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

    def __init__(self, client: Client, expected: Mapping[str, str], identity: Identity) -> None:
        self._client, self._expected, self._identity = client, expected, identity
        self._waiting: dict[Future[Any], Any] = {}
        self._lost = False
        self._ended = threading.Event()
        threading.Thread(target=self._watch, daemon=True).start()

    def submit(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Hand a call to a worker."""
        if self._lost:
            raise BrokenExecutor("the cluster has no worker")
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
            mine.set_exception(_told(error))

    def _watch(self) -> None:
        """Look for workers again and again, until there are none for too long."""
        alone = 0
        while alone < _PATIENCE and not self._ended.wait(1):
            alone = 0 if self._has_workers() else alone + 1
        if not self._ended.is_set():
            self._lost = True
            while self._waiting:
                mine, _ = self._waiting.popitem()
                mine.set_exception(BrokenExecutor("the cluster has no worker any more"))

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


def _told(error: Exception) -> Exception:
    """Return what a call raised; for workers that ended again and again, what other executors raise for that."""
    from distributed.scheduler import KilledWorker

    if isinstance(error, ClusterError):
        return error
    if isinstance(error, KilledWorker):
        return BrokenExecutor(str(error))
    if isinstance(error, ModuleNotFoundError | AttributeError):
        return _error("", f"a worker cannot take this command's work: {error}.", "Install gappon on every worker.")
    return error
