"""The fonts of mathematics: STIX Two Math, and those of the book for what it does not have."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from fontTools.pens.basePen import BasePen
from fontTools.pens.boundsPen import ControlBoundsPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont
from ziafont.fonttypes import BBox
from ziafont.glyph import SimpleGlyph
from ziafont.svgpath import Cubic, Lineto, Moveto, Point
from ziamath import zmath
from ziamath.mathfont import MathFont

from exporters.pdf.fonts import emoji_file

# What a character that no font has is drawn as: the printers' mark for a missing sort.
_MISSING = "〓"
# The index of every glyph that is not the mathematical font's own; it has none as high.
_FOREIGN = 0xFFFF
# Units to the em of the mathematical font.
_UNITS = 1000
# Between and behind other characters these say how they are shown, and show nothing.
_UNSEEN = frozenset("\u200b\u200c\u200d\u2060\ufe0e\ufe0f\ufeff")
_SERIF, _SANS = "Noto Serif CJK JP", "Noto Sans CJK JP"


class BookMathFont(MathFont):
    """The mathematical font, with the glyphs of the book's serif font (bold: of its sans) beside its own."""

    def __init__(self, serif: str, sans: str) -> None:
        super().__init__(zmath.fontname)
        self.serif, self.sans = serif, sans

    def findglyph(self, char: str, variant: Any) -> SimpleGlyph:
        """Return a character's glyph, of this font or of the first that has it."""
        glyph = super().findglyph(char, variant)
        if glyph.index or char.isspace():
            return glyph
        if char in _UNSEEN:
            return BookGlyph([], BBox(0, 0, 0, 0), self, 0)
        outlines = _outlines(char, self.sans if variant.bold else self.serif, bold=bool(variant.bold))
        return BookGlyph(list(outlines.strokes), BBox(*outlines.box), self, outlines.width)

    def advance(self, glyph: int, glyph2: int | None) -> int:
        """Return a glyph's width in front of another; no kerning is known before one of another font."""
        return int(super().advance(glyph, None if glyph2 == _FOREIGN else glyph2))

    def unknown(self, text: str) -> str:
        """Return the characters of a text that no font has."""
        shown = sorted(set(text) - _UNSEEN)
        return "".join(
            char
            for char in shown
            if not self.glyphindex(char) and not char.isspace() and _font_of(char, self.serif, bold=False) is None
        )


class BookGlyph(SimpleGlyph):
    """A glyph of another font, in units of 1/1000 em as the mathematical font's are."""

    def __init__(self, operators: list[Any], bbox: BBox, font: MathFont, width: int) -> None:
        super().__init__(_FOREIGN, operators, bbox, font)
        self._width = width

    def advance(self, nextchr: SimpleGlyph | None = None) -> int:  # noqa: ARG002
        """Return the glyph's width; what is of another font is set solid."""
        return self._width


@dataclass(frozen=True, slots=True)
class _Outlines:
    """What a character looks like: its strokes, their box (left, right, low, high), its width, in 1/1000 em."""

    strokes: tuple[Any, ...]
    box: tuple[float, float, float, float]
    width: int


class _StrokesPen(BasePen):  # type: ignore[misc]  # fontTools is published without types
    """Notes strokes as ziafont has them; BasePen takes composed glyphs apart and raises quadratic curves."""

    def __init__(self, glyphs: Any) -> None:
        super().__init__(glyphs)
        self.strokes: list[Any] = []

    def _moveTo(self, point: Any) -> None:  # noqa: N802
        self.strokes.append(Moveto(_point(point)))

    def _lineTo(self, point: Any) -> None:  # noqa: N802
        self.strokes.append(Lineto(_point(point)))

    def _curveToOne(self, *points: Any) -> None:  # noqa: N802
        self.strokes.append(Cubic(*map(_point, points)))


def _point(place: Any) -> Any:
    return Point(*place)  # type: ignore[no-untyped-call]


def math_font(serif: str = _SERIF, sans: str = _SANS) -> str:
    """Return the name by which ziamath knows the font, with glyphs of these fonts."""
    name = f"gappon {serif} {sans}"
    zmath.loadedfonts[name] = _math_font(serif, sans)
    return name


@cache
def _math_font(serif: str, sans: str) -> BookMathFont:
    return BookMathFont(serif, sans)


def unknown_to_fonts(texts: Iterable[str], serif: str = _SERIF, sans: str = _SANS) -> str:
    """Return the characters of formulas that no font has."""
    return _math_font(serif, sans).unknown("".join(texts))


@cache
def _outlines(char: str, family: str, *, bold: bool) -> _Outlines:
    font = _font_of(char, family, bold=bold)
    if font is None:
        return _outlines(_MISSING, family, bold=bold)
    glyphs, names, units = font
    glyph, scale = glyphs[names[ord(char)]], _UNITS / units
    strokes, bounds = _StrokesPen(glyphs), ControlBoundsPen(glyphs)
    for pen in (strokes, bounds):
        glyph.draw(TransformPen(pen, (scale, 0, 0, scale, 0, 0)))
    left, low, right, high = bounds.bounds or (0, 0, 0, 0)
    return _Outlines(tuple(strokes.strokes), (left, right, low, high), round(glyph.width * scale))


_Font = tuple[Any, dict[int, str], int]


def _font_of(char: str, family: str, *, bold: bool) -> _Font | None:
    """Return the first font that has a character: the book's, the one of emoji, any other installed."""
    weight = "bold" if bold else "regular"
    for found in (_installed(f"{family}:{weight}"), _opened(emoji_file(), 0)):
        if ord(char) in found[1]:
            return found
    other = _installed(f"{family}:{weight}:charset={ord(char):x}:color=false")
    return other if ord(char) in other[1] else None


@cache
def _installed(pattern: str) -> _Font:
    """Return the glyphs of the font that fontconfig finds, their names by character, and its units to the em."""
    command = ["fc-match", "-f", "%{file}\n%{index}", pattern]
    found = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603
    file, index = found.split("\n")
    return _opened(Path(file), int(index) & 0xFFFF)


@cache
def _opened(file: Path, index: int) -> _Font:
    font = TTFont(file, fontNumber=index, lazy=True)
    weights = [axis for axis in font["fvar"].axes if axis.axisTag == "wght"] if "fvar" in font else []
    glyphs = font.getGlyphSet(location={"wght": 400} if weights else None)
    return glyphs, font.getBestCmap() or {}, font["head"].unitsPerEm
