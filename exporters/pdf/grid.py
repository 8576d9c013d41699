"""The grid of lines: running text stands on it on every page, whatever stands above (JLREQ 2.5, 4.1)."""

from __future__ import annotations

from functools import cache
from typing import Any

from weasyprint.layout import block

from exporters.pdf.page import LINE

# WeasyPrint's pixels.
_LINE = LINE / 0.75
# Less than anybody sees, more than rounding makes.
_NEAR = 0.05
# What of the space between blocks may be taken away.
_GIVEN = 0.3


class _Grid:
    """Which box is being put at its height: WeasyPrint asks for a box's clearance at other times too."""

    placed: Any = None


@cache
def set_on_grid() -> None:
    """Let what the style sheet says `clear` of begin on the page's next line, once in a process.

    No text of the book stands beside floats, so that `clear` is free to say this.
    """
    layout, original = block.block_level_layout, block.get_clearance

    def block_level_layout(context: Any, box: Any, *given: Any, **named: Any) -> Any:
        _Grid.placed = box
        return layout(context, box, *given, **named)

    def get_clearance(context: Any, box: Any, direction: Any, collapsed_margin: float = 0) -> Any:
        clearance = original(context, box, direction, collapsed_margin)
        if clearance is not None or box.style["clear"] == "none" or _Grid.placed is not box:
            return clearance
        _Grid.placed = None
        page = context.current_footnote_area.page
        return _to_line(box.position_y + collapsed_margin - page.content_box_y(), collapsed_margin)

    block.block_level_layout = block_level_layout
    block.get_clearance = get_clearance


def _to_line(height: float, margin: float) -> float | None:
    """Return how far from a height on the page a line is, None where one is there.

    It is the line below, or above where that takes no more than _GIVEN of the `margin` that stands there.
    """
    below = height % _LINE
    if min(below, _LINE - below) < _NEAR:
        return None
    return -below if below <= margin * _GIVEN else _LINE - below
