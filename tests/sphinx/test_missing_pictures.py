"""A picture that is missing ends the build, or has words put in its place where the publisher says so."""

from __future__ import annotations

import shutil

import pytest

from book.check import check
from book.errors import ArticleError
from book.settings import Settings, load_settings
from exporters.builders.run import run_sphinx
from exporters.chapters import read_chapter

KEY = "2025-09-01-3-third"


@pytest.fixture
def lost(site: Settings) -> Settings:
    """The small site, in which one article shows pictures that are not there, lie outside, or are none."""
    post = site.source / "_posts" / f"{KEY}.md"
    text = "\n![売上の推移](/assets/later.png)\n\n文の中の![](../../../x.png)図。\n\n![割合](/assets/broken.png)\n"
    post.write_text(post.read_text(encoding="utf-8") + text, encoding="utf-8")
    (site.source / "assets" / "broken.png").write_bytes(b"no picture")
    return site


def test_each_is_told_with_the_way_to_build_without_it(lost: Settings) -> None:
    with pytest.raises(ArticleError) as raised:
        run_sphinx("html", lost, 1)
    assert [problem.kind for problem in raised.value.problems] == [
        "picture.missing",
        "picture.outside",
        "picture.broken",
    ]
    assert all('missing_pictures = "words"' in problem.remedy for problem in raised.value.problems)


def test_words_stand_in_their_place_until_the_picture_is_there(lost: Settings) -> None:
    publication = lost.source / "publication.toml"
    publication.write_text('[reading]\nmissing_pictures = "words"\n', encoding="utf-8")
    words = load_settings(lost.source, lost.conf, lost.build)
    assert "［図：売上の推移］" in _chapter(words)
    assert "文の中の［図：x.png］図。" in _chapter(words)
    assert "［図：割合］" in _chapter(words)
    for name in ("later", "broken"):
        shutil.copyfile(words.source / "assets" / "chart.png", words.source / "assets" / f"{name}.png")
    body = _chapter(words)
    assert 'alt="売上の推移"' in body
    assert 'alt="割合"' in body
    assert "［図：売上" not in body


def test_an_articles_own_picture_that_is_broken_is_told_and_left_out_of_books(
    site: Settings, capfd: pytest.CaptureFixture[str]
) -> None:
    post = site.source / "_posts" / f"{KEY}.md"
    post.write_text(
        post.read_text(encoding="utf-8").replace("---\n", "---\nimage: /assets/broken.png\n", 1), "utf-8"
    )
    (site.source / "assets" / "broken.png").write_bytes(b"no picture")
    run_sphinx("book-chapters", site, 1)
    assert "the picture /assets/broken.png cannot be read" in capfd.readouterr().err
    assert read_chapter(site.build / "chapters", KEY).hero is None
    problems, _ = check(site)
    assert [problem.fatal for problem in problems if problem.kind == "front-matter.image"] == [False]


def test_words_in_raw_html_are_no_paragraph_and_are_told_with_their_line(
    site: Settings, capfd: pytest.CaptureFixture[str]
) -> None:
    post = site.source / "_posts" / f"{KEY}.md"
    shown = (
        '<p align="center"><img src="/assets/later.png" alt="後"></p>\n\n[^1]: <b><img src="/assets/x.png"></b>\n'
    )
    post.write_text(post.read_text(encoding="utf-8") + f"\n注[^1]\n\n{shown}", encoding="utf-8")
    (site.source / "publication.toml").write_text('[reading]\nmissing_pictures = "words"\n', encoding="utf-8")
    assert '<p class="text-center">［図：後］</p>' in _chapter(load_settings(site.source, site.conf, site.build))
    lines = post.read_text(encoding="utf-8").split("\n")
    told = capfd.readouterr().err
    for name in ("later", "x"):
        line = next(at for at, text in enumerate(lines, 1) if f"{name}.png" in text)
        assert f"{post}:{line}: WARNING: the picture /assets/{name}.png does not exist" in told


def test_pictures_with_a_class_and_those_that_a_program_looks_for_everywhere(site: Settings) -> None:
    post = site.source / "_posts" / f"{KEY}.md"
    shown = "[![甲](https://a.example/a.png){: .c}](/x/)と![[図 1.png]]と![[chart.png|説明]]\n"
    (site.source / "_posts" / "chart.png").write_bytes((site.source / "assets" / "chart.png").read_bytes())
    post.write_text(post.read_text(encoding="utf-8") + f"\n{shown}", encoding="utf-8")
    body = _chapter(site)
    assert ">甲</a>と［図：図 1.png］と<img" in body
    assert 'alt="説明"' in body


def _chapter(settings: Settings) -> str:
    run_sphinx("book-chapters", settings, 1)
    return read_chapter(settings.build / "chapters", KEY).body
