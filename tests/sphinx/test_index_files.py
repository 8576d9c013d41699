"""The files of the search index: written where they changed, and for whatever articles may be found."""

from __future__ import annotations

import json
import shutil
import zlib
from collections.abc import Callable
from pathlib import Path

from book.settings import Settings

Run = Callable[[str], Path]


def files_of(output: Path) -> dict[str, bytes]:
    folder = output / "_search"
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.bin")}


def clean(site: Settings, run: Run) -> dict[str, bytes]:
    """Return the index of a build that knows of no earlier one."""
    shutil.rmtree(site.build)
    return files_of(run("html"))


def edit(site: Settings, pattern: str, old: str, new: str) -> None:
    for post in (site.source / "_posts").glob(pattern):
        post.write_text(post.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")


def test_an_edit_writes_the_files_of_its_words_alone(site: Settings, run: Run) -> None:
    folder = run("html") / "_search"
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*.bin")}
    post = site.source / "_posts" / "2025-09-01-3-third.md"
    post.write_text(post.read_text(encoding="utf-8") + "\n鯨\n", encoding="utf-8")
    after = files_of(run("html"))
    written = [path for path, time in before.items() if path.stat().st_mtime_ns != time]
    shards = [path for path in written if path.parent.name == "shards"]
    assert 1 <= len(shards) <= 3
    assert len([path for path in written if path.parent.name == "texts"]) == 1
    assert after == clean(site, run)


def test_an_index_that_was_cut_or_lost_is_made_whole(site: Settings, run: Run) -> None:
    output = run("html")
    shutil.rmtree(output / "_search" / "shards")
    edit(site, "2025-09-01-3-third.md", "title:", "robots: noindex\ntitle:")
    assert files_of(run("html")) == clean(site, run)


def test_articles_that_may_not_be_found_leave_an_index_of_nothing(site: Settings, run: Run) -> None:
    run("html")
    edit(site, "*", "---\n", "---\nrobots: noindex\n")
    found = files_of(run("html"))
    about = json.loads(zlib.decompress(found.pop("about.bin")))
    assert about["texts"] == 0
    assert about["groups"]["category"] == []
    assert sorted(found) == sorted(f"shards/{number}.bin" for number in range(about["shards"]))
    assert {zlib.decompress(data) for data in found.values()} == {b""}
    about_again = clean(site, run).pop("about.bin")
    assert json.loads(zlib.decompress(about_again)) == about
