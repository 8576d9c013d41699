"""The structure tree of a laid-out document: what its content is, for those who hear it (ISO 32000-1, 14.8).

It takes the place of WeasyPrint's own, which tears apart what goes over a page, reads the repeated head of a table
again, and knows neither notes nor ruby nor contents. Here one element of HTML is one structure element.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any

import pydyf
import weasyprint.pdf
from weasyprint.formatting_structure import boxes

from exporters.pdf.nodes import Area, Mark, Node, write_tree
from exporters.pdf.references import BOX, Reference

# By class first, then by name. A pair is a structure element and the one inside that takes the content.
_CLASSES: Mapping[str, tuple[str, ...]] = {
    "footnote": ("Note",),
    "note-block": ("Note",),
    "toc": ("TOC",),
    "entry": ("TOCI", "Reference"),
    "index-entry": ("P",),
    "ruby": ("Ruby", "RB"),
    "reading": ("RT",),
    "page-number": ("Reference",),
}
_NAMES: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("p", "pre", "summary"), ("P",)),
    **dict.fromkeys(("div", "header", "footer", "figure", "details"), ("Div",)),
    **dict.fromkeys(("ul", "ol", "dl"), ("L",)),
    **{name: (name.upper(),) for name in ("tr", "th", "td")},
    **{name: (name[:2].upper() + name[2:],) for name in ("thead", "tbody", "tfoot")},
    "section": ("Sect",),
    "aside": ("Sect",),
    "blockquote": ("BlockQuote",),
    "li": ("LI", "LBody"),
    "li::marker": ("Lbl",),
    "dt": ("LI", "Lbl"),
    "dd": ("LI", "LBody"),
    "span::footnote-call": ("Reference",),
    "span::footnote-marker": ("Lbl",),
    "a": ("Link",),
    "code": ("Code",),
    "table": ("Table",),
    "caption": ("Caption",),
    "figcaption": ("Caption",),
}
_GROUPING = frozenset(("Document", "Part", "Art", "Sect", "Div", "BlockQuote"))
_INLINE = frozenset(("Code", "Link", "Reference", "Ruby", "Formula", "Lbl"))
# What is drawn beside items that have no number: nothing to hear.
_BULLETS = frozenset("・•◦▪‣–")
# Sections of the volume's own pages that stand in no text: running heads are stamped, the carrier is thrown away.
_NOT_READ = frozenset(("head", "carrier"))


@cache
def use_own_tags() -> None:
    """Have WeasyPrint write this module's tree, once in a process; its version is pinned for it."""
    weasyprint.pdf.add_tags = _add_tags


def _add_tags(pdf: Any, document: Any, _version: Any, streams: Sequence[Any]) -> None:
    tree = Tree(document.heading_shift, document.tag_prefix)
    for number, (page, stream) in enumerate(zip(document.pages, streams, strict=True)):
        tree.add_page(page._page_box, number, stream)
    document.references = tuple(tree.references)
    write_tree(tree.root, pdf, len(streams), tree.dropped)


def _make_artifacts(stream: Any, mcids: Collection[int]) -> None:
    """Make marked content of a page artifacts (ISO 32000-1, 14.8.2.2); `stream` is what was drawn."""
    content: list[Any] = []
    for piece in stream.stream:
        if content and isinstance(content[-1], pydyf.Dictionary) and content[-1].get("MCID") in mcids:
            content[-2:] = ["/Artifact", b"BMC"]  # `piece` is BDC
        else:
            content.append(piece)
    stream.stream[:] = content


class Tree:
    """The tree of one document. `shift` is added to the level of headings, `prefix` makes its ids its own."""

    def __init__(self, shift: int, prefix: str) -> None:
        """Begin with an empty document."""
        self.root = Node("Document")
        self.shift, self.prefix = shift, prefix
        self.notes: list[Node] = []
        self.dropped: set[Any] = set()
        self.references: list[Reference] = []
        self._known: dict[tuple[Any, str], tuple[Node, int]] = {}
        self._calls: dict[Any, Node] = {}
        self._artifacts: list[int] = []

    def add_page(self, page: Any, number: int, stream: Any) -> None:
        """Add what a page shows, in the order of its text."""
        height = page.margin_height()
        self._artifacts = []
        for child in page.children:
            if not isinstance(child, boxes.MarginBox):
                self._add(child, self.root, number, stream, height)
        self._artifacts += (mark["mcid"] for mark in stream._tags.values())
        _make_artifacts(stream, frozenset(self._artifacts))

    def _add(self, box: Any, parent: Node, page: int, stream: Any, height: float) -> None:
        box = getattr(box, "_box", box)
        if box.is_leader:
            self._add_leader(box, parent, page)
            return
        if isinstance(box, boxes.TextBox):
            self._add_text(box, parent, page, stream)
        elif isinstance(box, boxes.ReplacedBox):
            self._add_picture(box, parent, page, stream, height)
        elif (node := self._node(box, parent, page)) is None:
            links = (part.link_annotation for part in (box, *box.descendants()) if part.link_annotation)
            self.dropped |= {link.reference for link in links}  # of the repeated head of a table
        else:
            if box.link_annotation:
                self._add_area(box.link_annotation, node, page)
            for child in getattr(box, "children", ()):
                self._add(child, node, page, stream, height)

    def _add_leader(self, box: Any, parent: Node, page: int) -> None:
        """Leave out the dots before a number: like all that nothing takes, they become artifacts."""
        for part in (box, *box.descendants()):
            if part.link_annotation:
                self._add_area(part.link_annotation, parent, page)

    def _add_area(self, annotation: Any, node: Node, page: int) -> None:
        """Add a link's area; WeasyPrint makes one for each box in a link, of which one a line is enough."""
        node = next((above for above in node.above() if above.tag == "Link"), node)
        for kid in node.kids:
            if isinstance(kid, Area) and kid.page == page and _on_one_line(kid.annotation, annotation):
                self.dropped.add(annotation.reference)
                return
        node.kids.append(Area(page, annotation))

    def _add_text(self, box: Any, parent: Node, page: int, stream: Any) -> None:
        mark = stream._tags.pop(box, None)
        if mark is not None and parent.tag == "Lbl" and box.text.strip() in _BULLETS:
            self._artifacts.append(mark["mcid"])
        elif mark is not None:
            home = _home(parent, "Span")
            home.kids.append(Mark(page, mark["mcid"]))
            home.said.append(box.text)
            if BOX in _classes(box):
                self.references.append(Reference(page, mark["mcid"], box.element.get("data-to"), len(box.text)))

    def _add_picture(self, box: Any, parent: Node, page: int, stream: Any, height: float) -> None:
        mark = stream._tags.pop(box, None)
        alt = _alternative(box.element) if box.element is not None else ""
        if box.link_annotation:
            self._add_area(box.link_annotation, parent, page)
        if mark is None:
            return
        if not alt:
            self._artifacts.append(mark["mcid"])
            return
        formula = "formula" in _classes(box)
        picture = _home(parent, "Formula" if formula else "Figure").grow("Formula" if formula else "Figure")
        left, top = box.content_box_x(), box.content_box_y()
        edges = (left, height - top - box.height, left + box.width, height - top)
        area = pydyf.Array([round(edge * 0.75, 2) for edge in edges])
        picture.entries = {"Alt": pydyf.String(alt), "A": pydyf.Dictionary({"O": "/Layout", "BBox": area})}
        picture.kids.append(Mark(page, mark["mcid"]))
        picture.said.append(alt)

    def _node(self, box: Any, parent: Node, page: int) -> Node | None:
        """Return the node that takes a box's content: the one of its element. None: it is not to be read."""
        if box.element is None:
            return parent
        key = (box.element, box.element_tag)
        if key in self._known:
            node, first = self._known[key]
            return None if page > first and box.element_tag in ("thead", "tfoot") else node
        if _NOT_READ & _classes(box):
            return None
        tags = self._tags_of(box)
        node = self._grow(box, parent, tags) if tags else parent
        if tags:
            self._known[key] = node, page
        return node

    def _tags_of(self, box: Any) -> tuple[str, ...]:
        name = box.element_tag
        if name[:1] == "h" and name[1:].isdigit():
            return (f"H{min(6, int(name[1:]) + self.shift)}",)
        if "::" not in name:
            for known in _classes(box):
                if known in _CLASSES:
                    return _CLASSES[known]
        if name == "a" and not box.element.get("href"):
            return ()
        return _NAMES.get(name, ())

    def _grow(self, box: Any, parent: Node, tags: tuple[str, ...]) -> Node:
        node = self._place(box, parent, tags)
        if box.element_tag in ("th", "td"):
            _describe_cell(box, node)
        if not self.shift and box.element_tag == "section" and box.element.get("id"):
            node.entries["T"] = pydyf.String(box.element.get("id"))
        if tags[0] == "Note":
            self.notes.append(node)
            node.entries["ID"] = pydyf.String(f"{self.prefix}-{len(self.notes)}")
        for inner in tags[1:]:
            node = node.grow(inner)
        return node

    def _place(self, box: Any, parent: Node, tags: tuple[str, ...]) -> Node:
        """Return a new node where it belongs: not always inside the node of the box around it."""
        name, tag = box.element_tag, tags[0]
        if name == "li::marker" and parent.tag == "LBody" and parent.parent is not None:
            return parent.parent.grow(tag, 0)
        if tag == "RT" and parent.parent is not None and parent.parent.tag == "Ruby":
            return parent.parent.grow(tag)
        if name == "dd" and parent.kids and isinstance(item := parent.kids[-1], Node) and _unfinished(item):
            return item
        if name == "span::footnote-call":
            self._calls[box.element] = parent
        elif tag == "Note" and box.element in self._calls:
            return _behind(self._calls[box.element])
        return _home(parent, tag).grow(tag)


def _on_one_line(first: Any, second: Any) -> bool:
    """Return whether two areas are on one line; the first then becomes as wide as both."""
    left, top, right, low = first["Rect"]
    other_left, other_top, other_right, other_low = second["Rect"]
    if min(top, other_top) - max(low, other_low) < 0.5 * min(top - low, other_top - other_low):
        return False
    first["Rect"][:] = min(left, other_left), max(top, other_top), max(right, other_right), min(low, other_low)
    return True


def _unfinished(item: Node) -> bool:
    return item.tag == "LI" and not any(isinstance(kid, Node) and kid.tag == "LBody" for kid in item.kids)


def _behind(call: Node) -> Node:
    """Return a new note: behind the paragraph that calls it, or last in the item or cell."""
    block = next(node for node in call.above() if node.tag not in _INLINE)
    if block.parent is None or block.parent.tag not in (*_GROUPING, "LBody", "Note"):
        return block.grow("Note")
    around = block.parent
    place = around.kids.index(block) + 1
    while place < len(around.kids) and isinstance(kid := around.kids[place], Node) and kid.tag == "Note":
        place += 1
    return around.grow("Note", place)


def _home(parent: Node, tag: str) -> Node:
    """Return the node in which an element may stand: text stands in paragraphs, what is in lists in items."""
    if parent.tag == "L" and tag != "LI":
        return parent.grow("LI").grow("LBody")
    if parent.tag in _GROUPING and (tag == "Span" or tag in _INLINE):
        last = parent.kids[-1] if parent.kids else None
        if isinstance(last, Node) and last.anonymous:
            return last
        paragraph = parent.grow("P")
        paragraph.anonymous = True
        return paragraph
    return parent


def _classes(box: Any) -> frozenset[str]:
    return frozenset((box.element.get("class") or "").split())


def _alternative(element: Any) -> str:
    title = element.find("{http://www.w3.org/2000/svg}title")
    return (
        element.get("alt") or element.get("aria-label") or (title.text if title is not None else "") or ""
    ).strip()


def _describe_cell(box: Any, node: Node) -> None:
    about = pydyf.Dictionary({"O": "/Table"})
    if box.element_tag == "th":
        column = node.parent is not None and any(above.tag == "THead" for above in node.above())
        wanted = box.element.get("scope") or ("col" if column else "row")
        about["Scope"] = "/Column" if wanted.startswith("col") else "/Row"
    for span, count in (("ColSpan", box.colspan), ("RowSpan", box.rowspan)):
        if count != 1:
            about[span] = count
    if len(about) > 1:
        node.entries["A"] = about
