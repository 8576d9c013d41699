"""Footnotes: from notes at a chapter's end to notes at the foot of the page that calls them."""

from __future__ import annotations

from lxml import etree

from exporters.pdf.tails import remove

_BLOCKS = frozenset(("ul", "ol", "dl", "pre", "table", "div", "blockquote", "figure", "aside", "section"))
# WeasyPrint lays out a footnote once for each repetition of what holds it, or not at all.
_UNSOUND = frozenset(("table", "figure", "aside", "details", "h2", "h3", "h4", "h5", "h6", "dl"))


def place_notes(body: etree._Element) -> None:
    """Move each note's content to its first call, as `<span class="footnote">`; drop the section of notes.

    A note with blocks in it, or called in a table, figure, heading or box, comes right after the block that
    calls it. Notes nobody calls stay at the end. Later calls of a note stay as links to it.
    """
    for section in body.xpath('//section[@role="doc-endnotes"]'):
        notes = {f"#{item.get('id')}": item for item in section.xpath("./ol/li[@id]")}
        calls = body.xpath('//a[@role="doc-noteref"]')
        for call in calls:
            note = notes.get(call.get("href", ""))
            if note is not None and not any(note is around for around in call.iterancestors()):
                del notes[call.get("href", "")]
                _place(body, call, note)
        if not notes:
            remove(section)


def _place(body: etree._Element, call: etree._Element, note: etree._Element) -> None:
    number = "".join(call.itertext()).strip()
    holder = _outermost_unsound(body, call)
    if holder is None and any(child.tag in _BLOCKS for child in note.iter()):
        holder = _top(body, call)
    if holder is None:
        footnote = _footnote(note, number)
        footnote.tail, call.tail = call.tail, None
        call.getparent().replace(call, footnote)
    else:
        _after(holder, note, number)
    note.getparent().remove(note)


def _footnote(note: etree._Element, number: str) -> etree._Element:
    footnote = etree.Element("span", {"class": "footnote", "id": note.get("id", ""), "data-note": number})
    footnote.text = note.text
    for child in list(note):
        if child.tag == "p":
            child.tag = "span"
            child.set("class", " ".join(filter(None, ("note-paragraph", child.get("class")))))
        footnote.append(child)
    return footnote


def _after(holder: etree._Element, note: etree._Element, number: str) -> None:
    block = etree.Element("div", {"class": "note-block", "id": note.get("id", "")})
    mark = etree.SubElement(block, "span", {"class": "note-mark"})
    mark.text = number
    mark.tail = note.text
    for child in list(note):
        block.append(child)
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
