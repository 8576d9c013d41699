"""Pages that show what another article decides, far from being its neighbours: they change when it does."""

from __future__ import annotations

from pathlib import Path

import pytest

from book.settings import load_settings
from exporters.builders.run import run_sphinx

CONF = Path(__file__).parents[2] / "conf"
COUNT = 12


class Series:
    """A series without anything in common, built again in one folder and compared with a clean build."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "_posts").mkdir(parents=True)
        for number in range(COUNT):
            self.write(number)
        self.write(COUNT - 1, "tags: [共通]")  # related to one another, and to no other
        self.write(COUNT - 2, "tags: [共通]")

    def write(self, number: int, head: str = "", body: str = "本文。") -> None:
        title = "" if head.startswith("title:") else f"title: 第{number}回\n"
        matter = f"{title}date: 2025-10-{number + 1:02}\n{head}"
        path = self.folder / "_posts" / f"2025-10-{number + 1:02}-kiji-{number}.md"
        path.write_text(f"---\n{matter}\n---\n\n{body}\n", encoding="utf-8")

    def built(self, build: str) -> dict[str, bytes]:
        """Build the web edition and the chapters; return all there is of them, folders too."""
        settings = load_settings(self.folder, CONF, self.folder / build)
        found: dict[str, bytes] = {}
        for builder, name in (("html", "html"), ("book-chapters", "chapters")):
            run_sphinx(builder, settings, 1)
            paths = (settings.build / name).rglob("*")
            found |= {
                path.relative_to(settings.build).as_posix(): b"" if path.is_dir() else path.read_bytes()
                for path in paths
            }
        return found

    def as_clean(self) -> dict[str, bytes]:
        """Build anew, see that all is as in a clean build, and return that; chapters of no text may be left."""
        warm, clean = self.built("build"), self.built("clean")
        assert [name for name in warm if name.startswith("html/") and name not in clean] == []
        assert [name for name in clean if warm.get(name) != clean[name]] == []
        return clean


@pytest.fixture
def series(tmp_path: Path) -> Series:
    return Series(tmp_path)


def test_the_list_of_a_tag_is_linked_where_it_lies_now(series: Series) -> None:
    series.write(1, "tags: [AI 投資]")
    series.write(6, "tags: [AI-投資]")
    before = series.built("build")
    assert any(name.startswith("html/tags/ai-投資-2/") for name in before)
    series.write(1, "tags: [別]")
    series.as_clean()


def test_a_link_means_the_text_that_is_at_its_address_now(series: Series) -> None:
    series.write(1, "permalink: /yoso/")
    series.write(6, "", "[前の回](/yoso/)を読む。")
    series.built("build")
    post = series.folder / "_posts" / "2025-10-02-kiji-1.md"
    post.rename(post.with_name("2025-10-02-kaimei.md"))
    series.as_clean()


@pytest.mark.parametrize("head", ["permalink: /yoso/", "title: 改題"])
def test_a_link_by_name_means_the_text_that_has_the_name_now(series: Series, head: str) -> None:
    series.write(6, "", "[[第1回]]を読む。")
    series.built("build")
    series.write(1, head)
    series.as_clean()


def test_a_text_named_in_liquid_is_linked_where_it_lies_now(series: Series) -> None:
    series.write(6, "", "[前の回]({% post_url 2025-10-02-kiji-1 %})を読む。")
    series.built("build")
    series.write(1, "permalink: /yoso/")
    clean = series.as_clean()
    assert b'"../../../../yoso/index.html"' in clean["html/2025/10/07/kiji-6/index.html"]
