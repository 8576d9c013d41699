"""Where lines and pages had better not break: before a paragraph's last character, behind what leads to a list."""

from __future__ import annotations

import re

from lxml import etree

from exporters.pdf.captions import is_caption

# Nobody sees this: lines do not break at it.
_KEPT = "\ufeff"
_PARAGRAPHS = ("p", "li", "dd", "td", "th", "figcaption")
_MARKS = "、。，．」』）】〉》！？… \n"
_BLOCKS = frozenset(("ul", "ol", "dl", "pre", "div", "figure", "blockquote", "table"))
_LISTS = ("ul", "ol")
# Two Japanese characters, with whatever punctuation the paragraph ends with.
_END = re.compile("[\u3041-\u30ff\u3400-\u9fff](?=[\u3041-\u30ff\u3400-\u9fff][、。，．」』）】〉》！？…]*\\s*$)")
# What leads to a list or table is no longer than this, in characters, and ends so, or than that, and is bold.
_LEAD, _HEADING = 40, 60
_COLONS = ("：", ":", "→")
_LEADS = (*_COLONS, "。", "す", "り")
# Where running text stands; and what ends a bold sentence, which is no heading.
_FLOW = ("article", "section")
_SENTENCE = ("。", "．", "！", "!", "、", "…", ".")


def keep_last_characters(body: etree._Element) -> None:
    """Let no line of a paragraph hold its last character alone (JLREQ 3.5.4)."""
    for paragraph in body.iter(*_PARAGRAPHS):
        holder, place = _last_text(paragraph)
        if text := getattr(holder, place):
            setattr(holder, place, keep_last_character(text))


def keep_last_character(text: str) -> str:
    """Return a paragraph's text that breaks no line in front of its last character."""
    found = _END.search(text)
    return text[: found.end()] + _KEPT + text[found.end() :] if found else text


def _last_text(paragraph: etree._Element) -> tuple[etree._Element, str]:
    """Return where the last text of a paragraph is: an element, and whether its `text` or its `tail`."""
    holder, place = paragraph, "text"
    for child in reversed(paragraph):
        if child.tag in _BLOCKS:
            continue
        if (child.tail or "").strip(_MARKS):
            return child, "tail"
        return _last_text(child) if len(child) or (child.text or "").strip() else (child, "text")
    return holder, place


def part_headings(body: etree._Element) -> None:
    """Make a paragraph of the bold first line of one: it heads the lines below it."""
    for paragraph in body.xpath("//p[*[1][self::strong or self::b] and *[2][self::br]]"):
        bold, end = paragraph[0], paragraph[1]
        if (paragraph.text or "").strip() or (bold.tail or "").strip() or paragraph.getparent().tag not in _FLOW:
            continue
        rest = (end.tail or "").strip() or len(paragraph) > 2
        if not rest or "".join(bold.itertext()).strip().endswith(_SENTENCE):
            continue
        heading = etree.Element("p")
        paragraph.addprevious(heading)
        heading.append(bold)
        bold.tail = None
        paragraph.text, end.tail = (end.tail or "").lstrip(), None
        paragraph.remove(end)


def keep_leads(body: etree._Element) -> None:
    """Give a short paragraph that leads to a list, table, figure, code or formula the class `lead`.

    It ends no page. To a list it leads however it ends, to a figure with a colon only, to another paragraph where
    it is bold: authors write headings so. Such a one has the class `minor` too, unless it is within another block,
    or a sentence. A picture leads to the paragraph that is its caption.
    """
    for paragraph in body.iter("p"):
        after = paragraph.getnext()
        if after is None or (paragraph.tail or "").strip():
            continue
        text = "".join(paragraph.itertext()).strip()
        if paragraph.get("class") == "picture":
            if after.tag == "p" and is_caption("".join(after.itertext())):
                paragraph.set("class", "picture lead")
            continue
        bold = len(paragraph) == 1 and paragraph[0].tag in ("strong", "b") and not (paragraph.text or "").strip()
        ends = text.endswith(_COLONS if after.tag == "figure" else _LEADS)
        ends = ends or after.get("class") == "math" or after.tag in _LISTS
        leads = bold if after.tag == "p" else after.tag in _BLOCKS and (bold or ends)
        if leads and len(text) <= (_HEADING if bold else _LEAD):
            heads = bold and not text.endswith(_SENTENCE) and paragraph.getparent().tag in _FLOW
            kind = "lead minor" if heads else "lead"
            paragraph.set("class", f"{paragraph.get('class', '')} {kind}".strip())
