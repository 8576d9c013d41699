"""Books by a cluster: the same bytes as by one machine, whoever dies; and what is told where it cannot be."""

from __future__ import annotations

import os
import pickle
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import BrokenExecutor, Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from distributed import Client

from book.errors import ClusterError
from book.library import load_library
from book.settings import load_settings
from exporters.cluster import cluster_executor
from exporters.editions import make_edition
from exporters.epub import write_epub
from exporters.pdf import write_pdf

TREE = Path(__file__).parents[2]
GAPPON = Path(sys.executable).with_name("gappon")
DASK = (sys.executable, "-m", "dask")
ARTICLES = 16


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a site of enough articles that a worker can be killed in the middle of them."""
    folder = tmp_path_factory.mktemp("cluster") / "site"
    shutil.copytree(TREE / "tests" / "roots" / "jekyll", folder)
    picture = "\n![図](/assets/chart.png)\n"
    for number in range(ARTICLES):
        day = f"2025-11-{number + 1:02}"
        matter = f"---\ntitle: 増やした記事{number}\ndate: {day}\ncategory: 技術\ntags: [試験]\n---\n"
        text = "".join(f"\n## 節{part}\n\n{'長い文が続きます。' * 60}**「強調」**も。\n" for part in range(6))
        (folder / "_posts" / f"{day}-more-{number}.md").write_text(matter + text + picture, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def local(site: Path) -> Path:
    """Return the build folder of the books that are made without a cluster."""
    build = site.parent / "local"
    for edition in ("epub", "pdf"):
        done = gappon(edition, site, build)
        assert (done.returncode, done.stderr) == (0, "")
    return build


def command(edition: str, site: Path, build: Path, *options: str) -> tuple[str | Path, ...]:
    return (GAPPON, edition, "--source", site, "--conf", TREE / "conf", "--build", build, "--jobs", "2", *options)


def gappon(edition: str, site: Path, build: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(edition, site, build, *options), capture_output=True, text=True, check=False)


@contextmanager
def started(
    *words: str | Path, cwd: Path, env: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    with (cwd / "cluster.log").open("ab") as log:
        process = subprocess.Popen((*DASK, *words), cwd=cwd, env=env, stdout=log, stderr=log)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


@contextmanager
def cluster(
    folder: Path, workers: int, env: Mapping[str, str] | None = None
) -> Iterator[tuple[str, dict[str, subprocess.Popen[bytes]]]]:
    """Start a scheduler and workers on loopback; yield the scheduler's address, and all by name."""
    folder.mkdir()
    where = folder / "scheduler.json"
    with ExitStack() as stack:
        listening = ("--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--no-show")
        words = ("scheduler", *listening, "--scheduler-file", where)
        running = {"scheduler": stack.enter_context(started(*words, cwd=folder, env=env))}
        for number in range(workers):
            name = f"worker-{number}"
            own = ("--nthreads", "1", "--no-nanny", "--no-dashboard", "--host", "127.0.0.1", "--name", name)
            running[name] = stack.enter_context(
                started("worker", *own, "--scheduler-file", where, cwd=folder, env=env)
            )
        for _ in range(300):
            if where.exists():
                break
            time.sleep(0.1)
        with Client(scheduler_file=str(where), set_as_default=False) as client:
            if workers:
                client.wait_for_workers(workers, timeout=60)
            address = client.scheduler.address.removeprefix("tcp://")
        yield address, running


def kill_one_at_work(address: str, workers: dict[str, subprocess.Popen[bytes]], killed: list[str]) -> None:
    """Kill the first worker that is seen at work while others wait for theirs."""
    with Client(f"tcp://{address}", set_as_default=False) as client:
        for _ in range(3000):
            busy = {place: calls for place, calls in client.processing().items() if calls}
            if sum(map(len, busy.values())) > len(workers):
                told = client.scheduler_info(n_workers=-1)["workers"]
                name = next(told[place]["name"] for place in busy)
                workers[name].send_signal(signal.SIGKILL)
                killed.append(name)
                return
            time.sleep(0.02)


def test_a_worker_killed_in_the_middle_of_a_volume_changes_no_byte(
    site: Path, local: Path, tmp_path: Path
) -> None:
    with cluster(tmp_path / "cluster", 3) as (address, workers):
        done = gappon("epub", site, tmp_path / "build", "--executor", f"dask://{address}")
        assert (done.returncode, done.stderr) == (0, "")
        assert (tmp_path / "build/epub/series.epub").read_bytes() == (local / "epub/series.epub").read_bytes()
        killed: list[str] = []
        killer = threading.Thread(target=kill_one_at_work, args=(address, workers, killed))
        killer.start()
        done = gappon("pdf", site, tmp_path / "build", "--executor", f"dask://{address}")
        killer.join()
        assert (done.returncode, done.stderr) == (0, "")
        assert len(killed) == 1
        assert workers[killed[0]].wait() == -signal.SIGKILL
        books = sorted(path.relative_to(local) for path in local.glob("pdf/*.pdf"))
        assert books
        assert [
            book for book in books if (tmp_path / "build" / book).read_bytes() != (local / book).read_bytes()
        ] == []


def test_a_cluster_of_its_own_makes_the_same_book(site: Path, local: Path, tmp_path: Path) -> None:
    done = gappon("pdf", site, tmp_path / "build", "--executor", "dask")
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "build/pdf/series.pdf").read_bytes() == (local / "pdf/series.pdf").read_bytes()


class ByContent(ThreadPoolExecutor):
    """Sends calls as they would go to another machine, and looks at what is sent."""

    def __init__(self, forbidden: Path) -> None:
        super().__init__(1)
        self.forbidden = os.fsencode(forbidden)
        self.sent = 0

    def submit(self, function: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        packed = pickle.dumps((function, args, kwargs))
        assert self.forbidden not in packed
        self.sent += 1
        call, arguments, named = pickle.loads(packed)  # noqa: S301
        return super().submit(call, *arguments, **named)


def test_calls_carry_content_and_no_paths(site: Path, local: Path, tmp_path: Path) -> None:
    settings = load_settings(site, TREE / "conf", local)
    library = load_library(settings)
    volume = next(volume for volume in library.volumes if volume.id == "series")
    edition = make_edition(library.series, volume, local / "chapters", settings.conf / "theme" / "print")
    with ByContent(site.parent) as executor:
        write_pdf(edition, settings.print, tmp_path / "book.pdf", executor, tmp_path / "cache")
        assert executor.sent == len(volume.articles)
        edition = make_edition(library.series, volume, local / "chapters", settings.conf / "theme" / "epub")
        write_epub(edition, settings.epub, tmp_path / "book.epub", tmp_path / "cache", 1, executor)
        assert executor.sent > len(volume.articles)
    assert (tmp_path / "book.pdf").read_bytes() == (local / "pdf/series.pdf").read_bytes()
    assert (tmp_path / "book.epub").read_bytes() == (local / "epub/series.epub").read_bytes()


def test_a_scheduler_that_does_not_answer_is_told(site: Path, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        done = gappon("pdf", site, tmp_path / "build", "--executor", f"dask://127.0.0.1:{port}")
    assert done.returncode == ClusterError.exit_code
    assert done.stderr.startswith(f"error: 127.0.0.1:{port}: no scheduler answers there")
    assert "Traceback" not in done.stderr


def test_an_address_that_is_none_is_refused(site: Path, tmp_path: Path) -> None:
    done = gappon("pdf", site, tmp_path / "build", "--executor", "dask://nowhere")
    assert done.returncode == 2
    assert "none of local, dask and dask://host:port" in done.stderr


def test_a_scheduler_without_workers_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("exporters.cluster._REACHED", 3)
    with (
        cluster(tmp_path / "cluster", 0) as (address, _),
        pytest.raises(ClusterError, match="no worker within 3 s"),
        cluster_executor(f"dask://{address}", 1, dict),
    ):
        pytest.fail("there is no worker")


def test_a_worker_with_other_code_is_named(tmp_path: Path) -> None:
    for package in ("book", "exporters"):
        shutil.copytree(TREE / package, tmp_path / "other" / package)
    (tmp_path / "other/exporters/store.py").write_text("# another\n", encoding="utf-8")
    other = os.environ | {"PYTHONPATH": str(tmp_path / "other")}
    with (
        cluster(tmp_path / "cluster", 1, other) as (address, _),
        cluster_executor(f"dask://{address}", 1, dict) as executor,
        pytest.raises(ClusterError, match=r"would make other books: gappon .* where this command has"),
    ):
        executor.submit(len, "text").result()


def test_a_worker_without_gappon_is_named(tmp_path: Path) -> None:
    (tmp_path / "other" / "exporters").mkdir(parents=True)
    (tmp_path / "other/exporters/__init__.py").write_text("raise ImportError('not here')\n", encoding="utf-8")
    with (
        cluster(tmp_path / "cluster", 1, os.environ | {"PYTHONPATH": str(tmp_path / "other")}) as (address, _),
        pytest.raises(ClusterError, match=r"tcp://127.0.0.1:\d+ has no gappon: not here"),
        cluster_executor(f"dask://{address}", 1, dict),
    ):
        pytest.fail("there is no gappon")


def test_a_cluster_that_loses_its_last_worker_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("exporters.cluster._PATIENCE", 2)
    with (
        cluster(tmp_path / "cluster", 1) as (address, workers),
        cluster_executor(f"dask://{address}", 1, dict) as executor,
    ):
        waiting = executor.submit(time.sleep, 600)
        time.sleep(1)
        workers["worker-0"].kill()
        with pytest.raises(ClusterError, match="no worker is left"):
            waiting.result(60)
        with pytest.raises(ClusterError, match="no worker is left"):
            executor.submit(len, "text")


def test_a_call_that_ends_its_workers_is_told_as_other_executors_do(tmp_path: Path) -> None:
    with (
        cluster(
            tmp_path / "cluster", 1, os.environ | {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "0"}
        ) as made,
        cluster_executor(f"dask://{made[0]}", 1, dict) as executor,
        pytest.raises(BrokenExecutor),
    ):
        executor.submit(os._exit, 1).result(60)


def test_a_scheduler_that_is_lost_is_told(tmp_path: Path) -> None:
    with (
        cluster(tmp_path / "cluster", 1) as (address, workers),
        cluster_executor(f"dask://{address}", 1, dict) as executor,
    ):
        waiting = executor.submit(time.sleep, 600)
        time.sleep(1)
        workers["scheduler"].kill()
        with pytest.raises(ClusterError, match="the scheduler, or the way to it, was lost"):
            waiting.result(60)


def test_what_a_call_raises_is_raised_here(tmp_path: Path) -> None:
    with (
        cluster(tmp_path / "cluster", 1) as (address, _),
        cluster_executor(f"dask://{address}", 1, dict) as executor,
    ):
        assert executor.submit(sorted, "ba", reverse=True).result() == ["b", "a"]
        with pytest.raises(ValueError, match="invalid literal"):
            executor.submit(int, "text").result()
