"""What print is to keep to, measured: `python tests/bench/bars.py [--articles N] [--beside]`.

Builds a generated series cold, and prints processor seconds and pages, the peak memory of each process by itself
(resident, in MB: the main one binds the book, workers lay out), then what an edit costs that moves all pages
behind it. With --beside the same book is set as one WeasyPrint document too, and the sizes of both files are told.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pikepdf
from contestants import CONTESTANTS, Command, Contestant
from generator import article_name, write_series
from meter import family_of

_SAME_BOOK = "one WeasyPrint document, the same book"
_PARAGRAPH = "この段落は、うしろのすべての頁をずらすために書き足した。" * 60


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=180)
    parser.add_argument("--beside", action="store_true", help="set the same book as one WeasyPrint document too")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bars-") as name:
        series, work = Path(name) / "series", Path(name) / "work"
        write_series(series, wanted.articles, 1)
        contestant, commands = _contestant("gappon"), Path(sys.executable).parent
        contestant.prepare(series, work)
        command = contestant.command(commands, work)
        book = work / "build" / "pdf" / "series.pdf"
        _tell("cold", command, work, book)
        post = work / "site" / "_posts" / f"{article_name(0)}.md"
        post.write_text(post.read_text(encoding="utf-8") + f"\n{_PARAGRAPH}\n", encoding="utf-8")
        _tell("an edit that moves the pages", command, work, book)
        if wanted.beside:
            other = Path(name) / "other"
            beside = _contestant(_SAME_BOOK)
            beside.prepare(series, other)
            _tell(_SAME_BOOK, beside.command(commands, other), other, other / "book.pdf")
            print(
                f"file: {book.stat().st_size / (other / 'book.pdf').stat().st_size:.2f} of the single document's"
            )


def _contestant(name: str) -> Contestant:
    return next(one for one in CONTESTANTS if (one.name, one.edition) == (name, "PDF"))


def _tell(what: str, command: Command, folder: Path, book: Path) -> None:
    """Run a command in a folder, and print what it took."""
    started = time.monotonic()
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    peaks: dict[int, int] = {}
    ended = 0
    while not ended:
        peaks |= {pid: peak for pid in family_of(process.pid) if (peak := _peak(pid))}
        time.sleep(0.1)
        ended, status, usage = os.wait4(process.pid, os.WNOHANG)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{what}: the build failed")
    wall, cpu = time.monotonic() - started, usage.ru_utime + usage.ru_stime
    with pikepdf.open(book) as pdf:
        pages = len(pdf.pages)
    own, workers = peaks.pop(process.pid) / 1000, max(peaks.values(), default=0) / 1000
    print(f"{what}: {wall:.1f} s, {cpu:.1f} of processors, {pages} pages, {1000 * cpu / pages:.1f} ms for each")
    print(
        f"    {own:.0f} MB, largest worker {workers:.0f} MB; file {book.stat().st_size / 1e6:.1f} MB", flush=True
    )


def _peak(pid: int) -> int:
    """Return the most memory that a process had, in kB, 0 where it is gone."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM")), 0)


if __name__ == "__main__":
    main()
