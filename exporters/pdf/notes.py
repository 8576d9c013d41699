"""Footnotes: from notes at a chapter's end to notes at the foot of the page that calls them."""

from __future__ import annotations

from itertools import pairwise
from math import ceil

from lxml import etree

from book.phrases import width_of
from exporters.pdf.page import PageShape
from exporters.pdf.tails import remove

_BLOCKS = frozenset(("dl", "pre", "table", "div", "blockquote", "figure", "aside", "section"))
# WeasyPrint lays out a footnote once for each repetition of what holds it, or not at all.
_HEADINGS = frozenset(("h2", "h3", "h4", "h5", "h6"))
_UNSOUND = _HEADINGS | {"table", "figure", "aside", "details", "dl"}


# The size of a note's text and the height of its lines, in points: see `.footnote` in the style sheet.
_SIZE, _LINE = 7.4, 11.1


def place_notes(body: etree._Element, shape: PageShape) -> None:
    """Move each note's content to its first call, as `<span class="footnote">`; drop the section of notes.

    Lists in a note are lines of it. A note with other blocks in it or too long for the foot of a page of this
    shape, or called in a table, figure or box, comes right after the block that calls it; a heading's is one of
    the paragraph below. Notes nobody calls stay at the end. Later calls of a note stay as links to it.
    """
    for section in body.xpath('//section[@role="doc-endnotes"]'):
        notes = {f"#{item.get('id')}": item for item in section.xpath("./ol/li[@id]")}
        calls = body.xpath('//a[@role="doc-noteref"]')
        for call in calls:
            note = notes.get(call.get("href", ""))
            if note is not None and not any(note is around for around in call.iterancestors()):
                del notes[call.get("href", "")]
                _place(body, call, note, shape)
        if not notes:
            remove(section)
    _part_calls(body)


def _part_calls(body: etree._Element) -> None:
    """Put a comma between calls that follow one another: 6 and 7 are not 67."""
    calls = body.xpath('//span[@class="footnote"] | //a[@role="doc-noteref"]')
    for before, call in pairwise(calls):
        if before.getnext() is call and not before.tail:
            comma = etree.Element("span", {"class": "noteref"})
            comma.text = ","
            before.addnext(comma)


def _place(body: etree._Element, call: etree._Element, note: etree._Element, shape: PageShape) -> None:
    number = "".join(call.itertext()).strip()
    holder = _outermost_unsound(body, call)
    if any(child.tag in _BLOCKS for child in note.iter()) or _height(note, shape) > shape.note_height:
        _after(_top(body, call) if holder is None else holder, note, number)
    elif holder is None:
        footnote = _footnote(note, number)
        footnote.tail, call.tail = call.tail, None
        call.getparent().replace(call, footnote)
    elif (below := _paragraph_below(holder)) is not None:
        footnote = _footnote(note, number)
        footnote.set("class", "footnote called-above")
        _put_first(below, footnote)
    else:
        _after(holder, note, number)
    note.getparent().remove(note)


def _height(note: etree._Element, shape: PageShape) -> float:
    """Return about how high a note is at a page's foot, in points."""
    full = ceil(width_of("".join(note.itertext())) * _SIZE / shape.text_width)
    return _LINE * (full + sum(1 for _ in note.iter("p", "li")))


def _paragraph_below(holder: etree._Element) -> etree._Element | None:
    """Return the paragraph that follows a heading, on its page."""
    below = holder.getnext() if holder.tag in _HEADINGS else None
    if below is not None and below.tag == "section" and len(below):
        below = below[0]
    return below if below is not None and below.tag == "p" else None


def _put_first(paragraph: etree._Element, footnote: etree._Element) -> None:
    """Put a note in front of a paragraph's text, behind those that are there."""
    place = sum(1 for child in paragraph if "called-above" in child.get("class", ""))
    if place:
        before = paragraph[place - 1]
        footnote.tail, before.tail = before.tail, None
    else:
        footnote.tail, paragraph.text = paragraph.text, None
    paragraph.insert(place, footnote)


def _footnote(note: etree._Element, number: str) -> etree._Element:
    footnote = etree.Element("span", {"class": "footnote", "id": note.get("id", ""), "data-note": number})
    footnote.text = note.text
    _make_lines(note)
    for child in list(note):
        footnote.append(child)
    return footnote


def _make_lines(note: etree._Element) -> None:
    """Make lines of a note's paragraphs and lists, which have no blocks of their own at a page's foot."""
    for item in note.xpath(".//li"):
        item.text = _mark(item) + (item.text or "").lstrip()
        item.set("class", "note-item")
    for paragraph in note.iterchildren("p"):
        paragraph.set("class", " ".join(filter(None, ("note-paragraph", paragraph.get("class")))))
    for child in note.xpath(".//p | .//li | .//ul | .//ol"):
        child.tag = "span"
        child.tail = (child.tail or "").strip() or None


def _mark(item: etree._Element) -> str:
    """Return what stands before a list's item: its number, or a point."""
    holder = item.getparent()
    if holder.tag != "ol":
        return "・"
    start = holder.get("start", "1")
    number = holder.findall("li").index(item) + (int(start) if start.lstrip("-").isdigit() else 1)
    return f"{number}. "


def _after(holder: etree._Element, note: etree._Element, number: str) -> None:
    block = etree.Element("div", {"class": "note-block", "id": note.get("id", "")})
    block.text = note.text
    for child in list(note):
        block.append(child)
    first = block[0] if len(block) and block[0].tag == "p" and not (block.text or "").strip() else None
    if first is None:
        first = etree.Element("p")
        first.text, block.text = block.text, None
        block.insert(0, first)
    mark = etree.Element("span", {"class": "note-mark"})
    mark.text, mark.tail, first.text = number, first.text, None
    first.insert(0, mark)
    while (follower := holder.getnext()) is not None and follower.get("class") == "note-block":
        holder = follower
    block.tail, holder.tail = holder.tail, None
    holder.addnext(block)


def _outermost_unsound(body: etree._Element, call: etree._Element) -> etree._Element | None:
    found = [parent for parent in call.iterancestors() if parent.tag in _UNSOUND]
    return found[-1] if found and found[-1] is not body else None


def _top(body: etree._Element, call: etree._Element) -> etree._Element:
    holder = call
    while holder.getparent() is not body and holder.getparent().tag != "section":
        holder = holder.getparent()
    return holder
