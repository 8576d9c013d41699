"""The search index of the web edition, written from what was read: `_search/` beside the pages.

    about.bin        how many texts and shards, and which texts stand in which category, tag, year, …
    shards/N.bin     the index (book.search.index)
    records/N.bin    what a result shows of eight articles: title, address, date, …
    texts/N.bin      one article's text, for the passage round a match

All are deflated, so that what a reader fetches does not depend on the server.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import msgspec
from sphinx.application import Sphinx

from book.cache import Store, key_of
from book.model import Article, Group, Library
from book.search import index, tokens
from book.search.index import SEGMENT, SearchText, assemble, pack, segment, shards_for
from book.sphinx_ext.readtext import text_file
from book.sphinx_ext.shelves import Shelves
from book.sphinx_ext.workers import each

FOLDER = "_search"
RECORDS = 8


def write_search(app: Sphinx, library: Library) -> None:
    """Write the index of the articles that may be indexed, each file only where it changed.

    What no longer belongs is taken away.
    """
    articles = [article for article in library.articles if not article.noindex]
    texts = [_read(app, article) for article in articles]
    segments = _segments(app, texts, shards_for(len(texts)))
    records = [_record(app, article, text) for article, text in zip(articles, texts, strict=True)]
    files = {f"shards/{number}.bin": data for number, data in enumerate(assemble(segments))}
    files |= {f"texts/{number}.bin": text.packed for number, text in enumerate(texts)}
    for start in range(0, len(records), RECORDS):
        files[f"records/{start // RECORDS}.bin"] = _json(records[start : start + RECORDS])
    version = hashlib.sha256(b"".join(files[name] for name in sorted(files))).hexdigest()[:12]
    files["about.bin"] = _json(_about(library, articles, version))
    _write(Path(app.outdir) / FOLDER, files)


def _read(app: Sphinx, article: Article) -> SearchText:
    return SearchText(article.title, article.tags, text_file(app, article.docname).read_bytes())


def _record(app: Sphinx, article: Article, text: SearchText) -> dict[str, object]:
    return {
        "title": article.title,
        "address": app.builder.get_target_uri(article.docname),
        "date": article.date.date().isoformat(),
        "category": article.category,
        "minutes": article.reading_time,
        "excerpt": article.excerpt,
        "tags": article.tags,
        "size": len(text.packed),
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


def _segments(app: Sphinx, texts: list[SearchText], shards: int) -> list[list[bytes]]:
    """Return every segment's pieces, those of unchanged texts from the cache."""
    shelves: Shelves = app.gappon_shelves  # type: ignore[attr-defined]
    store = Store(shelves.settings.cache / "search")
    wanted = {start: texts[start : start + SEGMENT] for start in range(0, len(texts), SEGMENT)}
    keys = {start: _key(start, entries, shards) for start, entries in wanted.items()}
    kept = {start: data for start, key in keys.items() if (data := store.get(key)) is not None}
    missing = [start for start in keys if start not in kept]
    made = each(segment, [(start, wanted[start], shards) for start in missing], app.parallel)
    for start, pieces in zip(missing, made, strict=True):
        kept[start] = msgspec.msgpack.encode(pieces)
        store.put(keys[start], kept[start])
    return [msgspec.msgpack.decode(kept[start], type=list[bytes]) for start in keys]


def _key(start: int, entries: list[SearchText], shards: int) -> str:
    return key_of(_CODE, zlib.ZLIB_RUNTIME_VERSION, f"{start} {shards}", msgspec.msgpack.encode(entries))


_CODE = key_of(*(Path(module.__file__ or "").read_bytes() for module in (index, tokens)))


def _json(value: object) -> bytes:
    return pack(msgspec.json.encode(value).decode())


def _write(folder: Path, files: dict[str, bytes]) -> None:
    for name, data in files.items():
        path = folder / name
        if not path.exists() or path.read_bytes() != data:
            path.parent.mkdir(parents=True, exist_ok=True)
            _replace(path, data)
    kept = {folder / name for name in files}
    for path in folder.rglob("*.bin"):
        if path not in kept:
            path.unlink()


def _replace(path: Path, data: bytes) -> None:
    part = path.with_name(f"{path.name}.part")
    part.write_bytes(data)
    part.replace(path)
