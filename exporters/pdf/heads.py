"""Running heads (柱): each a small page of its own, laid out with the text it is of, and stamped on its pages."""

from __future__ import annotations

import html
from functools import cache
from typing import Any

from weasyprint.layout import page as page_layout

from book.phrases import width_of
from exporters.pdf.page import PageShape
from exporters.pdf.spacing import JOINED, SPACER, spaced

_SIZE = 7.0
# What a cut head does not end with.
_BEFORE_NOTHING = f"、，・：｜　 …「『（【{SPACER}{JOINED}"


@cache
def keep_notes_off_heads() -> None:
    """Give footnotes for which a text's last page has no room a page of their own, once in a process.

    WeasyPrint would put them on the next page there is: that of a running head, which is no page of the book.
    """
    original = page_layout.remake_page

    def remake_page(index: int, context: Any, root_box: Any, document: Any) -> Any:
        begun = context.page_maker[index]
        resume_at, opening = begun[:2]
        if not context.reported_footnotes or opening["page"] != "head":
            return original(index, context, root_box, document)
        # As at the document's end, where what is left of the notes gets a blank page.
        context.page_maker[index] = (None, *begun[1:])
        page, _ = original(index, context, root_box, document)
        context.page_maker[index] = begun
        right, state, remaking = context.page_maker[index + 1][2:]
        again = {**remaking, "content_changed": True}
        context.page_maker[index + 1] = (resume_at, opening, right, state, again)
        return page, resume_at

    page_layout.remake_page = remake_page


def head_html(text: str, shape: PageShape, *, right: bool) -> str:
    """Return the running head of right or left pages as a page of HTML."""
    shown = _fitted(spaced(text), shape.text_width / _SIZE - 1)
    return f'<div class="head {"right" if right else "left"}">{html.escape(shown)}</div>'


def _fitted(text: str, room: float) -> str:
    """Return a running head cut to `room`, in full-width characters: layout would have “…” say the rest."""
    if width_of(text) <= room:
        return text
    kept = next(text[:end] for end in range(len(text), -1, -1) if width_of(text[:end]) <= room - 1)
    return f"{kept.rstrip(_BEFORE_NOTHING)}…"
