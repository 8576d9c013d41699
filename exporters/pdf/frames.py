"""Boxes with a frame that go on on the next page: what stays of them is no higher than what is in it."""

from __future__ import annotations

from functools import cache
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout import block


@cache
def open_parted_frames() -> None:
    """Leave a frame open where its box is parted for the sake of what follows it, once in a process.

    WeasyPrint keeps the height and the rule below of the whole box.
    """
    original = block.find_earlier_page_break

    def find_earlier_page_break(context: Any, children: Any, *given: Any) -> Any:
        found = original(context, children, *given)
        kept = found[0][-1] if found else None
        if isinstance(kept, boxes.BlockBox) and kept.children and None not in found[1].values():
            kept.remove_decoration(start=False, end=True)
            last = kept.children[-1]
            kept.height = last.position_y + last.margin_height() - kept.content_box_y()
        return found

    block.find_earlier_page_break = find_earlier_page_break
