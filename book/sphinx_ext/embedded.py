"""Raw HTML in articles: made safe, its pictures those of the source folder, its links those of the site."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape, unescape

from docutils import nodes
from sphinx import addnodes
from sphinx.util import logging

from book.pictures import on_site
from book.rawhtml import UnbalancedError, clean_pieces
from book.sphinx_ext.transforms import ArticleTransform

logger = logging.getLogger(__name__)

_LINKS = (nodes.reference, addnodes.pending_xref)
_LINK_TAG = re.compile(r"</?a(?:\s[^<>]*)?>")
_PICTURE = re.compile(r"<img\b([^<>]*)/>")
_ATTRIBUTE = re.compile(r"([\w-]+)=\"([^\"]*)\"")


class RawHtml(ArticleTransform):
    """Rewrites raw HTML through the allow-list, balanced among the children of each parent."""

    default_priority = 90  # before Pictures (100), which then looks after those of raw HTML too

    def mend(self) -> None:
        parents = {id(raw.parent): raw.parent for raw in self.document.findall(nodes.raw)}
        for parent in parents.values():
            self.clean(parent)

    def clean(self, parent: nodes.Element) -> None:
        children = list(parent.children)
        html = [_html(child) if isinstance(child, nodes.raw) else None for child in children]
        allowed = frozenset(self.project.settings.web.allowed_html)
        try:
            cleaned = clean_pieces(html, inline=isinstance(parent, nodes.TextElement), allowed=allowed)
        except UnbalancedError:
            self.leave_out(parent)
            return
        parent.children = []
        site = self.project.settings.series.address
        line = next((child.line for child in children if child.line), parent.line)
        for part in cleaned:
            if isinstance(part, str):
                parent.extend(_with_pictures(part, site, (self.env.docname, line or 0)))
            else:
                parent.append(children[part])
        _keep_links_apart(parent)

    def leave_out(self, parent: nodes.Element) -> None:
        """Drop the HTML and keep the Markdown around it."""
        broken = [child for child in parent.children if isinstance(child, nodes.raw)]
        logger.warning(
            "Raw HTML left out: its elements are not closed where they should be.",
            location=broken[0] if broken[0].line else parent,
            type="gappon",
            subtype="html",
        )
        for raw in broken:
            parent.remove(raw)


def _keep_links_apart(parent: nodes.Element) -> None:
    """Have no link within another (HTML 4.5.1): the outer one stays."""
    node: nodes.Element | None = parent
    while node is not None and not isinstance(node, _LINKS):
        node = node.parent
    depth = 0
    for child in list(parent.children):
        if not isinstance(child, nodes.raw):
            links = list(child.findall(lambda one: isinstance(one, _LINKS))) if depth > 0 else []
            for link in links:
                link.parent.replace(link, link.children)
        elif node is not None:
            parent.replace(child, list(_raw(_LINK_TAG.sub("", child.astext()))))
        else:
            depth += len(re.findall(r"<a[\s>]", child.astext())) - child.astext().count("</a>")


def _html(raw: nodes.raw) -> str:
    return raw.astext() if raw.get("format") == "html" else ""


def _with_pictures(html: str, site: str, where: tuple[str, int]) -> Iterator[nodes.Node]:
    """Yield clean HTML in pieces, and the pictures between them as those that Markdown makes."""
    place = 0
    for found in _PICTURE.finditer(html):
        yield from _raw(html[place : found.start()])
        place = found.end()
        given = {key: unescape(value) for key, value in _ATTRIBUTE.findall(found[1])}
        address = on_site(given.get("src", "").strip(), site)
        if "://" in address or address.startswith("//"):
            words = escape(given.get("alt") or address)
            message = "the picture %s lies on the network; a link stands in its place."
            logger.warning(message, address[:60], location=where, type="gappon", subtype="picture")
            before = html[: found.start()]
            linked = before.count("<a ") > before.count("</a>")
            yield from _raw(words if linked else f'<a href="{escape(address)}">{words}</a>')
        elif address:
            yield _picture(given | {"src": address}, where[1])
    yield from _raw(html[place:])


def _raw(html: str) -> Iterator[nodes.Node]:
    if html:
        yield nodes.raw("", html, format="html", cleaned=True)


def _picture(given: dict[str, str], line: int) -> nodes.image:
    image = nodes.image("", uri=given["src"].strip(), alt=given.get("alt", ""))
    image.line = line
    for side in ("width", "height"):
        if given.get(side, "").isdecimal():
            image[side] = f"{given[side]}px"
    return image
