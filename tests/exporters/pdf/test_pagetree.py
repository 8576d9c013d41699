"""Pages copied from documents into one, and the tree that holds them."""

from __future__ import annotations

import io

import pikepdf
from pikepdf import Array, Dictionary, Name

from exporters.pdf.pagetree import blank_page, copy_pages, write_page_tree


def _document(pages: int) -> pikepdf.Pdf:
    """Return a document whose pages say their number, share a font, and are named by a list of its root."""
    pdf = pikepdf.new()
    font = pdf.make_indirect(Dictionary(Type=Name.Font))
    for number in range(pages):
        page = pdf.add_blank_page(page_size=(100, 200))
        page.obj.Resources = Dictionary(Font=Dictionary(F=font))
        page.obj.Contents = pdf.make_stream(f"% {number}".encode())
    pdf.Root.Listed = pdf.make_indirect(Array([page.obj for page in pdf.pages]))
    return pdf


def test_copied_pages_stand_where_the_tree_puts_them() -> None:
    book, source, saved = pikepdf.new(), _document(3), io.BytesIO()
    copies = copy_pages(book, source)
    write_page_tree(book, [copies[2], blank_page(book, 50, 60), copies[0]])
    book.save(saved)
    with pikepdf.open(saved) as read:
        assert not read.check_pdf_syntax()
        contents = [page.obj.Contents.read_bytes() if "/Contents" in page.obj else b"" for page in read.pages]
        assert contents == [b"% 2", b"", b"% 0"]
        assert [list(map(int, page.mediabox)) for page in read.pages] == [
            [0, 0, 100, 200],
            [0, 0, 50, 60],
            [0, 0, 100, 200],
        ]
        assert read.pages[0].obj.Resources.Font.F.objgen == read.pages[2].obj.Resources.Font.F.objgen


def test_what_else_is_copied_leads_to_the_copies() -> None:
    book, source = pikepdf.new(), _document(2)
    copies = copy_pages(book, source)
    listed = book.copy_foreign(source.Root.Listed)
    assert [page.objgen for page in listed] == [copy.obj.objgen for copy in copies]
