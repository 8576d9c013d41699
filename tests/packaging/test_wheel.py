"""The package itself: what is in the wheel, and that it runs where only its dependencies are."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from book import __version__

TREE = Path(__file__).parents[2]


def run(*command: str | Path, cwd: Path) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=cwd)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("dist")
    how = ("--no-deps", "--no-build-isolation", "--no-index", "--disable-pip-version-check", "--quiet")
    run(sys.executable, "-m", "pip", "wheel", *how, "--wheel-dir", target, TREE, cwd=target)
    (built,) = target.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def names(wheel: Path) -> frozenset[str]:
    with zipfile.ZipFile(wheel) as archive:
        return frozenset(archive.namelist())


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of commands of a fresh environment that holds the wheel, and sees our dependencies."""
    home = tmp_path_factory.mktemp("installed")
    venv.create(home, symlinks=True)
    scripts = Path(sysconfig.get_path("scripts", "venv", {"base": str(home)}))
    packages = Path(sysconfig.get_path("purelib", "venv", {"base": str(home)}))
    how = ("--no-deps", "--no-index", "--disable-pip-version-check", "--quiet")
    run(sys.executable, "-m", "pip", "--python", scripts / "python", "install", *how, wheel, cwd=home)
    # Appended to the path after the wheel's own packages; path files inside that folder are not read.
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return scripts


def tracked(*folders: str) -> set[str]:
    listed = run("git", "ls-files", "-z", "--", *folders, cwd=TREE)
    return {name for name in listed.split("\0") if name and (TREE / name).is_file()}


def test_the_wheel_holds_every_file_of_both_packages_and_the_publishers_folder(names: frozenset[str]) -> None:
    conf = {f"book/default_{name}" for name in tracked("conf")}
    assert {"book/default_conf/conf.py", "book/default_conf/publication.toml"} <= conf
    assert (tracked("book", "exporters") | conf) - names == set()
    assert {"book/py.typed", "exporters/py.typed"} <= names


def test_the_wheel_holds_nothing_else(names: frozenset[str]) -> None:
    top = {name.split("/")[0] for name in names}
    assert top == {"book", "exporters", f"gappon-{__version__}.dist-info"}
    assert [name for name in names if name.endswith((".pyc", ".pyo", "~"))] == []


def test_the_wheel_names_its_command_and_carries_its_licence(wheel: Path) -> None:
    info = f"gappon-{__version__}.dist-info"
    with zipfile.ZipFile(wheel) as archive:
        assert "gappon = exporters.cli:main" in archive.read(f"{info}/entry_points.txt").decode()
        assert "GNU AFFERO GENERAL PUBLIC LICENSE" in archive.read(f"{info}/licenses/LICENSE").decode()
        metadata = archive.read(f"{info}/METADATA").decode()
    assert f"\nVersion: {__version__}\n" in metadata
    assert "\nLicense-Expression: AGPL-3.0-or-later\n" in metadata


def test_the_installed_command_runs_from_the_wheel(installed: Path, tmp_path: Path) -> None:
    assert run(installed / "gappon", "--version", cwd=tmp_path) == f"gappon, version {__version__}\n"
    where = "import book, exporters; print(book.__file__); print(exporters.__file__)"
    for place in run(installed / "python", "-c", where, cwd=tmp_path).splitlines():
        assert Path(place).is_relative_to(installed.parent)


def test_the_installed_command_builds_with_the_defaults_it_carries(installed: Path, tmp_path: Path) -> None:
    site = TREE / "tests" / "roots" / "jekyll"
    run(installed / "gappon", "epub", "--source", site, "--build", tmp_path / "build", cwd=tmp_path)
    assert (tmp_path / "build" / "epub" / "series.epub").is_file()
