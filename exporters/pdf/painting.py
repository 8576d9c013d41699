"""The order of painting: that of reading. Some readers go by what is painted when.

An item's number is painted before its text, a footnote behind the paragraph or in the item that calls it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any
from weakref import WeakKeyDictionary

import weasyprint.draw
from weasyprint import stacking
from weasyprint.formatting_structure import boxes

# Blocks by the blocks in them, as they are painted one after another.
_Blocks = dict[Any, Any]
# For each note the element that calls it.
_Homes = WeakKeyDictionary[Any, Any]
_ITEMS = frozenset(("li", "dd", "td", "th"))


@cache
def paint_boxes_in_order() -> None:
    """Paint markers of lists, ruby and pictures in their places, once in a process: WeasyPrint does behind text.

    Markers are positioned when they are laid out, and need not be once that is done. Pictures wait since they are
    clipped; here they are clipped when they are drawn.
    """
    original, draw_picture = stacking._dispatch, weasyprint.draw.draw_replacedbox

    def _dispatch(box: Any, page: Any, *given: Any) -> Any:
        placed = getattr(box, "_box", box)
        if isinstance(placed, boxes.InlineBlockBox) and placed.element.get("class") == "ruby":
            return stacking.StackingContext.from_box(placed, page)  # which paints its reading behind its base
        if placed.is_outside_marker:
            placed.style["position"] = "static"
        if isinstance(placed, boxes.ReplacedBox):
            placed.style["overflow"] = "visible"
        return original(box, page, *given)

    def draw_clipped(stream: Any, box: Any) -> None:
        with stream.stacked():
            if not box.element.get("class", "").startswith("formula"):
                stream.rectangle(box.content_box_x(), box.content_box_y(), box.width, box.height)
                stream.clip()
                stream.end()
            draw_picture(stream, box)

    stacking._dispatch = _dispatch
    weasyprint.draw.draw_replacedbox = draw_clipped


@cache
def paint_notes_in_order() -> None:
    """Paint footnotes where `exporters.pdf.tags` has them read, once in a process, wherever they stand."""
    original = stacking.StackingContext.from_page
    homes: _Homes = WeakKeyDictionary()

    def from_page(page: Any) -> Any:
        context = original(page)
        layers = context.zero_z_contexts
        areas = (layer.blocks_and_cells for layer in layers if isinstance(layer.box, boxes.FootnoteAreaBox))
        _put_notes(layers[0], next(areas, {}), homes)
        return context

    stacking.StackingContext.from_page = from_page


def _put_notes(text: Any, area: _Blocks, homes: _Homes) -> None:
    """Move notes from their area into the text: last in the items that call them, and behind what else does.

    `homes` are the elements that call notes. What had no room on the page of its call goes behind the rest of its
    home, or before all other text.
    """
    for block, inner in list(_all_blocks(text.blocks_and_cells)):
        for call in _calls(block, inner):
            homes.setdefault(call, block.element)
    waiting: dict[Any, list[Any]] = {}
    first: _Blocks = {}
    for note in [note for note in area if note.element in homes]:
        waiting.setdefault(homes[note.element], []).append(note)

    def put(blocks: _Blocks, around: Any) -> _Blocks:
        placed: _Blocks = {}
        for block, inner in blocks.items():
            placed[block] = put(inner, block.element) if inner else inner
            if block.element is around:
                continue  # lines of an item, whose notes the item has
            place = placed[block] if block.element_tag in _ITEMS else placed
            for note in waiting.pop(block.element, ()):
                place[note] = area.pop(note)
        return placed

    placed = put(text.blocks_and_cells, None)
    for notes in waiting.values():
        first |= {note: area.pop(note) for note in notes}
    text.blocks_and_cells = first | placed


def _all_blocks(blocks: _Blocks) -> Iterator[tuple[Any, _Blocks]]:
    for block, inner in blocks.items():
        yield block, inner
        yield from _all_blocks(inner)


def _calls(block: Any, inner: _Blocks) -> Iterator[Any]:
    """Yield the elements of the notes that a block's own lines call, or those of blocks that have no element."""
    for lines in (block, *(child for child in inner if child.element is block.element)):
        if isinstance(lines, boxes.ParentBox) and lines.children and isinstance(lines.children[-1], boxes.LineBox):
            for box in lines.descendants():
                if getattr(box, "element_tag", "") == "span::footnote-call":
                    yield box.element
