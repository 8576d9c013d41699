"""Mathematics as pictures: LaTeX drawn to SVG, because WeasyPrint has no MathML."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from math import inf

import ziamath
from lxml import etree
from ziamath.tex import tex2mml

from book.mathml import plain_latex, to_mathml
from exporters.pdf.mathfont import math_font

_SIZE = 100.0
# A formula in running text that is wider than this, in em, is cut behind its relations.
_LONG = 5.0
_RELATIONS = frozenset("=≠≈≃∼≡∝<>≤≥≦≧≪≫→⇒⇔")
# Parts that are still wider than a line are cut behind these too, and in the end within brackets.
_OPERATORS = _RELATIONS | frozenset("+-−±∓×÷·⋅∗*/,;")
_CUTS = ((_RELATIONS, False), (_OPERATORS, False), (_OPERATORS, True))
_OPENING, _CLOSING = frozenset("([{⟨"), frozenset(")]}⟩")
_MATHML = "http://www.w3.org/1998/Math/MathML"
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
    return _measured(svg or _drawn(font, lambda: to_mathml(latex, block=not inline) or ""))


def _measured(svg: str) -> Formula | None:
    box = re.search(r'viewBox="(\S+) (\S+) (\S+) (\S+)"', svg)
    if not box:
        return None
    _, top, width, height = map(float, box.groups())
    return Formula(svg, width / _SIZE, height / _SIZE, (height + top) / _SIZE)


def draw_parts(
    latex: str, fonts: tuple[str, ...] = (), measure: float = inf, *, inline: bool = True
) -> tuple[Formula, ...]:
    """Return the drawings of a formula: in running text lines may end behind the relations of a long one.

    Where one would be wider than a line of `measure` em, they may behind operators too; one on lines of its own is
    cut only then. None where it cannot be drawn.
    """
    whole = draw_formula(latex, inline=inline, fonts=fonts)
    if whole is None or whole.width <= (_LONG if inline else measure):
        return (whole,) if whole else ()
    best: tuple[Formula, ...] = (whole,)
    for signs, in_brackets in _CUTS:
        pieces = _cut(plain_latex(latex), signs, in_brackets=in_brackets, inline=inline)
        parts = [_measured(_drawn(math_font(*fonts), partial(str, piece))) for piece in pieces]
        drawn = tuple(part for part in parts if part)
        best = drawn if len(drawn) == len(parts) > 1 else best
        if max(part.width for part in best) <= measure:
            break
    return best


def _cut(latex: str, signs: frozenset[str], *, in_brackets: bool, inline: bool) -> list[str]:
    """Return a formula's MathML, cut behind signs, those that stand in no brackets if not told otherwise."""
    try:
        root = etree.fromstring(tex2mml(latex, inline=inline).encode())
    except Exception:  # as in _drawn
        return []
    row = root[0] if len(root) == 1 else root
    parts: list[list[etree._Element]] = [[]]
    depth = 0
    for element in row:
        sign = (element.text or "") if etree.QName(element).localname == "mo" else ""
        depth += (sign in _OPENING) - (sign in _CLOSING) if sign else 0
        parts[-1].append(element)
        here = sign in signs and (in_brackets or not depth)
        if sign and here and len(parts[-1]) > 1 and element.getnext() is not None:
            parts.append([])
    return [_math(part, "inline" if inline else "block") for part in parts]


def _math(elements: list[etree._Element], display: str) -> str:
    math = etree.Element(f"{{{_MATHML}}}math", {"display": display}, nsmap={None: _MATHML})
    etree.SubElement(math, f"{{{_MATHML}}}mrow").extend(elements)
    return str(etree.tostring(math, encoding="unicode"))


def _drawn(font: str, make_mathml: Callable[[], str]) -> str:
    try:
        # A row's distance is given in points, for a formula ten times smaller than the drawing.
        mathml = make_mathml().replace('rowspacing="3pt"', f'rowspacing="{_ROWS}em"')
        return str(ziamath.Math(mathml, size=_SIZE, font=font).svg())
    except Exception:  # the parser raises whatever the unexpected led to, IndexError among others
        return ""
