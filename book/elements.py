"""Elements of HTML by name, for all that read or write it."""

from __future__ import annotations


def names(text: str) -> frozenset[str]:
    """Return the names in a text, parted by blanks."""
    return frozenset(text.split())


# Elements without an end tag (HTML 13.1.2).
VOID = names("area base br col embed hr img input link meta param source track wbr")

# MathML Core's elements whose words are a formula's signs, and those that stand around them.
MATHML = names(
    "math mfrac mi mmultiscripts mn mo mover mpadded mphantom mroot mrow ms mspace msqrt mstyle msub msubsup msup"
    " mtable mtd mtext mtr munder munderover semantics"
)
