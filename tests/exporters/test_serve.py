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


def test_a_saved_article_is_shown_without_building_by_hand(tmp_path: Path) -> None:
    site = tmp_path / "site"
    shutil.copytree(TESTS / "roots" / "jekyll", site)
    post = site / "_posts" / "2025-09-01-3-third.md"
    port = free_port()
    command = [sys.executable, "-c", "from exporters.cli import main\nmain()", "serve", "--port", str(port)]
    server = subprocess.Popen(
        [*command, "--source", str(site), "--build", str(tmp_path / "build")],
        env=os.environ | {"PYTHONPATH": str(TESTS.parent)},
        cwd=tmp_path,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        address = f"http://127.0.0.1:{port}/2025/09/01/3-third/"
        assert page_with(address, "<article")
        post.write_text(post.read_text(encoding="utf-8") + "\nいま書き足した一文。\n", encoding="utf-8")
        assert page_with(address, "いま書き足した一文。")
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=LONGEST)
