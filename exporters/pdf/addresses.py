"""Where links lead, for readers on paper: addresses inline, as footnotes, or at the chapter's end."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

from lxml import etree

from book.editions import PrintSettings
from exporters.pdf.tails import add_behind


def print_addresses(body: etree._Element, settings: PrintSettings) -> None:
    """Print the address of every link that leads out of the book, once for each address of a chapter.

    As a footnote the address becomes a note of the chapter, and the notes are numbered anew in their order. In a
    note it stands in the line.
    """
    if settings.link_addresses == "none":
        return
    shown: dict[str, str] = {}
    hrefs: dict[str, str] = {}
    for link in body.xpath("//a[starts-with(@href, 'http://') or starts-with(@href, 'https://')]"):
        address = readable(link.get("href", ""))
        href = hrefs.setdefault(address, link.get("href", ""))
        if not address or address in readable("".join(link.itertext()).strip()):
            continue
        in_note = any(item.get("id", "").startswith("fn-") for item in link.iterancestors("li"))
        if len(address) <= settings.link_inline or in_note:
            add_behind(link, _inline(address, href))
        elif settings.link_addresses == "notes":
            add_behind(link, _call(shown.setdefault(address, f"link-{len(shown) + 1}")))
        else:
            number = shown.setdefault(address, str(len(shown) + 1))
            add_behind(link, _mark(number))
    if settings.link_addresses == "notes":
        _add_notes(body, shown, hrefs)
    elif shown:
        body.append(_list(shown, hrefs))


def readable(address: str) -> str:
    """Return an address as people write it: without its scheme and last slash, Japanese as Japanese."""
    try:
        parts = urlsplit(address)
        decoded = unquote(parts.path + (f"?{parts.query}" if parts.query else ""), errors="strict")
    except (ValueError, UnicodeDecodeError):
        return address
    path = "".join(char if char.isprintable() and char != " " else "%20" for char in decoded)
    fragment = f"#{parts.fragment}" if parts.fragment else ""
    return (parts.netloc + path + fragment).removesuffix("/")


def _inline(address: str, href: str) -> etree._Element:
    return _linked("span", "（", address, href, "）")


def _linked(tag: str, before: str, address: str, href: str, behind: str = "") -> etree._Element:
    """Return an address that leads where it says, for those who read the book on a screen."""
    element = _element(tag, "address", before)
    link = etree.SubElement(element, "a", {"href": href})
    link.text, link.tail = address, behind
    return element


def _mark(number: str) -> etree._Element:
    return _element("span", "link-mark", f"[{number}]")


def _call(identifier: str) -> etree._Element:
    call = _element("a", "noteref", "")
    call.set("role", "doc-noteref")
    call.set("href", f"#fn-{identifier}")
    return call


def _element(tag: str, kind: str, text: str) -> etree._Element:
    element = etree.Element(tag, {"class": kind})
    element.text = text
    return element


def _add_notes(body: etree._Element, shown: dict[str, str], hrefs: dict[str, str]) -> None:
    """Add the addresses to the chapter's notes, and number all calls as they come."""
    found = body.xpath('//section[@role="doc-endnotes"]/ol')
    notes = found[0] if found else _section(body) if shown else None
    for address, identifier in shown.items():
        note = etree.SubElement(notes, "li", {"id": f"fn-{identifier}"})
        note.append(_linked("p", "", address, hrefs[address]))
    numbers: dict[str, str] = {}
    for call in body.xpath('//a[@role="doc-noteref"]'):
        call.text = numbers.setdefault(call.get("href", ""), str(len(numbers) + 1))


def _section(body: etree._Element) -> etree._Element:
    section = etree.SubElement(body, "section", {"class": "footnotes", "role": "doc-endnotes"})
    return etree.SubElement(section, "ol")


def _list(shown: dict[str, str], hrefs: dict[str, str]) -> etree._Element:
    section = etree.Element("section", {"class": "addresses"})
    section.append(_element("p", "addresses-title", "リンク先"))
    for address, number in shown.items():
        section.append(_linked("p", f"[{number}] ", address, hrefs[address]))
    return section
