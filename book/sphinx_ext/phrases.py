"""Phrases of Japanese: where a title may be broken, in browsers that cannot tell and in drawings."""

from __future__ import annotations

from functools import cache, lru_cache

import budoux
from markupsafe import Markup, escape


@cache
def _parser() -> budoux.Parser:
    return budoux.load_default_japanese_parser()


@lru_cache(maxsize=4096)
def phrased(title: str) -> Markup:
    """Return a title as HTML with a `<wbr>` between phrases, for `word-break: keep-all`."""
    return Markup("<wbr>").join(escape(phrase) for phrase in _parser().parse(title)) if title else Markup("")


def lines_of(title: str, measure: float) -> list[str]:
    """Break a title between phrases into lines of at most about `measure` full-width characters."""
    lines = [""]
    for phrase in _parser().parse(title):
        if lines[-1] and width_of(lines[-1] + phrase) > measure:
            lines.append("")
        lines[-1] += phrase
    return lines


def width_of(text: str) -> float:
    """Return about how wide a text is, in full-width characters."""
    return sum(0.58 if character.isascii() else 1.0 for character in text)
