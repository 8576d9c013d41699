"""Which files are articles, and what is said of those that look like some and are left out."""

from __future__ import annotations

from pathlib import Path

import pytest

from book.library import load_library
from book.model import Library
from book.settings import load_settings


def library_of(folder: Path, *names: str, date: str = "2025-01-02") -> Library:
    """Read a site that has articles of these names."""
    for number, name in enumerate(names):
        path = folder / "site" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"---\ntitle: 第{number}回\ndate: {date}\n---\n\n本文。\n", encoding="utf-8")
    (folder / "conf").mkdir()
    return load_library(load_settings(folder / "site", folder / "conf", folder / "build"))


def told(library: Library) -> list[tuple[str, str]]:
    return [(problem.kind, problem.path.name) for problem in library.problems]


def test_markdown_has_jekylls_suffixes(tmp_path: Path) -> None:
    names = [
        f"_posts/2025-01-0{number}-a{number}.{end}" for number, end in enumerate(("md", "markdown", "mkd"), 1)
    ]
    library = library_of(tmp_path, *names)
    assert [article.path.suffix for article in library.articles] == [".md", ".markdown", ".mkd"]
    assert not library.problems


@pytest.mark.parametrize(
    ("name", "kind"),
    [("_posts/2025-01-02-old.html", "source.no-markdown"), ("_posts/memo.md", "source.undated")],
)
def test_a_file_among_posts_that_is_none_is_told(tmp_path: Path, name: str, kind: str) -> None:
    library = library_of(tmp_path, "_posts/2025-01-01-a.md", name)
    assert len(library.articles) == 1
    assert told(library) == [(kind, Path(name).name)]


def test_pages_of_a_site_are_no_posts_and_not_told(tmp_path: Path) -> None:
    library = library_of(tmp_path, "_posts/2025-01-01-a.md", "index.html", "memo.md", "_drafts/next.md")
    assert len(library.articles) == 1
    assert not library.problems


def test_an_article_of_the_future_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1735743600")  # 2025-01-02 00:00 in Japan
    later = tmp_path / "site" / "_posts" / "2025-03-01-later.md"
    later.parent.mkdir(parents=True)
    later.write_text("---\ntitle: 先の記事\ndate: 2025-03-01\n---\n\n本文。\n", encoding="utf-8")
    library = library_of(tmp_path, "_posts/2025-01-01-a.md", date="2025-01-01")
    assert [article.title for article in library.articles] == ["第0回"]
    assert told(library) == [("source.future", "2025-03-01-later.md")]
    assert "FUTURE=1" in library.problems[0].remedy
