"""Mathematics: LaTeX as MathML, which browsers and reading systems draw without a script or a network."""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape

from latex2mathml.converter import convert

# What authors write for TeX and the converter does not know: marks without a meaning on a page, and other
# spellings of what it does know. None of the patterns crosses a brace.
_SPELLINGS = tuple(
    (re.compile(pattern), said)
    for pattern, said in (
        (r"\\(?:label|vspace\*?)\{[^{}]*\}", ""),
        (r"\\(?:nonumber|notag|nolimits)(?![a-zA-Z])", ""),
        (r"\\(?:text|mathrm|mbox)\{\s*\}", " "),
        (r"\\operatorname\*", r"\\operatorname"),
        (r"\\not\s*=", r"\\neq "),
        (r"(\\[bB]igg?[lrm]?)\s*\\\{", r"\1\\lbrace "),
        (r"(\\[bB]igg?[lrm]?)\s*\\\}", r"\1\\rbrace "),
        (r"\\tag\*?\{([^{}]*)\}", r"\\qquad\\text{(\1)}"),
    )
)


@lru_cache(maxsize=4096)
def to_mathml(latex: str, *, block: bool) -> str | None:
    """Return `<math>` for the formula, its LaTeX as alternative text; None where LaTeX means nothing."""
    try:
        mathml = convert(plain_latex(latex), display="block" if block else "inline")
    except Exception:  # the converter has no base class of its own, and raises IndexError and KeyError too
        return None
    return mathml.replace("<math ", f'<math alttext="{escape(latex.strip())}" ', 1)


def plain_latex(latex: str) -> str:
    """Return a formula in the words that converters know."""
    for pattern, said in _SPELLINGS:
        latex = pattern.sub(said, latex)
    return latex
