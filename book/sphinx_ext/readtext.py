"""An article's text as its readers see it, kept beside its doctree when it is read: search is made of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx

from book.reading import join_lines
from book.search.packing import pack

_TAG = re.compile("<[^>]*>")
_READING = re.compile(r"<(/?)rt\b[^>]*>")
_UNSEEN = (nodes.math, nodes.math_block, nodes.image, nodes.comment, nodes.footnote_reference, nodes.label)


def text_file(app: Sphinx, docname: str) -> Path:
    """Return where the text of a document is kept."""
    return Path(app.doctreedir) / f"{docname}.text"


def keep_text(app: Sphinx, doctree: nodes.document) -> None:
    """Write down the text of the document just read, a paragraph to a line, packed (`doctree-read`)."""
    path = text_file(app, app.env.docname)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(pack("\n".join(passages(doctree))))


def passages(doctree: nodes.document) -> Iterator[str]:
    """Yield the paragraphs, headings, cells and blocks of code of a document, without its title."""
    title = doctree.next_node(nodes.title)
    for node in doctree.findall(nodes.TextElement):
        if node is title or isinstance(node, _UNSEEN) or isinstance(node.parent, nodes.TextElement):
            continue
        if text := join_lines("".join(_texts(node))):
            yield text


def raw_text(node: nodes.raw) -> str:
    """Return the text of raw HTML; readings of ruby that brings no brackets are in brackets."""
    text = node.astext()
    if "<rp" not in text:
        text = _READING.sub(lambda tag: "）" if tag[1] else "（", text)
    return unescape(_TAG.sub("", text))


def _texts(node: nodes.Node) -> Iterator[str]:
    if isinstance(node, nodes.raw):
        yield raw_text(node)
    elif isinstance(node, nodes.Text):
        yield node.astext()
    elif not isinstance(node, _UNSEEN):
        for child in node.children:
            yield from _texts(child)
