"""What an author should know of an article's pages: nothing that keeps the volume from being printed."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from pathlib import Path

from book.errors import Problem
from exporters.chapter import EditionEntry
from exporters.pdf.layout import MISSING, Laid
from exporters.pdf.prepared import Prepared

# Categories of characters of private use, and of those that are newer than Python: they print, unless in a font.
_UNKNOWN = ("Co", "Cn")


def findings(entry: EditionEntry, known: Prepared, laid: Laid, *, with_geta: bool) -> tuple[Problem, ...]:
    """Return characters without a glyph, formulas that are not drawn, and whatever else WeasyPrint said.

    Characters without a glyph are fatal if not printed `with_geta`, the mark 〓 in their place.
    """
    path = entry.page.path
    text = _text_of(path)
    return tuple(
        Problem(path, _line_of(text, wanted), message, remedy, kind, fatal=kind == "print.glyph" and not with_geta)
        for wanted, message, remedy, kind in (
            *_glyphs(known, laid, with_geta=with_geta),
            *_formulas(known),
            *_layout(laid),
        )
    )


def _glyphs(known: Prepared, laid: Laid, *, with_geta: bool) -> Iterator[tuple[str, str, str, str]]:
    remedy = "Write it in other characters, or install a font that has it (fonts-noto-core, for most scripts)."
    done = f"; “{MISSING}” is printed in its place." if with_geta else "."
    if not with_geta:
        remedy = f'{remedy[:-1]}; [print] missing_glyphs = "geta" prints “{MISSING}” in its place.'
    for character in dict.fromkeys((*laid.missing, *known.unset)):
        if character.isprintable() or unicodedata.category(character) in _UNKNOWN:
            message = f"no font has “{character}” (U+{ord(character):04X}){done}"
            yield character, message, remedy, "print.glyph"


def _formulas(known: Prepared) -> Iterator[tuple[str, str, str, str]]:
    for latex in known.undrawn:
        message = f"the formula {latex!r} cannot be drawn, and is printed as it was written."
        yield latex, message, "Write it in simpler LaTeX.", "print.formula"


def _layout(laid: Laid) -> Iterator[tuple[str, str, str, str]]:
    for line in laid.said:
        yield "", f"laying out its pages was told: {line}", "", "print.layout"


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _line_of(text: str, wanted: str) -> int:
    """Return the line that first holds what was wanted, 0 where none does."""
    place = text.find(wanted) if wanted else -1
    return text.count("\n", 0, place) + 1 if place >= 0 else 0
