"""The words of a heading, for outlines and addresses: without tags, readings of ruby and numbers of notes."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from docutils import nodes

from book.reading import html_text


def heading_text(title: nodes.Node | None) -> str:
    """Return the words of a heading; a picture is its alternative text."""
    return html_text("".join(_parts(title))).strip() if title is not None else ""


def _parts(node: nodes.Node) -> Iterator[str]:
    if isinstance(node, nodes.raw):
        yield node.astext()
    elif isinstance(node, nodes.Text):
        yield escape(node.astext())
    elif isinstance(node, nodes.image):
        yield escape(node.get("alt", ""))
    elif not isinstance(node, nodes.footnote_reference):
        for child in node.children:
            yield from _parts(child)
