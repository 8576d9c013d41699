"""Ruby and emphasis dots, which WeasyPrint does not have: boxes over what they belong to."""

from __future__ import annotations

import math
from collections.abc import Iterator

from lxml import etree

# Characters that begin no line, and characters that end none (JLREQ 3.1.7, 3.1.8).
_NO_START = frozenset("、。，．,.・：；:;？！?!）〕］｝〉》」』】)]}”’ーぁぃぅぇぉっゃゅょァィゥェォッャュョ々…‥")
_NO_END = frozenset("（〔［｛〈《「『【([{“‘")


def set_ruby(body: etree._Element) -> None:
    """Turn ruby into boxes, one for each reading: it stands over its base, and the wider of both is the width."""
    for ruby in body.xpath("//ruby"):
        boxes = [_box(base, reading) for base, reading in _pairs(ruby)]
        if not boxes:
            continue
        boxes[-1].tail, ruby.tail = ruby.tail, None
        parent = ruby.getparent()
        place = parent.index(ruby)
        parent.remove(ruby)
        for offset, box in enumerate(boxes):
            parent.insert(place + offset, box)
        for box in boxes:
            glue(box)


def _pairs(ruby: etree._Element) -> Iterator[tuple[str, str]]:
    """Yield each base with its reading: one for a word (group ruby), or one for each character (mono ruby)."""
    base = ruby.text or ""
    for child in ruby:
        if child.tag == "rt":
            yield base.strip(), "".join(child.itertext()).strip()
            base = ""
        elif child.tag != "rp":
            base += "".join(child.itertext())
        base += child.tail or ""
    if base.strip():
        yield base.strip(), ""


def _box(base: str, reading: str) -> etree._Element:
    box = etree.Element("span", {"class": "ruby"})
    box.set("style", f"width:{max(_ems(base), _ems(reading) / 2):.2f}em")
    box.text = base
    if reading:
        etree.SubElement(box, "span", {"class": "reading"}).text = reading
    return box


def _ems(text: str) -> float:
    return math.fsum(0.58 if ord(character) < 0x2E80 else 1.0 for character in text)


def set_dots(body: etree._Element) -> None:
    """Give each character of `<em class="bouten">` an element for its dot; punctuation has none (JLREQ 3.3.9)."""
    for emphasis in body.xpath('//em[contains(@class, "bouten")]'):
        text = "".join(emphasis.itertext())
        for child in list(emphasis):
            emphasis.remove(child)
        emphasis.text = ""
        dotted: etree._Element | None = None
        for character in text:
            if character.isalnum() or character in "々〆ー":
                dotted = etree.SubElement(emphasis, "span", {"class": "dot"})
                dotted.text = character
            elif dotted is None:
                emphasis.text += character
            else:
                dotted.tail = (dotted.tail or "") + character


def glue(box: etree._Element) -> None:
    """Keep a box on one line with the marks beside it: layout breaks lines on either side of a box."""
    parent, tail = box.getparent(), box.tail or ""
    end = next((place for place, mark in enumerate(tail) if mark not in _NO_START), len(tail))
    before = box.getprevious()
    lead = (parent.text if before is None else before.tail) or ""
    start = len(lead.rstrip("".join(_NO_END)))
    if not end and start == len(lead):
        return
    held = etree.Element("span", {"class": "glue"})
    parent.replace(box, held)
    held.append(box)
    held.text, box.tail, held.tail = lead[start:], tail[:end], tail[end:]
    if before is None:
        parent.text = lead[:start]
    else:
        before.tail = lead[:start]
