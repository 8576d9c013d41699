"""The web edition of a small Jekyll site."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from lxml import html

from book.errors import ArticleError
from book.settings import Settings

FIRST = "2025/08/29/1-first/index.html"
SECOND = "2025/08/30/2-second/index.html"
Run = Callable[[str], Path]


def article(path: Path) -> html.HtmlElement:
    return html.parse(path).getroot().get_element_by_id("main-content").find(".//article")


def test_every_article_and_every_group_has_its_page(run: Run) -> None:
    pages = {path.relative_to(out).as_posix() for out in [run("html")] for path in out.rglob("*.html")}
    assert pages >= {
        "index.html",
        FIRST,
        SECOND,
        "2025/09/01/3-third/index.html",
        "categories/技術/index.html",
        "tags/試験/index.html",
        "authors/別の著者/index.html",
        "archive/2025/08/index.html",
        "archive/index.html",
        "tags/index.html",
    }


def test_an_article_reads_as_written(run: Run) -> None:
    page = article(run("html") / FIRST)
    text = page.text_content()
    assert page.find(".//h1").text_content().startswith("最初の記事、*星*つき")
    assert "**" not in text.replace("*星*", "")
    assert page.xpath(".//strong[contains(., '「強調」')]")
    assert page.xpath(".//section[@id='はじめに']")
    assert len(page.xpath(".//*[local-name()='math']")) == 2
    assert page.xpath(".//ruby[contains(., '合本')]")


def test_links_lead_to_pages_and_nothing_runs(run: Run) -> None:
    out = run("html")
    assert article(out / FIRST).xpath(".//a[contains(@href, '30/2-second/index.html#')]")
    second = article(out / SECOND)
    assert not second.xpath(".//script | .//a[contains(@href, 'javascript')]")
    assert second.xpath(".//details//strong[. = '段落']")
    third = article(out / "2025/09/01/3-third/index.html")
    assert third.xpath(".//a[@href='https://series.example/2020/01/01/gone/']")


def test_neighbours_are_those_of_the_category(run: Run) -> None:
    out = run("html")
    first = html.parse(out / FIRST)
    assert first.xpath("//a[contains(@class, 'right-next')]/@href")[0].endswith("30/2-second/index.html")
    assert not html.parse(out / SECOND).xpath("//a[contains(@class, 'right-next')]")


def test_nothing_is_written_into_the_authors_folder(site: Settings, run: Run) -> None:
    before = sorted(path for path in site.source.rglob("*"))
    run("html")
    assert sorted(path for path in site.source.rglob("*")) == before


def test_only_the_edited_article_and_those_that_show_it_are_written_again(site: Settings, run: Run) -> None:
    out = run("html")
    for path in out.rglob("*.html"):
        os.utime(path, (1, 1))
    post = site.source / "_posts" / "2025-09-01-3-third.md"
    post.write_text(post.read_text(encoding="utf-8") + "\n追記。\n", encoding="utf-8")
    run("html")
    written = {p.relative_to(out).as_posix() for p in out.glob("20*/**/*.html") if p.stat().st_mtime > 2}
    assert written == {"2025/09/01/3-third/index.html"}


def test_a_retitled_neighbour_is_shown(site: Settings, run: Run) -> None:
    out = run("html")
    post = site.source / "_posts" / "2025-08-30-2-second.md"
    post.write_text(post.read_text(encoding="utf-8").replace("二番目の", "改題した"), encoding="utf-8")
    run("html")
    assert "改題した記事" in html.parse(out / FIRST).getroot().text_content()


@pytest.mark.parametrize("reference", ["missing.png", "../../../etc/passwd", "broken.png"])
def test_a_picture_that_cannot_be_shown_is_told_with_file_and_line(
    site: Settings, run: Run, reference: str
) -> None:
    (site.source / "_posts" / "broken.png").write_text("no picture", encoding="utf-8")
    post = site.source / "_posts" / "2025-09-01-3-third.md"
    lines = post.read_text(encoding="utf-8").split("\n")
    post.write_text("\n".join([*lines, "", f"![図]({reference})", ""]), encoding="utf-8")
    with pytest.raises(ArticleError) as caught:
        run("html")
    (problem,) = caught.value.problems
    assert problem.path == post
    assert problem.line == len(lines) + 2
    assert problem.message
    assert problem.remedy


def test_a_directive_brings_in_no_file(site: Settings, run: Run) -> None:
    secret = site.source.parent / "secret.txt"
    secret.write_text("秘密の文", encoding="utf-8")
    post = site.source / "_posts" / "2025-09-01-3-third.md"
    blocks = (f"{{include}} {secret}", f"{{literalinclude}} {secret}", "{raw} html\n<b>生</b>")
    body = "".join(f"\n```{block}\n```\n" for block in blocks)
    post.write_text(post.read_text(encoding="utf-8") + body, encoding="utf-8")
    page = (run("html") / "2025/09/01/3-third/index.html").read_text(encoding="utf-8")
    assert "秘密の文" not in page
    assert "<b>生</b>" not in page
