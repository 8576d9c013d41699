"""How much memory there is for workers: of the machine, and of the container that this process may be in."""

from __future__ import annotations

import os
from pathlib import Path

# What a worker may take: a long article is laid out in 300 MB.
PER_WORKER = 500_000_000


def workers_by_memory(root: Path = Path("/")) -> int:
    """Return for how many workers there is memory: one at least, and any number where that cannot be told."""
    free = [amount for amount in (_available(root), _left_in_group(root)) if amount is not None]
    return max(1, min(free) // PER_WORKER) if free else os.cpu_count() or 1


def _available(root: Path) -> int | None:
    """Return the bytes that Linux could give to new processes (proc(5), MemAvailable)."""
    for line in _text(root / "proc/meminfo").splitlines():
        name, _, amount = line.partition(":")
        if name == "MemAvailable":
            return int(amount.split()[0]) * 1024
    return None


def _left_in_group(root: Path) -> int | None:
    """Return the bytes left under the tightest limit of a control group (cgroup v2) above this process."""
    group = next((line[3:] for line in _text(root / "proc/self/cgroup").splitlines() if line[:3] == "0::"), "")
    left: list[int] = []
    place = (root / "sys/fs/cgroup" / group.strip().lstrip("/"),)
    for folder in (*place, *place[0].parents):
        most = _text(folder / "memory.max").strip()
        if most.isdigit():
            used = int(_text(folder / "memory.current").strip() or 0)
            left.append(max(0, int(most) - used + _inactive(folder)))
    return min(left, default=None)


def _inactive(folder: Path) -> int:
    """Return the bytes of a group that are copies of files, and given back when others need them."""
    lines = (line.split() for line in _text(folder / "memory.stat").splitlines())
    return next((int(words[1]) for words in lines if words[:1] == ["inactive_file"]), 0)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        return ""
