"""Titles and headings as HTML that breaks between phrases."""

from __future__ import annotations

import re
from html import unescape

from markupsafe import Markup, escape

from book.phrases import phrases

# What may begin a line to `word-break: keep-all`, and not to a Japanese eye.
_BAR = re.compile(r"([^\s｜／][｜／])")
_TOGETHER = Markup('<span class="gp-together">{}</span>')
# The words that a heading begins with; most have no other element in them.
_HEADING = re.compile(r"(<h[2-6]\b[^>]*>)([^<]+)")


def phrased(title: str) -> Markup:
    """Return a title as HTML with a `<wbr>` between phrases, for `word-break: keep-all`."""
    return Markup("<wbr>").join(map(_phrase, phrases(title)))


def _phrase(text: str) -> Markup:
    parts = enumerate(_BAR.split(text))
    return Markup().join(_TOGETHER.format(part) if number % 2 else escape(part) for number, part in parts)


def phrase_headings(body: str) -> str:
    """Return a text's HTML with `<wbr>` in its headings: not every browser finds phrases by itself."""
    return _HEADING.sub(lambda match: match[1] + str(phrased(unescape(match[2]))), body)
