"""Building the editions: what has to be made, in which order, and what is told of it."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import BrokenExecutor, Executor, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import wraps
from importlib import import_module
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

from book.cache import Entry, entries, in_use, prune
from book.errors import ExportError, Problem
from book.executor import done_beside, local_executor
from book.files import files_below
from book.library import load_library
from book.lock import WAITING, only_build
from book.model import Library, Volume
from book.settings import Settings
from book.toolchain import fonts_digest, toolchain_digest
from book.volumes import numbered_id
from exporters.chapter import Edition
from exporters.chapters import look_ahead
from exporters.editions import choose, edition_digest, make_edition
from exporters.executor import executor_for
from exporters.folios import read_printed
from exporters.gone import remove_gone
from exporters.progress import Reporter, readable
from exporters.stamps import clear_stamp, inputs_digest, is_fresh, set_stamp

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Build:
    """One call of the command: what to build, with how many workers, and whom to tell.

    `executor` is where articles are laid out and pictures scaled: `local`, `dask` or `dask://host:port`.
    `cache_size` is how many bytes the cache may have when a build ends.
    """

    settings: Settings
    jobs: int
    reporter: Reporter
    executor: str = "local"
    cache_size: int = 4_000_000_000

    def stamp(self, name: str) -> Path:
        """Return where the stamp of a stage or a volume lies."""
        return self.settings.build / ".stamps" / name


def _alone(work: Callable[Concatenate[Build, P], T]) -> Callable[Concatenate[Build, P], T]:
    """Have one command at a time write into the build folder: a second one waits, and says so."""

    @wraps(work)
    def run(build: Build, /, *others: P.args, **named: P.kwargs) -> T:
        def waiting() -> None:
            build.reporter.note(WAITING)

        with only_build(build.settings.build, waiting), in_use(build.settings.cache, build.cache_size):
            return work(build, *others, **named)

    return run


def tell_cache(build: Build) -> None:
    """Tell how many results of each kind are kept, how large they are, and since when they were not used."""
    kept = entries(build.settings.cache)
    for kind in sorted({entry.kind for entry in kept}):
        found = [entry for entry in kept if entry.kind == kind]
        first = datetime.fromtimestamp(found[0].used / 1e9).astimezone()
        told = f"{kind:10} {len(found):7} entries {readable(_bytes(found)):>9}, used since {first:%Y-%m-%d %H:%M}"
        build.reporter.note(told)
    whole = f"{readable(_bytes(kept))} of {readable(build.cache_size)}"
    build.reporter.note(f"{build.settings.cache}: {len(kept)} entries, {whole}")


def _bytes(kept: list[Entry]) -> int:
    return sum(entry.size for entry in kept)


def prune_cache(build: Build) -> None:
    """Take away what was unused for longest, until the cache has the size that it may have."""
    taken = prune(build.settings.cache, build.cache_size)
    if taken is None:
        build.reporter.note("a build is using the cache: it makes it smaller when it ends.")
    else:
        build.reporter.note(f"{taken[0]} entries taken away, {readable(taken[1])}")


@_alone
def build_html(build: Build) -> None:
    """Build the web edition into `build/html`."""
    started = time.monotonic()
    target = build.settings.build / "html"
    volumes = (build.settings.build / "epub", build.settings.build / "pdf")
    made = _run_stage(build, "html", target / "index.html", lambda: _write_web(build), *volumes)
    pages = sum(file.name.endswith(".html") for file in files_below(target))
    build.reporter.done("web edition", target, started, f"{pages} pages", made=made is not None)


def _run_stage(
    build: Build, builder: str, result: Path, run: Callable[[], Library], *shown: Path
) -> Library | None:
    """Run a Sphinx builder where its inputs changed, or a file of the folders `shown`.

    Returns the articles that were read for it, and None where it had nothing to do.
    """
    stamp, digest = build.stamp(f"{builder}-stage"), inputs_digest(build.settings, *shown)
    if is_fresh(stamp, digest, result):
        return None
    clear_stamp(stamp)
    library = run()
    set_stamp(stamp, digest, library.due)
    return library


def _run_builder(build: Build, builder: str, library: Library) -> None:
    """Run a Sphinx builder, and show how far it is: it is imported where it has something to do."""
    from exporters.builders.run import OUTPUT, run_sphinx

    build.reporter.note(f"{OUTPUT[builder]}: reading and writing articles …")
    with build.reporter.steps() as steps:
        run_sphinx(builder, build.settings, build.jobs, steps=steps, library=library)


def _write_web(build: Build) -> Library:
    """Write the web edition, and return its articles. Raises ArticleError, ExportError."""
    library = _library_and_sphinx(build)
    _run_builder(build, "html", library)
    return library


def _write_chapters(build: Build, kind: str, volume_id: str | None) -> Library:
    """Have the chapters written, and return their articles.

    Meanwhile what makes books of them is loaded, and the chapters are read that were there before: most stay.
    Raises ArticleError, and ExportError, as where there is no such volume: before anything is written.
    """
    library = _library_and_sphinx(build)
    volumes = choose(library, volume_id, build.settings)

    def meanwhile() -> None:
        import_module(f"exporters.{kind}")
        for volume in volumes:
            look_ahead(build.settings.build / "chapters", (article.key for article in volume.articles))

    _beside(build, lambda: _run_builder(build, "book-chapters", library), meanwhile)
    return library


def _library_and_sphinx(build: Build) -> Library:
    """Have another process, if there may be one, read the library while this one imports Sphinx.

    Raises ArticleError, ExportError.
    """
    if build.jobs == 1:
        return load_library(build.settings)
    return _beside(build, lambda: load_library(build.settings), lambda: import_module("exporters.builders.run"))


def _beside(build: Build, work: Callable[[], T], meanwhile: Callable[[], object]) -> T:
    """Return what a copy of this process made while this one did something else. Raises ExportError."""
    try:
        with done_beside(work) as done:
            meanwhile()
        return done.result()
    except BrokenExecutor:
        message = "the process that read the articles was killed, or memory ran out."
        remedy = "Build again, with fewer jobs."
        raise ExportError([Problem(build.settings.source, 0, message, remedy, "build.worker")]) from None


@_alone
def check_shown(build: Build) -> list[Problem]:
    """Return where articles do not show what their authors wrote; renders them first."""
    from exporters.rendered import check_rendered

    _run_builder(build, "book-rendered", _library_and_sphinx(build))
    with local_executor(build.jobs) as pool:
        return check_rendered(build.settings, pool)


@_alone
def build_epub(build: Build, volume_id: str | None) -> None:
    """Write the EPUB volumes, or one of them, to `build/epub/<volume>.epub`."""
    with _picture_executor(build) as pictures:

        def write(edition: Edition, target: Path) -> str:
            from exporters.epub import write_epub  # once there is something to write

            note = build.settings.build / ".volumes" / target.name
            write_epub(edition, build.settings.epub, target, build.settings.cache, build.jobs, pictures, note)
            return f"{len(edition.chapters)} articles"

        _write_volumes(build, "epub", volume_id, repr(build.settings.epub), write)


def _picture_executor(build: Build) -> Executor:
    """Return what scales pictures: threads here, since Pillow lets other threads work."""
    return (
        ThreadPoolExecutor(build.jobs) if build.executor == "local" else executor_for(build.executor, build.jobs)
    )


def report_epub(build: Build, volume_id: str | None) -> None:
    """Tell what each EPUB volume holds and which checks it passed. Raises ExportError where one did not."""
    from exporters.epub.report import report_on

    rows: list[tuple[str, ...]] = []
    problems: list[Problem] = []
    volumes = choose(load_library(build.settings), volume_id, build.settings)
    for volume in build.reporter.track(volumes, len(volumes), "reports"):
        path = build.settings.build / "epub" / f"{volume.id}.epub"
        found = report_on(path)
        pictures = f"{found.pictures} ({readable(found.picture_bytes)})"
        counts = f"{found.articles:,}", f"{found.characters:,}", pictures, readable(found.size)
        rows.append((volume.id, *counts, f"{found.passed} of {len(found.found)}"))
        problems += (Problem(path, 0, said, "", kind) for kind, wrong in found.found.items() for said in wrong)
    build.reporter.table(("volume", "articles", "characters", "pictures", "size", "checks passed"), rows)
    if problems:
        raise ExportError(problems)


@_alone
def build_pdf(build: Build, volume_id: str | None) -> None:
    """Write the print volumes, or one of them, to `build/pdf/<volume>.pdf`."""
    with executor_for(build.executor, build.jobs, _typesetting) as executor:

        def write(edition: Edition, target: Path) -> str:
            from exporters.pdf import write_pdf  # once there is something to write

            def track(items: Iterable[T], total: int) -> Iterator[T]:
                return build.reporter.track(items, total, f"{edition.volume.id}: articles laid out")

            cache, tell = build.settings.cache, build.reporter.warn
            pages = write_pdf(edition, build.settings.print, target, executor, cache, tell, track)
            return f"{len(edition.chapters)} articles, {pages} pages"

        settings = f"{build.settings.print!r}{_profile(build.settings)}{fonts_digest()}"
        _write_volumes(build, "pdf", volume_id, settings, write)


def _typesetting() -> Mapping[str, str]:
    """Return what pages depend on beside their content, on this machine or a cluster's."""
    from exporters.pdf.typesetting import typesetting

    return typesetting()


def _profile(settings: Settings) -> str:
    """Return the hash of the press's colour profile, empty where there is none."""
    path = settings.conf / settings.print.profile
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def _write_volumes(
    build: Build, kind: str, volume_id: str | None, settings: str, write: Callable[[Edition, Path], str]
) -> None:
    """Write the volumes that changed; one that fails keeps no other from being written. Raises ExportError."""
    chapters = build.settings.build / "chapters"
    written = _run_stage(build, "book-chapters", chapters, lambda: _write_chapters(build, kind, volume_id))
    library = written or load_library(build.settings)
    volumes = choose(library, volume_id, build.settings)
    problems: dict[Problem, None] = {}
    for volume in volumes:
        started = time.monotonic()
        target = _target(build, volume, kind)
        try:
            told, made = _write_volume(build, library, volume, kind, settings, target, write)
        except ExportError as error:
            problems |= dict.fromkeys(error.problems)
            continue
        build.reporter.done(f"{kind} volume {volume.id}", target, started, told, made=made)
    if problems:
        raise ExportError(problems)
    for book in remove_gone(build.settings.build, kind, library.volumes):
        build.reporter.note(f"{book}: no volume has this book any more, and it was taken away.")


def _target(build: Build, volume: Volume, kind: str) -> Path:
    """Return the file of a volume, the first one of those that it becomes in print."""
    several = kind == "pdf" and volume.max_pages
    return build.settings.build / kind / f"{numbered_id(volume.id, 1) if several else volume.id}.{kind}"


def _write_volume(
    build: Build,
    library: Library,
    volume: Volume,
    kind: str,
    settings: str,
    target: Path,
    write: Callable[[Edition, Path], str],
) -> tuple[str, bool]:
    """Write a volume if it changed; return what to tell of it, and whether it was written."""
    with _fresh_edition(build, library, volume, kind, settings, target) as edition:
        told = write(edition, target) if edition else f"{len(volume.articles)} articles"
    return told, edition is not None


@contextmanager
def _fresh_edition(
    build: Build, library: Library, volume: Volume, kind: str, settings: str, target: Path
) -> Iterator[Edition | None]:
    """Yield the edition to write, or None where the earlier one still holds; stamp it once it is written."""
    medium = {"epub": "epub", "pdf": "print"}[kind]
    theme = build.settings.conf / "theme" / medium
    edition = make_edition(library.series, volume, build.settings.build / "chapters", theme)
    if kind == "epub":
        printed = read_printed(build.settings.build / "pdf" / f"{volume.id}.pdf", edition)
        edition = replace(edition, printed=printed)
    stamp, digest = build.stamp(f"{kind}-{volume.id}"), edition_digest(edition, settings, toolchain_digest())
    if is_fresh(stamp, digest, target):
        yield None
        return
    clear_stamp(stamp)
    target.parent.mkdir(parents=True, exist_ok=True)
    yield edition
    set_stamp(stamp, digest)
