"""Putting elements into lxml trees without losing the text between them."""

from __future__ import annotations

from lxml import etree


def add_behind(element: etree._Element, new: etree._Element) -> None:
    """Put `new` right behind an element, before the text that follows it."""
    new.tail, element.tail = element.tail, None
    element.addnext(new)
