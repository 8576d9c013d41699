"""What was read of articles is kept, and read anew as soon as anything that it depends on is another."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from book import remembered, toolchain
from book.articles import Reading, read_article
from book.errors import ArticleError
from book.library import load_library
from book.model import Library
from book.sealed import write_sealed
from book.settings import Settings, load_settings

OLD = 1_700_000_000
PICTURE = "/assets/a.png"


class Series:
    """Three articles in a folder; `read` notes which files reading the library opened."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ("conf", "site/_posts", "site/assets"):
            (folder / name).mkdir(parents=True)
        for name in "abc":
            self.write(name)
        self.opened: list[str] = []

    def write(self, name: str, *lines: str, body: str = "本文です。") -> None:
        path = self.path(name)
        path.write_text("\n".join(["---", f"title: 題{name}", *lines, "---", "", body, ""]), encoding="utf-8")
        os.utime(path, (OLD, OLD))

    def path(self, name: str) -> Path:
        return self.folder / "site/_posts" / f"2025-12-10-{name}.md"

    @property
    def settings(self) -> Settings:
        return load_settings(self.folder / "site", self.folder / "conf", self.folder / "build")

    @property
    def kept(self) -> Path:
        return self.folder / "build" / ".articles"

    def read(self) -> Library:
        self.opened.clear()
        return load_library(self.settings)


@pytest.fixture
def series(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Series:
    made = Series(tmp_path)

    def note(path: Path, settings: Settings) -> Reading:
        made.opened.append(path.stem[-1])
        return read_article(path, settings)

    monkeypatch.setattr(remembered, "read_article", note)
    return made


def test_articles_that_are_the_same_are_not_read_again(series: Series) -> None:
    first = series.read()
    assert series.opened == ["a", "b", "c"]
    assert series.read() == first
    assert series.opened == []


def test_one_that_was_edited_is_read_again_alone(series: Series) -> None:
    series.read()
    series.write("b", body="別の文。")
    assert series.read().by_key()["2025-12-10-b"].excerpt == "別の文。"
    assert series.opened == ["b"]


def test_one_of_the_same_size_and_date_is_read_again(series: Series) -> None:
    series.read()
    before = series.path("b").stat()
    series.write("b", body="別文です。")
    after = series.path("b").stat()
    assert (before.st_size, before.st_mtime_ns) == (after.st_size, after.st_mtime_ns)
    assert series.read().by_key()["2025-12-10-b"].excerpt == "別文です。"


def test_one_that_was_written_a_moment_ago_is_read_again(series: Series) -> None:
    series.path("b").touch()
    series.read()
    series.read()
    assert series.opened == ["b"]


def test_one_that_was_renamed_has_its_new_name(series: Series) -> None:
    series.read()
    series.path("b").rename(series.path("d"))
    assert set(series.read().by_key()) == {f"2025-12-10-{name}" for name in "acd"}
    assert series.opened == ["d"]


def test_one_that_went_is_forgotten(series: Series) -> None:
    series.read()
    series.path("b").unlink()
    assert len(series.read().articles) == 2
    series.write("b", body="戻った。")
    assert series.read().by_key()["2025-12-10-b"].excerpt == "戻った。"
    assert series.opened == ["b"]


def test_pictures_that_come_and_go_are_seen(series: Series) -> None:
    picture = series.folder / "site" / PICTURE.lstrip("/")
    series.write("a", f"image: {PICTURE}", "published_by: 編集部")
    for _ in range(2):
        library = series.read()
        (problem,) = library.problems
        assert (problem.kind, problem.line, problem.path) == ("front-matter.image", 3, series.path("a"))
        assert library.by_key()["2025-12-10-a"].picture is None
    picture.touch()
    library = series.read()
    assert library.problems == ()
    assert library.by_key()["2025-12-10-a"].picture == picture
    picture.unlink()
    assert [problem.kind for problem in series.read().problems] == ["front-matter.image"]
    assert series.opened == []


@pytest.mark.parametrize("image", [PICTURE, "../assets/a.png", "assets/a.png", "/assets/../assets/a.png"])
def test_a_picture_is_found_by_every_way_to_it(series: Series, image: str) -> None:
    picture = series.folder / "site/assets/a.png"
    picture.touch()
    series.write("a", f"image: {image}")
    assert series.read().by_key()["2025-12-10-a"].picture == picture


def test_a_link_does_not_lead_out_of_the_series(series: Series) -> None:
    (series.folder / "secret.png").touch()
    (series.folder / "site/assets/a.png").symlink_to(series.folder / "secret.png")
    (series.folder / "site/linked").symlink_to(series.folder)
    series.write("a", f"image: {PICTURE}")
    series.write("b", "image: /linked/secret.png")
    assert [problem.kind for problem in series.read().problems] == ["front-matter.image"] * 2


def test_what_is_wrong_is_told_on_every_reading(series: Series) -> None:
    series.write("a", "last_modified_at: 昨日", f"image: {PICTURE}")
    series.path("b").write_text("---\ntitle: {a: b}\nslug: b\n---\n文\n", encoding="utf-8")
    os.utime(series.path("b"), (OLD, OLD))
    told = []
    for _ in range(2):
        with pytest.raises(ArticleError) as raised:
            series.read()
        told.append([(problem.kind, problem.path.stem[-1]) for problem in raised.value.problems])
    assert told[0] == told[1]
    assert ("front-matter.title", "b") in told[0]
    assert series.opened == []


def test_settings_that_changed_have_all_read_anew(series: Series) -> None:
    series.write("a", "date: 2025-12-10 23:00:00 +0900")
    assert series.read().by_key()["2025-12-10-a"].date.hour == 23
    (series.folder / "conf/publication.toml").write_text('[series]\ntimezone = "UTC"\n', encoding="utf-8")
    assert series.read().by_key()["2025-12-10-a"].date.hour == 14
    (series.folder / "site/_config.yml").write_text("permalink: /:title/\n", encoding="utf-8")
    assert series.read().by_key()["2025-12-10-a"].permalink == "/a/"


@pytest.fixture
def another_gappon(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    def install() -> None:
        monkeypatch.setattr(toolchain, "_LIBRARIES", (*toolchain._LIBRARIES, "no-such-library"))
        forget()

    def forget() -> None:
        toolchain.versions.cache_clear()
        toolchain.toolchain_digest.cache_clear()

    yield install
    monkeypatch.undo()
    forget()


def test_another_gappon_reads_all_anew(series: Series, another_gappon: Callable[[], None]) -> None:
    series.read()
    another_gappon()
    series.read()
    assert series.opened == ["a", "b", "c"]


def test_the_memory_of_code_that_is_no_more_is_not_opened(series: Series) -> None:
    first = series.read()
    write_sealed(series.kept, b"0" * 64 + b"cbook.remembered\nNoSuchClass\n.")  # there is no such class
    assert series.read() == first
    assert series.opened == ["a", "b", "c"]


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda data: data[:-9], id="cut off"),
        pytest.param(lambda data: data[:200] + bytes([data[200] ^ 1]) + data[201:], id="a bit flipped"),
        pytest.param(lambda data: data[:10], id="hardly begun"),
        pytest.param(lambda _: b"", id="empty"),
    ],
)
def test_a_damaged_memory_is_none(series: Series, spoil: Callable[[bytes], bytes]) -> None:
    first = series.read()
    series.kept.write_bytes(spoil(series.kept.read_bytes()))
    assert series.read() == first
    assert series.opened == ["a", "b", "c"]
    series.read()
    assert series.opened == []


def test_nothing_but_the_memory_is_left_in_the_folder(series: Series) -> None:
    series.read()
    assert [path.name for path in series.kept.parent.iterdir()] == [".articles"]


def test_a_folder_that_keeps_nothing_keeps_nothing_from_being_read(series: Series) -> None:
    (series.folder / "file").touch()
    settings = replace(series.settings, build=series.folder / "file" / "build")
    assert len(load_library(settings).articles) == 3
