"""Titles and headings as HTML that breaks between phrases."""

from __future__ import annotations

import re
from html import unescape
from itertools import pairwise

from markupsafe import Markup, escape

from book.phrases import phrases

# What may begin a line to `word-break: keep-all`, and not to a Japanese eye: a bar, a particle behind a bracket.
_KEPT = re.compile(r"([^\s｜／][｜／]|[」』）】〉》][ぁ-ゖ])")
_BREAK = Markup("<wbr>")
# Where Japanese and Western characters meet, browsers leave a gap (`text-autospace`), but not across a `<wbr>`.
_GAP = Markup('<span class="gp-gap"></span><wbr>')
_JAPANESE, _WESTERN = "[ぁ-ゖァ-ヺー々一-鿿]", "[A-Za-z0-9]"
_MIXED = re.compile(f"{_JAPANESE}{_WESTERN}|{_WESTERN}{_JAPANESE}")
_TOGETHER = Markup('<span class="gp-together">{}</span>')
# The words that a heading begins with; most have no other element in them.
_HEADING = re.compile(r"(<h[2-6]\b[^>]*>)([^<]+)")


def phrased(title: str) -> Markup:
    """Return a title as HTML with a `<wbr>` between phrases, for `word-break: keep-all`."""
    parts = phrases(title)
    ends = [_GAP if _MIXED.match(before[-1] + after[0]) else _BREAK for before, after in pairwise(parts)]
    return Markup().join(_phrase(part) + end for part, end in zip(parts, [*ends, ""], strict=True))


def _phrase(text: str) -> Markup:
    parts = enumerate(_KEPT.split(text))
    return Markup().join(_TOGETHER.format(part) if number % 2 else escape(part) for number, part in parts)


def phrase_headings(body: str) -> str:
    """Return a text's HTML with `<wbr>` in its headings: not every browser finds phrases by itself."""
    return _HEADING.sub(lambda match: match[1] + str(phrased(unescape(match[2]))), body)
