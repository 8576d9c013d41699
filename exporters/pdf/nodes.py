"""Structure elements as they are gathered, and as they are written (ISO 32000-1, 14.7)."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

import pydyf

# Elements that mean something even with nothing in them.
_KEPT_EMPTY = frozenset(("TD", "TH", "TR"))
_OF_TABLES = frozenset(("Table", "THead", "TBody", "TFoot", "TR", "TD"))
_INLINE = frozenset(("Span", "Code", "Link", "Reference", "Ruby", "Formula", "Figure", "Lbl"))


@dataclass(frozen=True, slots=True)
class Mark:
    """Marked content: the page it is on (from 0), and its number there."""

    page: int
    mcid: int


@dataclass(frozen=True, slots=True)
class Area:
    """A link's area on a page, as an annotation."""

    page: int
    annotation: Any


@dataclass(slots=True, eq=False)
class Node:
    """A structure element that is being gathered. `entries` are its own keys in the PDF."""

    tag: str
    parent: Node | None = None
    kids: list[Node | Mark | Area] = field(default_factory=list)
    entries: dict[str, Any] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    anonymous: bool = False

    def grow(self, tag: str, place: int | None = None) -> Node:
        """Add an element inside, last or at a place among the others."""
        node = Node(tag, self)
        self.kids.insert(len(self.kids) if place is None else place, node)
        return node

    def above(self) -> Iterator[Node]:
        """Yield this element and those around it, from the inside."""
        node: Node | None = self
        while node is not None:
            yield node
            node = node.parent


def write_tree(document: Node, pdf: Any, pages: int, dropped: Collection[Any]) -> None:
    """Write the tree and its parent tree (ISO 32000-1, 14.7.4.4).

    `dropped` are annotations that the pages keep no longer. The root's `Figures` and `Notes` list what binding
    has to look at; binding removes them.
    """
    writer = _Writer(pdf, [{} for _ in range(pages)])
    root = pydyf.Dictionary({"Type": "/StructTreeRoot"})
    pdf.add_object(root)
    top = writer.write(document, root.reference)
    numbers = pydyf.Array()
    for page, marks in enumerate(writer.marks):
        owners = (marks.get(mcid, "null") for mcid in range(max(marks, default=-1) + 1))
        numbers.extend((page, pydyf.Array(owners)))
    for key, (owner, annotation) in enumerate(writer.areas, pages):
        annotation["StructParent"] = key
        numbers.extend((key, owner))
    parents = pydyf.Dictionary({"Nums": numbers})
    pdf.add_object(parents)
    root.update(K=pydyf.Array([top]), ParentTree=parents.reference, ParentTreeNextKey=pages + len(writer.areas))
    root["Figures"] = pydyf.Array(writer.figures)
    root["Notes"] = pydyf.Array(writer.notes)
    for made in pdf.objects:
        if isinstance(made, pydyf.Dictionary) and made.get("Type") == "/Page" and "Annots" in made:
            made["Annots"] = pydyf.Array(link for link in made["Annots"] if link not in dropped)
    pdf.catalog["StructTreeRoot"] = root.reference
    pdf.catalog["MarkInfo"] = pydyf.Dictionary({"Marked": "true"})


@dataclass(slots=True)
class _Writer:
    """Writes nodes as objects, and notes whose each piece of content is."""

    pdf: Any
    marks: list[dict[int, Any]]
    areas: list[tuple[Any, Any]] = field(default_factory=list)
    figures: list[Any] = field(default_factory=list)
    notes: list[Any] = field(default_factory=list)

    def write(self, node: Node, parent: Any) -> Any:
        """Write a node with all inside it; return its reference, or None where there is nothing to it."""
        _wrap_text(node)
        if node.tag == "LI":
            _give_body(node)
        elif node.tag == "Link":
            _name_link(node)
        elif node.tag == "Table":
            _mend_table(node)
        element = pydyf.Dictionary({"Type": "/StructElem", "S": f"/{node.tag}", "P": parent, **node.entries})
        self.pdf.add_object(element)
        here = next((kid.page for kid in node.kids if not isinstance(kid, Node)), None)
        if here is not None:
            element["Pg"] = self.pdf.page_references[here]
        kids = [self._kid(kid, node, element.reference, here) for kid in node.kids]
        there = [kid for kid in kids if kid is not None]
        element["K"] = there[0] if len(there) == 1 and isinstance(there[0], int) else pydyf.Array(there)
        if not there and node.tag not in _KEPT_EMPTY and node.parent is not None:
            return None
        self._list(node, element.reference)
        return element.reference

    def _list(self, node: Node, reference: Any) -> None:
        if node.tag in ("Figure", "Formula"):
            self.figures.append(reference)
        elif node.tag == "Note":
            self.notes.append(reference)

    def _kid(self, kid: Node | Mark | Area, node: Node, reference: Any, here: int | None) -> Any:
        if isinstance(kid, Node):
            return self.write(kid, reference)
        page = self.pdf.page_references[kid.page]
        if isinstance(kid, Area):
            self.areas.append((reference, kid.annotation))
            _describe_link(kid.annotation, "".join(_said(node)))
            return pydyf.Dictionary({"Type": "/OBJR", "Obj": kid.annotation.reference, "Pg": page})
        self.marks[kid.page][kid.mcid] = reference
        if kid.page == here:
            return kid.mcid
        return pydyf.Dictionary({"Type": "/MCR", "Pg": page, "MCID": kid.mcid})


def _give_body(item: Node) -> None:
    """Make an item's number its content where it has no other."""
    parts = [kid for kid in item.kids if isinstance(kid, Node)]
    if not any(part.tag == "LBody" and _holds_content(part) for part in parts):
        for label in parts:
            label.tag = "LBody"


def _name_link(link: Node) -> None:
    """Give a link that shows nothing but pictures their words, or else its address: it has no text of its own."""
    shown = [kid for kid in link.kids if not isinstance(kid, Area)]
    if all(isinstance(kid, Node) and kid.tag in ("Figure", "Formula") for kid in shown):
        leads = next((_address(kid.annotation) for kid in link.kids if isinstance(kid, Area)), "")
        link.entries["Alt"] = pydyf.String("".join(_said(link)).strip() or leads or "リンク")


def _mend_table(table: Node) -> None:
    """Make text of a table without heads, whose columns nothing names, and rows of heads above no rows (7.5)."""
    parts = [*_parts(table)]
    if not any(part.tag == "TH" for part in parts):
        for part in [table, *parts]:
            if part.tag in _OF_TABLES:
                part.entries.pop("A", None)
                part.tag = "P" if part.tag == "TD" and all(map(_is_inline, part.kids)) else "Div"
    elif not any(part.tag in ("TBody", "TR") for part in table.kids if isinstance(part, Node)):
        for part in parts:
            part.tag = "TBody" if part.tag == "THead" else part.tag


def _is_inline(kid: Node | Mark | Area) -> bool:
    return not isinstance(kid, Node) or kid.tag in _INLINE


def _parts(node: Node) -> Iterator[Node]:
    """Yield the elements within an element, but for those of tables in its cells."""
    for kid in node.kids:
        if isinstance(kid, Node) and kid.tag != "Table":
            yield kid
            yield from _parts(kid)


def _holds_content(node: Node) -> bool:
    return any(not isinstance(kid, Node) or _holds_content(kid) for kid in node.kids)


def _wrap_text(node: Node) -> None:
    """Put text that stands among elements into elements too: readers differ on the order of the two."""
    if not {type(kid) for kid in node.kids} >= {Node, Mark}:
        return
    kids, node.kids = node.kids, []
    for kid in kids:
        if isinstance(kid, Mark):
            last = node.kids[-1] if node.kids else None
            span = last if isinstance(last, Node) and last.anonymous else node.grow("Span")
            span.anonymous = True
            span.kids.append(kid)
        else:
            node.kids.append(kid)


def _said(node: Node) -> Iterator[str]:
    yield from node.said
    for kid in node.kids:
        if isinstance(kid, Node):
            yield from _said(kid)


def _address(annotation: Any) -> str:
    """Return where a link leads, nothing where that is within the book."""
    address = str(annotation["A"]["URI"].string) if "A" in annotation else ""
    return "" if address.startswith("book:") else address


def _describe_link(annotation: Any, text: str) -> None:
    """Describe a link by its text, and have it printed (ISO 14289-1, 7.18.1 and 7.18.5)."""
    annotation["Contents"] = pydyf.String(" ".join(filter(None, (text.strip(), _address(annotation)))) or "リンク")
    annotation["F"] = 4
