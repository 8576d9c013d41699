"""What a rendered article shows: its text, and the text outside code, where marks of Markdown are faults."""

from __future__ import annotations

import re
from dataclasses import dataclass
from xml.etree import ElementTree

_BLOCKS = frozenset(
    (
        "p",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "li",
        "td",
        "th",
        "dt",
        "dd",
        "pre",
        "div",
        "figcaption",
        "summary",
        "caption",
        "blockquote",
    )
)
_CODE = frozenset(("code", "pre", "kbd", "samp", "math"))
_TAG = re.compile(r"\\tag\*?\{[^{}]*\}")  # numbers of formulas are as good as generated
_GENERATED = frozenset(("noteref", "generated"))


@dataclass(frozen=True, slots=True)
class Shown:
    """`text` is everything shown, pictures by their alternative text; `prose` the same by block, without code."""

    text: str
    prose: tuple[str, ...]


def shown(body: str) -> Shown:
    """Read a chapter's body, well-formed XHTML without a wrapping element."""
    reader = _Reader()
    # The body is gappon's own output, without a document type: there are no entities to expand.
    reader.read(ElementTree.fromstring(f"<div>{body}</div>"), in_code=False)  # noqa: S314
    reader.end_block()
    return Shown("".join(reader.text), tuple(reader.blocks))


class _Reader:
    def __init__(self) -> None:
        self.text: list[str] = []
        self.blocks: list[str] = []
        self.block: list[str] = []

    def read(self, element: ElementTree.Element, *, in_code: bool) -> None:
        tag = element.tag.rpartition("}")[2]
        if _GENERATED & set(element.get("class", "").split()) or tag in {"rp", "svg"}:
            return
        code = in_code or tag in _CODE
        if tag in _BLOCKS:
            self.end_block()
        if tag in {"img", "math"}:
            self.add(element.get("alt", "") + _TAG.sub("", element.get("alttext", "")), code=True)
            return
        self.add(element.text or "", code=code)
        over = [child for child in element if tag == "ruby" and child.tag == "rt"]
        for child in element:
            if child not in over:
                self.read(child, in_code=code)
            self.add(child.tail or "", code=code)
        for reading in over:  # after what they stand over, as authors write them
            self.read(reading, in_code=code)
        if tag in _BLOCKS:
            self.end_block()

    def add(self, text: str, *, code: bool) -> None:
        self.text.append(text)
        if not code:
            self.block.append(text)

    def end_block(self) -> None:
        text = "".join(self.block)
        if text.strip():
            self.blocks.append(text)
        self.block.clear()
