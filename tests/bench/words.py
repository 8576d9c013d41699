"""Words and sentences of no meaning that are put together as Japanese ones are, with as many different ones.

Real writing does not repeat itself: a series of 173 posts has 1,700 Chinese characters, 10,900 runs of them, 2,500
words in katakana, 2,000 in Latin letters, unevenly spread, and each post has words of its own. What packs, indexes
or caches texts would look better than it is on sentences drawn from a few patterns.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from math import exp

_SYLLABLES = (
    "アイウエオカキクケコサシスセソタチツテトナニネノハヒフヘホマミムメモ"
    "ヤユヨラリルレロワンガギグゲゴザジズデドバビブベボパピプペポ"
)  # fmt: skip
_LONG = ("ー", "ッ", "ョン", "ィ", "ャ", "")
_LETTERS = "aaeeeiiooubcdfghklmnprstvwyz"
# Okurigana by the row that a verb bends in: dictionary form, te, past, polite, negative, potential, noun-like.
_ROWS = (
    ("く", "いて", "いた", "きます", "かない", "ける", "き"),
    ("す", "して", "した", "します", "さない", "せる", "し"),
    ("つ", "って", "った", "ちます", "たない", "てる", "ち"),
    ("む", "んで", "んだ", "みます", "まない", "める", "み"),
    ("る", "って", "った", "ります", "らない", "れる", "り"),
    ("う", "って", "った", "います", "わない", "える", "い"),
    ("げる", "げて", "げた", "げます", "げない", "げられる", "げ"),
    ("める", "めて", "めた", "めます", "めない", "められる", "め"),
    ("える", "えて", "えた", "えます", "えない", "えられる", "え"),
    ("する", "して", "した", "します", "しない", "できる", "し"),
)
_PARTICLES = {
    "の": 24, "を": 14, "に": 13, "が": 11, "は": 10, "と": 7, "で": 7, "も": 4, "や": 2, "から": 2, "への": 2,
    "による": 2, "まで": 1, "との": 1, "では": 1, "には": 1, "という": 1, "における": 1, "に対する": 1,
    "ごとに": 1, "よりも": 1, "だけでなく": 1, "を含む": 1, "のうち": 1, "に応じて": 1, "を前に": 1,
}  # fmt: skip
_OPENINGS = (
    "また", "しかし", "たとえば", "一方で", "そのため", "とはいえ", "ここでは", "さらに", "むしろ", "つまり",
    "実際", "もっとも", "なかでも", "このとき", "やがて", "ところが", "ただし", "そこで", "近ごろ", "かつて",
    "まず", "次に",
)  # fmt: skip
# What follows the form of a verb with this place in its row.
_ENDINGS = {
    0: ("", "ことになる", "ものと見られる", "わけではない", "必要がある", "ように思える", "場合が多い",
        "だけで足りる", "のが実情である", "ところから始まる", "かもしれない", "と言ってよい", "はずだった",
        "ほかない", "一方である"),
    1: ("いる", "いく", "きた", "みたい", "おきたい", "しまう", "いるようだ", "いるとは限らない", "ほしい",
        "はならない", "いるからだ", "もよい", "からでも遅くない"),
    2: ("", "という", "ばかりだ", "ことがある", "とされる", "のである", "ままだった", "ほうがよい", "にすぎない"),
    3: ("", "ので", "が"),
    4: ("", "ままである", "こともある", "とは言えない", "ようにしたい", "かぎりである"),
    5: ("", "ようになる", "と考えられる", "だろう", "ことを示す", "範囲にとどまる"),
    6: ("やすい", "にくい", "続ける", "直す", "方が問われる", "始めている", "きれない"),
}  # fmt: skip
_JOINTS = ("", "ため", "ので", "うえで", "なかで", "とき", "ほど", "前に", "ことで", "なら")
_UNITS = ("年", "月", "%", "件", "円", "万円", "社", "倍", "時間", "億ドル", "人", "か所", "度", "回")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words of a kind, with how often each comes beside the others (added up)."""

    words: tuple[str, ...]
    weights: tuple[float, ...]

    def draw(self, chance: random.Random) -> str:
        """Return a word."""
        return chance.choices(self.words, cum_weights=self.weights)[0]


def _uneven(words: Sequence[str]) -> Vocabulary:
    """Return a vocabulary in which words come as in languages: the second half as often, and so on (Zipf)."""
    return Vocabulary(tuple(words), tuple(accumulate(1 / (rank + 8) for rank in range(len(words)))))


@cache
def _characters() -> Vocabulary:
    """Return the Chinese characters of JIS level 1, in an order of chance, weighted as in real posts."""
    chance = random.Random("characters")  # noqa: S311
    codes = [bytes((0xA0 + row, 0xA0 + cell)) for row in range(16, 48) for cell in range(1, 95)]
    characters = [code.decode("euc_jp", "ignore") for code in codes]
    kept = [character for character in characters if character][:2900]
    chance.shuffle(kept)
    weights = (0.75 * exp(-rank / 100) / 100 + 0.25 * exp(-rank / 350) / 350 for rank in range(len(kept)))
    return Vocabulary(tuple(kept), tuple(accumulate(weights)))


@cache
def nouns() -> Vocabulary:
    """Return compounds of one to five Chinese characters."""
    chance, characters = random.Random("nouns"), _characters()  # noqa: S311
    lengths = chance.choices((1, 2, 3, 4, 5), (8, 62, 18, 10, 2), k=14_000)
    return _uneven(["".join(characters.draw(chance) for _ in range(length)) for length in lengths])


@cache
def foreign() -> Vocabulary:
    """Return words in katakana."""
    chance = random.Random("foreign")  # noqa: S311
    words = []
    for _ in range(3_000):
        parts = (chance.choice(_SYLLABLES) + chance.choice(_LONG) for _ in range(chance.randint(2, 5)))
        words.append("".join(parts).strip("ッィャ") or "メモ")
    return _uneven(words)


@cache
def latin() -> Vocabulary:
    """Return names and abbreviations in Latin letters."""
    chance = random.Random("latin")  # noqa: S311
    words = []
    for _ in range(2_600):
        word = "".join(chance.choice(_LETTERS) for _ in range(chance.randint(2, 9)))
        words.append(chance.choice((word.capitalize(), word.capitalize(), word[:4].upper(), word)))
    return _uneven(words)


@cache
def _verbs() -> Vocabulary:
    chance, characters = random.Random("verbs"), _characters()  # noqa: S311
    drawn = (f"{characters.draw(chance)}{row}" for row in range(len(_ROWS)) for _ in range(160))
    verbs = list(dict.fromkeys(drawn))
    chance.shuffle(verbs)
    return _uneven(verbs)


@cache
def _sayings() -> Vocabulary:
    """Return what every author of the series says again and again."""
    writer = Writer(random.Random("sayings"), said=False)  # noqa: S311
    return _uneven([f"{writer.phrase()}{writer.phrase()}" for _ in range(700)])


class Writer:
    """Writes sentences with words of an article's own among those of all."""

    def __init__(self, chance: random.Random, *, said: bool = True) -> None:
        """Choose the article's own words; `said` is whether it says what all say."""
        self.chance = chance
        self._said = said
        self._own = _uneven([self._word() for _ in range(80)])

    def noun(self) -> str:
        """Return a word: in half of all cases one of the article's own."""
        return self._own.draw(self.chance) if self.chance.random() < 0.55 else self._word()

    def _word(self) -> str:
        draw = self.chance.random()
        if draw < 0.74:
            return nouns().draw(self.chance)
        return foreign().draw(self.chance) if draw < 0.93 else latin().draw(self.chance)

    def title(self) -> str:
        """Return a few words as titles and headings have them."""
        return f"{self.noun()}{self.chance.choice(('の', 'と', 'を支える', 'から見る', 'という'))}{self.noun()}"

    def sentence(self) -> str:
        """Return a sentence of one to three clauses, 55 characters on average."""
        opening = f"{self.chance.choice(_OPENINGS)}、" if self.chance.random() < 0.3 else ""
        clauses = [self._clause() for _ in range(self.chance.choice((0, 1, 1, 2, 2)))]
        return f"{opening}{''.join(clauses)}{self._phrases()}{self._verb(_ENDINGS)}。"

    def _clause(self) -> str:
        verb, row = self._stem()
        form = self.chance.choice((0, 1, 2, 5))
        joint = "" if form == 1 else self.chance.choice(_JOINTS)
        return f"{self._phrases()}{verb}{_ROWS[row][form]}{joint}、"

    def _phrases(self) -> str:
        if self._said and self.chance.random() < 0.42:
            return _sayings().draw(self.chance)
        return "".join(self.phrase() for _ in range(self.chance.choice((2, 2, 3, 3, 4))))

    def phrase(self) -> str:
        """Return a word and what joins it to the next."""
        if self.chance.random() < 0.06:
            number = self.chance.choice((self.chance.randrange(2, 99), self.chance.randrange(100, 9000)))
            return f"{number}{self.chance.choice(_UNITS)}{self._particle()}"
        return f"{self.noun()}{self._particle()}"

    def _particle(self) -> str:
        return self.chance.choices(tuple(_PARTICLES), tuple(_PARTICLES.values()))[0]

    def _stem(self) -> tuple[str, int]:
        verb = _verbs().draw(self.chance)
        return verb[0], int(verb[1:])

    def _verb(self, endings: dict[int, tuple[str, ...]]) -> str:
        stem, row = self._stem()
        form = self.chance.choices(tuple(endings), (30, 16, 16, 14, 8, 10, 6))[0]
        return f"{stem}{_ROWS[row][form]}{self.chance.choice(endings[form])}"
