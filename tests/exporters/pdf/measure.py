"""Measuring a laid-out page: where each character stands, read from the PDF itself."""

from __future__ import annotations

import io
import re
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf
from lxml import etree
from PIL import Image

from exporters.pdf.breaks import keep_last_characters, keep_leads
from exporters.pdf.code import set_rows
from exporters.pdf.layout import listening, render
from exporters.pdf.marks import set_dots, set_ruby
from exporters.pdf.page import page_shape
from exporters.pdf.spacing import keep_phrases, space_text

SHEET = Path(__file__).parents[3] / "conf" / "theme" / "print" / "book.css"
# What WeasyPrint may log of pages that are as they should be: that no font has a character.
TOLD = (".notdef glyph rendered", "Too many glyphs missing from")


@dataclass(frozen=True, slots=True)
class Mark:
    """A character on a page: its text, left edge and baseline in points, size, width in em, and font."""

    text: str
    x: float
    y: float
    size: float
    advance: float
    font: str

    @property
    def end(self) -> float:
        """Where a character as wide as this one's glyph ends."""
        return self.x + self.advance * self.size


@dataclass(frozen=True, slots=True)
class Font:
    name: str
    widths: Mapping[int, float]
    texts: Mapping[int, str]


def set_pages(body: str, trim: str = "A5", extra: str = "") -> tuple[bytes, list[str]]:
    """Lay out a body of XHTML as articles are; return the PDF, fonts and all, and what WeasyPrint said."""
    article = etree.fromstring(f"<article>{body}</article>")
    set_ruby(article)
    set_dots(article)
    set_rows(article)
    space_text(article)
    keep_phrases(article)
    keep_last_characters(article)
    keep_leads(article)
    inner = etree.tostring(article, encoding="unicode", method="html")
    page = f'<!DOCTYPE html><html lang="ja"><head><meta charset="utf-8"/></head><body>{inner}</body></html>'
    sheets = (SHEET.read_text(encoding="utf-8"), page_shape(trim).css, extra)
    with listening() as told:
        _, pdf = render(page, sheets, {}, dict)
    if not extra:
        assert [line for line in told if not line.startswith(TOLD)] == []
    return pdf, told


def lines_of(pdf: bytes, page: int = 0) -> list[list[Mark]]:
    """Return a page's lines from top to bottom, each its characters from left to right."""
    lines: dict[float, list[Mark]] = {}
    for mark in marks_of(pdf, page):
        lines.setdefault(round(mark.y, 1), []).append(mark)
    return [sorted(lines[y], key=lambda mark: mark.x) for y in sorted(lines, reverse=True)]


def said(line: Sequence[Mark]) -> str:
    """Return a line's text."""
    return "".join(mark.text for mark in line)


def page_count(pdf: bytes) -> int:
    """Return how many pages a PDF has."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return len(opened.pages)


def ink(pdf: bytes, folder: Path, resolution: int = 144) -> Image.Image:
    """Return the first page as a picture, in greys."""
    (folder / "ink.pdf").write_bytes(pdf)
    command = ["pdftoppm", "-r", str(resolution), "-gray", "-singlefile", folder / "ink.pdf", folder / "ink"]
    subprocess.run(command, check=True)
    return Image.open(folder / "ink.pgm")


def marks_of(pdf: bytes, page: int = 0) -> Iterator[Mark]:
    """Yield the characters of a page in the order they are drawn."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        sheet = opened.pages[page]
        fonts = {name: _font(font) for name, font in sheet.obj.Resources.Font.items()}
        yield from _read(pikepdf.parse_content_stream(sheet), fonts)


def _read(stream: Sequence[Any], fonts: Mapping[str, Font]) -> Iterator[Mark]:
    places, place = [], pikepdf.Matrix()
    line, font, size, apart = pikepdf.Matrix(), Font("", {}, {}), 0.0, 0.0
    for operands, operator in stream:
        match str(operator):
            case "q":
                places.append(place)
            case "Q":
                place = places.pop()
            case "cm":
                place = pikepdf.Matrix(*map(float, operands)) @ place
            case "BT":
                line = pikepdf.Matrix()
            case "Tf":
                font, size = fonts[str(operands[0])], float(operands[1])
            case "Tm":
                line = pikepdf.Matrix(*map(float, operands))
            case "Tc":
                apart = float(operands[0])
            case "TJ" | "Tj" as kind:
                parts = operands[0] if kind == "TJ" else [operands[0]]
                yield from (drawn := list(_draw(parts, font, size, apart, line @ place)))
                at = sum(mark.advance for mark in drawn) - sum(moved for _, moved in _glyphs(parts)) / 1000
                line = pikepdf.Matrix(1, 0, 0, 1, at * size + apart * len(drawn), 0) @ line


def _draw(parts: Sequence[Any], font: Font, size: float, apart: float, shown: pikepdf.Matrix) -> Iterator[Mark]:
    at = 0.0
    for glyph, moved in _glyphs(parts):
        at -= moved / 1000 * size
        if glyph is not None:
            advance = font.widths.get(glyph, 1000.0) / 1000
            x, y = shown.transform((at, 0))
            yield Mark(font.texts.get(glyph, ""), x, y, size * shown.a, advance, font.name)
            at += advance * size + apart


def _glyphs(parts: Sequence[Any]) -> Iterator[tuple[int | None, float]]:
    for part in parts:
        if isinstance(part, pikepdf.String):
            raw = bytes(part)
            yield from ((int.from_bytes(raw[at : at + 2]), 0.0) for at in range(0, len(raw), 2))
        else:
            yield None, float(part)


def _font(font: Any) -> Font:
    inner = font.DescendantFonts[0]
    widths: dict[int, float] = {}
    listed = list(inner.get("/W", []))
    while listed:
        first, second, *listed = listed
        if isinstance(second, pikepdf.Array):
            widths |= {int(first) + number: float(width) for number, width in enumerate(second)}
        else:
            widths |= dict.fromkeys(range(int(first), int(second) + 1), float(listed.pop(0)))
    table = font.ToUnicode.read_bytes().decode()
    texts = {
        int(glyph, 16): bytes.fromhex(text).decode("utf-16-be")
        for glyph, text in re.findall(r"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>\s*$", table, re.MULTILINE)
    }
    return Font(str(font.BaseFont).partition("+")[2], widths, texts)
