"""Shards: one article's pages each, laid out side by side, and kept until something they depend on changes."""

from __future__ import annotations

import io
import re
import threading
import zlib
from collections.abc import Iterator, Mapping
from concurrent.futures import BrokenExecutor, Executor, Future
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path

import msgspec
from PIL import Image, ImageFile

from book.cache import Store
from book.editions import PrintSettings
from book.errors import ExportError, Problem
from exporters.chapter import EditionChapter, EditionEntry
from exporters.executor import Call, run_calls
from exporters.pdf.findings import findings
from exporters.pdf.layout import Laid, Shown, lay_out
from exporters.pdf.page import page_shape
from exporters.pdf.prepare import Source
from exporters.pdf.prepared import Prepared, prepared, remembered
from exporters.pdf.references import expected_digits
from exporters.pdf.terms import Term
from exporters.progress import Track, untracked

# WeasyPrint, on import, has Pillow fill up pictures that were cut short.
ImageFile.LOAD_TRUNCATED_IMAGES = False
# Layout changes what is set for the whole process (`layout.listening`), and workers may have several threads.
_ONE_AT_A_TIME = threading.Lock()
_NOT_LOADED = re.compile(r"Failed to load image at '(.*?)': (.*)", re.DOTALL)
# Addresses of pictures that cannot be read, and why.
Broken = tuple[tuple[str, str], ...]
_Call = Call[str, tuple[Laid | None, Broken]]
_Result = tuple[str, Future[tuple[Laid | None, Broken]]]
# Bytes of HTML and pictures that are no burden for this process.
_AT_ONCE = 1_000_000


@dataclass(frozen=True, slots=True)
class Shard:
    """An article's pages: what they show, what was noted of them, their terms.

    Their PDF is kept in `store` as `name`; `laid` is without it.
    `problems` are for the author to know.
    """

    entry: EditionEntry
    store: Store
    name: str
    laid: Laid
    terms: tuple[Term, ...] = ()
    problems: tuple[Problem, ...] = ()

    def pdf(self) -> bytes:
        """Return the PDF of the pages. Raises ExportError where it was taken away meanwhile."""
        kept = self.store.get(self.name)
        if kept is None:
            message = "its pages are no longer in the cache: something took them away, or spoilt them."
            raise ExportError([Problem(self.entry.page.path, 0, message, "Build again.", "print.cache")])
        return _decode(kept).pdf

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
    track: Track = untracked,
) -> tuple[Shard, ...]:
    """Return the shards of articles, preface and afterword in order, laying out those that are not kept yet.

    Raises ExportError where a picture cannot be shown, or a worker ends before its work.
    """
    articles = [entry for entry in entries if isinstance(entry, EditionChapter)]
    digits = expected_digits(articles, page_shape(settings.trim, settings.margins))
    store, notes = Store(cache_folder / "pages"), Store(cache_folder / "prepared")
    plans = [remembered(entry, digits, settings, sheets, notes) for entry in entries]
    problems = [problem for entry in entries for problem in _missing_pictures(entry)]
    if problems:
        raise ExportError(problems)
    laid = {plan.name: kept for plan in plans if plan and (kept := _noted(store, plan.name))}
    lacking = [place for place, plan in enumerate(plans) if plan is None or plan.name not in laid]
    waiting: dict[str, EditionEntry] = {}

    def calls() -> Iterator[_Call]:
        """Prepare texts one after another, while workers lay out those before."""
        for place in lacking:
            entry = entries[place]
            plan, source = prepared(entry, digits, settings, sheets, notes)
            plans[place] = plan
            if kept := _noted(store, plan.name):
                laid[plan.name] = kept
            elif plan.name not in waiting:
                waiting[plan.name] = entry
                yield _call(plan.name, entry, source, sheets)

    laid |= _make(_run(executor, calls(), len(lacking)), waiting, len(lacking), store, track)
    geta = settings.missing_glyphs == "geta"
    known = [(entry, plan) for entry, plan in zip(entries, plans, strict=True) if plan]
    return tuple(_shard(entry, store, plan, laid[plan.name], with_geta=geta) for entry, plan in known)


def _shard(entry: EditionEntry, store: Store, plan: Prepared, laid: Laid, *, with_geta: bool) -> Shard:
    found = findings(entry, plan, laid, with_geta=with_geta)
    return Shard(entry, store, plan.name, laid, plan.terms, found)


def _make(
    results: Iterator[_Result], waiting: Mapping[str, EditionEntry], count: int, store: Store, track: Track
) -> dict[str, Laid]:
    """Keep each shard as soon as it is there; return them without their PDF. `waiting` is what each is of."""
    problems: list[Problem] = []
    made: dict[str, Laid] = {}
    for name, future in track(results, count):
        path, files = waiting[name].page.path, _picture_files(waiting[name])
        try:
            laid, broken = future.result()
        except BrokenExecutor:
            message = "a worker ended before this article was laid out: it was killed, or memory ran out."
            lost = Problem(path, 0, message, "Build again, with fewer jobs.", "print.worker")
            raise ExportError([lost]) from None
        problems += [_broken(path, str(files.get(address, address))[:200], said) for address, said in broken]
        if laid and not broken:
            store.put(name, msgspec.msgpack.encode(laid))
            made[name] = replace(laid, pdf=b"")
    if problems:
        raise ExportError(problems)
    return made


def _run(executor: Executor, calls: Iterator[_Call], count: int) -> Iterator[_Result]:
    """Have calls made by the executor; a single one of no great size here, sooner than a worker would start."""
    first = list(islice(calls, 1))
    if count == 1 and first and first[0].size < _AT_ONCE:
        future: Future[tuple[Laid | None, Broken]] = Future()
        future.set_result(first[0].function(*first[0].arguments))
        yield first[0].key, future
    else:
        yield from run_calls(executor, chain(first, calls))


def _noted(store: Store, key: str) -> Laid | None:
    """Return what is noted of kept pages, without their PDF: a book's would fill the memory."""
    kept = store.get(key)
    return replace(_decode(kept), pdf=b"") if kept else None


def _decode(kept: bytes) -> Laid:
    return msgspec.msgpack.decode(kept, type=Laid)


def _call(name: str, entry: EditionEntry, source: Source, sheets: tuple[str, ...]) -> _Call:
    """Return what makes a shard: content alone, so that a worker needs no folder of ours."""
    pictures = {address: Shown.file(file) for address, file in _picture_files(entry).items()}
    formulas = {address: Shown(drawing.encode()) for address, drawing in source.formulas.items()}
    size = len(source.html) + sum(len(picture.content) for picture in pictures.values())
    return Call(name, lay_out_article, (source.html, sheets, pictures, formulas, source.heading_shift), size)


def _broken(article: Path, picture: str, said: str) -> Problem:
    message = f"a picture cannot be read: {picture}: {said}."
    return Problem(article, 0, message, "Save it again.", "print.picture")


def _missing_pictures(entry: EditionEntry) -> list[Problem]:
    missing = [path for path in _picture_files(entry).values() if not path.is_file()]
    remedy = "Put the picture back and build again."
    path = entry.page.path
    return [Problem(path, 0, f"the picture {file} is gone.", remedy, "print.picture") for file in missing]


def _picture_files(entry: EditionEntry) -> dict[str, Path]:
    chapter = entry.chapter
    hero = (chapter.hero,) if chapter.hero else ()
    return {f"picture:{picture.name}": picture.source for picture in (*chapter.pictures, *hero)}


def lay_out_article(
    page: str, sheets: tuple[str, ...], pictures: Mapping[str, Shown], formulas: Mapping[str, Shown], shift: int
) -> tuple[Laid | None, Broken]:
    """Lay out one article, in a worker: its pages, or else which pictures keep it from being printed, and why."""
    damage = {address: _damage(picture) for address, picture in pictures.items()}
    if broken := tuple((address, said) for address, said in damage.items() if said):
        return None, broken
    with _ONE_AT_A_TIME:
        laid = lay_out(page, sheets, {**pictures, **formulas}, shift)
    failed = filter(None, map(_NOT_LOADED.fullmatch, laid.said))
    return laid, tuple((match[1], match[2]) for match in failed)


def _damage(picture: Shown) -> str:
    """Return what is wrong with a picture, decoded to its end: WeasyPrint puts some into the PDF unread."""
    if picture.svg:
        return ""
    try:
        with Image.open(io.BytesIO(picture.content)) as opened:
            opened.load()
    except (OSError, SyntaxError, ValueError, zlib.error, Image.DecompressionBombError) as error:
        return str(error).partition(" <")[0]  # without the place in memory that it was read from
    return ""
