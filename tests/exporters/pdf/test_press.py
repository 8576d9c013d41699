"""Volumes for a press: boxes, marks, inks, the profile."""

from __future__ import annotations

import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from icc import four_inks
from pikepdf import Dictionary, Name, Pdf, Stream
from PIL import Image, ImageCms

from book.editions import PrintSettings
from book.errors import ExportError
from exporters.chapter import Edition
from exporters.pdf import write_pdf
from exporters.pdf.colours import Inks, convert
from exporters.pdf.page import MM
from exporters.pdf.press import EDGE


def for_press(edition: Edition, folder: Path, profile: bytes | None) -> Path:
    """Write the volume for a press whose profile stands in a conf folder of its own."""
    (folder / "theme").mkdir(parents=True)
    (folder / "theme" / "print").symlink_to(edition.theme)
    if profile is not None:
        (folder / "press.icc").write_bytes(profile)
    moved = replace(edition, theme=folder / "theme" / "print")
    settings = PrintSettings(print="press", profile="press.icc")
    with ThreadPoolExecutor(1) as pool:
        write_pdf(moved, settings, folder / "book.pdf", pool, folder / "cache")
    return folder / "book.pdf"


@pytest.fixture(scope="module")
def book(edition: Edition, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return for_press(edition, tmp_path_factory.mktemp("press"), four_inks())


def test_qpdf_finds_nothing_and_text_is_all_there(book: Path, volume: Path) -> None:
    subprocess.run(["qpdf", "--check", book], check=True, capture_output=True)
    texts = [
        subprocess.run(["pdftotext", pdf, "-"], capture_output=True, check=True).stdout for pdf in (book, volume)
    ]
    assert re.sub(rb"\s", b"", texts[0]) == re.sub(rb"\s", b"", texts[1])


def test_the_sheet_has_bleed_and_room_for_marks(book: Path) -> None:
    with pikepdf.open(book) as pdf:
        for page in pdf.pages:
            trim, bleed, media = (
                [float(edge) for edge in page.obj[box]] for box in ("/TrimBox", "/BleedBox", "/MediaBox")
            )
            assert [round((trim[2] - trim[0]) / MM), round((trim[3] - trim[1]) / MM)] == [148, 210]
            assert [round((inner - outer) / MM, 2) for inner, outer in zip(trim, bleed, strict=True)] == [
                3,
                3,
                -3,
                -3,
            ]
            assert media == pytest.approx([0, 0, trim[2] + EDGE, trim[3] + EDGE], abs=0.01)
            assert "/Annots" not in page.obj


def test_the_cover_reaches_into_the_bleed_and_marks_stay_outside(book: Path, tmp_path: Path) -> None:
    subprocess.run(["pdftoppm", "-r", "254", "-png", "-f", "1", "-l", "3", book, tmp_path / "page"], check=True)
    cover, _, inner = (Image.open(path).convert("L") for path in sorted(tmp_path.glob("page*.png")))
    across = 1740 // 2 + 300
    assert [cover.getpixel((across, y)) < 255 for y in (98, 102, 135)] == [False, True, True]
    assert (
        inner.crop((104, 104, 1740 - 104, 2360 - 104)).getextrema()[0]
        == inner.crop((300, 300, 1400, 2000)).getextrema()[0]
    )
    corner = inner.crop((0, 0, 131, 131))
    assert corner.getextrema() == (0, 255)
    dark_rows = [y for y in range(131) if corner.getpixel((30, y)) < 128]
    assert [min(dark_rows), max(dark_rows)] == pytest.approx([100, 130], abs=2)


def spaces_in(pdf: Pdf) -> set[str]:
    """Return the colour operators and device spaces that a PDF uses."""
    found = set()
    for thing in pdf.objects:
        if not isinstance(thing, Dictionary | Stream):
            continue
        found |= set(
            re.findall(r"/Device\w+", thing.unparse().decode("latin-1") if isinstance(thing, Dictionary) else "")
        )
        if isinstance(thing, Stream):
            found |= set(re.findall(r"/Device\w+", str(dict(thing.items()))))
            if thing.get("/Subtype") != Name.Image and thing.get("/N") is None and "/Length1" not in thing:
                found |= {
                    word.decode() for word in re.findall(rb"(?<= )(?:rg|RG|k|K|g|G)(?=\s)", thing.read_bytes())
                }
    return found


def test_no_colour_is_left_to_the_screen(book: Path, volume: Path) -> None:
    with pikepdf.open(book) as pdf:
        spaces = spaces_in(pdf)
        assert {"k", "K", "g"} <= spaces
        assert not {"/DeviceRGB", "rg", "RG"} & spaces
    with pikepdf.open(volume) as pdf:
        assert "rg" in spaces_in(pdf)


def test_it_says_what_it_is(book: Path) -> None:
    with pikepdf.open(book) as pdf:
        intent = pdf.Root.OutputIntents[0]
        assert intent.S == Name.GTS_PDFX
        assert intent.DestOutputProfile.read_bytes() == four_inks()
        assert str(intent.OutputConditionIdentifier) == "Test"
        assert pdf.docinfo["/Trapped"] == Name("/False")
        assert pdf.pdf_version == "1.6"
        assert "/StructTreeRoot" not in pdf.Root
        with pdf.open_metadata() as metadata:
            assert metadata["pdfxid:GTS_PDFXVersion"] == "PDF/X-4"
            assert "pdfuaid:part" not in metadata


def test_the_report_names_the_page_and_the_dots_of_each_picture(book: Path) -> None:
    lines = book.with_suffix(".resolution.txt").read_text(encoding="utf-8").splitlines()
    listed = subprocess.run(["pdfimages", "-list", book], capture_output=True, text=True, check=True).stdout
    dots = sorted(int(line.split()[12]) for line in listed.splitlines()[2:] if line.split()[2] == "image")
    assert len(dots) == 2
    assert [int(line.split()[0]) for line in lines[1:]] == pytest.approx(dots, abs=1)
    assert lines[0].startswith(f"{len(dots)} pictures")


def test_black_is_one_ink_and_gradients_are_converted(tmp_path: Path) -> None:
    (tmp_path / "press.icc").write_bytes(four_inks())
    inks = Inks(tmp_path / "press.icc")
    assert inks.of(0.0, 0.0, 0.0) == (0.0, 0.0, 0.0, 1.0)
    assert sum(inks.of(1.0, 0.0, 0.0)[1:3]) > sum(inks.of(0.0, 0.0, 1.0)[1:3])
    pdf = pikepdf.new()
    ends: dict[str, Any] = {"C0": [1, 0, 0], "C1": [0, 0, 0]}
    function = Dictionary(FunctionType=2, Domain=[0, 1], N=1, **ends)
    shading = pdf.make_indirect(Dictionary(ShadingType=2, ColorSpace=Name.DeviceRGB, Function=function))
    convert(pdf, inks)
    assert shading.ColorSpace == Name.DeviceCMYK
    assert [float(ink) for ink in shading.Function.C1] == [0, 0, 0, 1]


def test_pictures_are_converted(tmp_path: Path) -> None:
    (tmp_path / "press.icc").write_bytes(four_inks())
    pdf = pikepdf.new()
    picture = Stream(pdf, bytes((255, 0, 0, 0, 0, 0)))
    about = Dictionary(Type=Name.XObject, Subtype=Name.Image, Width=2, Height=1, BitsPerComponent=8)
    for key, value in {**about, "/ColorSpace": Name.DeviceRGB}.items():
        picture[key] = value
    convert(pdf, Inks(tmp_path / "press.icc"))
    shown = picture.read_bytes()
    assert picture.ColorSpace == Name.DeviceCMYK
    assert len(shown) == 8
    assert shown[1] > shown[0]
    assert shown[7] == 255


@pytest.mark.parametrize(
    ("profile", "said"),
    [
        (None, "cannot be read"),
        (b"no profile", "cannot be read"),
        (ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(), "is for RGB"),
    ],
)
def test_a_profile_that_is_none_is_an_error(
    edition: Edition, tmp_path: Path, profile: bytes | None, said: str
) -> None:
    with pytest.raises(ExportError, match=said):
        for_press(edition, tmp_path / "conf", profile)
    assert not (tmp_path / "conf" / "book.pdf").exists()


def test_a_press_without_a_profile_is_an_error(edition: Edition, tmp_path: Path) -> None:
    with ThreadPoolExecutor(1) as pool, pytest.raises(ExportError, match="none is named"):
        write_pdf(edition, PrintSettings(print="press"), tmp_path / "book.pdf", pool, tmp_path)
