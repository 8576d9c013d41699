"""Terms that authors mark with `<dfn>`, for the index."""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree


@dataclass(frozen=True, slots=True)
class Term:
    """A marked term: its text, its reading where ruby gives one, and the id of the place."""

    text: str
    reading: str
    id: str


def mark_terms(body: etree._Element) -> tuple[Term, ...]:
    """Give each marked term of a chapter an id, and return them; to be called while ruby is still ruby."""
    terms = []
    for number, element in enumerate(body.iter("dfn"), 1):
        element.set("id", element.get("id") or f"term-{number}")
        reading = "".join(_reading(element))
        text = "".join(element.xpath(".//text()[not(ancestor::rt or ancestor::rp)]")).strip()
        if text:
            terms.append(Term(text, reading if reading != text else "", element.get("id", "")))
    return tuple(terms)


def _reading(element: etree._Element) -> list[str]:
    """Return the term as it is read: ruby for what bears ruby, the text itself for all else."""
    said = []
    for text in element.xpath(".//text()[not(ancestor::rp)]"):
        around = [text.getparent(), *text.getparent().iterancestors()] if not text.is_tail else []
        inside = around or list(text.getparent().iterancestors())
        names = {ancestor.tag for ancestor in inside}
        if "rt" in names or "ruby" not in names:
            said.append(str(text).strip())
    return said
