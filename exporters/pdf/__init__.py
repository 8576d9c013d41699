"""The print edition: a volume of chapters typeset by WeasyPrint, article by article, and bound by pikepdf."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path

from book.editions import PrintSettings
from book.errors import ExportError, Problem, setting_problem
from book.model import Volume
from book.volumes import numbered_id
from exporters.chapter import Edition
from exporters.folios import pages_file, write_printed
from exporters.pdf.books import Book, make_books, siblings, too_long
from exporters.pdf.colours import Inks
from exporters.pdf.fonts import need_fonts, with_fonts
from exporters.pdf.kept import OwnPages
from exporters.pdf.merge import bind
from exporters.pdf.page import PageShape, page_shape
from exporters.pdf.pinned import check_weasyprint
from exporters.pdf.printed import printed_volume
from exporters.pdf.resolution import resolution_report
from exporters.pdf.shards import lay_out_entries
from exporters.progress import Track, untracked

__all__ = ["write_pdf"]

_SHEETS = {"screen": ("book.css",), "office": ("book.css", "office.css")}


def write_pdf(
    edition: Edition,
    settings: PrintSettings,
    target: Path,
    executor: Executor,
    cache: Path,
    tell: Callable[[Problem], None] = lambda _: None,
    track: Track = untracked,
) -> int:
    """Write a print volume and return how many pages it has. What authors should know of it is told to `tell`.

    `track` passes on what is laid out, and shows how far that is.
    A volume with `max_pages` becomes numbered books in the folder of `target`, which is then the first of them.
    Articles not yet in the folder `cache` are laid out by `executor`. The same edition gives the same
    bytes, however many workers there are. For a press, a report on its pictures comes beside it, and
    always the list of its pages, for the e-book of the same articles.
    Raises ExportError; what stood at `target` then stays.
    """
    _refuse_what_is_not_printed(edition)
    check_weasyprint()
    need_fonts(settings)
    inks = Inks(_profile(edition, settings)) if settings.print == "press" else None
    shape = page_shape(settings.trim, settings.margins)
    sheets = (_sheet(edition.theme / name) for name in _SHEETS.get(settings.print, _SHEETS["screen"]))
    sheet = with_fonts("".join(sheets), settings)
    with _telling(target):
        shards = lay_out_entries(edition.entries, settings, (sheet, shape.css), executor, cache, track)
    problems = [problem for shard in shards for problem in shard.problems]
    if fatal := [problem for problem in problems if problem.fatal]:
        raise ExportError(fatal)
    for problem in problems:
        tell(problem)
    with _telling(target):
        books = make_books(edition, shards, settings, shape, (sheet,), OwnPages(cache))
    for problem in too_long(books, edition.volume.max_pages):
        tell(problem)
    pages = _write_books(books, edition.volume, settings, target, shape, inks)
    if edition.volume.max_pages:
        _remove_earlier(edition, target.parent, len(books))
    return pages


def _refuse_what_is_not_printed(edition: Edition) -> None:
    if edition.volume.vertical:
        key = f"volumes[{edition.volume.id}].writing"
        message = "the volume has vertical lines; print volumes have horizontal lines only."
        remedy = "Print another volume without that key, and leave this one to `gappon epub`."
        raise ExportError([setting_problem(key, message, remedy, "print.vertical")])
    if not edition.chapters:
        message = "the volume has no article."
        raise ExportError([Problem(Path(edition.volume.id), 0, message, "Choose articles for it.", "print.empty")])


def _write_books(
    books: Sequence[Book],
    volume: Volume,
    settings: PrintSettings,
    target: Path,
    shape: PageShape,
    inks: Inks | None,
) -> int:
    """Write the books of a volume, all or none, with the files beside each; return how many pages they have."""
    names = (f"{book.edition.volume.id}.pdf" if volume.max_pages else target.name for book in books)
    paths = [target.with_name(name) for name in names]
    pages = 0
    with ExitStack() as places:
        written = [places.enter_context(_writable(path)) for path in paths]
        for book, beside in zip(books, written, strict=True):
            pages += bind(book, shape, beside, inks, siblings(books, book), for_office=settings.print == "office")
        for book, path, beside in zip(books, paths, written, strict=True):
            write_printed(path, printed_volume(book.plan, book.front, settings.trim))
            report = path.with_suffix(".resolution.txt")
            if inks:
                report.write_text(resolution_report(beside), encoding="utf-8")
            else:
                report.unlink(missing_ok=True)
    return pages


def _remove_earlier(edition: Edition, folder: Path, books: int) -> None:
    """Remove what is left of an earlier set that had more books."""
    for number in count(books + 1):
        path = folder / f"{numbered_id(edition.volume.id, number)}.pdf"
        if not path.is_file():
            return
        for left in (path, pages_file(path), path.with_suffix(".resolution.txt")):
            left.unlink(missing_ok=True)


def _profile(edition: Edition, settings: PrintSettings) -> Path:
    if not settings.profile:
        message = 'print = "press" needs the colour profile of the press, and none is named.'
        remedy = "Ask the printer for the ICC profile, put its file into conf, and name it as profile."
        raise ExportError([setting_problem("print.profile", message, remedy, "print.profile")])
    return edition.theme.parent.parent / settings.profile


def _sheet(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        message = f"the style sheet cannot be read: {error}."
        raise ExportError([Problem(path, 0, message, "Restore it.", "print.theme")]) from error


@contextmanager
def _writable(target: Path) -> Iterator[Path]:
    """Yield a name beside the target to write to, and put the file in its place once all went well."""
    beside = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with _telling(target):
            target.parent.mkdir(parents=True, exist_ok=True)
            beside.touch()
            yield beside
            beside.replace(target)
    finally:
        if beside.exists():
            beside.unlink()


@contextmanager
def _telling(target: Path) -> Iterator[None]:
    """Raise ExportError where the disk is full, here or in the cache, or may not be written to."""
    try:
        yield
    except OSError as error:
        message = f"the volume cannot be written: {error.strerror or error}."
        remedy = "Make room there and give leave to write, then build again."
        raise ExportError([Problem(target, 0, message, remedy, "print.target")]) from error
