"""The files of chapters: all but the body is read, and the body when it is asked for."""

from __future__ import annotations

from pathlib import Path

import pytest

from book.errors import ExportError
from exporters.chapter import Chapter, Heading, KeptBody, Picture
from exporters.chapters import chapter_file, read_chapter, write_chapter

BODY = "<p>本文。\n二行目。</p>"
PICTURE = Picture("0123.png", Path("/articles/図.png"), "image/png", 40, 30)
CHAPTER = Chapter("a/記事", "digest", BODY, (Heading("節", "節", 2),), (PICTURE,), ("math",), PICTURE)


def test_what_was_written_is_read_and_the_body_when_it_is_asked_for(tmp_path: Path) -> None:
    write_chapter(tmp_path, CHAPTER)
    found = read_chapter(tmp_path, CHAPTER.key)
    assert isinstance(found.text, KeptBody)
    assert found.body == BODY
    assert (found.digest, found.headings, found.pictures, found.hero) == (
        CHAPTER.digest,
        CHAPTER.headings,
        CHAPTER.pictures,
        CHAPTER.hero,
    )


def test_what_is_the_same_is_left_alone(tmp_path: Path) -> None:
    write_chapter(tmp_path, CHAPTER)
    before = chapter_file(tmp_path, CHAPTER.key).stat().st_ino
    write_chapter(tmp_path, CHAPTER)
    assert chapter_file(tmp_path, CHAPTER.key).stat().st_ino == before


@pytest.mark.parametrize("left", [0, 20, -1])
def test_a_file_that_was_cut_is_told(tmp_path: Path, left: int) -> None:
    write_chapter(tmp_path, CHAPTER)
    file = chapter_file(tmp_path, CHAPTER.key)
    file.write_bytes(file.read_bytes()[:left])
    with pytest.raises(ExportError, match="missing or damaged"):
        read_chapter(tmp_path, CHAPTER.key).body  # noqa: B018


def test_a_file_that_went_away_is_told(tmp_path: Path) -> None:
    write_chapter(tmp_path, CHAPTER)
    found = read_chapter(tmp_path, CHAPTER.key)
    chapter_file(tmp_path, CHAPTER.key).unlink()
    with pytest.raises(ExportError, match="missing or damaged"):
        found.body  # noqa: B018
    with pytest.raises(ExportError, match="missing or damaged"):
        read_chapter(tmp_path, CHAPTER.key)
