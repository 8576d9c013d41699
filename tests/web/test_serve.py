"""The web edition served while it is written: what is saved is seen."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from browser import Tab

from book.lock import only_build

TESTS = Path(__file__).parent.parent
ENVIRONMENT = os.environ | {"PYTHONPATH": str(TESTS.parent)}
LONGEST = 60  # seconds to wait for a page, on a machine busy with other tests


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def page_with(address: str, words: str) -> bool:
    """Ask for the page until it shows `words`; tell whether it ever did."""
    end = time.monotonic() + LONGEST
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310
                if words in answer.read().decode():
                    return True
        except OSError:
            pass
        time.sleep(0.2)
    return False


def gappon(folder: Path, *words: str) -> list[str]:
    places = ["--source", str(folder / "site"), "--build", str(folder / "build")]
    return [sys.executable, "-c", "from exporters.cli import main\nmain()", *words, *places]


@contextmanager
def serving(folder: Path) -> Iterator[tuple[str, Path]]:
    """Serve the site of a folder; yield its address, and the file of what is told."""
    log, port = folder / "log", free_port()
    with log.open("wb") as told:
        server = subprocess.Popen(
            gappon(folder, "serve", "--port", str(port)),
            env=ENVIRONMENT,
            cwd=folder,
            stdout=told,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        yield f"http://127.0.0.1:{port}", log
    finally:
        os.killpg(server.pid, signal.SIGINT)
        ended = server.wait(timeout=LONGEST)
    assert (ended, "Traceback" in log.read_text(encoding="utf-8")) == (0, False)


@pytest.fixture
def site(tmp_path: Path) -> Path:
    shutil.copytree(TESTS / "roots" / "jekyll", tmp_path / "site")
    return tmp_path / "site"


def test_serving_waits_for_the_build_at_work_and_what_it_wrote_is_not_published(
    tmp_path: Path, site: Path
) -> None:
    def publish() -> str:
        done = subprocess.run(
            gappon(tmp_path, "html"), env=ENVIRONMENT, check=True, capture_output=True, text=True
        )
        return done.stdout

    publish()
    home = tmp_path / "build" / "html" / "index.html"
    published = home.read_bytes()
    with serving(tmp_path) as (address, log):
        with only_build(tmp_path / "build", pytest.fail):
            assert told_in(log, "waiting for it"), log.read_text(encoding="utf-8")
            assert home.read_bytes() == published
        assert page_with(f"{address}/", "gp-")
        assert told_in(log, "Waiting to detect changes")
        assert home.read_bytes() != published
    assert "built in" in publish()
    assert home.read_bytes() == published


def test_what_is_saved_is_seen_in_an_open_browser_and_faults_are_told_plainly(
    tmp_path: Path, site: Path, tab: Tab
) -> None:
    post = site / "_posts" / "2025-09-01-3-third.md"
    text = post.read_text(encoding="utf-8")
    with serving(tmp_path) as (root, log):
        address = f"{root}/2025/09/01/3-third/"
        assert page_with(address, "<article")
        tab.open(address)
        assert tab.complaints() == []
        post.write_text(text + "\nいま書き足した一文。\n", encoding="utf-8")
        tab.until("document.body.innerText.includes('いま書き足した一文。')")
        post.write_text(text + "\n![図](/none.png)\n", encoding="utf-8")
        fault = f"{post}:{len(text.splitlines()) + 2}: the picture /none.png does not exist."
        assert told_in(log, fault), log.read_text(encoding="utf-8")
        post.write_text(text.replace("title: ", "title: [", 1), encoding="utf-8")
        assert told_in(log, f"{post}:2: "), log.read_text(encoding="utf-8")
        post.write_text(text + "\n直した一文。\n", encoding="utf-8")
        tab.until("document.body.innerText.includes('直した一文。')")


def told_in(log: Path, words: str) -> bool:
    """Wait for words that were not told before; tell whether they ever came."""
    end = time.monotonic() + LONGEST
    while time.monotonic() < end:
        if words in log.read_text(encoding="utf-8"):
            return True
        time.sleep(0.2)
    return False
