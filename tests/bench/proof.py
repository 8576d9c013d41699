"""Proof that a build made what it was measured for: every article, with all its text, in the edition's form."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pikepdf
from generator import article_key
from meter import FailedError

_CHARACTERS_OF_A_PAGE = 1500  # more than stand on any of the pages that are laid out


def prove(edition: str, articles: int, series: Path, work: Path) -> None:
    """Look for the articles in what was built. Raises FailedError where it cannot be all of them."""
    texts = [path.read_text(encoding="utf-8") for path in sorted((series / "_posts").iterdir())]
    if len(texts) != articles:
        raise FailedError(f"the series has {len(texts)} articles, not {articles}")
    _PROOFS[edition](texts, work)


def _web(texts: list[str], work: Path) -> None:
    pages = {path.relative_to(work).as_posix(): path for path in work.rglob("*.html")}
    for number, text in enumerate(texts):
        sizes = [path.stat().st_size for name, path in pages.items() if article_key(number) in name]
        _need(max(sizes, default=0), len(text.encode()), f"page of article {number}")


def _epub(texts: list[str], work: Path) -> None:
    (book,) = _books(work, ".epub")
    with zipfile.ZipFile(book) as archive:
        size = sum(member.file_size for member in archive.infolist() if member.filename.endswith("html"))
    _need(size, sum(len(text.encode()) for text in texts), "EPUB")


def _pdf(texts: list[str], work: Path) -> None:
    (book,) = _books(work, ".pdf")
    with pikepdf.open(book) as pdf:
        _need(len(pdf.pages), sum(map(len, texts)) // _CHARACTERS_OF_A_PAGE, "PDF, in pages,")


def _books(work: Path, ending: str) -> Iterator[Path]:
    """Yield the files that readers get: what a build keeps for the next one lies in folders with a dot."""
    for path in work.rglob(f"*{ending}"):
        if not any(part.startswith(".") for part in path.relative_to(work).parts):
            yield path


def _need(found: int, wanted: int, what: str) -> None:
    if found < wanted * 0.9:
        raise FailedError(f"the {what} is too small to hold the text: {found}, where {wanted} was to be")


_PROOFS: dict[str, Callable[[list[str], Path], None]] = {"web": _web, "EPUB": _epub, "PDF": _pdf}
