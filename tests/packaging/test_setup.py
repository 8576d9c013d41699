"""The set-up: its scripts, its locks, and that no file leads anybody to one machine or one registry."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from itertools import pairwise
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

TREE = Path(__file__).parents[2]
SETUP = TREE / ".setup"
LOCKS = [SETUP / "run.txt", SETUP / "cluster.txt", SETUP / "test.txt"]
SCRIPTS = [SETUP / "environment", SETUP / "find-python", SETUP / "system-packages", TREE / ".ci" / "run"]
ENTRY = re.compile(r"(?P<name>[a-z0-9._-]+)==[^ ]+( ; [^\\]+)?( --hash=sha256:[0-9a-f]{64})+")


def entries(lock: Path) -> list[str]:
    joined = re.sub(r" \\\n\s+", " ", lock.read_text(encoding="utf-8"))
    return joined.splitlines()


def locked(lock: Path) -> set[str]:
    found = [ENTRY.fullmatch(entry) for entry in entries(lock)]
    return {canonicalize_name(match["name"]) for match in found if match}


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_scripts_are_sound_and_executable(script: Path) -> None:
    checked = subprocess.run(["bash", "-n", script], capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stderr) == (0, "")
    assert os.access(script, os.X_OK)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_every_entry_of_a_lock_is_a_version_with_hashes(lock: Path) -> None:
    assert entries(lock)
    assert [entry for entry in entries(lock) if not ENTRY.fullmatch(entry)] == []


def test_the_locks_hold_what_the_project_asks_for() -> None:
    project = tomllib.loads((TREE / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    run, cluster, test = (
        {canonicalize_name(Requirement(line).name) for line in lines}
        for lines in (project["dependencies"], extras["cluster"], extras["test"])
    )
    assert run - locked(LOCKS[0]) == set()
    assert (run | cluster) - locked(LOCKS[1]) == set()
    assert (run | cluster | test) - locked(LOCKS[2]) == set()


def test_the_locks_agree_on_every_version() -> None:
    for smaller, larger in pairwise(LOCKS):
        assert set(entries(smaller)) - set(entries(larger)) == set()


def test_no_committed_file_names_this_machine() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=TREE, capture_output=True, text=True, check=True).stdout
    files = [TREE / name for name in listed.split("\0") if name and (TREE / name).is_file()]
    assert files
    assert [str(file) for file in files if f"{TREE}/".encode() in file.read_bytes()] == []


@pytest.fixture
def poor_path(tmp_path: Path) -> Path:
    """Return a folder of commands without fonts, Java, poppler, qpdf, sudo or package managers."""
    tools = ("bash", "dirname", "env", "grep", "id", "uname")
    for tool in tools:
        (tmp_path / tool).symlink_to(shutil.which(tool) or tool)
    (tmp_path / "python3").symlink_to(sys.executable)
    return tmp_path


def test_without_the_means_to_install_it_names_what_is_missing(poor_path: Path) -> None:
    told = subprocess.run(
        ["bash", SETUP / "system-packages", "test"],
        env={"PATH": str(poor_path)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert told.returncode == 1
    for package in ("fontconfig", "qpdf", "poppler"):
        assert package in told.stderr


def test_an_interpreter_too_old_is_refused(tmp_path: Path) -> None:
    old = tmp_path / "old-python"
    old.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    old.chmod(0o755)
    found = subprocess.run(
        ["bash", SETUP / "find-python"], env=os.environ | {"PYTHON": str(old)}, capture_output=True, check=False
    )
    assert (found.returncode, found.stdout) == (1, b"")


def test_a_ready_environment_is_left_alone() -> None:
    told = subprocess.run(["bash", SETUP / "environment", "test"], capture_output=True, text=True, check=False)
    assert (told.returncode, told.stdout, told.stderr) == (0, "", "")
