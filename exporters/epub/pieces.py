"""Chapters too long for one file: stores take none over 300 KB, and readers open long ones slowly."""

from __future__ import annotations

from copy import deepcopy

from lxml import etree

# Bytes of one file's text; what the page has around it, and its notes, come on top.
LIMIT = 240_000
_HOLDERS = frozenset(("section", "div", "blockquote", "ul", "ol", "details"))
_HEADINGS = frozenset(("h2", "h3", "h4", "h5", "h6"))


def pieces(body: str, limit: int = LIMIT) -> list[str]:
    """Cut a chapter's body where its sections end, or inside of them its blocks; most have but one piece."""
    if len(body) * 4 <= limit or len(body.encode()) <= limit:
        return [body]
    try:
        root = etree.fromstring(f"<div>{body}</div>", etree.XMLParser(resolve_entities=False, huge_tree=True))
    except etree.XMLSyntaxError:
        return [body]  # told with its file when it is packed
    return [_inner(part) for part in _cut(root, limit)]


def _inner(element: etree._Element) -> str:
    children = (etree.tostring(child, encoding="unicode") for child in element)
    return (element.text or "") + "".join(children)


def _cut(element: etree._Element, limit: int) -> list[etree._Element]:
    """Return copies of an element that hold its children in turn, none larger than it must be."""
    parts = [etree.Element(element.tag, dict(element.attrib))]
    parts[0].text = element.text
    size, place = 0, 1
    for child in element:
        large = _size(child) > limit and child.tag in _HOLDERS
        for piece in _cut(child, limit) if large else [child]:
            added = _size(piece)
            if size and size + added > limit and parts[-1][-1].tag not in _HEADINGS:
                parts.append(_continued(element, place))
                size = 0
            parts[-1].append(deepcopy(piece))
            size += added
        place += 1
    parts[-1].tail = element.tail
    return parts


def _continued(element: etree._Element, place: int) -> etree._Element:
    """Return an element that goes on with another: it has no id, which is the first one's; lists count on."""
    attributes = {name: value for name, value in element.attrib.items() if name != "id"}
    if element.tag == "ol":
        attributes["start"] = str(int(element.get("start", "1")) + place - 1)
    return etree.Element(element.tag, attributes)


def _size(element: etree._Element) -> int:
    return len(etree.tostring(element, encoding="utf-8"))
