"""One cache for builds of several folders: what one made, the others find, and the bytes are the same."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from book.cache import entries

TREE = Path(__file__).parents[2]
COMMAND = (Path(sys.executable).with_name("gappon"),)

KINDS = ("covers", "members", "own", "pages", "pictures", "prepared", "related", "search", "thumbnails")


def gappon(verb: str, folder: Path, cache: Path, *others: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(words(verb, folder, cache, *others), capture_output=True, text=True, check=False)


def words(verb: str, folder: Path, cache: Path, *others: str) -> list[str | Path]:
    places = ("--source", folder / "site", "--build", folder / "build", "--conf", folder / "conf")
    return [*COMMAND, verb, *places, "--cache", cache, *others]


def site(folder: Path) -> Path:
    """Copy the small site, and the publisher's folder, to another place."""
    shutil.copytree(TREE / "tests" / "roots" / "jekyll", folder / "site")
    shutil.copytree(TREE / "conf", folder / "conf")
    return folder


def built(folder: Path) -> dict[str, bytes]:
    """Return the files of the three editions."""
    places = (folder / "build" / edition for edition in ("html", "epub", "pdf"))
    files = (path for place in places for path in place.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def names(cache: Path) -> list[str]:
    return sorted(entry.path.relative_to(cache).as_posix() for entry in entries(cache))


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = site(tmp_path_factory.mktemp("first"))
    done = gappon("all", folder, folder / "cache")
    assert (done.returncode, done.stderr) == (0, "")
    return folder


def test_a_build_in_another_folder_finds_all_and_writes_the_same_bytes(first: Path, tmp_path: Path) -> None:
    before = names(first / "cache")
    assert {name.split("/")[0] for name in before} == set(KINDS)
    shutil.copytree(first / "cache", tmp_path / "cache of another")
    second = site(tmp_path / "second")
    done = gappon("all", second, tmp_path / "cache of another")
    assert (done.returncode, done.stderr) == (0, "")
    assert names(tmp_path / "cache of another") == before
    assert built(second) == built(first)


def test_spoilt_entries_are_told_and_the_bytes_are_the_same(first: Path, tmp_path: Path) -> None:
    shutil.copytree(first / "cache", tmp_path / "cache")
    spoilt = {"pages": 0, "own": 0, "prepared": 0, "members": 0, "covers": 0, "search": 0}
    for entry in entries(tmp_path / "cache"):
        if entry.kind in spoilt and not spoilt[entry.kind]:
            entry.path.write_bytes(entry.path.read_bytes()[:-3])
            spoilt[entry.kind] += 1
    second = site(tmp_path / "second")
    done = gappon("all", second, tmp_path / "cache")
    assert done.returncode == 0
    assert done.stderr.count("was damaged, and is made anew") == len(spoilt) == sum(spoilt.values())
    assert built(second) == built(first)


def test_two_builds_at_once_with_one_cache_too_small_for_either(first: Path, tmp_path: Path) -> None:
    folders = [site(tmp_path / name) for name in ("one", "two")]
    small = ("--cache-size", "0.00005", "--jobs", "1")
    builds = [subprocess.Popen(words("pdf", folder, tmp_path / "cache", *small)) for folder in folders]
    assert [build.wait() for build in builds] == [0, 0]
    for folder in folders:
        assert built(folder)["build/pdf/series.pdf"] == built(first)["build/pdf/series.pdf"]
    assert sum(entry.size for entry in entries(tmp_path / "cache")) <= 50_000


def test_the_command_tells_of_the_cache_and_makes_it_smaller(first: Path, tmp_path: Path) -> None:
    shutil.copytree(first / "cache", tmp_path / "cache")
    told = gappon("cache", first, tmp_path / "cache", "--stats").stdout
    count = len(names(tmp_path / "cache"))
    assert f"{count} entries" in told
    assert all(kind in told for kind in ("covers", "members", "pages", "search"))
    pruned = gappon("cache", first, tmp_path / "cache", "--prune", "--cache-size", "0").stdout
    assert f"{count} entries taken away" in pruned
    assert names(tmp_path / "cache") == []
