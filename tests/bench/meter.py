"""What a command costs: wall seconds, processor seconds, and memory at its peak, of it and all it started."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

_EVERY = 0.2  # seconds between two looks at the memory


class FailedError(Exception):
    """A command that was measured ended otherwise than well; the message is the end of what it said."""


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of wall and of processors, and the peak in MB of memory (shares of shared pages: PSS)."""

    wall: float
    cpu: float
    memory: float


def measure(command: Sequence[str | Path], folder: Path, log: Path) -> Cost:
    """Run a command in a folder, its words going to `log`, and return its cost. Raises FailedError."""
    started = time.monotonic()
    with log.open("wb") as words:
        process = subprocess.Popen(command, cwd=folder, stdout=words, stderr=subprocess.STDOUT, env=_environment())
        watch = _Watch(process.pid)
        watch.start()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        watch.stop()
    if process.returncode:
        raise FailedError(log.read_text(encoding="utf-8", errors="replace")[-2000:])
    # What a process was not waited for by its parent (Chromium's are not) is missing in what the system adds up.
    cpu = max(usage.ru_utime + usage.ru_stime, sum(watch.used.values()))
    return Cost(wall, cpu, max(watch.peak, usage.ru_maxrss / 1000))


def _environment() -> dict[str, str]:
    """Return the variables of this process, without one that has Python compile gappon in every run."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def middle(costs: Sequence[Cost]) -> Cost:
    """Return the median of each figure."""
    wall, cpu, memory = zip(*((cost.wall, cost.cpu, cost.memory) for cost in costs), strict=True)
    return Cost(median(wall), median(cpu), median(memory))


class _Watch(threading.Thread):
    """Adds up, again and again, the memory of a process and its descendants, and notes what each has used."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid, self.peak = pid, 0.0
        self.used: dict[int, float] = {}
        self._ended = threading.Event()

    def run(self) -> None:
        while not self._ended.wait(_EVERY):
            family = family_of(self.pid)
            self.peak = max(self.peak, sum(map(_memory, family)))
            self.used |= {pid: seconds for pid in family if (seconds := _seconds(pid))}

    def stop(self) -> None:
        self._ended.set()
        self.join()


def family_of(pid: int) -> list[int]:
    """Return a process and all that it started, and those did."""
    found = [pid]
    for parent in found:
        for listed in Path(f"/proc/{parent}/task").glob("*/children"):
            try:
                found += map(int, listed.read_text().split())
            except OSError:
                continue
    return found


def _seconds(pid: int) -> float:
    """Return the processor seconds of a process itself, 0 where it is gone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _memory(pid: int) -> float:
    """Return a process's share of memory in MB, 0 where it is gone."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1000
