"""Phrases of Japanese: where a title may be broken, in browsers, on paper and in drawings."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import accumulate, pairwise
from math import inf
from operator import itemgetter

import budoux

# A title made of names has no phrases to BudouX; behind these marks it may be broken too.
_JOINTS = re.compile(
    r"(?<=[・、：:／/｜|　…―—」』）】])(?=[^・、：:／/｜|　…―—」』）】])(?<![」』）】](?=[ぁ-ゖ]))"
)

# Lines of a title end there, and not within brackets, though they then differ by this share of their length.
_ENDS = frozenset("、。：:？！?!―…」』）】｜|")
_OPENING, _CLOSING = "「『（【(", "」』）】)"
_DRAWN = 0.3
_BLANKS = "\u3000 "
_MOST_LINES = 6

# A model cuts long words of kanji at a guess.
_KANJI = re.compile("[々〇\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af]+")

# Names are one phrase to a model, however long: one of more characters than this may be broken between scripts,
# but not between a number and its counter (6,900億ドル).
_LONG = 10
_BETWEEN_SCRIPTS = re.compile(
    r"(?<=[ァ-ヶー])(?=[一-鿿A-Za-z0-9])|(?<=[一-鿿]{2})(?=[ァ-ヶA-Za-z0-9])|(?<=[A-Za-z])(?=[ァ-ヶ一-鿿]{2})"
)

# What begins no line and what ends none (JLREQ 3.1.7, 3.1.8), as far as titles hold it.
_NOT_FIRST = frozenset(
    " 　｜|／/、。，．,.・：；:;？！?!」』）】〉》〕］｝)]}ー々ゝ％%…―—〜ぁぃぅぇぉっゃゅょァィゥェォッャュョ"
)
# Particles of several words: によって, として.
_WITHIN_PARTICLE = re.compile(
    "に[|](よ[るりっ]|お[けい]|つい|とっ|関す|関し|対す|対し|向け)|と[|](し[てた]|いう|なる)"
)
# No phrase begins with one kana before kanji, but for お and ご: もたら|す産業.
_WITHIN_WORD = re.compile("[\u3041-\u3096][|][\u3041-\u3049\u304b-\u3053\u3055-\u3096][\u4e00-\u9fff]")
_NOT_LAST = frozenset("「『（【〈《〔［｛([{￥¥$#＃")


@cache
def _parser() -> budoux.Parser:
    return budoux.load_default_japanese_parser()


@lru_cache(maxsize=4096)
def phrases(text: str) -> tuple[str, ...]:
    """Return the pieces of a text between which a line may end."""
    found: list[str] = []
    place, words = 0, [run.span() for run in _KANJI.finditer(text)]
    for phrase in _parser().parse(text) if text else ():
        for piece in filter(None, _parted(phrase)):
            if found and not (_may_end(found[-1], piece) and _parts_words(words, place)):
                found[-1] += piece
            else:
                found.append(piece)
            place += len(piece)
    return tuple(found)


def _parted(phrase: str) -> Iterator[str]:
    for piece in _JOINTS.split(phrase):
        yield from _BETWEEN_SCRIPTS.split(piece) if width_of(piece) > _LONG else (piece,)


def _parts_words(words: Sequence[tuple[int, int]], place: int) -> bool:
    """Tell whether a place among kanji parts two words: they have two characters each, `事|例` is within one.

    `words` are where runs of kanji begin and end.
    """
    before = bisect_left(words, place, key=itemgetter(0))
    start, end = words[before - 1] if before else (0, 0)
    return place >= end or (place - start) % 2 == (end - place) % 2 == 0


def _may_end(before: str, after: str) -> bool:
    """Tell whether a line may end between two pieces: not inside a number, a Latin word, or from its counter."""
    last, first = before[-1], after[0]
    if last in _CLOSING and "ぁ" <= first <= "ゖ":  # a particle stays with its bracket: 「名」の
        return False
    place = f"{last}|{after[:3]}"
    if first in _NOT_FIRST or last in _NOT_LAST or _WITHIN_PARTICLE.match(place) or _WITHIN_WORD.match(place):
        return False
    return not (last.isdigit() or (last.isascii() and last.isalpha() and first.isascii() and first.isalnum()))


def lines_of(title: str, measure: float) -> list[str]:
    """Break a title between phrases into as few lines of about `measure` full-width characters, evenly filled.

    Where it makes little difference, lines end behind marks such as ： and ？, and not within brackets. What takes
    more than _MOST_LINES is no title: its lines are filled one after another.
    """
    pieces = phrases(title)
    ends = _filled(pieces, measure)
    if 1 < len(ends) <= _MOST_LINES:
        ends = _evened(pieces, measure, len(ends))
    return ["".join(pieces[start:end]) for start, end in pairwise([0, *ends])] or [""]


def _filled(pieces: Sequence[str], measure: float) -> list[int]:
    """Return behind which pieces lines end that hold as much as they can."""
    ends, filled = [], 0.0
    for place, piece in enumerate(pieces):
        if filled and filled + width_of(piece) > measure:
            ends.append(place)
            filled = 0.0
        filled += width_of(piece)
    return [*ends, len(pieces)] if pieces else []


def _evened(pieces: Sequence[str], measure: float, count: int) -> list[int]:
    """Return behind which pieces `count` lines end, as good as can be."""
    places = list(accumulate(map(width_of, pieces), initial=0.0))
    blank = [width_of(piece) - width_of(piece.rstrip(_BLANKS)) for piece in pieces]
    drawn = [_drawn(before, last=end == len(pieces)) for end, before in enumerate(accumulate(pieces), 1)]
    mean = places[-1] / count

    def cost(start: int, end: int) -> float:
        width = places[end] - places[start] - blank[end - 1]
        if width > measure and end - start > 1:
            return inf
        return (width - mean) ** 2 + drawn[end - 1] * (_DRAWN * mean) ** 2

    # The best way to set the first pieces on so many lines: what it costs, and where each line ends.
    best: dict[int, tuple[float, list[int]]] = {0: (0.0, [])}
    for _ in range(count):
        best = {
            end: min((best[start][0] + cost(start, end), [*best[start][1], end]) for start in best if start < end)
            for end in range(min(best) + 1, len(pieces) + 1)
        }
    return best[len(pieces)][1]


def _drawn(before: str, *, last: bool) -> int:
    """Tell whether a line had better end behind a text, -1, or had better not, 1."""
    within = sum(map(before.count, _OPENING)) > sum(map(before.count, _CLOSING))
    return within - (not last and before.rstrip(_BLANKS)[-1:] in _ENDS)


def width_of(text: str) -> float:
    """Return about how wide a text is, in full-width characters."""
    return sum(0.58 if character.isascii() else 1.0 for character in text)
