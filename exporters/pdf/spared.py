"""What WeasyPrint does again for each page and box though it is always the same, and here is done once."""

from __future__ import annotations

import struct
import sys
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from weasyprint.css.functions import check_math
from weasyprint.formatting_structure import boxes
from weasyprint.images import RasterImage
from weasyprint.layout import page, percent
from weasyprint.layout.float import avoid_collisions
from weasyprint.text import line_break

_PX = (
    *("margin_left", "margin_right", "margin_top", "margin_bottom"),
    *("padding_left", "padding_right", "padding_top", "padding_bottom"),
    *("width", "min_width", "max_width", "height", "min_height", "max_height"),
)
_BORDERS = tuple(f"border_{side}_width" for side in ("top", "right", "bottom", "left"))


@cache
def spare_work() -> None:
    """Put this module's ways in the place of WeasyPrint's, once in a process."""
    _replace(percent.resolve_percentages, _resolved_once(percent.resolve_percentages))
    _replace(line_break._font_style_cache_key, _known_by_style(line_break._font_style_cache_key))
    _replace(page.set_page_type_computed_styles, _shared_by_pages(page.set_page_type_computed_styles))
    _replace(page.make_margin_boxes, _only_where_asked_for(page.make_margin_boxes))
    _replace(avoid_collisions, _past_no_floats(avoid_collisions))
    boxes.Box.is_in_normal_flow = _is_in_normal_flow
    RasterImage._get_png_data = staticmethod(_as_packed(RasterImage._get_png_data))


def _replace(original: Callable[..., Any], ours: Callable[..., Any]) -> None:
    """Put a function in the place of one of WeasyPrint's, in every module that took its name over."""
    name = original.__name__
    for module in [module for key, module in sys.modules.items() if key.startswith("weasyprint")]:
        if getattr(module, name, None) is original:
            setattr(module, name, ours)


def _resolved_once(original: Any) -> Any:
    """Return what sets a box's measures: for a style without percentages the same ones for each of its boxes."""

    def resolve_percentages(box: Any, containing_block: Any) -> None:
        known = box.style.__dict__
        if "book_measures" not in known:
            known["book_measures"] = _measures(box.style)
        if known["book_measures"] is None:
            original(box, containing_block)
            return
        measures, borders, collapsed = known["book_measures"]
        measured = box.__dict__
        measured.update(measures)
        # Those of cells in collapsed tables were settled before.
        measured.update(
            {name: width for name, width in borders.items() if name not in measured} if collapsed else borders
        )

    return resolve_percentages


def _measures(style: Any) -> tuple[dict[str, Any], dict[str, Any], bool] | None:
    """Return measures, widths of borders, and whether they collapse; None where the block around has a say."""
    found = {name: style[name] for name in _PX}
    if style["box_sizing"] != "content-box":
        return None
    for name, value in found.items():
        if value == "auto":
            found[name] = 0 if name in ("min_width", "min_height") else "auto"
        elif check_math(value) or getattr(value, "unit", None) != "px":
            return None
        else:
            found[name] = value.value
    return found, {name: style[name] for name in _BORDERS}, style["border_collapse"] == "collapse"


def _past_no_floats(original: Any) -> Any:
    """Return what finds the place beside floats: for a line on a page without any it is the whole width."""

    def avoid_collisions(context: Any, box: Any, containing_block: Any, outer: bool = True) -> Any:
        if outer or context.excluded_shapes or not isinstance(box, boxes.LineBox):
            return original(context, box, containing_block, outer)
        if containing_block.style["direction"] != "ltr":
            return original(context, box, containing_block, outer)
        x = containing_block.content_box_x()
        width = containing_block.width - box.margin_right - box.margin_left
        return x, box.border_box_y() - box.margin_top, width

    return avoid_collisions


def _is_in_normal_flow(box: Any) -> bool:
    """Return whether a box is no float, note or positioned box: asked for each box many times."""
    return box.style["float"] == "none" and box.style["position"] in ("static", "relative")


def _known_by_style(original: Any) -> Any:
    """Return what gives a style's fonts a name, made once for each style."""

    def _font_style_cache_key(style: Any, include_size: bool = False) -> Any:
        name = f"book_key_{include_size}"
        if name not in style.__dict__:
            style.__dict__[name] = original(style, include_size)
        return style.__dict__[name]

    return _font_style_cache_key


def _shared_by_pages(original: Any) -> Any:
    """Return what gives a page its styles: pages for which the same rules hold share them."""

    def set_page_type_computed_styles(page_type: Any, html: Any, style_for: Any) -> None:
        known = style_for.__dict__.setdefault("book_pages", {})
        key = page_type.side, page_type.blank, page_type.name, page_type.index == 0
        styles = style_for.get_computed_styles()
        if key in known:
            styles.update({(page_type, pseudo): style for pseudo, style in known[key].items()})
            return
        original(page_type, html, style_for)
        if not any(selector.index for selector, _, _ in _page_rules(style_for)):
            known[key] = {pseudo: style for (element, pseudo), style in styles.items() if element == page_type}

    return set_page_type_computed_styles


def _page_rules(style_for: Any) -> Iterator[tuple[Any, str | None, Any]]:
    """Yield what each rule for pages is for, the part of the page that it is about, and what it declares."""
    for sheet, *_ in style_for._sheets:
        for _, selectors, declarations in sheet.page_rules:
            yield from ((selector, part, declarations) for _, part, selector in selectors)


def _only_where_asked_for(original: Any) -> Any:
    """Return what makes a page's margin boxes: none, where no style sheet puts anything into one."""

    def make_margin_boxes(context: Any, page_box: Any, state: Any) -> Any:
        known = context.style_for.__dict__
        if "book_margins" not in known:
            rules = _page_rules(context.style_for)
            known["book_margins"] = any(_in_margin(part) and _has_content(found) for _, part, found in rules)
        return original(context, page_box, state) if known["book_margins"] else ()

    return make_margin_boxes


def _in_margin(part: str | None) -> bool:
    return part not in (None, "@footnote", "@note-area")


def _has_content(declarations: Any) -> bool:
    return any(name == "content" for name, _, _ in declarations)


def _as_packed(original: Any) -> Any:
    """Return what gives a picture's pixels: those of a PNG as its file packs them (ISO 32000-1, 7.4.4.4).

    Where it hardly packs them, or interlaced, or has others than a PDF knows, they are packed anew.
    """

    def _get_png_data(image: Any) -> Any:
        if image.format != "PNG" or [tile.args for tile in image.tile] not in (["RGB"], ["L"]):
            return original(image)
        packed = b"".join(_chunks(image.fp.getvalue()))
        hardly = len(packed) > image.width * image.height * len(image.mode) / 2
        return original(image) if hardly or image.info.get("interlace") else packed

    return _get_png_data


def _chunks(png: bytes) -> Iterator[bytes]:
    """Yield the pieces of a PNG's pixels (PNG, 11.2.4)."""
    place = 8
    while place < len(png):
        length, kind = struct.unpack_from("!I4s", png, place)
        if kind == b"IDAT":
            yield png[place + 8 : place + 8 + length]
        place += length + 12
