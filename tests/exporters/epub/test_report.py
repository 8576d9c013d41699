"""`gappon epub --report`: what is told of a book, and every check with a fault that it sees."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from exporters.epub.report import report_on

TREE = Path(__file__).parents[3]
COMMAND = [
    sys.executable,
    "-c",
    "from exporters.cli import main\nmain()",
    "epub",
    "--report",
    "--volume",
    "series",
]


def command(build: Path) -> subprocess.CompletedProcess[str]:
    place = ["--source", str(TREE / "content"), "--conf", str(TREE / "conf"), "--build", str(build)]
    return subprocess.run([*COMMAND, *place], capture_output=True, text=True, cwd=TREE, check=False)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    build = tmp_path_factory.mktemp("report") / "build"
    return build / "epub" / "series.epub", command(build)


def spoilt(book: Path, target: Path, member: str, change: Callable[[str], str]) -> Path:
    """Copy a book with one member changed; there must be something to change."""
    changed = False
    with zipfile.ZipFile(book) as source, zipfile.ZipFile(target, "w") as copy:
        for info in source.infolist():
            data = source.read(info)
            if re.fullmatch(member, info.filename) and not changed:
                text = data.decode()
                data = change(text).encode()
                changed = data != text.encode()
            copy.writestr(info, data)
    assert changed
    return target


def test_the_command_prints_a_table(built: tuple[Path, subprocess.CompletedProcess[str]]) -> None:
    book, told = built
    assert told.returncode == 0, told.stderr
    row = next(line.split() for line in told.stdout.splitlines() if line.strip().startswith("series "))
    articles = len(list((TREE / "content" / "_posts").glob("*.md")))
    report = report_on(book)
    assert row[1:3] == [str(articles), f"{report.characters:,}"]
    assert row[-3:] == ["10", "of", "10"]
    assert report.characters > articles * 1500
    assert report.pictures == len(list((TREE / "content" / "assets" / "images").iterdir()))
    assert report.found["EPUBCheck"] == ()


@pytest.mark.parametrize(
    ("check", "member", "old", "new"),
    [
        ("container", "EPUB/content.opf", r'<item href="book.css"[^>]*>', ""),
        ("well-formed", "EPUB/a-.*", "</section>", ""),
        ("ids", "EPUB/a-.*", "<header>", '<header id="twice"><i id="twice"/>'),
        ("links", "EPUB/a-.*", "<header>", '<header><a href="nowhere.xhtml">x</a>'),
        ("links", "EPUB/a-.*", "<header>", '<header><a href="#nowhere">x</a>'),
        (
            "contents",
            "EPUB/nav.xhtml",
            r'<ol><li>(<a href="part-01)',
            r'<ol><li><a href="colophon.xhtml">x</a></li><li>\1',
        ),
        ("contents", "EPUB/toc.ncx", 'src="part-01.xhtml"', 'src="colophon.xhtml"'),
        ("alternatives", "EPUB/a-.*", r' alt="[^"]*"', ""),
        ("page sizes", "EPUB/a-.*", "<header>", f"<header>{'長' * 100_000}"),
        ("self-contained", "EPUB/a-.*", "<header>", '<header><img src="https://a.example/b.png" alt=""/>'),
        ("page numbers", "EPUB/a-.*", "<header>", '<header><span epub:type="pagebreak" id="p1" aria-label="1"/>'),
    ],
)
def test_every_check_sees_a_fault(
    built: tuple[Path, subprocess.CompletedProcess[str]],
    tmp_path: Path,
    check: str,
    member: str,
    old: str,
    new: str,
) -> None:
    book = spoilt(built[0], tmp_path / "book.epub", member, lambda text: re.sub(old, new, text, count=1))
    assert report_on(book).found[check]


def test_epubcheck_sees_a_fault(built: tuple[Path, subprocess.CompletedProcess[str]], tmp_path: Path) -> None:
    book = spoilt(
        built[0],
        tmp_path / "book.epub",
        "EPUB/a-.*",
        lambda text: text.replace("<header>", "<header><p/>x", 1).replace("<h1>", "<h1><p>x</p>", 1),
    )
    assert any("RSC-005" in said for said in report_on(book).found["EPUBCheck"])


def test_a_fault_ends_the_command_with_the_book_named(
    built: tuple[Path, subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    book = built[0]
    whole = book.read_bytes()
    try:
        spoilt(book, tmp_path / "book.epub", "EPUB/a-.*", lambda text: text.replace(' alt="', ' data-alt="', 1))
        book.write_bytes((tmp_path / "book.epub").read_bytes())
        told = command(book.parents[1])
    finally:
        book.write_bytes(whole)
    assert told.returncode == 6
    assert "says nothing in words" in told.stderr
    assert str(book) in told.stderr
