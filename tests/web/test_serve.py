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
from pathlib import Path

from browser import Tab

TESTS = Path(__file__).parent.parent
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


def test_what_is_saved_is_seen_in_an_open_browser_and_faults_are_told_plainly(tmp_path: Path, tab: Tab) -> None:
    site, log = tmp_path / "site", tmp_path / "log"
    shutil.copytree(TESTS / "roots" / "jekyll", site)
    post = site / "_posts" / "2025-09-01-3-third.md"
    text = post.read_text(encoding="utf-8")
    port = free_port()
    command = [sys.executable, "-c", "from exporters.cli import main\nmain()", "serve", "--port", str(port)]
    with log.open("wb") as told:
        server = subprocess.Popen(
            [*command, "--source", str(site), "--build", str(tmp_path / "build")],
            env=os.environ | {"PYTHONPATH": str(TESTS.parent)},
            cwd=tmp_path,
            stdout=told,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        address = f"http://127.0.0.1:{port}/2025/09/01/3-third/"
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
        assert "Traceback" not in log.read_text(encoding="utf-8")
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=LONGEST)


def told_in(log: Path, words: str) -> bool:
    """Wait for words that were not told before; tell whether they ever came."""
    end = time.monotonic() + LONGEST
    while time.monotonic() < end:
        if words in log.read_text(encoding="utf-8"):
            return True
        time.sleep(0.2)
    return False
