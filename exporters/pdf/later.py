"""Pictures that have no room on their page: the text behind them goes on there, and they head the next page."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout import block

from exporters.pdf.captions import is_caption

# Running text stands in these, and consists of those.
_FLOW, _TEXT = ("article", "section"), ("p", "ul", "ol")
# What points back at a picture.
_BACK = re.compile(r".{0,60}?(上|この|前|左|右|以上)の?(図|表|写真|画像|イラスト|グラフ|チャート)")


@cache
def let_text_pass_pictures() -> None:
    """Have paragraphs and lists fill the page that the picture before them is too high for, once in a process.

    They change places with it within their section: the next page begins with the picture, or with the rest of the
    last paragraph.
    """
    original = block._in_flow_layout

    def _in_flow_layout(context: Any, box: Any, index: int, child: Any, *given: Any) -> Any:
        if box.element_tag not in _FLOW or not _is_picture(child):
            return original(context, box, index, child, *given)
        margins = [*given[4]]  # layout adds to them
        found = original(context, box, index, child, *given)
        if found[0] or found[2] != {index: None}:
            return found
        _, page_is_empty, absolute, fixed, _, bottom_space, *_ = given
        room = page_is_empty, absolute, fixed

        def lay_out(text: Any, place: int, before: Any) -> Any:
            *_, position_y, margins, next_page, children, lines = before
            text.position_x, text.position_y = child.position_x, position_y
            after = *room, [*margins], bottom_space, position_y, None, None, None, given[10], next_page, lines
            return original(context, box, place, text, children, *after)

        return _passed(box, index, (*found[:4], margins, *found[5:]), lay_out)

    block._in_flow_layout = _in_flow_layout


def _passed(box: Any, index: int, found: Any, lay_out: Any) -> Any:
    """Return how far a page goes on behind what was `found` up to the picture at `index`, and reorder the box."""
    for place in range(index, len(box.children) - 1):
        picture, text = box.children[place : place + 2]
        count = len(found[6])
        after = lay_out(text, place, found) if _may_pass(text) else None
        if after is None or after[0] or len(after[6]) <= count:
            break
        box.children = (*box.children[:place], text, picture, *box.children[place + 2 :])
        if after[1]:
            return after
        found = (False, True, {place + 1: None}, *after[3:])
    return found


def _is_picture(box: Any) -> bool:
    return box.element_tag == "figure" or "picture" in _classes(box)


def _may_pass(box: Any) -> bool:
    """Return whether a box is plain text that says nothing of the picture above it."""
    if not isinstance(box, boxes.BlockBox) or box.element_tag not in _TEXT or _classes(box):
        return False
    text = "".join(box.element.itertext())
    return not is_caption(text) and not _BACK.match(text)


def _classes(box: Any) -> list[str]:
    return [] if box.element is None else box.element.get("class", "").split()
