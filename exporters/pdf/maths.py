"""Mathematics as pictures: LaTeX drawn to SVG, because WeasyPrint has no MathML."""

from __future__ import annotations

import re
from dataclasses import dataclass

import ziamath

# STIX Two Math has none of these: what holds them is shown as it was written.
_NOT_IN_FONT = re.compile("[⺀-鿿가-힯豈-﫿︰-﹏＀-￯]")
_SIZE = 100.0


@dataclass(frozen=True, slots=True)
class Formula:
    """A drawn formula: SVG text, and its width, height and depth below the baseline in em."""

    svg: str
    width: float
    height: float
    depth: float


def draw_formula(latex: str, *, inline: bool) -> Formula | None:
    """Return the drawing of a formula, or None where it cannot be drawn and is best shown as written."""
    if _NOT_IN_FONT.search(latex) or not latex.strip():
        return None
    ziamath.config.svg2 = False
    try:
        drawing = ziamath.Latex(latex, size=_SIZE, inline=inline)
        svg = drawing.svg()
    except Exception:  # the parser raises whatever the unexpected led to, IndexError among others
        return None
    box = re.search(r'viewBox="(\S+) (\S+) (\S+) (\S+)"', svg)
    if not box:
        return None
    _, top, width, height = map(float, box.groups())
    return Formula(svg, width / _SIZE, height / _SIZE, (height + top) / _SIZE)
