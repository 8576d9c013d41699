"""What a character is to a Japanese line of text: wide, punctuation, white space, a variation selector."""

from __future__ import annotations

import unicodedata
from bisect import bisect_right
from functools import lru_cache
from typing import NamedTuple

_RANGES = """
1100-11FF 20A9-20A9 2329-232A 2630-2637 268A-268F 2E80-2E99 2E9B-2EF3 2F00-2FD5 2FF0-303E 3041-3096 3099-30FF
3105-312F 3131-318E 3190-31E5 31EF-321E 3220-3247 3250-A48C A490-A4C6 A960-A97C AC00-D7A3 D7B0-D7C6 D7CB-D7FB
F900-FAFF FE10-FE19 FE30-FE52 FE54-FE66 FE68-FE6B FF01-FFBE FFC2-FFC7 FFCA-FFCF FFD2-FFD7 FFDA-FFDC FFE0-FFE6
FFE8-FFEE 16FE0-16FE4 16FF0-16FF6 17000-18CD5 18CFF-18D1E 18D80-18DF2 1AFF0-1AFF3 1AFF5-1AFFB 1AFFD-1AFFE
1B000-1B122 1B132-1B132 1B150-1B152 1B155-1B155 1B164-1B167 1B170-1B2FB 1D300-1D356 1D360-1D376 1F200-1F200
1F202-1F202 1F210-1F219 1F21B-1F22E 1F230-1F231 1F237-1F237 1F23B-1F23B 1F240-1F248 1F260-1F265 20000-3FFFD
"""
_SPANS = tuple(tuple(int(end, 16) for end in span.split("-")) for span in _RANGES.split())
_STARTS = tuple(span[0] for span in _SPANS)

_HANGUL = (
    (0x1100, 0x11FF),
    (0x3131, 0x318E),
    (0x3200, 0x321E),
    (0x3260, 0x327F),
    (0xA960, 0xA97C),
    (0xAC00, 0xD7FB),
)
_HANGUL_HALF = (0xFFA0, 0xFFDC)


class Kind(NamedTuple):
    """The properties that the flanking rules of CommonMark 6.2 and its CJK amendment ask for."""

    space: bool
    punctuation: bool
    cjk: bool
    ivs: bool


def is_cjk(char: str) -> bool:
    """Tell whether the character is a "CJK character" of the CJK amendment to CommonMark, section 2.1.

    That is: East Asian Width W, F or H and not shown as an emoji by default, or of the script Hangul. The
    ranges stand here because Python's own tables are older than the amendment's (Unicode 16).
    """
    code = ord(char)
    if code < 0x1100:
        return False
    at = bisect_right(_STARTS, code) - 1
    return at >= 0 and code <= _SPANS[at][1]


def is_hangul(char: str) -> bool:
    """Tell whether the character is written with spaces between words although it is wide: Korean."""
    code = ord(char)
    return any(first <= code <= last for first, last in (*_HANGUL, _HANGUL_HALF))


@lru_cache(maxsize=8192)
def is_unspaced(char: str) -> bool:
    """Tell whether a line may end beside the character without meaning a space: CJK, but not Hangul."""
    return is_cjk(char) and not is_hangul(char)


def is_han(char: str) -> bool:
    """Tell whether the character is an ideograph, or one of the marks that stand for one (々〆〇ヶ)."""
    return char in "々〆〇〻ヶヵ" or unicodedata.name(char, "").startswith("CJK ")


@lru_cache(maxsize=8192)
def kind(char: str) -> Kind:
    """Return the properties of one character (one code point)."""
    category = unicodedata.category(char)
    return Kind(
        space=category == "Zs" or char in "\t\n\f\r\v",
        punctuation=category[0] in "PS",
        cjk=is_cjk(char),
        ivs=0xE0100 <= ord(char) <= 0xE01EF,
    )
