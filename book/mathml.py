"""Mathematics: LaTeX as MathML, which browsers and reading systems draw without a script or a network."""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape
from xml.etree import ElementTree

from latex2mathml.converter import convert

# What authors write for TeX and the converter does not know: marks without a meaning on a page, and other
# spellings of what it does know. None of the patterns crosses a brace.
_SPELLINGS = tuple(
    (re.compile(pattern), said)
    for pattern, said in (
        (r"\\(?:label|require|vspace\*?)\{[^{}]*\}", ""),
        (r"\\(?:nonumber|notag|nolimits)(?![a-zA-Z])", ""),
        (r"\\(?:text|mathrm|mbox)\{\s*\}", " "),
        (r"\\operatorname\*", r"\\operatorname"),
        (r"\\not\s*=", r"\\neq "),
        (r"(\\[bB]igg?[lrm]?)\s*\\\{", r"\1\\lbrace "),
        (r"(\\[bB]igg?[lrm]?)\s*\\\}", r"\1\\rbrace "),
        (r"\\tag\*?\{([^{}]*)\}", r"\\qquad\\text{(\1)}"),
        (r"\\(begin|end)\{aligned\}", r"\\\1{align*}"),
    )
)

# An ampersand that begins no character reference; a command that the converter did not know.
_BARE = re.compile(r"&(?!#?\w+;)")
# How many parts an element has (MathML 3, 3.1.3.2).
_PARTS = {"mfrac": 2, "mroot": 2, "msub": 2, "msup": 2, "munder": 2, "mover": 2, "msubsup": 3, "munderover": 3}
# A formula within a line, with the brackets and punctuation beside it.
_BESIDE = re.compile(
    r"((?:(?<![（「『《〈【［(\[“‘])[（「『《〈【［(\[“‘]+)?)(<math\b[^>]*\bdisplay=\"inline\"[^>]*>(?:(?!</math>).)*</math>)"
    r"([）」』》〉】］)\]”’、。，．・：；！？.,:;!?]*)",
    re.DOTALL,
)
_COMMAND = re.compile(r">\s*\\[a-zA-Z]")


@lru_cache(maxsize=4096)
def to_mathml(latex: str, *, block: bool) -> str | None:
    """Return `<math>` for the formula, its LaTeX as alternative text; None where LaTeX means nothing."""
    try:
        mathml = convert(plain_latex(latex), display="block" if block else "inline")
    except Exception:  # the converter has no base class of its own, and raises IndexError and KeyError too
        return None
    mathml = _BARE.sub("&amp;", mathml)
    if _COMMAND.search(mathml) or not _well_formed(mathml):
        return None
    return mathml.replace("<math ", f'<math alttext="{escape(latex.strip())}" ', 1)


def _well_formed(mathml: str) -> bool:
    """Tell whether the converter's answer is MathML: it writes signs as they are, and half of a fraction."""
    try:
        root = ElementTree.fromstring(mathml)  # noqa: S314  (no document type comes from the converter)
    except ElementTree.ParseError:
        return False
    return all(len(element) == _PARTS.get(element.tag.rpartition("}")[2], len(element)) for element in root.iter())


def plain_latex(latex: str) -> str:
    """Return a formula in the words that converters know.

    As MathJax does unless it is told to, this numbers no rows: but for those that can be referred to.
    """
    if "\\label" not in latex:
        latex = latex.replace("{align}", "{align*}")
    for pattern, said in _SPELLINGS:
        latex = pattern.sub(said, latex)
    return latex


def kept_together(html: str, name: str) -> str:
    """Return HTML in which spans of the class `name` keep formulas on one line with the punctuation beside them.

    Browsers break before and behind any formula, whatever stands there (JLREQ 3.1.7 and 3.1.8 forbid it).
    """
    return _BESIDE.sub(
        lambda found: f'<span class="{name}">{found[0]}</span>' if found[1] or found[3] else found[0], html
    )
