"""Workers are as many as memory allows, in a container too."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from book.executor import default_jobs
from book.memory import workers_by_memory


def machine(root: Path, available: int, *groups: tuple[str, int | str, int, int]) -> Path:
    """Write what Linux tells of its memory in MB: available; groups with their limit, use and copies of files."""
    (root / "proc/self").mkdir(parents=True)
    (root / "proc/meminfo").write_text(f"MemTotal: 99999999 kB\nMemAvailable: {available * 1000} kB\n")
    (root / "proc/self/cgroup").write_text(f"0::/{groups[-1][0] if groups else ''}\n")
    for name, most, used, files in groups:
        folder = root / "sys/fs/cgroup" / name
        folder.mkdir(parents=True, exist_ok=True)
        limit = most if isinstance(most, str) else most * 1_000_000
        (folder / "memory.max").write_text(f"{limit}\n")
        (folder / "memory.current").write_text(f"{used * 1_000_000}\n")
        (folder / "memory.stat").write_text(f"anon 1\ninactive_file {files * 1_000_000}\n")
    return root


@pytest.mark.parametrize(("available", "workers"), [(1_900, 3), (16_000, 32), (100, 1)])
def test_of_the_machine(tmp_path: Path, available: int, workers: int) -> None:
    assert workers_by_memory(machine(tmp_path, available)) == workers


def test_of_the_tightest_group_above(tmp_path: Path) -> None:
    groups = (("outer", 2_000, 900, 400), ("outer/inner", "max", 100, 0))
    assert workers_by_memory(machine(tmp_path, 16_000, *groups)) == 3


def test_where_nothing_is_told(tmp_path: Path) -> None:
    assert workers_by_memory(tmp_path) >= 1


@pytest.mark.parametrize(
    ("wanted", "by_memory", "jobs"), [("", 1, 1), ("", 99, len(os.sched_getaffinity(0))), ("7", 1, 7), ("0", 1, 1)]
)
def test_workers_are_as_many_as_cores_and_memory_allow_or_as_jobs_says(
    monkeypatch: pytest.MonkeyPatch, wanted: str, by_memory: int, jobs: int
) -> None:
    monkeypatch.setenv("JOBS", wanted)
    monkeypatch.setattr("book.executor.workers_by_memory", lambda: by_memory)
    assert default_jobs() == jobs
