"""The search index of the web edition, written from what was read: `_search/` beside the pages.

    about.bin        how many texts and shards, and which texts stand in which category, tag, year, …
    shards/N.bin     the index (book.search.index)
    records/N.bin    what a result shows of eight articles: title, address, date, …
    texts/N.bin      one article's text, for the passage round a match

All are deflated, so that what a reader fetches does not depend on the server. Of each file is known what it was
made from (book.sphinx_ext.indexed): only those of which that changed are written.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
from sphinx.application import Sphinx

from book.files import files_below, write_whole
from book.model import Article, Group, Library
from book.search.index import assemble, deflated, shards_for
from book.sphinx_ext.indexed import (
    Entry,
    Indexed,
    digest_of,
    entries_of,
    forget_index,
    note_index,
    read_index,
)
from book.sphinx_ext.readtext import text_file
from book.sphinx_ext.segments import Segments
from book.sphinx_ext.shelves import Shelves
from book.sphinx_ext.workers import each

FOLDER = "_search"
RECORDS = 8
_BATCH = 128  # files deflated in one go


@contextmanager
def search_written(app: Sphinx, library: Library) -> Iterator[None]:
    """Write the index of the articles that may be indexed, each file only where it changed, and no others.

    The most of it is made by other processes, beside what the body of the `with` does.
    """
    earlier = read_index(app)
    articles = [article for article in library.articles if not article.noindex]
    entries = tuple(entries_of(app, articles, earlier))
    shelves: Shelves = app.gappon_shelves  # type: ignore[attr-defined]
    shards = shards_for(len(entries))
    segments = Segments(app, shelves.settings.cache, shards, Path(app.outdir) / FOLDER / "texts")
    with segments.of(entries, earlier.entries) as found:
        yield
        made = {f"shards/{number}.bin": data for number, data in enumerate(assemble(found, shards))}
    made |= _records(app, articles, entries)
    texts = {f"texts/{number}.bin": entry for number, entry in enumerate(entries)}
    digests = {name: entry.digest for name, entry in texts.items()}
    digests |= {name: digest_of(data) for name, data in made.items()}
    version = digest_of(b"".join(digests[name] for name in sorted(digests))).hex()[:12]
    made["about.bin"] = msgspec.json.encode(_about(library, articles, version))
    digests["about.bin"] = digest_of(made["about.bin"])
    _write(app, digests, earlier, made, texts)
    note_index(app, Indexed(entries=entries, files=digests))


def _records(app: Sphinx, articles: Sequence[Article], entries: Sequence[Entry]) -> dict[str, bytes]:
    records = [_record(app, article, entry) for article, entry in zip(articles, entries, strict=True)]
    starts = range(0, len(records), RECORDS)
    return {
        f"records/{start // RECORDS}.bin": msgspec.json.encode(records[start : start + RECORDS])
        for start in starts
    }


def _record(app: Sphinx, article: Article, entry: Entry) -> dict[str, object]:
    return {
        "title": article.title,
        "address": app.builder.get_target_uri(article.docname),
        "date": article.date.date().isoformat(),
        "category": article.category,
        "minutes": article.reading_time,
        "excerpt": article.excerpt,
        "tags": article.tags,
        "size": entry.size,
    }


def _about(library: Library, articles: Sequence[Article], version: str) -> dict[str, object]:
    numbers = {article.key: number for number, article in enumerate(articles)}
    years: dict[str, list[int]] = {}
    for number, article in enumerate(articles):
        years.setdefault(f"{article.date.year}年", []).append(number)
    return {
        "version": version,
        "texts": len(articles),
        "shards": shards_for(len(articles)),
        "records": RECORDS,
        "groups": {
            "category": _groups(library.categories, numbers),
            "tag": _groups(library.tags, numbers),
            "author": _groups(library.authors, numbers),
            "year": [[label, _differences(found)] for label, found in years.items()],
        },
    }


def _groups(groups: Iterable[Group], numbers: dict[str, int]) -> list[Any]:
    inside = ((g.label, [numbers[a.key] for a in g.articles if a.key in numbers]) for g in groups)
    return [[label, _differences(found)] for label, found in inside if found]


def _differences(numbers: Sequence[int]) -> list[int]:
    return [number - before for before, number in zip([0, *numbers], numbers, strict=False)]


def _write(
    app: Sphinx, digests: dict[str, bytes], earlier: Indexed, made: dict[str, bytes], texts: dict[str, Entry]
) -> None:
    folder = Path(app.outdir) / FOLDER
    there = {file.path.removeprefix(f"{folder}{os.sep}") for file in files_below(folder)}
    changed = [name for name, digest in digests.items() if earlier.files.get(name) != digest or name not in there]
    gone = there - digests.keys()
    if changed or gone:
        forget_index(app)
    for name in gone:
        (folder / name).unlink()
    for parent in {(folder / name).parent for name in changed}:
        parent.mkdir(parents=True, exist_ok=True)
    for name in changed:
        if name in texts:
            write_whole(folder / name, text_file(app, texts[name].docname).read_bytes())
    names = [name for name in changed if name in made]
    batches = [names[start : start + _BATCH] for start in range(0, len(names), _BATCH)]
    tasks = [([made[name] for name in batch],) for batch in batches]
    for batch, packed in zip(batches, each(deflated, tasks, app.parallel), strict=True):
        for name, data in zip(batch, packed, strict=True):
            write_whole(folder / name, data)
