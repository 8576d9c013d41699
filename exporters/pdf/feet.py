"""Notes at a page's foot: none leaves the page that calls it so that one more line has room there."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from weasyprint.layout import LayoutContext, block


@cache
def keep_notes_with_calls() -> None:
    """Keep the notes of earlier lines where they are when a line has no room, once in a process.

    WeasyPrint moves them to the next page then, to save a paragraph's second line, and forgets the notes which
    that line calls. What it takes away for this is put back before the line is broken off.
    """
    lay_out, report, lines_of, break_line = (
        LayoutContext.layout_footnote,
        LayoutContext.report_footnote,
        block.iter_line_boxes,
        block._break_line,
    )

    def layout_footnote(context: Any, footnote: Any) -> Any:
        context.book_called = footnote
        return lay_out(context, footnote)

    def report_footnote(context: Any, footnote: Any) -> None:
        if getattr(context, "book_called", None) is footnote:
            report(context, footnote)
            return
        context.current_page_footnotes.remove(footnote)
        context.__dict__.setdefault("book_kept", []).insert(0, footnote)

    def iter_line_boxes(context: Any, *given: Any) -> Iterator[Any]:
        for found in lines_of(context, *given):
            context.book_called = None  # what a line before this one called
            yield found

    def _break_line(context: Any, *given: Any) -> Any:
        context.current_page_footnotes += context.__dict__.pop("book_kept", ())
        return break_line(context, *given)

    LayoutContext.layout_footnote = layout_footnote
    LayoutContext.report_footnote = report_footnote
    block.iter_line_boxes = iter_line_boxes
    block._break_line = _break_line
