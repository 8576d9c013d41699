"""Shards: one article's pages each, laid out side by side, and kept until something they depend on changes."""

from __future__ import annotations

import hashlib
import os
import subprocess
import zlib
from collections.abc import Collection
from concurrent.futures import Executor, Future
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import msgspec
import weasyprint
from PIL import Image, ImageFile
from weasyprint.text.ffi import pango

from book.editions import PrintSettings
from book.errors import ExportError, Problem
from exporters.chapter import EditionChapter
from exporters.pdf.findings import findings
from exporters.pdf.layout import Laid, lay_out
from exporters.pdf.page import page_shape
from exporters.pdf.prepare import Source, prepare
from exporters.pdf.references import expected_digits
from exporters.pdf.terms import Term

# WeasyPrint, on import, has Pillow fill up pictures that were cut short.
ImageFile.LOAD_TRUNCATED_IMAGES = False
# Changes with what is kept, or with how it is made.
_SCHEME = 9


@dataclass(frozen=True, slots=True)
class Shard:
    """An article's pages: the chapter they show, where their PDF lies, what was noted of them, their terms.

    `problems` are for the author to know; none of them is fatal.
    """

    chapter: EditionChapter
    pdf: Path
    laid: Laid
    terms: tuple[Term, ...] = ()
    problems: tuple[Problem, ...] = ()


def lay_out_chapters(
    chapters: tuple[EditionChapter, ...],
    settings: PrintSettings,
    sheets: tuple[str, ...],
    executor: Executor,
    cache_folder: Path,
) -> tuple[Shard, ...]:
    """Return the chapters' shards in order, laying out those that are not kept yet.

    Raises ExportError where a picture cannot be shown, or a worker ends before its work.
    """
    digits = expected_digits(chapters, page_shape(settings.trim))
    cache_folder.mkdir(parents=True, exist_ok=True)
    sources = [prepare(chapter, digits, settings) for chapter in chapters]
    names = [_digest(source, chapter, sheets) for source, chapter in zip(sources, chapters, strict=True)]
    problems = [problem for chapter in chapters for problem in _missing_pictures(chapter)]
    if problems:
        raise ExportError(problems)
    waiting = {
        name: executor.submit(_lay_out_shard, source, sheets, _picture_files(chapter), cache_folder / name)
        for name, source, chapter in zip(names, sources, chapters, strict=True)
        if not (cache_folder / f"{name}.json").exists()
    }
    _finish(dict(zip(names, chapters, strict=True)), waiting)
    made = zip(names, chapters, sources, strict=True)
    return tuple(_read(cache_folder / name, chapter, source) for name, chapter, source in made)


def _finish(chapters: dict[str, EditionChapter], waiting: dict[str, Future[tuple[str, ...]]]) -> None:
    problems: list[Problem] = []
    for name, future in waiting.items():
        article = chapters[name].article
        try:
            said = future.result()
        except BrokenProcessPool:
            message = "a worker ended before this article was laid out: it was killed, or memory ran out."
            broken = Problem(article.path, 0, message, "Build again, with fewer jobs.", "print.worker")
            raise ExportError([broken]) from None
        problems += [Problem(article.path, 0, line, "", "print.picture") for line in said]
    if problems:
        raise ExportError(problems)


def _missing_pictures(chapter: EditionChapter) -> list[Problem]:
    missing = [path for path in _picture_files(chapter).values() if not path.is_file()]
    remedy = "Put the picture back and build again."
    path = chapter.article.path
    return [Problem(path, 0, f"the picture {file} is gone.", remedy, "print.picture") for file in missing]


def _picture_files(chapter: EditionChapter) -> dict[str, Path]:
    hero = (chapter.chapter.hero,) if chapter.chapter.hero else ()
    return {f"picture:{picture.name}": picture.source for picture in (*chapter.chapter.pictures, *hero)}


def _digest(source: Source, chapter: EditionChapter, sheets: Collection[str]) -> str:
    """Return the hash of all that a shard depends on; pictures' names are hashes of what they hold."""
    said = [str(_SCHEME), weasyprint.__version__, str(pango.pango_version()), fonts_digest()]
    said += [*sheets, source.html, *source.formulas.values(), *sorted(_picture_files(chapter))]
    return hashlib.sha256("\0".join(said).encode()).hexdigest()[:40]


@cache
def fonts_digest() -> str:
    """Return a hash of the installed fonts: which files, how large, how old."""
    listed = subprocess.run(["fc-list", ":", "file"], capture_output=True, text=True, check=True).stdout  # noqa: S607
    files = sorted(Path(line.rstrip().removesuffix(":")) for line in listed.splitlines())
    said = [f"{file} {file.stat().st_size} {file.stat().st_mtime_ns}" for file in files if file.exists()]
    return hashlib.sha256("\n".join(said).encode()).hexdigest()


def _lay_out_shard(
    source: Source, sheets: tuple[str, ...], files: dict[str, Path], target: Path
) -> tuple[str, ...]:
    """Lay out one article and keep it, in a worker. Return what keeps it from being printed: broken pictures."""
    pictures: dict[str, Path | str] = {**files, **source.formulas}
    damaged = tuple(filter(None, map(_damage, files.values())))
    if damaged:
        return damaged
    laid = lay_out(source.html, sheets, pictures)
    broken = tuple(line for line in laid.said if line.startswith("Failed to load image"))
    if not broken:
        _keep(target.with_suffix(".pdf"), laid.pdf)
        _keep(target.with_suffix(".json"), msgspec.json.encode(replace(laid, pdf=b"")))
    return tuple(f"a picture cannot be read: {line.partition(': ')[2] or line}" for line in broken)


def _damage(picture: Path) -> str:
    """Return what is wrong with a picture, decoded to its end: WeasyPrint puts some into the PDF unread."""
    if picture.suffix.lower() == ".svg":
        return ""
    try:
        with Image.open(picture) as opened:
            opened.load()
    except (OSError, SyntaxError, ValueError, zlib.error, Image.DecompressionBombError) as error:
        return f"a picture cannot be read: {picture}: {error}."
    return ""


def _keep(path: Path, content: bytes) -> None:
    beside = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        beside.write_bytes(content)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _read(kept: Path, chapter: EditionChapter, source: Source) -> Shard:
    laid = msgspec.json.decode(kept.with_suffix(".json").read_bytes(), type=Laid)
    return Shard(chapter, kept.with_suffix(".pdf"), laid, source.terms, findings(chapter, source, laid))
