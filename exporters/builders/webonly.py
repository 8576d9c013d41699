"""What belongs to the web alone: left out of chapters, with the rules and headings that would be left behind."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fnmatch import fnmatchcase
from typing import Any

from lxml import etree

from book.editions import WebOnlySettings
from book.elements import VOID

_LIST = frozenset(("ul", "ol", "dl"))
_HEADING = frozenset(("h2", "h3", "h4", "h5", "h6"))
_SHORT = 100  # characters: a line below a link that tells what it leads to
_SCRIPT = re.compile(r"<script\b.*?</script\s*>", re.DOTALL)

# An element of the body: lxml has no public type that is both precise and complete.
Element = Any


def without_web_only(body: str, settings: WebOnlySettings, allowed_html: Iterable[str]) -> str:
    """Return the body without the parts for the web alone; the very same string where there are none.

    `allowed_html` are elements that raw HTML may hold on the web alone.
    """
    if not _may_hold(body, settings, allowed_html):
        return body
    root = etree.fromstring(
        f"<div>{_SCRIPT.sub('', body)}</div>", etree.XMLParser(resolve_entities=False, no_network=True)
    )
    parts = _Parts(settings)
    for tag in allowed_html:
        parts.take_all(element for element in root.iter(tag))
    parts.take_all(element for element in root.iter() if parts.has_class(element))
    parts.take_links(root)
    for section in [section for section in root.iter("section") if parts.is_named(section)]:
        parts.take_section(section)
    if not parts.taken:
        return body
    _remove_uncalled_notes(root)
    _renumber(root)
    return _inner(root)


def _may_hold(body: str, settings: WebOnlySettings, allowed_html: Iterable[str]) -> bool:
    """Tell quickly whether anything can be found at all: most bodies are written as they are."""
    words = [word for pattern in settings.headings for word in pattern.split("*") if word]
    tags = [f"<{tag}" for tag in allowed_html]
    return bool(settings.links and "<a " in body) or any(
        word in body for word in (*words, *settings.classes, *tags)
    )


class _Parts:
    def __init__(self, settings: WebOnlySettings) -> None:
        self.settings = settings
        self.taken = 0

    def has_class(self, element: Element) -> bool:
        return bool(set(str(element.get("class", "")).split()).intersection(self.settings.classes))

    def is_named(self, section: Element) -> bool:
        """Tell whether the section's heading is one of those for the web; signs beside its words do not count."""
        heading = next((child for child in section if child.tag in _HEADING), None)
        words = re.sub(r"^[^\w]+|[^\w]+$", "", _text(heading))
        return any(fnmatchcase(words, pattern) for pattern in self.settings.headings)

    def is_for_sale(self, link: Element) -> bool:
        return any(fnmatchcase(link.get("href", ""), pattern) for pattern in self.settings.links)

    def take_all(self, elements: Iterable[Element]) -> None:
        for element in list(elements):
            if element.getparent() is not None:
                self.take(element)

    def take(self, element: Element) -> None:
        """Take the element out, and a rule or heading that it leaves behind."""
        parent, before, after = element.getparent(), element.getprevious(), element.getnext()
        _remove(element)
        self.taken += 1
        if after is None or after.tag in {"section", "hr"}:
            _remove_rule(before)
        if parent.tag == "section" and all(child.tag in {*_HEADING, "hr"} for child in parent):
            self.take(parent)

    def take_links(self, root: Element) -> None:
        """Take out blocks of nothing but links for sale; elsewhere such a link becomes its text."""
        sold = dict.fromkeys(link for link in root.iter("a") if self.is_for_sale(link))
        blocks: dict[Element, list[Element]] = {}
        for link in sold:
            block = link
            while block.tag not in {"p", "li"} and block.getparent() is not None:
                block = block.getparent()
            blocks.setdefault(block, []).append(link)
        for block, links in blocks.items():
            linked = "".join(_text(link) for link in block.iter("a") if link in sold)
            if block.tag in {"p", "li"} and not re.sub(r"[\W_]", "", _text(block).replace(linked, "", 1)):
                if block.getroottree().getroot() is root:
                    self.take(block)
            else:
                for link in links:
                    del link.attrib["href"]
                self.taken += len(links)

    def take_section(self, section: Element) -> None:
        """Take a section's heading and its links; real text behind them stays, under the heading before."""
        if section.getparent() is None:
            return
        leftover = _behind_links(section)
        before = section.getprevious()
        for number, child in enumerate(leftover):
            _remove(child)
            if before is not None and before.tag == "section":
                before.append(child)
            else:
                section.getparent().insert(section.getparent().index(section) + 1 + number, child)
        if leftover:
            _remove(section)
            self.taken += 1
        else:
            self.take(section)


def _behind_links(section: Element) -> list[Element]:
    """Return the section's blocks behind its heading, its links, what tells of them, and a closing rule."""
    blocks = list(section)
    sold = blocks[0].find(".//a") is not None
    for at in range(1, len(blocks)):
        block, before = blocks[at], blocks[at - 1]
        if block.tag == "hr":
            return blocks[at + 1 :]
        if block.tag == "section" and _is_links(block):
            behind = _behind_links(block)
            if behind:
                return behind + blocks[at + 1 :]
            continue
        leads = at == 1 and at + 1 < len(blocks) and block.tag == "p" and _is_links(blocks[at + 1])
        below = (sold and at == 1) or before.tag == "p"
        tells = block.tag == "p" and ((below and len(_text(block)) < _SHORT) or _text(block).startswith("※"))
        if not (_is_links(block) or leads or tells):
            return blocks[at:]
    return []


def _is_links(block: Element) -> bool:
    """Tell whether a block is there for its links: a list of them, a paragraph or a sub-section with one."""
    if block.tag in _LIST:
        return all(item.find(".//a") is not None for item in block.findall("li")) and len(block) > 0
    if block.tag == "section":
        heading = next((child for child in block if child.tag in _HEADING), None)
        return heading is not None and heading.find(".//a") is not None
    whole_note = (
        len(block) == 1 and block[0].tag in {"em", "small"} and not (block.text or block[0].tail or "").strip()
    )
    return block.tag in {"p", "figure"} and (block.find(".//a") is not None or whole_note)


def _remove_rule(element: Element | None) -> None:
    """Take out the rule with which the element, or the sections within it, end."""
    while element is not None and element.tag == "section" and len(element):
        element = element[-1]
    if element is not None and element.tag == "hr":
        _remove(element)


def _remove(element: Element) -> None:
    """Take an element out of its parent; the text behind it stays."""
    parent, before = element.getparent(), element.getprevious()
    if parent is None:
        return
    if element.tail and before is not None:
        before.tail = (before.tail or "") + element.tail
    elif element.tail:
        parent.text = (parent.text or "") + element.tail
    element.tail = None
    parent.remove(element)


def _remove_uncalled_notes(root: Element) -> None:
    called = {link.get("href") for link in root.iter("a") if link.get("class") == "noteref"}
    for section in root.findall("section[@class='footnotes']"):
        for note in [note for note in section.iter("li") if note.get("id") and f"#{note.get('id')}" not in called]:
            _remove(note)
        if section.find(".//li") is None:
            _remove(section)


def _renumber(root: Element) -> None:
    """Give headings the level of their section again: one may have lost the section around it."""
    for section in root.iter("section"):
        depth = sum(1 for _ in section.iterancestors("section")) + 2
        for child in section:
            if child.tag in _HEADING:
                child.tag = f"h{min(depth, 6)}"


def _text(element: Element | None) -> str:
    return "" if element is None else "".join(element.itertext()).strip()


def _inner(root: Element) -> str:
    return (_escaped(root.text) + "".join(map(_written, root))).strip()


def _escaped(text: str | None) -> str:
    return (text or "").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _written(element: Element) -> str:
    """Write XHTML that readers of HTML take for the same: an empty element that may hold text has an end tag."""
    for inner in element.iter(etree.Element):
        if len(inner) == 0 and not inner.text and str(inner.tag) not in VOID:
            inner.text = ""
    return str(etree.tostring(element, encoding="unicode"))
