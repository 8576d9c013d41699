"""Phrases of Japanese: where a title may be broken, in browsers, on paper and in drawings."""

from __future__ import annotations

import re
from functools import cache, lru_cache

import budoux

# A title made of names has no phrases to BudouX; behind these marks it may be broken too.
_JOINTS = re.compile(r"(?<=[・、：:／/｜|　…―—」』）】])(?=[^・、：:／/｜|　…―—」』）】])")

# A model cuts long words of kanji at a guess.
_KANJI = "[々〇\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af]+"
_KANJI_BEFORE, _KANJI_AFTER = re.compile(rf"{_KANJI}\Z"), re.compile(_KANJI)

# What begins no line and what ends none (JLREQ 3.1.7, 3.1.8), as far as titles hold it.
_NOT_FIRST = frozenset(
    " 　｜|／/、。，．,.・：；:;？！?!」』）】〉》〕］｝)]}ー々ゝ％%…―—〜ぁぃぅぇぉっゃゅょァィゥェォッャュョ"
)
_NOT_LAST = frozenset("「『（【〈《〔［｛([{￥¥$#＃")


@cache
def _parser() -> budoux.Parser:
    return budoux.load_default_japanese_parser()


@lru_cache(maxsize=4096)
def phrases(text: str) -> tuple[str, ...]:
    """Return the pieces of a text between which a line may end."""
    found: list[str] = []
    place = 0
    for phrase in _parser().parse(text) if text else ():
        for piece in filter(None, _JOINTS.split(phrase)):
            if found and not (_may_end(found[-1], piece) and _parts_words(text, place)):
                found[-1] += piece
            else:
                found.append(piece)
            place += len(piece)
    return tuple(found)


def _parts_words(text: str, place: int) -> bool:
    """Tell whether a place among kanji parts two words: they have two characters each, `事|例` is within one."""
    before, after = _KANJI_BEFORE.search(text[:place]), _KANJI_AFTER.match(text[place:])
    if not (before and after):
        return True
    return len(before[0]) % 2 == 0 and len(after[0]) % 2 == 0


def _may_end(before: str, after: str) -> bool:
    """Tell whether a line may end between two pieces: not inside a number, a Latin word, or from its counter."""
    last, first = before[-1], after[0]
    if first in _NOT_FIRST or last in _NOT_LAST:
        return False
    return not (last.isdigit() or (last.isascii() and last.isalpha() and first.isascii() and first.isalnum()))


def lines_of(title: str, measure: float) -> list[str]:
    """Break a title between phrases into as few lines of about `measure` full-width characters, evenly filled."""
    lines = _filled(title, measure)
    narrowest = width_of(title) / len(lines)
    for halves in range(int(2 * max(0, measure - narrowest))):
        even = _filled(title, narrowest + halves / 2)
        if len(even) == len(lines):
            return even
    return lines


def _filled(title: str, measure: float) -> list[str]:
    lines = [""]
    for phrase in phrases(title):
        if lines[-1] and width_of(lines[-1] + phrase) > measure:
            lines.append("")
        lines[-1] += phrase
    return lines


def width_of(text: str) -> float:
    """Return about how wide a text is, in full-width characters."""
    return sum(0.58 if character.isascii() else 1.0 for character in text)
