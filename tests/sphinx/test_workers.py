"""Work side by side: shared out evenly, and begun before its results are asked for."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from book.sphinx_ext.workers import beside, each, shares


def mark(folder: Path, number: int) -> int:
    (folder / str(number)).touch()
    return number * number


@pytest.mark.parametrize("count", [1, 3, 4, 7, 200])
def test_shares_hold_everything_once_and_take_about_as_long_as_one_another(count: int) -> None:
    chance = random.Random(count)  # noqa: S311
    lengths = sorted((chance.randrange(2_500, 43_000) for _ in range(count)), reverse=True)
    found = shares(lengths, 2)
    assert sorted((length for share in found for length in share), reverse=True) == lengths
    assert len(found) == min(count, 4)
    work = [sum(share) for share in found]
    assert max(work) - min(work) <= lengths[0]


def test_work_is_done_while_this_process_is_at_other_work(tmp_path: Path) -> None:
    with beside(mark, [(tmp_path, number) for number in range(4)], 2) as made:
        ended = time.monotonic() + 30
        while len(list(tmp_path.iterdir())) < 4 and time.monotonic() < ended:
            time.sleep(0.01)
        assert len(list(tmp_path.iterdir())) == 4
        assert list(made) == [0, 1, 4, 9]


@pytest.mark.parametrize(("jobs", "tasks"), [(1, 4), (2, 1)])
def test_little_work_is_done_here_when_it_is_asked_for(tmp_path: Path, jobs: int, tasks: int) -> None:
    with beside(mark, [(tmp_path, number) for number in range(tasks)], jobs) as made:
        assert not list(tmp_path.iterdir())
        assert next(made) == 0
        assert len(list(tmp_path.iterdir())) == 1
    assert list(each(mark, [(tmp_path, 3)], jobs)) == [9]
