"""The package itself: what is in the wheel, and that its command runs from it."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

TREE = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=TREE, check=True, capture_output=True)
    return next(folder.glob("gappon-*.whl"))


def tracked(*folders: str) -> set[str]:
    listed = subprocess.run(["git", "ls-files", *folders], cwd=TREE, check=True, capture_output=True, text=True)
    return set(listed.stdout.splitlines())


def test_the_wheel_holds_the_packages_and_the_publishers_defaults_and_nothing_else(wheel: Path) -> None:
    names = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    conf = {name.replace("conf/", "book/default_conf/", 1) for name in tracked("conf")}
    assert names == tracked("book", "exporters") | conf
    assert {"book/py.typed", "exporters/py.typed", "book/default_conf/publication.toml"} <= names


def test_the_command_runs_from_the_wheel_alone(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path / "installed")
    (tmp_path / "articles").mkdir()
    (tmp_path / "articles" / "2025-10-01-a.md").write_text("---\ntitle: 題\n---\n本文です。\n", encoding="utf-8")
    program = (
        f"import sys; sys.path.insert(0, {str(tmp_path / 'installed')!r}); import exporters.cli as c; c.main()"
    )
    for words in (["--version"], ["epub", "--source", "articles", "--volume", "series"]):
        command = [sys.executable, "-P", "-c", program, *words]
        result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert (result.returncode, result.stderr) == (0, "")
    assert (tmp_path / "build" / "epub" / "series.epub").exists()


def test_locks_carry_hashes_and_no_host_names() -> None:
    for name in ("run.txt", "test.txt"):
        text = (TREE / ".setup" / name).read_text(encoding="utf-8")
        assert "://" not in text
        pins = re.split(r"\n(?=\S)", text.strip())
        assert len(pins) > 50
        assert all("==" in pin and "--hash=sha256:" in pin for pin in pins)


def test_the_set_up_script_is_sound() -> None:
    subprocess.run(["bash", "-n", TREE / ".setup" / "system-packages"], check=True)
