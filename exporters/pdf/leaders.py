"""Leaders, the dots between an entry and its page: one text each, where WeasyPrint sets a box for every dot."""

from __future__ import annotations

from copy import copy
from functools import cache
from typing import Any

from weasyprint.layout import inline
from weasyprint.layout.leader import leader_index


@cache
def set_leaders_whole() -> None:
    """Join the boxes of each leader, once in a process: contents are mostly dots, and each box costs time."""
    original = inline.handle_leader

    def handle_leader(context: Any, line: Any, containing_block: Any) -> None:
        original(context, line, containing_block)
        _, leader = leader_index(line)
        if leader is not None and len(leader.children) > 1:
            leader.children = (_joined(leader.children),)

    inline.handle_leader = handle_leader


def _joined(dots: tuple[Any, ...]) -> Any:
    """Return one box in the place of several, which stand side by side from right to left."""
    whole = dots[-1].copy()
    whole.pango_layout = copy(whole.pango_layout)
    whole.pango_layout.line = None
    whole.text = whole.pango_layout.text = whole.text * len(dots)
    whole.width *= len(dots)
    return whole
