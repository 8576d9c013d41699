"""What the index holds of a text: its characters, pairs and threes. search.js follows the same rules.

Words are not told apart: no two splitters of Japanese cut alike, and a word cut differently in the text and in
the question is not found. Pairs find every word of two letters or more; threes make long ones precise.
"""

from __future__ import annotations

import re
import unicodedata

import numpy as np
import numpy.typing as npt

_BLANK = re.compile("[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
_UNSEEN = re.compile("[\xad\u200b-\u200f\u2060\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]")
_WORD = re.compile(r"""[^\s\x00-\x1f!"$'()*,/:;<=>?\[\\\]^`{|}~、。〈-】〔-〛・‥…‐-―‘-‟←-↓]+""")
# A gram as a number: the code points of its characters, 21 bits each. Sorted numbers are sorted grams.
_BITS = 21
_BREAK = ord("\n")
Keys = npt.NDArray[np.int64]


def normalise(text: str) -> str:
    """Return the text as it is compared: NFKC, lower case, every blank one space, without unseen characters."""
    # Line by line: most are in that form already, which is soon seen.
    lines = (unicodedata.normalize("NFKC", line) for line in text.split("\n"))
    lower = "\n".join(lines).lower().replace("ς", "σ")
    return _BLANK.sub(" ", _UNSEEN.sub("", lower))


def grams(text: str) -> dict[str, int]:
    """Return how often each character, each pair and each three stands in the words of a text.

    Threes of which two are hiragana are left out: they are grammar, a third of all, and tell texts apart little.
    """
    keys, counts = gram_keys(text)
    return dict(zip(names_of(keys), counts.tolist(), strict=True))


def gram_keys(text: str) -> tuple[Keys, Keys]:
    """Return the grams of a text as numbers, sorted, and how often each stands there."""
    words = "\n".join(_WORD.findall(normalise(text)))
    points = np.frombuffer(f"{words}\n\n".encode("utf-32-le"), "<u4").astype(np.int64)
    first, second, third = points[:-2], points[1:-1], points[2:]
    kana = ((points >= 0x3041) & (points <= 0x309F)).astype(np.int8)
    is_one = first != _BREAK
    is_pair = is_one & (second != _BREAK)
    is_three = is_pair & (third != _BREAK) & (kana[:-2] + kana[1:-1] + kana[2:] < 2)
    ones = first << 2 * _BITS
    pairs = ones | second << _BITS
    keys = np.concatenate((ones[is_one], pairs[is_pair], (pairs | third)[is_three]))
    return np.unique(keys, return_counts=True)


def names_of(keys: Keys) -> list[str]:
    """Return grams as text."""
    mask = (1 << _BITS) - 1
    points = np.stack((keys >> 2 * _BITS, keys >> _BITS & mask, keys & mask), axis=1).astype("<u4")
    names: list[str] = np.ascontiguousarray(points).view("<U3").ravel().tolist()
    return names
