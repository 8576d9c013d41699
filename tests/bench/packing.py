"""What it costs to write an e-book of chapters that are ready, beside zipfile writing the same bytes.

zipfile packs by zlib, gappon by libdeflate at the same level (6), one thread each: most of what it gains is that.

Call: packing.py [SIZES…] (250 and 2500). Each size runs in a process of its own; times are processor seconds, so
that other work on the machine and the number of workers do not count. Printed are ratios and the peak of memory.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from generator import article
from markdown_it import MarkdownIt

from book.editions import EpubSettings
from book.model import Article, Part, Series, Volume
from exporters.chapter import Chapter, Edition, EditionChapter, EditionPart
from exporters.epub import write_epub

TREE = Path(__file__).parents[2]
_TEXTS = 60  # different texts; every chapter has its number in each paragraph
_CHARACTERS = 17_700  # 45 kB of XHTML: 2,500 chapters are 112 MB


def edition_of(size: int) -> Edition:
    """Return a volume of so many chapters."""
    reader = MarkdownIt("commonmark", {"xhtmlOut": True}).enable("table")
    texts = [reader.render(article(number).split("---\n", 2)[2]) for number in range(_TEXTS)]
    entries = tuple(_entry(number, texts) for number in range(size))
    part = Part("部", "bu", tuple(entry.article for entry in entries))
    volume = Volume("bench", "測る本", "", "urn:uuid:00000000-0000-5000-8000-000000000000", (part,))
    return Edition(Series("測る本"), volume, (EditionPart("部", "bu", entries),), TREE / "conf" / "theme" / "epub")


def _entry(number: int, texts: list[str]) -> EditionChapter:
    body, place = "", number
    while len(body) < _CHARACTERS:
        body += texts[place % _TEXTS]
        place += 7
    body = body[: body.rindex("\n<h", 0, _CHARACTERS) if "\n<h" in body[:_CHARACTERS] else None]
    body = body.replace("<p>", f"<p>{number}。")
    day = datetime(2020, 1, 1, tzinfo=UTC) + timedelta(days=number)
    key = f"{day:%Y-%m-%d}-kiji-{number}"
    written = Article(
        key=key, slug=key, path=Path(f"{key}.md"), first_line=1, title=f"第{number}回", permalink=f"/{number}/",
        docname=key, description="", date=day, categories=("部",), tags=("札",), authors=("編集部",), excerpt="",
        reading_time=9, characters=len(body), modified=day,
    )  # fmt: skip
    return EditionChapter(written, Chapter(key, key, body, (), (), ()))


def measure(size: int) -> dict[str, float]:
    """Write the book cold, warm after one edit, and by zipfile; return seconds and megabytes."""
    edition = edition_of(size)
    with tempfile.TemporaryDirectory() as folder:
        book, cache = Path(folder, "book.epub"), Path(folder, "cache")
        cold = _seconds(edition, book, cache)
        part = edition.parts[0]
        first = part.chapters[0]
        edited = replace(first, chapter=replace(first.chapter, text=f"<p>直しました。</p>{first.chapter.body}"))
        again = replace(edition, parts=(replace(part, chapters=(edited, *part.chapters[1:])),))
        warm = _seconds(again, book, cache)
        with zipfile.ZipFile(book) as archive:
            members = [(info.filename, archive.read(info)) for info in archive.infolist()]
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        start = time.process_time()
        with zipfile.ZipFile(Path(folder, "plain.zip"), "w", zipfile.ZIP_DEFLATED, compresslevel=6) as plain:
            for name, data in members:
                plain.writestr(name, data)
        by_zipfile = time.process_time() - start
    text = sum(len(data) for _, data in members) / 1e6
    return {"size": size, "text": text, "cold": cold, "warm": warm, "zipfile": by_zipfile, "peak": peak}


def _seconds(edition: Edition, book: Path, cache: Path) -> float:
    start = time.process_time()
    write_epub(edition, EpubSettings(), book, cache)
    return time.process_time() - start


def main(sizes: list[int]) -> None:
    """Measure each size and print a table."""
    print(f"{'chapters':>8} {'MB':>6} {'zipfile s':>10} {'gappon/zipfile':>15} {'edited s':>16} {'peak MB':>8}")
    for size in sizes:
        told = subprocess.run(
            [sys.executable, __file__, "--one", str(size)], capture_output=True, check=True
        ).stdout
        one = json.loads(told)
        print(
            f"{size:8} {one['text']:6.0f} {one['zipfile']:10.2f} {one['cold'] / one['zipfile']:15.2f} "
            f"{one['warm']:16.2f} {one['peak']:8.0f}"
        )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(measure(int(sys.argv[2]))))
    else:
        main([int(size) for size in sys.argv[1:]] or [250, 2500])
