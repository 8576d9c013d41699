"""Drawing a line of text from the glyphs that it was laid out with: WeasyPrint shapes each line once more for it.

Characters are set apart by the operator Tc (ISO 32000-1, 9.3.2), and what is between it and the true place is
added to positions only where it grows to 1/1000 em: content is a fraction of what a number for each glyph makes.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from functools import cache
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
    """Glyphs of one font. `offset` and `length` are those of the text, `clusters` each glyph's place in that."""

    font: Any
    size: float
    pango_font: Any
    offset: int
    length: int
    infos: list[tuple[int, int, int, int, int]]
    clusters: list[int]


def _runs(stream: Any, layout: BookLayout) -> list[_Run] | None:
    """Return the runs of a line, None where there is something special in one."""
    found = []
    run = layout.line.runs
    while run != ffi.NULL:
        item, glyphs = run.data.item, run.data.glyphs
        run = run.next
        count = glyphs.num_glyphs
        infos = list(_GLYPH.iter_unpack(ffi.buffer(glyphs.glyphs, count * _GLYPH.size)))
        if item.analysis.level % 2 or any(
            raised or (glyph & pango.PANGO_GLYPH_UNKNOWN_FLAG and glyph != pango.PANGO_GLYPH_EMPTY)
            for glyph, _, _, raised, _ in infos
        ):
            return None
        font, size = _font(stream, item.analysis.font)
        if font.bitmap or font.svg or font.png or font.colr:
            return None
        clusters = ffi.unpack(glyphs.log_clusters, count)
        found.append(_Run(font, size, item.analysis.font, item.offset, item.length, infos, clusters))
    return found


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
        self.blank = SPACER in layout.text

    def draw(self, runs: list[_Run]) -> None:
        """Draw all of the line."""
        if self.apart:
            self.stream.stream.append(f"{self.apart} Tc".encode())
        gaps = self._gaps(runs)
        for run in runs:
            self.stream.set_font_size(run.font.hash, run.size)
            if shown := "".join(self._glyphs(run, gaps)):
                self.stream.show_text(shown.removeprefix(">") + ">")
        if self.apart:
            self.stream.stream.append(b"0 Tc")

    def _glyphs(self, run: _Run, gaps: Mapping[int, float]) -> Iterator[str]:
        """Yield glyphs as strings of PDF, each moved to its place where it would not stand there."""
        font, inside = run.font, False
        unit = run.size / 1000
        for (glyph, width, moved, _, _), start, end in zip(
            run.infos, run.clusters, [*run.clusters[1:], run.length], strict=True
        ):
            place = run.offset + start
            if glyph != pango.PANGO_GLYPH_EMPTY and not (self.blank and self.text.startswith(_SPACER, place)):
                if glyph not in font.widths:
                    self._know(run, glyph)
                if glyph not in font.to_unicode:
                    font.to_unicode[glyph] = self.text[place : run.offset + end].decode()
                lacking = round((self.at + moved * FROM_UNITS - self.drawn) / unit)
                if lacking or not inside:
                    yield f">{-lacking}<{glyph:04x}" if lacking else f"<{glyph:04x}"
                else:
                    yield f"{glyph:04x}"
                inside = True
                self.drawn += (font.widths[glyph] + lacking) * unit + self.apart
            self.at += width * FROM_UNITS + (gaps.get(place, 0.0) if end != start else 0.0)

    def _know(self, run: _Run, glyph: int) -> None:
        """Note how wide a glyph is."""
        pango.pango_font_get_glyph_extents(run.pango_font, glyph, self.stream.ink_rect, self.stream.logical_rect)
        run.font.widths[glyph] = round(self.stream.logical_rect.width * 1000 * FROM_UNITS / run.size)

    def _gaps(self, runs: list[_Run]) -> dict[int, float]:
        """Return by how much what follows each character is set apart from it, by the character's place."""
        if not self.set_apart:
            return {}
        places = sorted({run.offset + cluster for run in runs for cluster in run.clusters})
        shares, rest = [], iter(self.set_apart)
        start = end = 0
        share = 0.0
        for place in places:
            while place >= end:
                start, end, share = next(rest, (len(self.text), len(self.text) + 1, 0.0))
            shares.append(share if place >= start else 0.0)
        halves = zip(places, shares, shares[1:], strict=False)
        return {place: (share + following) / 2 for place, share, following in halves}


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
