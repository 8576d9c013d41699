"""What an author should know of an article's pages: nothing that keeps the volume from being printed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from book.errors import Problem
from exporters.chapter import EditionEntry
from exporters.pdf.layout import MISSING, Laid
from exporters.pdf.prepared import Prepared


def findings(entry: EditionEntry, known: Prepared, laid: Laid) -> tuple[Problem, ...]:
    """Return characters without a glyph, formulas that are not drawn, and whatever else WeasyPrint said."""
    path = entry.page.path
    text = _text_of(path)
    return tuple(
        Problem(path, _line_of(text, wanted), message, remedy, kind, fatal=False)
        for wanted, message, remedy, kind in (*_glyphs(known, laid), *_formulas(known), *_layout(laid))
    )


def _glyphs(known: Prepared, laid: Laid) -> Iterator[tuple[str, str, str, str]]:
    remedy = "Write it in other characters, or install a font that has it."
    for character in dict.fromkeys((*laid.missing, *known.unset)):
        if character.isprintable():
            message = f"no font has “{character}” (U+{ord(character):04X}); “{MISSING}” is printed in its place."
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
