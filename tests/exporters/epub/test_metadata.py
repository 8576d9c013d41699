"""The package's metadata: readings, dates, claims, and what is said of accessibility, each from what there is."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image

from book.editions import EpubSettings
from book.library import load_library
from book.settings import load_settings
from exporters.builders.run import run_sphinx
from exporters.chapter import Chapter, Edition, Picture
from exporters.editions import make_edition
from exporters.epub import write_epub
from exporters.epub.accessibility import statements
from exporters.epub.outline import outline_of
from exporters.epub.pictures import FittedPicture, fitted

TREE = Path(__file__).parents[3]
OPF = "{http://www.idpf.org/2007/opf}"
DC = "{http://purl.org/dc/elements/1.1/}"


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    folder = tmp_path_factory.mktemp("metadata")
    settings = load_settings(TREE / "tests" / "roots" / "jekyll", TREE / "conf", folder / "build")
    run_sphinx("book-chapters", settings, 1)
    library = load_library(settings)
    volume = replace(library.volumes[0], title="連載　第1巻", subtitle="副題", number=1, version="第2版")
    volume = replace(volume, identifier="urn:isbn:9784000000007")
    series = replace(library.series, title="連載", publisher="出版社", license="CC BY 4.0", rights="© 出版社")
    return make_edition(series, volume, folder / "build" / "chapters", TREE / "conf" / "theme" / "epub")


def written(edition: Edition, folder: Path, settings: EpubSettings) -> tuple[ElementTree.Element, str]:
    """Return package and colophon of the book."""
    write_epub(edition, settings, folder / "book.epub", folder / "cache")
    with zipfile.ZipFile(folder / "book.epub") as archive:
        colophon = archive.read("EPUB/colophon.xhtml").decode()
        return ElementTree.fromstring(archive.read("EPUB/content.opf")), colophon  # noqa: S314


def metas(package: ElementTree.Element, name: str, refines: str | None = None) -> list[str | None]:
    """Return the values of a property, of the package or of an element."""
    found = package.iter(f"{OPF}meta")
    return [meta.text for meta in found if meta.get("property") == name and refines in (None, meta.get("refines"))]


def test_names_and_titles_are_sorted_by_their_readings(edition: Edition, tmp_path: Path) -> None:
    author = edition.chapters[0].article.authors[0]
    readings = {"連載": "レンサイ", "出版社": "シュッパンシャ", author: "チョシャ"}
    package, _ = written(edition, tmp_path, EpubSettings(readings=readings))
    assert metas(package, "file-as", "#title") == ["レンサイ　第1巻"]
    assert metas(package, "file-as", "#publisher") == ["シュッパンシャ"]
    assert metas(package, "file-as", "#collection") == ["レンサイ"]
    assert metas(package, "file-as", "#subtitle") == []
    creator = next(e.get("id") for e in package.iter(f"{DC}creator") if e.text == author)
    assert metas(package, "file-as", f"#{creator}") == ["チョシャ"]
    assert metas(package, "role", f"#{creator}") == ["aut"]
    assert metas(package, "group-position") == ["1"]


def test_the_colophon_tells_licence_version_and_isbn(edition: Edition, tmp_path: Path) -> None:
    package, colophon = written(edition, tmp_path, EpubSettings())
    for row in (
        "<dt>版</dt><dd>第2版</dd>",
        "<dt>利用許諾</dt><dd>CC BY 4.0</dd>",
        "<dt>ISBN</dt><dd>9784000000007</dd>",
    ):
        assert row in colophon
    assert metas(package, "dcterms:license") == ["CC BY 4.0"]
    assert metas(package, "schema:version") == ["第2版"]
    newest = max(entry.article.date for entry in edition.chapters)
    assert [e.text for e in package.iter(f"{DC}date")] == [f"{newest:%Y-%m-%d}"]


def test_conformance_is_claimed_only_where_the_publisher_does(edition: Edition, tmp_path: Path) -> None:
    package, _ = written(edition, tmp_path, EpubSettings())
    assert metas(package, "dcterms:conformsTo") == metas(package, "a11y:certifiedBy") == []
    claim = "EPUB Accessibility 1.1 - WCAG 2.2 Level AA"
    package, _ = written(edition, tmp_path, EpubSettings(conforms_to=claim, certified_by="出版社"))
    assert metas(package, "dcterms:conformsTo") == [claim]
    assert metas(package, "a11y:certifiedBy") == ["出版社"]


def test_modified_is_never_later_than_the_source_date(
    edition: Edition, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain, _ = written(edition, tmp_path, EpubSettings())
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1000000000")
    clamped, _ = written(edition, tmp_path, EpubSettings())
    assert metas(clamped, "dcterms:modified") == ["2001-09-09T01:46:40Z"] != metas(plain, "dcterms:modified")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "4000000000")
    assert metas(written(edition, tmp_path, EpubSettings())[0], "dcterms:modified") == metas(
        plain, "dcterms:modified"
    )


def said_of(
    edition: Edition, body: str, *features: str, pictures: tuple[FittedPicture, ...] = ()
) -> dict[str, list[str]]:
    """Return what is said of a volume of one chapter."""
    part = edition.parts[0]
    chapter = Chapter("a", "", body, (), (), features)
    one = replace(part, chapters=(replace(part.chapters[0], chapter=chapter),))
    said: dict[str, list[str]] = {}
    outlines = [outline_of([body], features)]
    for name, value in statements(replace(edition, parts=(one,)), EpubSettings(), outlines, pictures):
        said.setdefault(name.removeprefix("schema:"), []).append(value)
    return said


def picture(*frames: Image.Image) -> FittedPicture:
    target = io.BytesIO()
    frames[0].save(target, "GIF", save_all=True, append_images=frames[1:])
    return fitted(Picture("a.gif", Path("a.gif"), "image/gif", 4, 4), target.getvalue(), 0)


def test_a_book_of_text_alone_is_textual(edition: Edition) -> None:
    said = said_of(edition, "<p>文</p>")
    assert said["accessMode"] == said["accessModeSufficient"] == ["textual"]
    assert "alternativeText" not in said["accessibilityFeature"]
    assert "MathML" not in said["accessibilityFeature"]
    assert said["accessibilityHazard"] == ["none"]


def test_pictures_in_words_are_alternatives_and_others_are_told_of(edition: Edition) -> None:
    still = picture(Image.new("RGB", (4, 4)))
    said = said_of(edition, '<p><img src="pictures/a.gif" alt="図"/></p>', pictures=(still,))
    assert said["accessMode"] == ["textual", "visual"]
    assert said["accessModeSufficient"] == ["textual,visual", "textual"]
    assert "alternativeText" in said["accessibilityFeature"]
    silent = said_of(edition, '<p><img src="pictures/a.gif" alt=""/></p>', pictures=(still,))
    assert silent["accessModeSufficient"] == ["textual,visual"]
    assert "alternativeText" not in silent["accessibilityFeature"]
    assert silent["accessibilitySummary"] != said["accessibilitySummary"]


@pytest.mark.parametrize(
    ("drawing", "described"),
    [
        ('<svg xmlns="" viewBox="0 0 1 1"><path/></svg>', False),
        ('<svg aria-label="図"><path/></svg>', True),
        ("<svg><title>図</title></svg>", True),
        ('<svg aria-hidden="true"><path/></svg>', True),
    ],
)
def test_a_drawing_is_described_by_its_title_or_label(edition: Edition, drawing: str, described: bool) -> None:
    features = said_of(edition, f"<p>{drawing}</p>", "svg")["accessibilityFeature"]
    assert ("alternativeText" in features) == described


def test_mathematics_ruby_and_moving_pictures_are_told_of(edition: Edition) -> None:
    moving = picture(Image.new("RGB", (4, 4)), Image.new("RGB", (4, 4), "red"))
    said = said_of(edition, "<p>文</p>", "math", "ruby", pictures=(moving,))
    assert {"MathML", "rubyAnnotations"} <= set(said["accessibilityFeature"])
    assert said["accessibilityHazard"] == [
        "unknownFlashingHazard",
        "unknownMotionSimulationHazard",
        "noSoundHazard",
    ]
    drawn = said_of(edition, "<svg><title>図</title><animate/></svg>", "svg")
    assert drawn["accessibilityHazard"] == said["accessibilityHazard"]
