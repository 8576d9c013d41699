"""Pages of e-books in a browser: no wider than a phone, in the reader's colours, with nothing stores refuse."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest
from browser import chromium

from book.library import load_library
from book.settings import load_settings
from exporters.builders.run import run_sphinx
from exporters.editions import make_edition
from exporters.epub import write_epub

TREE = Path(__file__).parents[2]
THEME = TREE / "conf" / "theme" / "epub"
PHONE = 390


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the unpacked pages of a volume of the project's own articles."""
    folder = tmp_path_factory.mktemp("ebook")
    settings = load_settings(TREE / "content", TREE / "conf", folder / "build")
    run_sphinx("book-chapters", settings, 1)
    library = load_library(settings)
    volume = next(volume for volume in library.volumes if volume.id == "series")
    edition = make_edition(library.series, volume, settings.build / "chapters", THEME)
    write_epub(edition, settings.epub, folder / "book.epub", folder / "cache")
    with zipfile.ZipFile(folder / "book.epub") as archive:
        archive.extractall(folder / "book")
    return folder / "book" / "EPUB"


def test_no_page_is_wider_than_a_phone_and_dark_pages_show_everything(pages: Path, tmp_path: Path) -> None:
    wide, dark = [], []
    colours = """[...new Set([...document.querySelectorAll('body, body *:not(svg *)')].flatMap(e => {
      const style = getComputedStyle(e), tag = e.localName;
      return [`${tag} ${style.color}`, `${tag} ${style.backgroundColor}`]}))]"""
    with chromium(tmp_path / "profile") as tab:
        tab.call(
            "Emulation.setDeviceMetricsOverride", width=PHONE, height=844, deviceScaleFactor=1, mobile=False
        )  # as a page of a reader, which needs no viewport's meta element
        for page in sorted(pages.glob("*.xhtml")):
            tab.open(page.as_uri())
            if tab.run(f"document.scrollingElement.scrollWidth > {PHONE}"):
                wide.append(page.name)
            tab.run(
                "document.head.append(Object.assign(document.createElement('style'),"
                " {textContent: 'html{background:#111;color:#dedede} a{color:#8ab4f8}'}))"
            )
            dark += tab.run(colours)
    assert wide == []
    inherited = {"rgb(222, 222, 222)", "rgba(0, 0, 0, 0)", "rgb(138, 180, 248)"}
    assert {said.split()[0] for said in dark if said.partition(" ")[2] not in inherited} <= {"img", "svg", "mark"}
    assert len(list(pages.glob("a-*.xhtml"))) >= 16


def test_no_line_of_an_ebook_begins_with_the_number_of_a_note(pages: Path, tmp_path: Path) -> None:
    text = "".join(
        f"<p>{'国' * number}<a class='noteref' href='#n'>1</a>。文が続く。</p>" for number in range(20, 50)
    )
    (pages / "notes.html").write_text(
        f"<!DOCTYPE html><meta charset='utf-8'><link rel='stylesheet' href='book.css'><body>{text}",
        encoding="utf-8",
    )
    with chromium(tmp_path / "profile") as tab:
        tab.call("Emulation.setDeviceMetricsOverride", width=PHONE, height=844, deviceScaleFactor=1, mobile=False)
        tab.open((pages / "notes.html").as_uri())
        edges = tab.run("""[...document.querySelectorAll('a')].map(call => {
          const range = document.createRange();
          range.selectNodeContents(call);
          return range.getClientRects()[0].left - call.closest('p').getBoundingClientRect().left})""")
    assert len(edges) == 30
    assert min(edges) > 2


def test_style_sheets_hold_nothing_that_readers_stumble_over() -> None:
    for sheet in THEME.glob("*.css"):
        text = sheet.read_text(encoding="utf-8")
        assert "var(" not in text
        assert not any("--" in comment for comment in re.findall(r"/\*.*?\*/", text, re.DOTALL))
        assert not re.search(r"url\(|@import|position:\s*fixed", text)
        fixed = re.findall(r"([^{}]*)\{[^}]*(?<![\w-])(?:color|background(?:-color)?):\s*#", text)
        assert all("img" in rule and "svg" in rule for rule in fixed)
