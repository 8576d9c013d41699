"""The fonts of the book, each embedded once: a page shows every one of them, and is then thrown away."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import msgspec

from book.errors import ExportError, Problem, setting_problem
from exporters.pdf.kept import OwnPages
from exporters.pdf.layout import Laid, UsedFont, lay_out
from exporters.pdf.references import SIGNS

_FOLIO_SIGNS = "0123456789ivxlcdm"


@dataclass(frozen=True, slots=True)
class Carrier:
    """A PDF whose page has every font of the book among its resources.

    `digits` are glyph and width (1/1000 em) of what folios and page numbers in the text are made of: 0 to 9, the
    letters of roman numbers, and SIGNS, in the font `digit_font`.
    """

    pdf: bytes
    digit_font: str
    digits: Mapping[str, tuple[int, float]]


def union_of(laid: Iterable[Laid]) -> dict[str, UsedFont]:
    """Return every font of some documents, with all glyphs that any of them shows: the same in whichever order."""
    union: dict[str, UsedFont] = {}
    glyphs: dict[str, dict[int, tuple[str, float]]] = {}
    for name, font in (named for each in laid for named in each.fonts.items()):
        union[name] = font
        known = glyphs.setdefault(name, {})
        for glyph, shown in font.glyphs.items():
            # Some are first met beside a character that nobody sees, which then is part of their text.
            if glyph not in known or _rank(shown) < _rank(known[glyph]):
                known[glyph] = shown
    return {name: replace(union[name], glyphs=dict(sorted(glyphs[name].items()))) for name in sorted(union)}


def _rank(shown: tuple[str, float]) -> tuple[bool, int, str, float]:
    text, width = shown
    return not text, len(text), text, width


def embed_fonts(union: Mapping[str, UsedFont], serif: str, sheets: Sequence[str], own: OwnPages) -> Carrier:
    """Embed the fonts of a book, with all its glyphs; `serif` is that of folios. Raises ExportError."""
    page = (
        '<!DOCTYPE html><html lang="ja"><body class="front">'
        f'<div class="carrier">{_FOLIO_SIGNS}{SIGNS}{"".join(map(_carried, union.values()))}</div></body></html>'
    )

    def make() -> Laid:
        return lay_out(page, sheets, {}, make_fonts=lambda: _SharedFonts(union))

    laid = own.get(make, *sheets, page, msgspec.msgpack.encode(union))
    lost = sorted(union[name].name for name in union.keys() - laid.fonts.keys())
    if lost:
        message = f"the fonts {', '.join(lost)} cannot be embedded."
        remedy = "Remove the build folder's .cache and build again."
        raise ExportError([Problem(Path("fonts"), 0, message, remedy, "print.font")])
    return Carrier(laid.pdf, *_digits(laid.fonts, serif))


class _SharedFonts(dict[Any, Any]):
    """Fonts that are embedded with the glyphs of the whole book."""

    def __init__(self, union: Mapping[str, UsedFont]) -> None:
        super().__init__()
        self._union = union

    def values(self) -> Any:
        """Return the fonts to embed, each with the glyphs of the whole book."""
        fonts = list(super().values())
        for font in fonts:
            shared = self._union.get(font.hash)
            for glyph, (text, width) in shared.glyphs.items() if shared else ():
                font.to_unicode[glyph] = text or font.to_unicode.get(glyph, "")
                font.widths.setdefault(glyph, width)
        return fonts


def _carried(font: UsedFont) -> str:
    sample = next((text for text, _ in font.glyphs.values() if text.strip()), "x")  # drawings name fonts in vain
    style = f"font-family:'{font.family}';font-weight:{font.weight}"
    if font.style:
        style += f";font-style:{'oblique' if font.style == 1 else 'italic'} !important"
    if "Condensed" in font.name:
        style += ";font-stretch:condensed"
    return f'<span style="{html.escape(style)}">{html.escape(sample)}</span>'


def _digits(fonts: Mapping[str, UsedFont], serif: str) -> tuple[str, dict[str, tuple[int, float]]]:
    """Return the font of folios and its glyphs: the body's. Raises ExportError where it does not have them."""
    upright = [(name, font) for name, font in fonts.items() if (font.weight, font.style) == (400, 0)]
    # A font asked for by its Japanese name is called by its other one.
    for name, font in sorted(upright, key=lambda named: named[1].family != serif):
        glyphs = {text: (glyph, width) for glyph, (text, width) in font.glyphs.items()}
        if all(sign in glyphs for sign in _FOLIO_SIGNS + SIGNS):
            return name, {sign: glyphs[sign] for sign in _FOLIO_SIGNS + SIGNS}
    message = f"the font {serif!r} does not have all of {_FOLIO_SIGNS + SIGNS}."
    raise ExportError([setting_problem("print.serif", message, "Name a Japanese font.", "print.font")])
