"""Margins that the publisher sets, on pages of any size."""

from __future__ import annotations

import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from test_bad_input import with_body

from book.editions import PrintSettings
from book.errors import ExportError
from exporters.chapter import Edition
from exporters.pdf import write_pdf
from exporters.pdf.page import LINE, MM, TEXT_SIZE, TRIMS, page_shape


@pytest.mark.parametrize("trim", [*TRIMS, "150x220", "97.5x 120"])
@pytest.mark.parametrize("margins", [(0, 0, 0, 0), (15, 0, 0, 0), (0, 11, 0, 0), (16, 12, 13, 14), (0, 0, 20, 0)])
def test_lines_are_whole_characters_and_set_margins_are_kept(trim: str, margins: tuple[float, ...]) -> None:
    shape = page_shape(trim, margins)  # type: ignore[arg-type]
    lines = (shape.height - shape.top - shape.bottom) / LINE
    characters = shape.text_width / TEXT_SIZE
    assert characters == pytest.approx(round(characters), abs=0.001)
    assert lines == pytest.approx(round(lines), abs=0.001)
    made = (shape.inner, shape.outer, shape.top, shape.bottom)
    for wanted, margin, unit in zip(margins, made, (TEXT_SIZE, TEXT_SIZE, LINE, LINE), strict=True):
        assert not wanted or wanted * MM - 0.001 <= margin < wanted * MM + unit


def test_one_margin_that_is_set_alone_is_exact() -> None:
    assert page_shape("A5", (22, 0, 0, 0)).inner == pytest.approx(22 * MM)
    assert page_shape("A5", (0, 9, 0, 0)).outer == pytest.approx(9 * MM)


@pytest.mark.parametrize(
    ("margins", "said"),
    [
        ((80, 70, 0, 0), "no room for text"),
        ((0, 0, 150, 50), "no room for text"),
        ((-4, 0, 0, 0), "at least"),
        ((0, 0, 3, 0), "at least"),
    ],
)
def test_margins_that_leave_no_room_are_an_error(
    edition: Edition, tmp_path: Path, margins: tuple[float, ...], said: str
) -> None:
    (tmp_path / "book.pdf").write_bytes(b"earlier")
    inner, outer, top, bottom = margins
    settings = PrintSettings(inner=inner, outer=outer, top=top, bottom=bottom)
    with ThreadPoolExecutor(1) as pool, pytest.raises(ExportError, match=said):
        write_pdf(edition, settings, tmp_path / "book.pdf", pool, tmp_path / "cache")
    assert (tmp_path / "book.pdf").read_bytes() == b"earlier"


def test_left_pages_have_the_binding_on_their_right(edition: Edition, tmp_path: Path) -> None:
    long = with_body(edition, f"<p>{'文' * 3000}</p>")
    with ThreadPoolExecutor(1) as pool:
        settings = PrintSettings(inner=25, outer=10, index=False)
        write_pdf(long, settings, tmp_path / "book.pdf", pool, tmp_path / "cache")
    command = ["pdftotext", "-bbox", tmp_path / "book.pdf", "-"]
    shown = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    pages = [re.findall(r'xMin="([\d.]+)"[^>]*>文{5}', page) for page in shown.split("<page ")]
    edges = [round(min(map(float, page)) / MM) for page in pages if len(page) > 5]
    assert edges[:3] == [12, 25, 12]
