"""Books of volumes that are no more are taken away, if gappon wrote them: a clean build would not have them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import count
from pathlib import Path

from book.model import Volume
from book.volumes import numbered_id
from exporters.folios import pages_file

# What is written of a book, beside the book itself.
_BESIDE = {"epub": (), "pdf": (".pages.json", ".resolution.txt")}


def remove_gone(build: Path, kind: str, volumes: Collection[Volume]) -> list[Path]:
    """Remove the books of a kind, `epub` or `pdf`, whose volumes are none of these; return them.

    So goes the one book of a volume that became several (`max_pages`), and the several of one that became one.
    Only what a stamp says was written by an earlier build is looked for. Raises OSError.
    """
    living = {volume.id: volume for volume in volumes}
    folder, removed = build / kind, []
    for stamp in sorted((build / ".stamps").glob(f"{kind}-*")):
        name = stamp.name.removeprefix(f"{kind}-")
        volume = living.get(name)
        is_set = volume is not None and volume.max_pages > 0 and kind == "pdf"
        if volume is None or (is_set and (folder / f"{numbered_id(name, 1)}.pdf").is_file()):
            removed += _removed(folder, kind, name)
        if volume is None or (not is_set and (folder / f"{name}.{kind}").is_file()):
            removed += _removed_set(folder, kind, name, living)
        if volume is None:
            (build / ".volumes" / f"{name}.{kind}").unlink(missing_ok=True)
            stamp.unlink()
    return removed


def _removed_set(folder: Path, kind: str, name: str, living: Collection[str]) -> Iterator[Path]:
    """Remove the numbered books of a set, and yield them.

    One named like a volume is that volume's; one without the list of its pages is a file of somebody else.
    """
    for number in count(1):
        numbered = numbered_id(name, number)
        if numbered in living or not pages_file(folder / f"{numbered}.pdf").is_file():
            return
        yield from _removed(folder, kind, numbered)


def _removed(folder: Path, kind: str, name: str) -> list[Path]:
    """Remove a book and what stands beside it; return it, or nothing where there is none."""
    book = folder / f"{name}.{kind}"
    if not book.is_file():
        return []
    for suffix in (f".{kind}", *_BESIDE[kind]):
        (folder / f"{name}{suffix}").unlink(missing_ok=True)
    return [book]
