"""Putting elements into lxml trees without losing the text between them."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree


def add_behind(element: etree._Element, new: etree._Element) -> None:
    """Put `new` right behind an element, before the text that follows it."""
    new.tail, element.tail = element.tail, None
    element.addnext(new)


def remove(element: etree._Element) -> None:
    """Take an element away, and leave the text that follows it."""
    parent, before = element.getparent(), element.getprevious()
    if before is None:
        parent.text = (parent.text or "") + (element.tail or "")
    else:
        before.tail = (before.tail or "") + (element.tail or "")
    parent.remove(element)


def texts_of(element: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    """Yield where the texts inside of an element are, in the order they are read: an element, `text` or `tail`."""
    if element.text:
        yield element, "text"
    for child in element:
        yield from texts_of(child)
        if child.tail:
            yield child, "tail"
