"""From the library's volumes to editions: volumes with their chapters read from files."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from book.cache import said_of
from book.errors import Problem, VolumeError
from book.model import Library, Page, Part, Series, Volume
from book.settings import Settings
from exporters.chapter import Edition, EditionChapter, EditionPart, EditionText
from exporters.chapters import read_chapter


def choose(library: Library, volume_id: str | None, settings: Settings) -> tuple[Volume, ...]:
    """Return the volume asked for, or all. Raises VolumeError where there is none of that name."""
    if not volume_id:
        return library.volumes
    chosen = tuple(volume for volume in library.volumes if volume.id == volume_id)
    if not chosen:
        names = ", ".join(volume.id for volume in library.volumes)
        message = f"there is no volume {volume_id!r}."
        raise VolumeError([Problem(settings.publication, 0, message, f"There are: {names}.")])
    return chosen


def make_edition(series: Series, volume: Volume, chapters: Path, theme: Path) -> Edition:
    """Read a volume's chapters. Raises ExportError where one is missing."""
    parts = tuple(_part(part, chapters) for part in volume.parts)
    preface, afterword = (_text(page, chapters) for page in (volume.preface, volume.afterword))
    return Edition(series, volume, parts, theme, preface, afterword)


def _text(page: Page | None, chapters: Path) -> EditionText | None:
    return EditionText(page, read_chapter(chapters, page.key)) if page else None


def _part(part: Part, chapters: Path) -> EditionPart:
    read = (EditionChapter(article, read_chapter(chapters, article.key)) for article in part.articles)
    return EditionPart(part.title, part.slug, tuple(read))


def edition_digest(edition: Edition, *others: object) -> str:
    """Return the hash of all that an edition's file depends on: chapters, volume, theme, settings."""
    said = [said_of(edition.series), said_of(edition.volume), *map(repr, others)]
    said += [chapter.digest for chapter in edition.bodies]
    said.append(said_of(edition.printed))
    said += _files(edition.theme.parent)
    if edition.volume.cover:
        said.append(hashlib.sha256(edition.volume.cover.read_bytes()).hexdigest())
    return hashlib.sha256("\0".join(said).encode()).hexdigest()


def _files(folder: Path) -> Iterable[str]:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}"
