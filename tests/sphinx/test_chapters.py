"""Chapter files: the canonical XHTML that books are made of."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest

from book.settings import Settings
from exporters.chapters import chapter_file, read_chapter

Run = Callable[[str], Path]
MATHML = "{http://www.w3.org/1998/Math/MathML}"


def test_the_body_keeps_the_contract(run: Run) -> None:
    chapter = read_chapter(run("book-chapters"), "2025-08-29-1-first")
    root = ElementTree.fromstring(f"<body>{chapter.body}</body>")  # noqa: S314
    assert root.find(".//h1") is None
    assert [heading.text for heading in chapter.headings] == ["はじめに"]
    assert root.find(".//section[@id='はじめに']/h2") is not None
    assert [a.get("id") for a in root.findall(".//a[@class='noteref']")] == ["fnref-1-1", "fnref-1-2"]
    assert root.find(".//section[@class='footnotes']/ol/li[@id='fn-1']") is not None
    assert [m.get("display") for m in root.iter(f"{MATHML}math")] == ["inline", "block"]
    assert root.find(".//pre[@data-language='python']/code") is not None
    assert root.find(".//div[@class='table']/table/thead") is not None
    assert root.find(".//aside[@class='admonition note']/p[@class='admonition-title generated']") is not None
    assert root.find(".//dl/dt") is not None
    assert set(chapter.features) == {"code", "math", "notes", "ruby", "table"}


def test_pictures_are_named_by_what_they_hold(run: Run) -> None:
    chapter = read_chapter(run("book-chapters"), "2025-08-29-1-first")
    (picture,) = chapter.pictures
    assert (picture.media_type, picture.width, picture.height) == ("image/png", 80, 40)
    assert f'src="pictures/{picture.name}" alt="図の説明" width="80" height="40"' in chapter.body
    assert chapter.hero == picture


def test_links_name_the_article_and_its_published_address(run: Run) -> None:
    body = read_chapter(run("book-chapters"), "2025-08-29-1-first").body
    assert 'href="https://series.example/2025/08/30/2-second/#まとめ"' in body
    assert 'data-article="2025-08-30-2-second" data-fragment="まとめ"' in body


@pytest.mark.parametrize(
    ("written", "long"),
    [
        ("資料は https://site.example/ir/2025/results.pdf にある。", True),
        ("資料は `data/2025/q3/results-final.csv` にある。", True),
        ("資料は [決算説明資料](https://site.example/ir/2025/results.pdf) にある。", False),
        ("資料は [the annual report of the year](https://site.example/ir/) にある。", False),
        ("資料は `results.csv` にある。", False),
    ],
)
def test_long_words_may_be_parted(site: Settings, run: Run, written: str, *, long: bool) -> None:
    post = site.source / "_posts" / "2025-09-01-3-third.md"
    post.write_text(f"---\ntitle: 題\ncategories: 類\n---\n\n{written}\n", encoding="utf-8")
    assert (' class="long-word"' in read_chapter(run("book-chapters"), "2025-09-01-3-third").body) == long


def test_only_an_edited_article_gets_a_new_chapter(site: Settings, run: Run) -> None:
    out = run("book-chapters")
    before = {path.name: path.stat().st_mtime_ns for path in out.glob("*.chapter")}
    post = site.source / "_posts" / "2025-09-01-3-third.md"
    post.write_text(post.read_text(encoding="utf-8") + "\n追記。\n", encoding="utf-8")
    run("book-chapters")
    changed = {path.name for path in out.glob("*.chapter") if path.stat().st_mtime_ns != before.get(path.name)}
    assert changed == {chapter_file(out, "2025-09-01-3-third").name}
