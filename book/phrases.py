"""Phrases of Japanese: where a title may be broken, in browsers, on paper and in drawings."""

from __future__ import annotations

import re
from functools import cache, lru_cache

import budoux

# A title made of names has no phrases to BudouX; behind these marks it may be broken too.
_JOINTS = re.compile(r"(?<=[・、：:／/｜|　…―—」』）】])(?=[^・、：:／/｜|　…―—」』）】])")


@cache
def _parser() -> budoux.Parser:
    return budoux.load_default_japanese_parser()


@lru_cache(maxsize=4096)
def phrases(text: str) -> tuple[str, ...]:
    """Return the pieces of a text between which a line may end."""
    return (
        tuple(piece for phrase in _parser().parse(text) for piece in _JOINTS.split(phrase) if piece)
        if text
        else ()
    )


def lines_of(title: str, measure: float) -> list[str]:
    """Break a title between phrases into lines of at most about `measure` full-width characters."""
    lines = [""]
    for phrase in phrases(title):
        if lines[-1] and width_of(lines[-1] + phrase) > measure:
            lines.append("")
        lines[-1] += phrase
    return lines


def width_of(text: str) -> float:
    """Return about how wide a text is, in full-width characters."""
    return sum(0.58 if character.isascii() else 1.0 for character in text)
