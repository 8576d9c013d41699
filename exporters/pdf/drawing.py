"""Drawing a line of text from the glyphs that it was laid out with: WeasyPrint shapes each line once more for it.

Characters are set apart by the operator Tc (ISO 32000-1, 9.3.2), and what is between it and the true place is
added to positions only where it grows to 1/1000 em: content is a fraction of what a number for each glyph makes.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from functools import cache
from itertools import pairwise, repeat
from typing import Any, NamedTuple

import weasyprint.draw.text
from weasyprint.text.ffi import FROM_UNITS, ffi, gobject, pango

from exporters.pdf.lines import BookLayout
from exporters.pdf.spacing import SPACER, pieces

ffi.cdef("gpointer g_object_ref (gpointer object);")
# A PangoGlyphInfo: glyph, width, x and y offset, attributes.
_GLYPH = struct.Struct("=IiiiI")
_SPACER = SPACER.encode()


@cache
def draw_laid_out_lines() -> None:
    """Put this module's way of drawing in the place of WeasyPrint's, once in a process.

    WeasyPrint still draws what is special: glyphs above or below their line, missing ones, pictures of emoji.
    """
    original = weasyprint.draw.text.draw_first_line

    def draw_first_line(stream: Any, textbox: Any, overflow: Any, ellipsis: Any, matrix: Any) -> Any:
        layout = textbox.pango_layout
        if isinstance(layout, BookLayout) and layout.line is not None:
            if not textbox.text.strip():
                return []
            runs = None if overflow == "ellipsis" or ellipsis != "none" else _runs(stream, layout)
            if runs is not None:
                stream.set_text_matrix(*matrix.values)
                _Line(stream, layout).draw(runs)
                return []
            layout.shape_again(textbox.style)
        return original(stream, textbox, overflow, ellipsis, matrix)

    weasyprint.draw.text.draw_first_line = draw_first_line


class _Run(NamedTuple):
    """Glyphs of one font: each with its width and how it is moved, in Pango's units, and its place in the text."""

    font: Any
    size: float
    pango_font: Any
    glyphs: list[tuple[int, int, int, int, int]]
    places: list[int]


def _runs(stream: Any, layout: BookLayout) -> list[_Run] | None:
    """Return the runs of a line, None where there is something special in one.

    Pango's own end wherever kanji and kana meet; these are as long as their font is the same.
    """
    found: list[_Run] = []
    shaped = layout.line.runs
    while shaped != ffi.NULL:
        item, glyphs = shaped.data.item, shaped.data.glyphs
        shaped = shaped.next
        analysis, count, offset = item.analysis, glyphs.num_glyphs, item.offset
        if analysis.level % 2:
            return None
        if not found or found[-1].pango_font != analysis.font:
            font, size = _font(stream, analysis.font)
            if font.bitmap or font.svg or font.png or font.colr:
                return None
            found.append(_Run(font, size, analysis.font, [], []))
        found[-1].glyphs.extend(_GLYPH.iter_unpack(ffi.buffer(glyphs.glyphs, count * _GLYPH.size)))
        found[-1].places.extend([offset + cluster for cluster in ffi.unpack(glyphs.log_clusters, count)])
    special = any(raised or _is_missing(glyph) for run in found for glyph, _, _, raised, _ in run.glyphs)
    return None if special else found


def _is_missing(glyph: int) -> bool:
    return bool(glyph >= pango.PANGO_GLYPH_UNKNOWN_FLAG)


def _font(stream: Any, pango_font: Any) -> tuple[Any, float]:
    """Return a font as the document has it, and its size: to ask Pango for its name takes longer than to draw."""
    address = int(ffi.cast("intptr_t", pango_font))
    name, size = _fonts.get(address, (0, 0.0))
    if name in stream._fonts:
        return stream._fonts[name], size
    font, size = stream.add_font(pango_font)
    if address not in _fonts:
        gobject.g_object_ref(pango_font)  # no other font takes its address
        _fonts[address] = next(key for key, other in stream._fonts.items() if other is font), size
    return font, size


# The key in WeasyPrint's mapping of fonts, and the size, of each font by its address.
_fonts: dict[int, tuple[int, float]] = {}


class _Line:
    """A line being drawn. `at` is where the next glyph should stand, `drawn` where it would, in pixels.

    `text` is what the line says, `apart` what Tc adds to each glyph.
    """

    def __init__(self, stream: Any, layout: BookLayout) -> None:
        self.stream, self.text = stream, layout.text.encode()
        self.at = self.drawn = 0.0
        self.apart = round(layout.apart, 4)
        self.set_apart = list(_set_apart(layout))
        self.blank = {match.start() for match in re.finditer(_SPACER, self.text)}

    def draw(self, runs: list[_Run]) -> None:
        """Draw all of the line."""
        if self.apart:
            self.stream.stream.append(f"{self.apart} Tc".encode())
        places = [*(place for run in runs for place in run.places), len(self.text)]
        gaps = iter(self._gaps(places) if self.set_apart else repeat(0.0))
        ends = iter(places[1:])
        for run in runs:
            self.stream.set_font_size(run.font.hash, run.size)
            if shown := self._shown(run, ends, gaps):
                self.stream.show_text(shown.removeprefix(">") + ">")
        if self.apart:
            self.stream.stream.append(b"0 Tc")

    def _shown(self, run: _Run, ends: Iterator[int], gaps: Iterator[float]) -> str:
        """Return glyphs as strings of PDF, each moved to its place where it would not stand there."""
        shown: list[str] = []
        widths, texts, unit = run.font.widths, run.font.to_unicode, run.size / 1000
        at, drawn, apart, blank = self.at, self.drawn, self.apart, self.blank
        for (glyph, width, moved, _, _), place, end, gap in zip(run.glyphs, run.places, ends, gaps, strict=False):
            if glyph != pango.PANGO_GLYPH_EMPTY and place not in blank:
                if glyph not in texts:
                    self._know(run, glyph, place, end)
                lacking = round((at + moved * FROM_UNITS - drawn) / unit)
                if lacking or not shown:
                    shown.append(f">{-lacking}<{glyph:04x}" if lacking else f"<{glyph:04x}")
                else:
                    shown.append(f"{glyph:04x}")
                drawn += (widths[glyph] + lacking) * unit + apart
            at += width * FROM_UNITS + gap
        self.at, self.drawn = at, drawn
        return "".join(shown)

    def _know(self, run: _Run, glyph: int, place: int, end: int) -> None:
        """Note what a glyph says, and how wide it is."""
        run.font.to_unicode[glyph] = self.text[place:end].decode()
        if glyph not in run.font.widths:
            pango.pango_font_get_glyph_extents(
                run.pango_font, glyph, self.stream.ink_rect, self.stream.logical_rect
            )
            run.font.widths[glyph] = round(self.stream.logical_rect.width * 1000 * FROM_UNITS / run.size)

    def _gaps(self, places: list[int]) -> Iterator[float]:
        """Yield by how much what follows each glyph is set apart from it: nothing within one character."""
        shares: list[float] = []
        rest = iter(self.set_apart)
        start = end = 0
        share = 0.0
        for place in places:
            while place >= end:
                start, end, share = next(rest, (len(self.text), len(self.text) + 1, 0.0))
            shares.append(share if place >= start else 0.0)
        for (place, following), (share, other) in zip(pairwise(places), pairwise(shares), strict=True):
            yield (share + other) / 2 if following != place else 0.0


def _set_apart(layout: BookLayout) -> Iterator[tuple[int, int, float]]:
    """Yield the pieces of a line that are set apart: where they begin and end in its bytes, and by how much."""
    if not (layout.apart or layout.spread):
        return
    last = place = 0
    for start, end, is_space in pieces(layout.text):
        place += len(layout.text[last:start].encode())
        length = len(layout.text[start:end].encode())
        yield place, place + length, layout.spread if is_space else layout.apart
        place, last = place + length, end
