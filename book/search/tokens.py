"""What the index holds of a text: its characters, pairs and threes. search.js follows the same rules.

Words are not told apart: no two splitters of Japanese cut alike, and a word cut differently in the text and in
the question is not found. Pairs find every word of two letters or more; threes make long ones precise.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

_BLANK = re.compile("[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
_UNSEEN = re.compile("[\xad\u200b-\u200f\u2060\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef]")
_WORD = re.compile(r"""[^\s\x00-\x1f!"$'()*,/:;<=>?\[\\\]^`{|}~、。〈-】〔-〛・‥…‐-―‘-‟←-↓]+""")
_PAIR = re.compile("(?=(..))")
_THREE = re.compile("(?=([^\n\u3041-\u309f]{2}.|[^\n\u3041-\u309f].[^\n\u3041-\u309f]|.[^\n\u3041-\u309f]{2}))")


def normalise(text: str) -> str:
    """Return the text as it is compared: NFKC, lower case, every blank one space, without unseen characters."""
    # Line by line: most are in that form already, which is soon seen.
    lines = (unicodedata.normalize("NFKC", line) for line in text.split("\n"))
    lower = "\n".join(lines).lower().replace("ς", "σ")
    return _BLANK.sub(" ", _UNSEEN.sub("", lower))


def grams(text: str) -> Counter[str]:
    """Return how often each character, each pair and each three stands in the words of a text.

    Threes of which two are hiragana are left out: they are grammar, a third of all, and tell texts apart little.
    """
    words = "\n".join(_WORD.findall(normalise(text)))
    found = Counter(words.replace("\n", ""))
    found.update(_PAIR.findall(words))
    found.update(_THREE.findall(words))
    return found
