"""Commands that write into one build folder wait for one another: what one reads, no other changes meanwhile."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from book.lock import only_build

TREE = Path(__file__).parents[2]
GAPPON = Path(sys.executable).with_name("gappon")


@pytest.mark.parametrize("words", [("html",), ("check", "--rendered")])
def test_a_command_waits_for_the_one_at_work(tmp_path: Path, words: tuple[str, ...]) -> None:
    places = ("--source", TREE / "tests/roots/jekyll", "--conf", TREE / "conf", "--build", tmp_path, "--jobs", "1")
    with only_build(tmp_path, pytest.fail):
        process = subprocess.Popen(
            (GAPPON, *words, *places), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        assert process.stdout
        assert "waiting for it" in process.stdout.readline()
        assert not [path for path in tmp_path.iterdir() if path.name not in (".lock", ".articles")]
    with process:
        process.communicate(timeout=120)
    assert list((tmp_path / "doctrees").iterdir())
