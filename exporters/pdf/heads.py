"""Running heads (柱): each a small page of its own, laid out with the text it is of, and stamped on its pages."""

from __future__ import annotations

import html

from book.phrases import width_of
from exporters.pdf.page import PageShape
from exporters.pdf.spacing import spaced

_SIZE = 7.0


def head_html(text: str, shape: PageShape, *, right: bool) -> str:
    """Return the running head of right or left pages as a page of HTML."""
    shown = _fitted(spaced(text), shape.text_width / _SIZE - 1)
    return f'<div class="head {"right" if right else "left"}">{html.escape(shown)}</div>'


def _fitted(text: str, room: float) -> str:
    """Return a running head cut to `room`, in full-width characters: layout would have “…” say the rest."""
    if width_of(text) <= room:
        return text
    kept = next(text[:end] for end in range(len(text), -1, -1) if width_of(text[:end]) <= room - 1)
    return f"{kept}…"
