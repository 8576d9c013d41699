"""Mathematics: LaTeX as MathML, which browsers and reading systems draw without a script or a network."""

from __future__ import annotations

from functools import lru_cache
from html import escape

from latex2mathml.converter import convert


@lru_cache(maxsize=4096)
def to_mathml(latex: str, *, block: bool) -> str | None:
    """Return `<math>` for the formula, its LaTeX as alternative text; None where LaTeX means nothing."""
    try:
        mathml = convert(latex, display="block" if block else "inline")
    except Exception:  # the converter has no base class of its own, and raises IndexError and KeyError too
        return None
    return mathml.replace("<math ", f'<math alttext="{escape(latex.strip())}" ', 1)
