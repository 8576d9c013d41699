"""Pages of many documents in one, in time that grows with the pages: the tree is written once they are all there.

pikepdf's list of pages is made anew for every page that is looked up or added, which for 3,000 pages was a third
of binding.
"""

from __future__ import annotations

from collections.abc import Sequence

from pikepdf import Array, Dictionary, Name, Object, Page, Pdf


def copy_pages(pdf: Pdf, source: Pdf) -> list[Page]:
    """Return copies of a document's pages, which belong to `pdf` and stand nowhere in it yet.

    `source` is of no use as a document afterwards, but its other objects lead to the copies once they are copied.
    """
    sheets = [page.obj for page in source.pages]
    for sheet in sheets:
        del sheet.Type, sheet.Parent  # what is called a page pikepdf copies only into its list
    copies = pdf.copy_foreign(source.make_indirect(Array(sheets)))
    return [_page(copy) for copy in copies]


def _page(sheet: Object) -> Page:
    sheet.Type = Name.Page
    return Page(sheet)


def blank_page(pdf: Pdf, width: float, height: float) -> Page:
    """Return an empty page, in points."""
    entries = Dictionary(Type=Name.Page, MediaBox=Array([0, 0, width, height]), Resources=Dictionary())
    return Page(pdf.make_indirect(entries))


def write_page_tree(pdf: Pdf, pages: Sequence[Page]) -> None:
    """Make these the document's pages (ISO 32000-1, 7.7.3), which has to have none in its list so far."""
    root = pdf.Root.Pages
    for page in pages:
        page.obj.Parent = root
    root.Kids = Array([page.obj for page in pages])
    root.Count = len(pages)
