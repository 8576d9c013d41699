"""The order of painting: an item's number before its text. Some readers go by what is painted when."""

from __future__ import annotations

from functools import cache
from typing import Any

from weasyprint import stacking


@cache
def paint_markers_in_order() -> None:
    """Paint the markers of lists in their places, once in a process: WeasyPrint paints them behind all of a page.

    They are positioned when they are laid out, and need not be once that is done.
    """
    original = stacking._dispatch

    def _dispatch(box: Any, *given: Any) -> Any:
        marker = getattr(box, "_box", box)
        if marker.is_outside_marker:
            marker.style["position"] = "static"
        return original(box, *given)

    stacking._dispatch = _dispatch
