"""With which words each page begins: by them an e-book finds where the pages of the printed book begin."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from weasyprint.formatting_structure import boxes

# Enough characters to be found by, with some left over for what print alone adds to a text.
_LENGTH = 60
# What print sets between characters that no line may part.
_JOINTS = re.compile("[\\u200b-\\u200d\\u2060\\ufeff\\u00ad]")


def openings_of(document: Any) -> tuple[str, ...]:
    """Return the first characters, without spaces, of the text on each page of a document.

    Notes, running heads, readings, markers of lists and repeated heads of tables are no part of it.
    """
    seen: set[Any] = set()
    return tuple(_opening(page._page_box.children[0], seen) for page in document.pages)


def _opening(root: Any, seen: set[Any]) -> str:
    opening = ""
    for text in _texts(root, seen):
        if len(opening) < _LENGTH:  # the rest is gone through for the heads of tables that begin there
            opening += "".join(_JOINTS.sub("", text).split())
    return opening[:_LENGTH]


def _texts(box: Any, seen: set[Any]) -> Iterator[str]:
    if isinstance(box, boxes.TextBox):
        yield box.text[:-1] if getattr(box.pango_layout, "hyphenated", False) else box.text
        return
    if "::" in (box.element_tag or "") or _is_reading(box) or _is_repeated(box, seen):
        return
    for child in getattr(box, "children", ()):
        yield from _texts(child, seen)


def _is_reading(box: Any) -> bool:
    return box.element is not None and "reading" in (box.element.get("class") or "").split()


def _is_repeated(box: Any, seen: set[Any]) -> bool:
    """Return whether a group of rows stands at the head of its table once more."""
    if not isinstance(box, boxes.TableRowGroupBox) or box.element is None or box.element.tag != "thead":
        return False
    repeated = box.element in seen
    seen.add(box.element)
    return repeated
