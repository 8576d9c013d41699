"""What cannot become a book ends the command, names the author's file, and leaves the earlier book; and the same
articles are the same bytes wherever and whenever they are built."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

TREE = Path(__file__).parents[3]
POST = "2025-01-01-a.md"
SCRIPTED = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><script>alert(1)</script></svg>'


def gappon(site: Path, build: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from exporters.cli import main\nmain()", "epub", "--jobs", "1"]
    place = ["--source", str(site), "--conf", str(TREE / "conf"), "--build", str(build)]
    told = os.environ | environment
    return subprocess.run([*command, *place], capture_output=True, text=True, cwd=TREE, env=told, check=False)


def write_site(site: Path) -> None:
    (site / "_posts").mkdir(parents=True)
    (site / "front").mkdir()
    shutil.copy(TREE / "content" / "assets" / "images" / "a-pue-energy.svg", site / "chart.svg")
    shutil.copy(TREE / "content" / "assets" / "images" / "a-capex-hero.png", site / "photo.png")
    (site / "publication.toml").write_text('[[volumes]]\nid = "book"\ncover = "photo.png"\n', encoding="utf-8")
    for name in (POST, "2025-01-02-b.md"):
        text = "本文です。\n\n![図](/chart.svg)\n\n![写真](/photo.png)\n\n```python\nif x:\n    y = 1\n```\n"
        (site / "_posts" / name).write_text(
            f'---\ntitle: "題 {name}"\ndate: 2025-01-01\n---\n\n{text}', encoding="utf-8"
        )


def spoil_front(site: Path, old: str, new: str) -> None:
    path = site / "_posts" / POST
    text = path.read_text(encoding="utf-8")
    assert re.search(old, text)
    path.write_text(re.sub(old, new, text, count=1), encoding="utf-8")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bad")
    write_site(folder / "site")
    told = gappon(folder / "site", folder / "build")
    assert told.returncode == 0, told.stderr
    return folder


@pytest.mark.parametrize(
    ("spoil", "named"),
    [
        (lambda site: (site / "photo.png").write_bytes(b"\x89PNG\r\n\x1a\nno more"), "photo.png"),
        (lambda site: (site / "photo.png").write_text("a text", encoding="utf-8"), "photo.png"),
        (lambda site: (site / "chart.svg").write_text(SCRIPTED, encoding="utf-8"), POST),
        (lambda site: (site / "photo.png").unlink(), "publication.toml"),
        (
            lambda site: (site / "publication.toml").write_text('[[volumes]]\nid = "book"\ncover = "no.png"\n'),
            "publication.toml",
        ),
        (
            lambda site: (site / "publication.toml").write_text('[[volumes]]\nid = "book"\npreface = "no.md"\n'),
            "publication.toml",
        ),
    ],
    ids=["cut picture", "no picture", "script", "no cover", "cover unknown", "no preface"],
)
def test_bad_input_is_named_and_the_earlier_book_stands(
    built: Path, tmp_path: Path, spoil: Callable[[Path], object], named: str
) -> None:
    shutil.copytree(built, tmp_path / "copy", symlinks=True)
    site, build = tmp_path / "copy" / "site", tmp_path / "copy" / "build"
    earlier = (build / "epub" / "book.epub").read_bytes()
    spoil(site)
    told = gappon(site, build)
    assert told.returncode not in (0, 1)
    assert named in told.stderr
    assert "Traceback" not in told.stderr
    assert (build / "epub" / "book.epub").read_bytes() == earlier
    assert [path.name for path in (build / "epub").iterdir()] == ["book.epub"]


def test_a_missing_picture_of_an_article_is_told_with_its_line(built: Path, tmp_path: Path) -> None:
    shutil.copytree(built, tmp_path / "copy", symlinks=True)
    site, build = tmp_path / "copy" / "site", tmp_path / "copy" / "build"
    spoil_front(site, r"/chart\.svg", "/gone.svg")
    told = gappon(site, build)
    assert re.search(rf"{POST}:\d+: .*gone\.svg", told.stdout + told.stderr)


def test_an_empty_title_is_told(built: Path, tmp_path: Path) -> None:
    shutil.copytree(built, tmp_path / "copy", symlinks=True)
    site, build = tmp_path / "copy" / "site", tmp_path / "copy" / "build"
    spoil_front(site, r'title: ".*"', 'title: ""')
    told = gappon(site, build)
    assert POST in told.stdout + told.stderr


def test_the_same_articles_are_the_same_bytes(built: Path, tmp_path: Path) -> None:
    shutil.copytree(built / "site", tmp_path / "elsewhere")
    for path in (tmp_path / "elsewhere").rglob("*"):
        os.utime(path, (1, 1))
    told = gappon(
        tmp_path / "elsewhere", tmp_path / "other", TZ="America/New_York", PYTHONHASHSEED="7", LC_ALL="C"
    )
    assert told.returncode == 0, told.stderr
    assert (tmp_path / "other/epub/book.epub").read_bytes() == (built / "build/epub/book.epub").read_bytes()
