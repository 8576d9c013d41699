"""The pages of the printed volume in the e-book: the same numbers, at the same places of the text."""

from __future__ import annotations

import re
import subprocess
import zipfile
from html import unescape
from pathlib import Path

import pytest

from book.settings import Settings, load_settings
from exporters.build import Build, build_epub, build_pdf
from exporters.chapter import PrintedPage
from exporters.epub.pagebreaks import mark_pages
from exporters.epub.report import report_on
from exporters.progress import Reporter

TREE = Path(__file__).parents[3]
PUBLICATION = """[series]
title = "頁の本"
[[volumes]]
id = "all"
preface = "front/hajimeni.md"
afterword = "front/owarini.md"
print_identifier = "9784000000000"
[print]
index = false
[epub]
contents_depth = 2
"""


def sentences(name: str, count: int) -> str:
    """Return a paragraph of which no two sentences are the same."""
    return "".join(f"{name}の{number}番目の文は、ほかのどの文とも違います。" for number in range(1, count + 1))


def article(title: str) -> str:
    rows = "\n".join(f"| {title}の行{number} | 値は{number}万円 |" for number in range(1, 60))
    code = "\n".join(f"{title}_{number} = {number}  # 代入の{number}行目" for number in range(1, 60))
    return (
        f'---\ntitle: "{title}"\ncategories: ["部"]\n---\n\n{sentences(title, 90)}[^1]\n\n## {title}の表\n\n'
        f"| 頭{title} | 値 |\n|---|---|\n{rows}\n\n## {title}のコード\n\n```python\n{code}\n```\n\n"
        f"{{漢字|かんじ}}と$x^2$のある段落。{sentences(title + '末', 60)}\n\n[^1]: {title}の注です。\n"
    )


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    site = tmp_path_factory.mktemp("pages") / "site"
    (site / "_posts").mkdir(parents=True)
    (site / "front").mkdir()
    (site / "publication.toml").write_text(PUBLICATION, encoding="utf-8")
    for name, title, text in (
        ("hajimeni", "はじめに", sentences("前", 60)),
        ("owarini", "おわりに", sentences("後", 60)),
    ):
        (site / "front" / f"{name}.md").write_text(f"---\ntitle: {title}\n---\n\n{text}\n", encoding="utf-8")
    for day, title in ((1, "甲"), (2, "乙")):
        (site / "_posts" / f"2025-01-0{day}-a{day}.md").write_text(article(title), encoding="utf-8")
    return load_settings(site, TREE / "conf", site.parent / "build")


@pytest.fixture(scope="module")
def books(settings: Settings) -> tuple[Path, Path]:
    """Return the e-book and the printed volume."""
    build = Build(settings, 1, Reporter())
    build_pdf(build, None)
    build_epub(build, None)
    return settings.build / "epub" / "all.epub", settings.build / "pdf" / "all.pdf"


def printed_pages(book: Path) -> list[tuple[str, str]]:
    """Return number and text, without spaces, of all pages that bear a number, as poppler reads them."""
    told = subprocess.run(["pdftotext", "-layout", book, "-"], capture_output=True, text=True, check=True).stdout
    found = []
    for page in told.split("\f"):
        lines = [line.strip() for line in page.strip().split("\n")]
        if re.fullmatch(r"\d+|[ivxlc]+", lines[-1]):
            found.append((lines[-1], re.sub(r"[\s\u2060\ufeff]|\.{3,}\d*", "", "".join(lines[:-1]))))
    return found


def listed_pages(book: Path) -> list[tuple[str, str]]:
    """Return numbers and addresses of the page-list."""
    with zipfile.ZipFile(book) as archive:
        nav = archive.read("EPUB/nav.xhtml").decode()
    listed = nav.partition('epub:type="page-list"')[2].partition("</nav>")[0]
    return [(folio, address) for address, folio in re.findall(r'<a href="([^"]+)">([^<]+)</a>', listed)]


def test_the_numbers_are_those_of_the_printed_volume(books: tuple[Path, Path]) -> None:
    listed, printed = listed_pages(books[0]), printed_pages(books[1])
    assert [folio for folio, _ in listed] == [folio for folio, _ in printed]
    assert len(listed) > 20


def test_every_mark_stands_where_its_page_begins(books: tuple[Path, Path]) -> None:
    printed = dict(printed_pages(books[1]))
    before = ""
    with zipfile.ZipFile(books[0]) as archive:
        for folio, address in listed_pages(books[0]):
            name, _, uid = address.partition("#")
            text = archive.read(f"EPUB/{name}").decode()
            after = text.partition(f' id="{uid}"')[2].partition(">")[2]
            after = re.sub(r"<(rt|math)\b.*?</\1>|<[^>]+>", "", after[:4000], flags=re.DOTALL)
            words = re.sub(r"\s", "", unescape(after))[: 6 if name == "contents.xhtml" else 26]
            place = printed[folio].find(words)
            assert 0 <= place < 60, (folio, words, printed[folio][:80])  # running head and table's head come first
            assert words not in before, (folio, words)
            before = printed[folio]


def test_the_validators_find_nothing_and_the_source_is_named(books: tuple[Path, Path]) -> None:
    report = report_on(books[0])
    assert len(report.found) == 10
    assert {name: wrong for name, wrong in report.found.items() if wrong} == {}
    with zipfile.ZipFile(books[0]) as archive:
        package, ncx = (archive.read(f"EPUB/{name}").decode() for name in ("content.opf", "toc.ncx"))
    assert '<meta property="pageBreakSource">urn:isbn:9784000000000</meta>' in package
    assert ">urn:isbn:9784000000000</dc:source>" in package
    for feature in ("pageBreakMarkers", "pageNavigation"):
        assert f'<meta property="schema:accessibilityFeature">{feature}</meta>' in package
    assert re.findall(r"<pageTarget .*?<text>(.*?)</text>", ncx) == [folio for folio, _ in listed_pages(books[0])]


def test_a_missing_entry_is_seen(books: tuple[Path, Path], tmp_path: Path) -> None:
    with zipfile.ZipFile(books[0]) as source, zipfile.ZipFile(tmp_path / "book.epub", "w") as target:
        for info in source.infolist():
            data = source.read(info)
            if info.filename == "EPUB/nav.xhtml":
                data = re.sub(rb'<li><a href="[^"]*#page-3">3</a></li>', b"", data)
            target.writestr(info, data)
    assert report_on(tmp_path / "book.epub").found["page numbers"]


def test_the_list_goes_with_the_texts_that_were_printed(books: tuple[Path, Path], settings: Settings) -> None:
    file = settings.source / "_posts" / "2025-01-02-a2.md"
    earlier = file.read_text(encoding="utf-8")
    build = Build(settings, 1, Reporter())
    whole = books[0].read_bytes()
    try:
        file.write_text(earlier + "\n加えた段落です。\n", encoding="utf-8")
        build_epub(build, None)
        assert listed_pages(books[0]) == []
        with zipfile.ZipFile(books[0]) as archive:
            package = archive.read("EPUB/content.opf").decode()
        assert not re.search("pageBreak|pageNavigation|dc:source", package)
        build_pdf(build, None)
        build_epub(build, None)
        assert [folio for folio, _ in listed_pages(books[0])] == [folio for folio, _ in printed_pages(books[1])]
    finally:
        file.write_text(earlier, encoding="utf-8")
        build_pdf(build, None)
        build_epub(build, None)
    assert books[0].read_bytes() == whole


@pytest.mark.parametrize(
    ("body", "openings", "expected"),
    [
        ("<p>あいうえおかきくけこ</p>", ["かきくけこ"], "<p>あいうえお|かきくけこ</p>"),
        (
            '<p>あ</p><section id="x"><h2>かきくけこ</h2></section>',
            ["かきくけこ"],
            '<p>あ</p>|<section id="x"><h2>かきくけこ</h2></section>',
        ),
        ("<p>a &amp; b &lt;cdefg</p>", ["<cdefg"], "<p>a &amp; b |&lt;cdefg</p>"),
        (
            "<p><ruby>漢字<rt>かんじ</rt></ruby>を読みました。</p><p>次</p>",
            ["字を読みました。"],
            "<p><ruby>漢|字<rt>かんじ</rt></ruby>を読みました。</p><p>次</p>",
        ),
        (
            "<p>図の前の文章です</p><p>図の後の文章です</p>",
            ["図1　図の後の文章です"],
            "<p>図の前の文章です</p><p>|図の後の文章です</p>",
        ),
        (
            "<p>同じ文です。</p><p>同じ文です。</p><p>同じ文です。</p>",
            ["同じ文です。", "同じ文です。"],
            "<p>|同じ文です。</p><p>|同じ文です。</p><p>同じ文です。</p>",
        ),
        (
            '<h2><a class="noteref">1</a>かきくけこ</h2><p>前<a class="noteref">2</a>後の文です</p>',
            ["1かきくけこ", "2後の文です"],
            '|<h2><a class="noteref">1</a>かきくけこ</h2><p>前|<a class="noteref">2</a>後の文です</p>',
        ),
        ("<p>ここにはない</p>", ["別の言葉ばかりです"], "|<p>ここにはない</p>"),
    ],
)
def test_where_marks_are_put(body: str, openings: list[str], expected: str) -> None:
    marked = mark_pages(body, [PrintedPage(str(number), opening) for number, opening in enumerate(openings)])
    assert re.sub(r'<span role="doc-pagebreak"[^>]*></span>', "|", marked) == expected
