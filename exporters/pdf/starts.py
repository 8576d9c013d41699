"""Where lines begin: text behind other text of its element does not, though WeasyPrint takes it to."""

from __future__ import annotations

from functools import cache
from typing import Any

from weasyprint.layout import inline


class Line:
    """Where the line being laid out begins, in pixels, and whether what comes next is at its beginning."""

    start: float | None = None
    at_start = True


@cache
def know_where_lines_start() -> None:
    """Note whether text stands at a line's start, once in a process: `Line.at_start`.

    For WeasyPrint any text of a line's first element does: of `**出典：https://…**` the address would break in a
    word, as one does that is too long for a line, and an opening mark there would be half as wide.
    """
    next_line, split_level = inline.get_next_linebox, inline.split_inline_level

    def get_next_linebox(context: Any, linebox: Any, *given: Any) -> Any:
        around, Line.start = Line.start, None
        try:
            return next_line(context, linebox, *given)
        finally:
            Line.start = around

    def split_inline_level(context: Any, box: Any, position_x: float, *given: Any) -> Any:
        if Line.start is None:
            Line.start = position_x
        Line.at_start = position_x <= Line.start
        return split_level(context, box, position_x, *given)

    inline.get_next_linebox, inline.split_inline_level = get_next_linebox, split_inline_level
