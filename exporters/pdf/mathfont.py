"""The fonts of mathematics: STIX Two Math, and the book's own Japanese fonts for what it does not have."""

from __future__ import annotations

import subprocess
from functools import cache
from itertools import starmap
from typing import Any

from fontTools.pens.boundsPen import ControlBoundsPen
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont
from ziafont.fonttypes import BBox
from ziafont.glyph import SimpleGlyph
from ziafont.svgpath import Cubic, Lineto, Moveto, Point
from ziamath import zmath
from ziamath.mathfont import MathFont

# The name that ziamath knows the font by.
MATH_FONT = "gappon"
# What a character that no font has is drawn as: the printers' mark for a missing sort.
_MISSING = "〓"
# The index of every glyph that is not the mathematical font's own; it has none as high.
_FOREIGN = 0xFFFF
_DRAWN = {"moveTo": Moveto, "lineTo": Lineto, "curveTo": Cubic}


class BookMathFont(MathFont):
    """The mathematical font, with the glyphs of Noto Serif CJK JP (Noto Sans in bold) beside its own."""

    def findglyph(self, char: str, variant: Any) -> SimpleGlyph:
        """Return a character's glyph, of this font or of the Japanese one."""
        glyph = super().findglyph(char, variant)
        if glyph.index or char.isspace():
            return glyph
        return _japanese_glyph(char, bold=bool(variant.bold))

    def advance(self, glyph: int, glyph2: int | None) -> int:
        """Return a glyph's width in front of another; no kerning is known before a Japanese one."""
        return int(super().advance(glyph, None if glyph2 == _FOREIGN else glyph2))


class JapaneseGlyph(SimpleGlyph):
    """A glyph of a Japanese font, in units of 1/1000 em as the mathematical font's are."""

    def __init__(self, operators: list[Any], bbox: BBox, font: MathFont, width: int) -> None:
        super().__init__(_FOREIGN, operators, bbox, font)
        self._width = width

    def advance(self, nextchr: SimpleGlyph | None = None) -> int:  # noqa: ARG002
        """Return the glyph's width; Japanese is set solid."""
        return self._width


@cache
def load_math_font() -> MathFont:
    """Return the font, made known to ziamath as MATH_FONT, once in a process."""
    font = BookMathFont(zmath.fontname)
    zmath.loadedfonts[MATH_FONT] = font
    return font


def unknown_to_fonts(text: str) -> str:
    """Return the characters of a formula that neither font has."""
    own, (_, names) = load_math_font(), _japanese_font(bold=False)
    return "".join(sorted({char for char in text if not own.glyphindex(char) and ord(char) not in names}))


@cache
def _japanese_font(*, bold: bool) -> tuple[Any, dict[int, str]]:
    """Return the glyphs of the body's font (in bold: of Gothic), and their names by character."""
    pattern = "Noto Sans CJK JP:bold" if bold else "Noto Serif CJK JP:regular"
    command = ["fc-match", "-f", "%{file}\n%{index}", pattern]
    found = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603
    file, index = found.split("\n")
    font = TTFont(file, fontNumber=int(index), lazy=True)
    return font.getGlyphSet(), font.getBestCmap()


@cache
def _japanese_glyph(char: str, *, bold: bool) -> JapaneseGlyph:
    glyphs, names = _japanese_font(bold=bold)
    glyph = glyphs[names.get(ord(char)) or names[ord(_MISSING)]]
    strokes = DecomposingRecordingPen(glyphs)
    glyph.draw(strokes)
    operators = [_DRAWN[name](*starmap(Point, points)) for name, points in strokes.value if points]
    pen = ControlBoundsPen(glyphs)
    glyph.draw(pen)
    left, low, right, high = pen.bounds or (0, 0, 0, 0)
    return JapaneseGlyph(operators, BBox(left, right, low, high), load_math_font(), glyph.width)
