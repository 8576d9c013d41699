"""Files that would take all time or memory, or stop a build with a traceback: read, or refused in a sentence."""

from __future__ import annotations

import struct
import time
import zlib
from pathlib import Path

import pytest

from book.errors import ArticleError, SettingsError
from book.frontmatter import read_front_matter
from book.library import load_library
from book.mathml import kept_together
from book.measure import NotAPictureError, measure
from book.model import Library
from book.phrases import phrases
from book.pictures import PictureError, PictureFinder, find_picture
from book.rawhtml import clean_pieces
from book.settings import load_settings

# Each line ten times the one above it: ten thousand million of the first.
BOMB = "a: &a [x,x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{name}: &{name} [{','.join([f'*{above}'] * 10)}]\n"
    for above, name in zip("abcdefghi", "bcdefghij", strict=True)
)


def _library(tmp_path: Path, config: str, front_matter: str = "title: 題") -> Library:
    (tmp_path / "site").mkdir()
    (tmp_path / "site/_config.yml").write_text(config, encoding="utf-8")
    (tmp_path / "site/2025-12-10-a.md").write_text(f"---\n{front_matter}\n---\n本文です。\n", encoding="utf-8")
    (tmp_path / "site/vendored").mkdir()
    (tmp_path / "site/vendored/b.md").write_text("---\ntitle: 他\ndate: 2025-12-11\n---\n本文\n", encoding="utf-8")
    return load_library(load_settings(tmp_path / "site", tmp_path, tmp_path / "build"))


def test_aliases_of_yaml_grow_to_nothing_in_front_matter(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(f"---\ntitle: 題\n{BOMB}---\n本文\n", encoding="utf-8")
    matter = read_front_matter(path)
    assert matter.values["title"] == "題"
    assert len(repr(matter.values)) < 2000
    assert [problem.kind for problem in matter.problems[:1]] == ["front-matter.yaml"]


@pytest.mark.parametrize(
    "config", [BOMB, "a: &a [*a]\n", "date: 2025-02-30\n", "number: 1" + "0" * 5000, "[" * 5000]
)
def test_a_site_that_cannot_be_read_is_told(tmp_path: Path, config: str) -> None:
    with pytest.raises(SettingsError, match=r"_config\.yml.*cannot be read"):
        _library(tmp_path, config)


@pytest.mark.parametrize(
    ("config", "titles"),
    [
        ("exclude: vendored\n", ["題"]),
        ("exclude: [vendored]\n", ["題"]),
        ("exclude: 5\ndefaults:\n  - values: [a]\n", ["題", "他"]),
    ],
)
def test_keys_of_a_site_are_of_any_kind(tmp_path: Path, config: str, titles: list[str]) -> None:
    assert [article.title for article in _library(tmp_path, config).articles] == titles


def test_numbers_and_blanks_of_thousands_stop_nothing(tmp_path: Path) -> None:
    figures, blanks = "9" * 5000, " " * 50_000
    started = time.process_time()
    library = _library(
        tmp_path,
        "",
        f'title: 題\nreading_time: {figures}\ndate: "2025-12-10{blanks}x"\ntags: "あ{blanks}、い{blanks}z"',
    )
    assert [article.tags for article in library.articles if article.title == "題"] == [("あ", f"い{blanks}z")]
    assert time.process_time() - started < 2


@pytest.mark.parametrize("text", ["+++\na = " + "9" * 5000 + "\n+++\n", "+++\na = " + "[" * 5000 + "\n+++\n"])
def test_toml_that_python_cannot_hold_is_told(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.md"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ArticleError, match="not valid TOML"):
        read_front_matter(path)


@pytest.mark.parametrize(
    "name", ["a%00b.png", "/a%00b.png", "/%00/b.png", f"{'a' * 300}.png", f"/{'a/' * 3000}b.png"]
)
def test_no_picture_has_a_name_that_no_file_can_have(tmp_path: Path, name: str) -> None:
    with pytest.raises(PictureError):
        find_picture(name, tmp_path / "a.md", tmp_path)
    with pytest.raises(PictureError):
        PictureFinder(tmp_path).find(name, tmp_path / "a.md")


@pytest.mark.parametrize("size", ["1.2.3", "..", "9" * 400])
def test_a_drawing_of_no_size_is_no_picture(tmp_path: Path, size: str) -> None:
    drawing = tmp_path / "a.svg"
    drawing.write_text(f'<svg xmlns="http://www.w3.org/2000/svg" width="{size}" height="5"/>', encoding="utf-8")
    with pytest.raises(NotAPictureError):
        measure(drawing)


def test_a_drawing_whose_entities_multiply_is_none(tmp_path: Path) -> None:
    entities = "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghi", "bcdefghij", strict=True))
    text = f'<!DOCTYPE svg [<!ENTITY a "x">{entities}]><svg xmlns="http://www.w3.org/2000/svg">&j;</svg>'
    for encoding in ("utf-8", "utf-16"):  # in UTF-16 nothing looks like a document type to who looks for bytes
        drawing = tmp_path / "a.svg"
        drawing.write_bytes(text.encode(encoding))
        with pytest.raises(NotAPictureError):
            measure(drawing)


@pytest.mark.parametrize(
    "html",
    [
        "<table>" + "<tr><td rowspan=1000 colspan=1000>字" * 2000,
        "<table><tr>" + "<td>字" * 10_000 + "<tr><td>字" * 5000,
        "<table><tr>" + "<td colspan=1000>字" * 5000,
    ],
)
def test_a_table_is_no_larger_than_its_text_says(html: str) -> None:
    started = time.process_time()
    (made,) = clean_pieces([html], inline=False)
    assert isinstance(made, str)
    assert made.count("字") == html.count("字")
    assert len(made) < 3_000_000
    assert time.process_time() - started < 8


@pytest.mark.parametrize(
    "tag", ["<div>", "<span>", "<b>", "<blockquote>", "<table><tr><td>", "<svg><g>", "<ruby>"]
)
def test_what_is_nested_too_deeply_keeps_its_words(tag: str) -> None:
    made = "".join(map(str, clean_pieces([f"{tag * 3000}言葉"], inline=False)))
    assert "言葉" in made
    assert made.count("<") < 2 * 3 * 70


@pytest.mark.parametrize("html", ["<div>" * 100_000 + "言葉", "<b>" * 50_000 + "</b>" * 50_000 + "言葉"])
def test_elements_nested_a_hundred_thousand_deep_are_read_soon(html: str) -> None:
    started = time.process_time()
    assert "言葉" in "".join(map(str, clean_pieces([html], inline=False)))
    assert time.process_time() - started < 4


def test_many_elements_that_end_nowhere_stay_beside_one_another() -> None:
    made = "".join(map(str, clean_pieces([f"<ul>{'<li><b>項</b>' * 2000}</ul>"], inline=False)))
    assert made.count("<li>") == made.count("<b>") == 2000


def test_elements_that_are_left_out_and_never_end_are_looked_for_once() -> None:
    started = time.process_time()
    assert clean_pieces(["<script>" * 12_000], inline=False) == []
    assert time.process_time() - started < 3


def test_what_looks_for_words_and_formulas_takes_as_long_as_the_text_is() -> None:
    started = time.process_time()
    assert "".join(phrases("経営" * 20_000)) == "経営" * 20_000
    assert kept_together("（" * 100_000, "x") == "（" * 100_000
    assert time.process_time() - started < 8


def test_a_picture_that_memory_could_not_hold_is_none(tmp_path: Path) -> None:
    for width, height in ((20_000, 10_000), (60_000, 60_000)):
        head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
        chunks = b"".join(
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
            for kind, data in ((b"IHDR", head), (b"IDAT", zlib.compress(b"")), (b"IEND", b""))
        )
        (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n" + chunks)
        with pytest.raises(NotAPictureError):
            measure(tmp_path / "a.png")
