"""Hyphens in English words, where a line of Japanese would otherwise be torn apart or stay short."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import pyphen
from weasyprint.text import line_break

from exporters.pdf.spacing import PARTED

# The glyph of U+2010 is an em wide in Japanese fonts.
HYPHEN = "-"
# A line that lacks less than this much of a character is stretched, and nobody sees it.
_WORTH = 2.5
# Of a word of seven letters and more three stay, and three go. Names in capitals, parts of addresses and what a
# product is called (OpenAI) are not hyphenated.
_WORD = re.compile('([（「『(\\["“‘]*)([A-Za-z][a-z]{6,})(?![A-Za-z0-9_/@]|\\.\\w)')
_PARTS = 3
_IN_ADDRESS = tuple("/._@&?=#%~:-") + tuple("0123456789")


def hyphenated(found: Any, text: str, style: Any, context: Any, width: float | None, spacing: float) -> Any:
    """Return the line `found` with as much of the next word as its `width` holds, in pixels; None where it stays.

    What it is and what it is given is what WeasyPrint's `split_first_line` returns and is given.
    """
    if width is None or style["text_align_all"] != "justify" or style["hyphens"] == "none":
        return None
    head, rest = _parted(found, text, width)
    size = style["font_size"]
    word = _WORD.match(rest) if width - (found[3] if head else 0) > _WORTH * size else None
    if word is None or head.rstrip(PARTED).endswith(_IN_ADDRESS):
        return None
    for place in reversed(_dictionary().positions(word[2])):
        kept = head + word[1] + word[2][:place]
        layout = line_break.create_layout(kept + HYPHEN, style, context, None, spacing)
        line, _ = layout.get_first_line()
        if line_break.line_size(line, style)[0] <= width:
            layout.hyphenated = True
            resume = len(kept.encode())
            return line_break.first_line_metrics(line, text, layout, resume, True, style, True, HYPHEN)
    return None


def _parted(found: Any, text: str, width: float) -> tuple[str, str]:
    """Return what stands on a line, and what waits for the next; nothing stands on one that is too long."""
    resume = found[2]
    if found[3] > width + 0.01:
        return "", text
    if resume is None:
        return text, ""
    return text.encode()[:resume].decode(), text.encode()[resume:].decode()


@cache
def _dictionary() -> Any:
    return pyphen.Pyphen(lang="en_US", left=_PARTS, right=_PARTS)
