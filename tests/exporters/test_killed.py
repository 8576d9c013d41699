"""A build that is killed, at whatever moment, leaves nothing that the next one does not put right."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from book.lock import _UNFINISHED

TREE = Path(__file__).parents[2]
GAPPON = Path(sys.executable).with_name("gappon")
KILLS = 10


def command(edition: str, site: Path, build: Path) -> tuple[str | Path, ...]:
    places = ("--source", site, "--conf", TREE / "conf", "--build", build, "--jobs", "2")
    return (GAPPON, edition, *places)


def built(build: Path, edition: str) -> dict[str, bytes]:
    """Return the edition's files, hidden ones too: what was left half-written is found as well."""
    folder = build / edition
    paths = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def lengthen(site: Path) -> None:
    """Write more articles, so that there is something to be killed in the middle of."""
    for number in range(8):
        matter = (
            f"---\ntitle: 追加の記事{number}\ndate: 2025-10-{number + 1:02}\ncategory: 技術\ntags: [試験]\n---\n"
        )
        text = "".join(f"\n## 節{part}\n\n{'長い文が続きます。' * 40}**「強調」**も。\n" for part in range(4))
        (site / "_posts" / f"2025-10-{number + 1:02}-more-{number}.md").write_text(matter + text, encoding="utf-8")


@contextmanager
def begun(edition: str, site: Path, build: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Yield a build that has begun: its folder is there. What is imported before that, no kill can spoil."""
    words = command(edition, site, build)
    with subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        while not build.exists() and process.poll() is None:
            time.sleep(0.005)
        yield process


@pytest.mark.parametrize("edition", ["html", "epub", "pdf"])
def test_a_build_after_a_kill_equals_a_clean_one(edition: str, tmp_path: Path) -> None:
    site = tmp_path / "site"
    shutil.copytree(TREE / "tests" / "roots" / "jekyll", site)
    lengthen(site)
    with begun(edition, site, tmp_path / "clean") as process:
        started = time.monotonic()
        assert process.wait() == 0
    whole = time.monotonic() - started
    wanted = built(tmp_path / "clean", edition)
    assert wanted
    killed = 0
    for moment in range(KILLS):
        delay = whole * random.Random(f"{edition} {moment}").uniform(moment / KILLS, (moment + 1) / KILLS)  # noqa: S311
        with begun(edition, site, tmp_path / "killed") as process:
            started = time.monotonic()
            try:
                process.wait(delay)
                whole = time.monotonic() - started  # less than before: the machine has less other work
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
        killed += process.returncode == -signal.SIGKILL
        done = subprocess.run(
            command(edition, site, tmp_path / "killed"), check=False, capture_output=True, text=True
        )
        assert done.returncode == 0, f"after {delay:.2f} s: {done.stdout}{done.stderr}"
        found = built(tmp_path / "killed", edition)
        assert sorted(found) == sorted(wanted), f"after {delay:.2f} s"
        assert [name for name in wanted if found[name] != wanted[name]] == [], f"after {delay:.2f} s"
        shutil.rmtree(tmp_path / "killed")
    assert killed > KILLS / 2  # the others had ended before their moment came


@pytest.mark.parametrize("edition", ["html", "epub", "pdf"])
def test_a_build_that_is_interrupted_says_so_in_a_sentence_and_leaves_nothing_half_written(
    edition: str, tmp_path: Path
) -> None:
    site, build = tmp_path / "site", tmp_path / "build"
    shutil.copytree(TREE / "tests" / "roots" / "jekyll", site)
    lengthen(site)
    ends = set()
    for moment in range(6):
        shutil.rmtree(build, ignore_errors=True)
        with subprocess.Popen(
            command(edition, site, build), stderr=subprocess.PIPE, text=True, start_new_session=True
        ) as process:
            while not build.exists() and process.poll() is None:
                time.sleep(0.005)
            try:
                process.wait(0.1 + 0.6 * moment)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGINT)  # as terminals do: all of the build's processes
            _, told = process.communicate(timeout=60)
        assert "Traceback" not in told
        assert process.returncode == 0 or told.endswith("the next build goes on from there.\n")
        assert not [path for path in build.rglob("*") if _UNFINISHED.fullmatch(path.name)]
        ends.add(process.returncode)
    assert 130 in ends
