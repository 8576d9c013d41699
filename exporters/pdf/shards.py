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
from exporters.chapter import EditionChapter, EditionEntry
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
    """An article's pages: what they show, where their PDF lies, what was noted of them, their terms.

    `problems` are for the author to know; none of them is fatal.
    """

    entry: EditionEntry
    pdf: Path
    laid: Laid
    terms: tuple[Term, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def key(self) -> str:
        """The key of the article, preface or afterword."""
        return self.entry.page.key

    @property
    def title(self) -> str:
        """Its title."""
        return self.entry.page.title


def lay_out_entries(
    entries: tuple[EditionEntry, ...],
    settings: PrintSettings,
    sheets: tuple[str, ...],
    executor: Executor,
    cache_folder: Path,
) -> tuple[Shard, ...]:
    """Return the shards of articles, preface and afterword in order, laying out those that are not kept yet.

    Raises ExportError where a picture cannot be shown, or a worker ends before its work.
    """
    articles = [entry for entry in entries if isinstance(entry, EditionChapter)]
    digits = expected_digits(articles, page_shape(settings.trim, settings.margins))
    cache_folder.mkdir(parents=True, exist_ok=True)
    sources = [prepare(entry, digits, settings) for entry in entries]
    names = [_digest(source, entry, sheets) for source, entry in zip(sources, entries, strict=True)]
    problems = [problem for entry in entries for problem in _missing_pictures(entry)]
    if problems:
        raise ExportError(problems)
    waiting = {
        name: executor.submit(_lay_out_shard, source, sheets, _picture_files(entry), cache_folder / name)
        for name, source, entry in zip(names, sources, entries, strict=True)
        if not (cache_folder / f"{name}.json").exists()
    }
    _finish(dict(zip(names, entries, strict=True)), waiting)
    made = zip(names, entries, sources, strict=True)
    return tuple(_read(cache_folder / name, entry, source) for name, entry, source in made)


def _finish(entries: dict[str, EditionEntry], waiting: dict[str, Future[tuple[str, ...]]]) -> None:
    problems: list[Problem] = []
    for name, future in waiting.items():
        path = entries[name].page.path
        try:
            said = future.result()
        except BrokenProcessPool:
            message = "a worker ended before this article was laid out: it was killed, or memory ran out."
            broken = Problem(path, 0, message, "Build again, with fewer jobs.", "print.worker")
            raise ExportError([broken]) from None
        problems += [Problem(path, 0, line, "", "print.picture") for line in said]
    if problems:
        raise ExportError(problems)


def _missing_pictures(entry: EditionEntry) -> list[Problem]:
    missing = [path for path in _picture_files(entry).values() if not path.is_file()]
    remedy = "Put the picture back and build again."
    path = entry.page.path
    return [Problem(path, 0, f"the picture {file} is gone.", remedy, "print.picture") for file in missing]


def _picture_files(entry: EditionEntry) -> dict[str, Path]:
    chapter = entry.chapter
    hero = (chapter.hero,) if chapter.hero else ()
    return {f"picture:{picture.name}": picture.source for picture in (*chapter.pictures, *hero)}


def _digest(source: Source, entry: EditionEntry, sheets: Collection[str]) -> str:
    """Return the hash of all that a shard depends on; pictures' names are hashes of what they hold."""
    said = [str(_SCHEME), weasyprint.__version__, str(pango.pango_version()), fonts_digest()]
    said += [
        *sheets,
        source.html,
        *source.formulas.values(),
        *sorted(_picture_files(entry)),
        str(source.heading_shift),
    ]
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
    laid = lay_out(source.html, sheets, pictures, source.heading_shift)
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


def _read(kept: Path, entry: EditionEntry, source: Source) -> Shard:
    laid = msgspec.json.decode(kept.with_suffix(".json").read_bytes(), type=Laid)
    return Shard(entry, kept.with_suffix(".pdf"), laid, source.terms, findings(entry, source, laid))
