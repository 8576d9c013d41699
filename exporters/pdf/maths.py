"""Mathematics as pictures: LaTeX drawn to SVG, because WeasyPrint has no MathML."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import ziamath
from ziamath.tex import tex2mml

from book.mathml import plain_latex, to_mathml
from exporters.pdf.mathfont import math_font

_SIZE = 100.0
# What is between the rows of an aligned formula, in em.
_ROWS = 0.45


@dataclass(frozen=True, slots=True)
class Formula:
    """A drawn formula: SVG text, and its width, height and depth below the baseline in em."""

    svg: str
    width: float
    height: float
    depth: float


def draw_formula(latex: str, *, inline: bool, fonts: tuple[str, ...] = ()) -> Formula | None:
    """Return the drawing of a formula, or None where it cannot be drawn and is best shown as written.

    `fonts` are the book's serif and sans, for what the mathematical font does not have.
    """
    font = math_font(*fonts)
    ziamath.config.svg2 = False
    # What ziamath makes of LaTeX is better set; what the other editions show is safer.
    svg = _drawn(font, lambda: tex2mml(plain_latex(latex), inline=inline))
    svg = svg or _drawn(font, lambda: to_mathml(latex, block=not inline) or "")
    box = re.search(r'viewBox="(\S+) (\S+) (\S+) (\S+)"', svg)
    if not box:
        return None
    _, top, width, height = map(float, box.groups())
    return Formula(svg, width / _SIZE, height / _SIZE, (height + top) / _SIZE)


def _drawn(font: str, make_mathml: Callable[[], str]) -> str:
    try:
        # A row's distance is given in points, for a formula ten times smaller than the drawing.
        mathml = make_mathml().replace('rowspacing="3pt"', f'rowspacing="{_ROWS}em"')
        return str(ziamath.Math(mathml, size=_SIZE, font=font).svg())
    except Exception:  # the parser raises whatever the unexpected led to, IndexError among others
        return ""
