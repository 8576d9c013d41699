"""Where lines begin: text behind other text of its element does not, though WeasyPrint takes it to."""

from __future__ import annotations

from functools import cache
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline


class _Line:
    """Where the line being laid out begins, and whether what comes next is at its beginning; in pixels."""

    start = 0.0
    at_start = True


@cache
def know_where_lines_start() -> None:
    """Let text at a line's start be what stands there, once in a process.

    For WeasyPrint it is any text of a line's first element: of `**出典：https://…**` the address would break in a
    word, as one does that is too long for a line, and an opening mark there would be half as wide.
    """
    split_box, split_level, split_text = inline.split_inline_box, inline.split_inline_level, inline.split_text_box

    def split_inline_box(context: Any, box: Any, position_x: float, *given: Any) -> Any:
        if not isinstance(box, boxes.LineBox):
            return split_box(context, box, position_x, *given)
        around, _Line.start = _Line.start, position_x
        try:
            return split_box(context, box, position_x, *given)
        finally:
            _Line.start = around

    def split_inline_level(context: Any, box: Any, position_x: float, *given: Any) -> Any:
        _Line.at_start = position_x <= _Line.start
        return split_level(context, box, position_x, *given)

    def split_text_box(context: Any, box: Any, width: Any, skip: Any, is_line_start: bool = True) -> Any:
        return split_text(context, box, width, skip, is_line_start and (width is None or _Line.at_start))

    inline.split_inline_box, inline.split_inline_level = split_inline_box, split_inline_level
    inline.split_text_box = split_text_box
