"""What a killed build was writing is taken away by the next one in its folder, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from book import sealed
from book.files import write_whole
from book.lock import only_build

FINISHED = ("html/index.html", "epub/series.epub", "pdf/series.pdf", "chapters/a.chapter", ".volumes/series.epub")


class KilledError(BaseException):
    """In the place of a signal: nothing is left to be tidied up by."""


def killed(*_: object) -> None:
    raise KilledError


def at_work(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the build folder as a build leaves it that is killed while it writes."""
    with monkeypatch.context() as patched:
        patched.setattr("os.replace", killed)
        patched.setattr(Path, "replace", killed)
        patched.setattr(Path, "unlink", lambda *_, **__: None)
        for name in (".articles", ".volumes/series.epub"):
            with pytest.raises(KilledError):
                sealed.write_sealed(folder / name, b"half")
        for name in ("chapters/b.chapter", "pdf/series.pages.json"):
            with pytest.raises(KilledError):
                write_whole(folder / name, b"half")
    for name in ("pdf/.series.pdf.4711", "epub/.series.epub.part"):
        (folder / name).write_bytes(b"half")
    (folder / ".lock").write_text("at work", encoding="utf-8")


def left(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} - {".lock"}


def test_it_is_swept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in FINISHED:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("whole", encoding="utf-8")
    at_work(tmp_path, monkeypatch)
    assert len(left(tmp_path)) == len(FINISHED) + 6
    with only_build(tmp_path, killed):
        assert left(tmp_path) == set(FINISHED)
