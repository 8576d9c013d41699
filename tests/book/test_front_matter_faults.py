"""Front matter whose faults leave no doubt of what was meant: read all the same, and told with file and line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from book.errors import ArticleError, Problem
from book.frontmatter import read_front_matter
from book.library import load_library
from book.model import Library
from book.settings import load_settings


def _library(tmp_path: Path, text: str, name: str = "2025-12-10-a.md") -> Library:
    (tmp_path / "conf").mkdir()
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / name).write_text(text, encoding="utf-8")
    return load_library(load_settings(tmp_path / "site", tmp_path / "conf", tmp_path / "build"))


def _told(problems: tuple[Problem, ...]) -> list[tuple[int, str]]:
    assert not any(problem.fatal for problem in problems)
    return sorted((problem.line, problem.kind) for problem in problems)


@pytest.mark.parametrize(
    ("written", "key", "expected"),
    [
        ("title: 電力: 次の制約", "title", "電力: 次の制約"),
        ("title: 「電力」: 次の制約  ", "title", "「電力」: 次の制約"),
        ('title: "彼は"電力"と言った"', "title", '彼は"電力"と言った'),
        ("title: '電力's 制約'", "title", "電力's 制約"),
        ("title: *電力* を読む", "title", "*電力* を読む"),
        ("title: [速報] 電力を読む", "title", "[速報] 電力を読む"),
        ("title: @電力", "title", "@電力"),
        ("title: 100%: 電力\n  の行方", "title", "100%: 電力の行方"),
        ("tags: [@甲, 乙]", "tags", ["@甲", "乙"]),
        ("tags: [甲, 乙", "tags", ["甲", "乙"]),
        ("tags:\n  - 甲\n  - @乙", "tags", ["甲", "@乙"]),
        ("tags:\n- 甲: 乙: 丙\n- 丁", "tags", ["甲: 乙: 丙", "丁"]),
        ("tags:\n\t- 甲\n\t- 乙", "tags", ["甲", "乙"]),
        ("excerpt: >\n\t電力: 次の\n\t制約", "excerpt", "電力: 次の制約"),
    ],
)
def test_a_value_that_is_no_yaml_is_read_as_it_was_meant(
    tmp_path: Path, written: str, key: str, expected: Any
) -> None:
    path = tmp_path / "a.md"
    path.write_text(f"---\nauthor: 甲\n{written}\nimage:\n  path: /a.png\n---\n本文です。\n", encoding="utf-8")
    matter = read_front_matter(path)
    assert matter.values == {"author": "甲", key: expected, "image": {"path": "/a.png"}}
    assert _told(matter.problems) == [(3, "front-matter.yaml")]
    assert key in matter.problems[0].message
    assert matter.body == "本文です。\n"


def test_without_a_title_the_first_heading_is_the_title_and_is_not_shown_twice(tmp_path: Path) -> None:
    library = _library(tmp_path, "---\ndate: 2025-12-10\n---\n\n# **電力**を読む\n\n本文です。\n")
    assert library.articles[0].title == "電力を読む"
    assert _told(library.problems) == [(1, "front-matter.title")]


def test_a_file_without_front_matter_has_its_heading_and_its_name(tmp_path: Path) -> None:
    library = _library(tmp_path, "# 電力を読む\n\n本文です。\n")
    assert (library.articles[0].title, library.articles[0].key) == ("電力を読む", "2025-12-10-a")
    assert _told(library.problems) == [(1, "front-matter.missing"), (1, "front-matter.title")]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("---\ntitle: 題\ntags: [甲]\n\n本文です。\n\n続き: 文\n", 4),
        ("---\ntitle: 題\n\n# 注\ntags:\n\n- 甲\n\n## 見出し\n\n本文です。\n\n---\n\n後の文です。\n", 8),
        ("---\ntitle: 題\ntags: [甲]\n----\n\n本文です。\n", 0),
        ("---\ntitle：題\ntags： 甲\n---\n\n本文です。\n", 0),
    ],
)
def test_front_matter_ends_where_the_text_begins(tmp_path: Path, text: str, line: int) -> None:
    library = _library(tmp_path, text)
    (article,) = library.articles
    assert (article.title, article.tags) == ("題", ("甲",))
    assert "本文です。" in text.split("\n")[article.first_line - 1 :]
    assert not line or text.split("\n")[article.first_line - 1 :][:1] == [""]
    assert _told(library.problems) == ([(line, "front-matter.open")] if line else [])


def test_a_rule_at_the_beginning_is_no_front_matter(tmp_path: Path) -> None:
    library = _library(tmp_path, "---\n\n本文です。\n\n---\n\n後の文です。\n")
    assert (library.articles[0].excerpt, library.articles[0].first_line) == ("本文です。", 1)


def test_an_article_without_text_is_told_and_does_not_stop_the_others(tmp_path: Path) -> None:
    library = _library(tmp_path, "---\ntitle: 題\n---\n\n")
    assert [article.title for article in library.articles] == ["題"]
    assert _told(library.problems) == [(4, "article.empty")]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('+++\ntitle = "電力"\ndate = 2025-12-10T09:00:00+09:00\ntags = ["甲", "乙"]\n+++\n本文です。\n', []),
        (
            "\n\n---\ntitle: 電力\ndate: 2025-12-10 09:00\ntags: 甲、乙\n---\n本文です。\n",
            [(1, "front-matter.place")],
        ),
        ("---\nTitle: 電力\nDate: 2025-12-10 09:00\nTags: [[甲], 乙]\n---\n本文です。\n", []),
    ],
)
def test_front_matter_of_other_programs(tmp_path: Path, text: str, told: list[tuple[int, str]]) -> None:
    library = _library(tmp_path, text, "a.md")
    (article,) = library.articles
    assert (article.title, article.tags, article.date.hour) == ("電力", ("甲", "乙"), 9)
    assert article.first_line == text.split("\n").index("本文です。") + 1
    assert _told(library.problems) == told


def test_toml_that_cannot_be_read_names_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("+++\ntitle =\n+++\n本文です。\n", encoding="utf-8")
    with pytest.raises(ArticleError, match="TOML"):
        read_front_matter(path)


@pytest.mark.parametrize("written", ["javascript:alert(1)", "/old/", "example.jp/a", "https://"])
def test_a_canonical_address_that_is_none_is_told_and_left_out(tmp_path: Path, written: str) -> None:
    library = _library(tmp_path, f"---\ntitle: 題\ncanonical_url: {written}\n---\n文\n")
    assert library.articles[0].canonical_url == ""
    assert _told(library.problems) == [(3, "front-matter.canonical_url")]
