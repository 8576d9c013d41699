"""Volumes for the printers of offices: no tints, nothing at the edge, both sides at true size; accessible."""

from __future__ import annotations

import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Name
from PIL import Image
from test_accessible import found_in

from book.editions import PrintSettings
from exporters.chapter import Edition
from exporters.pdf import write_pdf


@pytest.fixture(scope="module")
def printed(edition: Edition, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("office")
    with ThreadPoolExecutor(1) as pool:
        write_pdf(edition, PrintSettings(print="office"), folder / "book.pdf", pool, folder / "cache")
    return folder / "book.pdf"


def test_it_asks_to_be_printed_on_both_sides_at_true_size(printed: Path, volume: Path) -> None:
    with pikepdf.open(printed) as pdf:
        wishes = pdf.Root.ViewerPreferences
        assert (wishes.PrintScaling, wishes.Duplex) == (Name("/None"), Name.DuplexFlipLongEdge)
        assert pdf.pdf_version == "1.7"
    with pikepdf.open(volume) as pdf:
        assert "/Duplex" not in pdf.Root.ViewerPreferences


def greys(pdf: Path, folder: Path, page: int) -> Image.Image:
    command = ["pdftoppm", "-r", "72", "-gray", "-png", "-f", str(page), "-l", str(page), pdf, folder / "p"]
    subprocess.run(command, check=True)
    with Image.open(next(folder.glob("p*.png"))) as image:
        return image.convert("L")


def code_page(pdf: Path) -> int:
    shown = subprocess.run(["pdftotext", pdf, "-"], capture_output=True, text=True, check=True).stdout
    return next(number for number, page in enumerate(shown.split("\f"), 1) if "print(" in page)


def test_nothing_lies_at_the_edge_or_on_a_tint(printed: Path, volume: Path, tmp_path: Path) -> None:
    for name, pdf, tinted in (("office", printed, False), ("screen", volume, True)):
        (tmp_path / name / "code").mkdir(parents=True)
        cover, code = greys(pdf, tmp_path / name, 1), greys(pdf, tmp_path / name / "code", code_page(pdf))
        edge = cover.crop((0, 0, 14, cover.height)).getextrema()[0]
        assert (edge < 255) == tinted
        flat = sum(count for count, grey in code.getcolors(256) if 235 <= grey <= 250)
        assert (flat > 2000) == tinted


def test_the_checkers_find_nothing(printed: Path) -> None:
    assert found_in(printed) == set()
