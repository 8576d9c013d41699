"""One structure tree for the book, out of the trees of its shards (ISO 32000-1, 14.7; ISO 14289-1)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from itertools import chain, count
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, String


class Structure:
    """The structure tree of a book being bound, begun by the volume's own pages."""

    def __init__(self, pdf: Pdf) -> None:
        """Take over the tree of the volume's own pages, section by section."""
        self._pdf = pdf
        self._root = pdf.Root.StructTreeRoot
        self._document = self._root.K[0]
        self._sections = {str(kid.T): kid for kid in self._document.get("/K", ())}
        self._kids: list[Object] = []
        self._part: Any = None
        self._numbers: dict[int, Object] = {}
        self._next = 0
        self._figures: list[Object] = []
        self._notes: list[Object] = []
        self._take(self._root)

    def _take(self, root: Any, left_out: Collection[int] = ()) -> None:
        numbers = root.ParentTree.Nums
        for place in range(0, len(numbers), 2):
            if int(numbers[place]) in left_out:
                continue
            self._numbers[int(numbers[place]) + self._next] = numbers[place + 1]
        self._figures.extend(root.get("/Figures", ()))
        self._notes.extend(root.get("/Notes", ()))
        self._next += int(root.ParentTreeNextKey)

    def drop_page(self, page: Object) -> None:
        """Forget a page that the book does not show."""
        self._numbers.pop(int(page.StructParents), None)

    def add_section(self, name: str) -> None:
        """Add one of the volume's own sections, which may hold nothing but pictures without text."""
        if name in self._sections:
            self._append(self._sections[name])

    def open_part(self) -> None:
        """Put what is added from here on into a new part."""
        entries = Dictionary(Type=Name.StructElem, S=Name.Part, P=self._document, K=Array())
        self._part = self._pdf.make_indirect(entries)
        self._kids.append(self._part)

    def close_part(self) -> None:
        """Put what is added from here on beside the parts."""
        self._part = None

    def _append(self, element: Any) -> None:
        if self._part is None:
            self._kids.append(element)
            element.P = self._document
        else:
            self._part.K.append(element)
            element.P = self._part

    def add_shard(self, source: Pdf, pages: Sequence[pikepdf.Page], whole: int) -> None:
        """Add an article's tree. `pages` are copies of its pages; the others, up to `whole`, are left out."""
        root = self._pdf.copy_foreign(source.Root.StructTreeRoot)
        for page in pages:
            page.obj.StructParents = int(page.obj.StructParents) + self._next
            for link in page.obj.get("/Annots", ()):
                link.StructParent = int(link.StructParent) + self._next
        article = root.K[0]
        article.S = Name.Art
        self._append(article)
        self._take(root, range(len(pages), whole))

    def finish(self, shift_of: Callable[[Object], tuple[float, float]]) -> None:
        """Write the tree whole. `shift_of` gives how far a page's content was moved when it was bound."""
        for figure in self._figures:
            right, up = shift_of(figure.Pg)
            edges = [float(edge) for edge in figure.A.BBox]
            moves = (right, up, right, up)
            figure.A.BBox = Array([round(edge + move, 2) for edge, move in zip(edges, moves, strict=True)])
        self._document.K = Array(self._kids)
        flat = [item for key in sorted(self._numbers) for item in (key, self._numbers[key])]
        self._root.ParentTree = self._pdf.make_indirect(Dictionary(Nums=Array(flat)))
        self._root.ParentTreeNextKey = self._next
        for list_name in ("/Figures", "/Notes"):
            if list_name in self._root:
                del self._root[list_name]
        if self._notes:
            named = self._named_notes()
            ids = [item for name in sorted(named) for item in (String(name), named[name])]
            self._root.IDTree = Dictionary(Names=Array(ids))

    def _named_notes(self) -> dict[str, Object]:
        """Return the notes by names that differ, also where two articles have the same text."""
        named: dict[str, Object] = {}
        for note in self._notes:
            given = str(note.ID)
            name = next(each for each in chain([given], (f"{given}-{n}" for n in count(2))) if each not in named)
            if name != given:
                note.ID = String(name)
            named[name] = note
        return named
