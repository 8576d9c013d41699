"""Work done by a copy of this process, beside what this one does."""

from __future__ import annotations

import os
import signal
import sys
from concurrent.futures import BrokenExecutor
from pathlib import Path

import pytest

from book.errors import ArticleError, Problem
from book.executor import done_beside

needs_forks = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the work is done in this process")


def test_the_block_runs_while_the_work_is_done(tmp_path: Path) -> None:
    ours, theirs = os.pipe()
    if sys.platform != "linux":
        os.write(theirs, b"go")

    def work() -> int:
        return (tmp_path / "said").write_bytes(os.read(ours, 2))

    with done_beside(work) as done:
        os.write(theirs, b"go")
    assert (tmp_path / "said").read_bytes() == b"go"
    assert done.result(timeout=0) == 2


def test_what_the_work_raised_is_raised_whole() -> None:
    problems = tuple(
        Problem(Path("_posts/x.md"), line, "the date is none.", "Write one.") for line in range(9_999)
    )

    def work() -> None:
        raise ArticleError(problems)

    with pytest.raises(ArticleError) as raised, done_beside(work):
        pass
    assert raised.value.problems == problems


def test_an_error_of_the_block_waits_for_the_work(tmp_path: Path) -> None:
    with pytest.raises(KeyError), done_beside(lambda: (tmp_path / "done").touch()):
        raise KeyError
    assert (tmp_path / "done").exists()


@needs_forks
def test_a_killed_process_is_told() -> None:
    with pytest.raises(BrokenExecutor), done_beside(lambda: os.kill(os.getpid(), signal.SIGKILL)):
        pass
