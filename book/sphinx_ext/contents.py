"""The list of an article's headings, kept with its doctree: what every build reads stays small."""

from __future__ import annotations

import re
from collections.abc import Iterator

from docutils import nodes
from docutils.writers._html_base import HTMLTranslator
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from book.reading import html_text

# Names and links of a heading's HTML are there once.
_OF_ITS_PLACE = re.compile(r"<[^>]*\b(?:id|name|href)=")
_ENCODED = HTMLTranslator.special_characters
_TAGS = {"bullet_list": ("<ul>\n", "</ul>\n"), "list_item": ("<li>", "</li>\n")}


def keep_contents(app: Sphinx, doctree: nodes.document) -> None:
    """Put the list that Sphinx made with the document (`doctree-read`, after Sphinx)."""
    tocs, docname = app.env.tocs, app.env.docname
    for entry in list(tocs[docname].findall(nodes.reference)):
        parts = list(entry.findall(nodes.raw))
        if any(_OF_ITS_PLACE.search(raw.astext()) for raw in parts):
            for raw in parts:
                raw.parent.replace(raw, nodes.Text(html_text(raw.astext())))
    app.env.metadata[docname]["orphan"] = ""  # in no tree of contents: Sphinx would warn, in vain, in every build
    doctree.gappon_contents = tocs[docname]  # type: ignore[attr-defined]
    tocs[docname] = nodes.bullet_list("")


def take_contents(env: BuildEnvironment, docname: str, doctree: nodes.document) -> None:
    """Put the list where Sphinx looks for it when it writes the page."""
    env.tocs[docname] = doctree.gappon_contents  # type: ignore[attr-defined]


def plain_contents(tree: nodes.Node) -> str | None:
    """Return the list as HTML where its headings are words alone, as most are; elsewhere Sphinx writes it."""
    for reference in tree.findall(nodes.reference):
        if not all(type(child) is nodes.Text for child in reference.children):
            return None
    return "".join(_html(tree))


def _html(node: nodes.Node) -> Iterator[str]:
    if isinstance(node, nodes.reference):
        address = (node["anchorname"] or "#").translate(_ENCODED)
        yield f'<a class="reference internal" href="{address}">{node.astext().translate(_ENCODED)}</a>'
        return
    start, end = _TAGS.get(getattr(node, "tagname", ""), ("", ""))
    yield start
    for child in node.children:
        yield from _html(child)
    yield end
