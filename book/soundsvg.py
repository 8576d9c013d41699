"""Drawings within HTML (SVG): what is no drawing stands behind them, and no word of it is lost."""

from __future__ import annotations

import re

from lxml import etree

from book.elements import names

SVG = names(
    "svg g path rect circle ellipse line polyline polygon text tspan title desc defs linearGradient"
    " radialGradient stop marker clipPath mask pattern symbol use"
)
SVG_TAG = "{http://www.w3.org/2000/svg}svg"
_NAMESPACE = "{http://www.w3.org/2000/svg}"
_TOLD = names("title desc")
_WRITTEN = names("text tspan")
_PAINTS = names("linearGradient radialGradient")
_HOLDERS = names("svg g defs marker clipPath mask pattern symbol")
# What shows nothing without them.
_ASKS = {
    "path": names("d"),
    "rect": names("width height"),
    "circle": names("r"),
    "ellipse": names("rx ry"),
    "polyline": names("points"),
    "polygon": names("points"),
    "stop": names("offset"),
    "use": names("href"),
}
_MARKDOWN = re.compile("[\ue000\ue002]\\d+\ue001")


def mend_drawing(drawing: etree._Element) -> None:
    """Leave in a drawing what SVG 1.1 lets stand in each element; set all other text behind the drawing."""
    width, height = drawing.get("width"), drawing.get("height")
    if width and height and drawing.get("viewBox") is None:
        drawing.set("viewBox", f"0 0 {width} {height}")  # it shrinks as a whole where there is less room
    strays: list[str] = []
    _settle(drawing, strays)
    if strays:
        drawing.tail = " ".join(strays) + (drawing.tail or "")


def _settle(element: etree._Element, strays: list[str]) -> None:
    name = element.tag.removeprefix(_NAMESPACE)
    for child in list(element):
        if not _may_hold(name, child):
            _flatten(child)
    if not element.text:
        pass
    elif name in _TOLD | _WRITTEN:
        strays += _MARKDOWN.findall(element.text)
        element.text = _MARKDOWN.sub("", element.text)
    else:
        element.text = _kept(element.text, strays)
    for child in element:
        _settle(child, strays)
        if name not in _WRITTEN:
            child.tail = _kept(child.tail, strays)
        elif child.tail:
            strays += _MARKDOWN.findall(child.tail)
            child.tail = _MARKDOWN.sub("", child.tail)


def _may_hold(name: str, child: etree._Element) -> bool:
    """Tell whether a child may stand in an element of a drawing (SVG 1.1, 5.2 to 13.2)."""
    tag, parent = str(child.tag), child.getparent()
    inner = tag.removeprefix(_NAMESPACE)
    if inner == tag or name in _TOLD or not _ASKS.get(inner, frozenset()) <= set(child.attrib):
        return False
    if inner in _TOLD:
        return parent is not None and parent.find(tag) is child
    if name in _WRITTEN:
        return inner == "tspan"
    if name in _PAINTS:
        return inner == "stop"
    return name in _HOLDERS and inner not in {"tspan", "stop"}


def _kept(text: str | None, strays: list[str]) -> str | None:
    if text and text.strip():
        strays.append(text.strip())
        return None
    return text


def _flatten(element: etree._Element) -> None:
    """Leave an element's text in its place."""
    text = "".join(element.itertext()) + (element.tail or "")
    parent, before = element.getparent(), element.getprevious()
    element.tail = None
    if before is not None:
        before.tail = (before.tail or "") + text
    else:
        parent.text = (parent.text or "") + text
    parent.remove(element)
