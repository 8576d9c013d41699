"""WeasyPrint's private names that this package replaces, and what they must look like."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import weasyprint
import weasyprint.draw.text
import weasyprint.pdf
from weasyprint import stacking
from weasyprint.formatting_structure import boxes
from weasyprint.images import RasterImage
from weasyprint.layout import LayoutContext, block, inline, page, percent
from weasyprint.layout import float as float_
from weasyprint.text import line_break

from book.errors import ExportError, Problem

_VERSION = "70"
_BREAK = "context box line new_children needed page_is_empty"
_FLOW = (
    "context box index child new_children page_is_empty absolute_boxes fixed_boxes adjoining_margins bottom_space"
)
_FLOW += " position_y skip_stack first_letter_style first_line_style discard next_page max_lines"
_LAYOUT = "context box bottom_space skip_stack containing_block page_is_empty absolute_boxes fixed_boxes"
# What each is called with, as far as the replacements count on it.
_REPLACED: Mapping[Callable[..., Any], str] = {
    inline.split_first_line: "text style context max_width justification_spacing is_line_start minimum",
    inline.get_next_linebox: "context linebox",
    inline.split_inline_level: "context box position_x",
    inline.remove_last_whitespace: "context line",
    inline.justify_line: "context line extra_width",
    inline.handle_leader: "context line containing_block",
    line_break.Layout.__init__: "self style justification_spacing max_width",
    line_break.Layout.set_text: "self text justify",
    line_break.Layout.setup: "self style",
    line_break.Layout.deactivate: "self",
    line_break.Layout.reactivate: "self style",
    line_break.first_line_metrics: "first_line text layout resume_at space_collapse style hyphenated",
    weasyprint.draw.text.draw_first_line: "stream textbox text_overflow block_ellipsis matrix",
    weasyprint.draw.draw_replacedbox: "stream box",
    line_break.Layout.get_first_line: "self",
    weasyprint.pdf.fonts.get_hb_object_data: "hb_object ot_color glyph",
    stacking.StackingContext.from_page: "page",
    stacking._dispatch: "box page child_contexts blocks floats blocks_and_cells",
    block.block_level_layout: _LAYOUT,
    block.get_clearance: "context box direction collapsed_margin",
    block.iter_line_boxes: "context box position_y bottom_space",
    block._break_line: _BREAK,
    block._in_flow_layout: _FLOW,
    block.find_earlier_page_break: "context children absolute_boxes fixed_boxes",
    LayoutContext.layout_footnote: "self footnote",
    LayoutContext.report_footnote: "self footnote",
    percent.resolve_percentages: "box containing_block",
    float_.avoid_collisions: "context box containing_block outer",
    boxes.Box.is_in_normal_flow: "self",
    line_break._font_style_cache_key: "style include_size",
    page.set_page_type_computed_styles: "page_type html style_for",
    page.make_margin_boxes: "context page state",
    page.remake_page: "index context root_box html",
    RasterImage._get_png_data: "pillow_image",
    weasyprint.pdf.add_tags: "pdf document pdf_version page_streams",
}


@cache
def check_weasyprint() -> None:
    """Raise ExportError where WeasyPrint is not the one this package is written for; once, before all else."""
    wrong = [] if weasyprint.__version__.split(".")[0] == _VERSION else [f"version {weasyprint.__version__}"]
    wrong += [found.__qualname__ for found, named in _REPLACED.items() if not _begins_with(found, named)]
    if wrong:
        message = f"WeasyPrint is not the one that gappon sets Japanese with: {', '.join(wrong)}."
        remedy = f"Install the pinned one: pip install 'weasyprint>={_VERSION},<{int(_VERSION) + 1}'."
        raise ExportError([Problem(Path("weasyprint"), 0, message, remedy, "print.weasyprint")])


def _begins_with(found: Callable[..., Any], named: str) -> bool:
    names = list(inspect.signature(found).parameters)
    wanted = named.split()
    return names[: len(wanted)] == wanted
