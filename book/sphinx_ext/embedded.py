"""Raw HTML in articles: made safe, its pictures those of the source folder, its links those of the site."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape, unescape

from docutils import nodes
from sphinx import addnodes
from sphinx.util import logging

from book.pictures import on_site
from book.rawhtml import UnbalancedError, clean_each, clean_pieces
from book.sphinx_ext.transforms import ArticleTransform

logger = logging.getLogger(__name__)

_LINKS = (nodes.reference, addnodes.pending_xref)
_LINK_TAG = re.compile(r"</?a(?:\s[^<>]*)?>")
_PICTURE = re.compile(r"<img\b([^<>]*)/>")
_SUMMARY = re.compile(r"<summary\b[^<>]*>\s*\Z")
_ID = re.compile(r"(<[^<>]*?)\sid=\"([^\"]*)\"")
_OURS = re.compile(r"fn(?:ref)?-\d+(?:-\d+)?|main-content|gp-.*")  # ids of notes and of the page
_ATTRIBUTE = re.compile(r"([\w-]+)=\"([^\"]*)\"")


class RawHtml(ArticleTransform):
    """Rewrites raw HTML through the allow-list, balanced among the children of each parent."""

    default_priority = 90  # before Pictures (100), which then looks after those of raw HTML too

    def mend(self) -> None:
        parents = {id(raw.parent): raw.parent for raw in self.document.findall(nodes.raw)}
        for parent in parents.values():
            self.clean(parent)
        for parent in parents.values():
            _keep_links_apart(parent)

    def clean(self, parent: nodes.Element) -> None:
        _draw_boxes(parent)
        phrases = _summaries(parent)
        _write_drawings(parent)
        children = list(parent.children)
        html = [_html(child) if isinstance(child, nodes.raw) else None for child in children]
        allowed = frozenset(self.project.settings.web.allowed_html)
        inline = isinstance(parent, nodes.TextElement)
        try:
            cleaned = clean_pieces(html, inline=inline, phrases=phrases, allowed=allowed)
        except UnbalancedError:
            self.tell_unbalanced(parent)
            cleaned = clean_each(html, inline=inline, allowed=allowed)
        parent.children = []
        site = self.project.settings.series.address
        line = next((child.line for child in children if child.line), parent.line)
        for part in cleaned:
            if isinstance(part, str):
                parent.extend(_with_pictures(part, site, (self.env.docname, line or 0)))
            else:
                parent.append(children[part])

    def tell_unbalanced(self, parent: nodes.Element) -> None:
        """Warn that elements which would swallow the Markdown after them end before it."""
        broken = next(child for child in parent.children if isinstance(child, nodes.raw))
        logger.warning(
            "Raw HTML cut short: its elements are not closed where they should be.",
            location=broken if broken.line else parent,
            type="gappon",
            subtype="html",
        )


def _summaries(parent: nodes.Element) -> frozenset[int]:
    """Make words of the paragraphs that stand alone in a `<summary>`, and return their places."""
    found = set()
    for at, child in enumerate(parent.children[1:-1], 1):
        before, after = parent.children[at - 1], parent.children[at + 1]
        alone = (
            isinstance(child, nodes.paragraph) and isinstance(before, nodes.raw) and isinstance(after, nodes.raw)
        )
        if alone and _SUMMARY.search(before.astext()) and re.match(r"\s*</summary", after.astext()):
            parent.replace(child, nodes.inline("", "", *child.children))
            found.add(at)
    return frozenset(found)


def _draw_boxes(parent: nodes.Element) -> None:
    """Show whether a task is done by a sign: a control that nobody can use says nothing on paper."""
    for child in list(parent.children):
        if isinstance(child, nodes.raw) and "task-list-item-checkbox" in child.astext():
            parent.replace(child, nodes.Text("☑ " if "checked" in child.astext() else "☐ "))


def _write_drawings(parent: nodes.Element) -> None:
    """Put the words of drawings into them: Markdown takes those within a paragraph for text of its own."""
    depth = 0
    for child in list(parent.children):
        if isinstance(child, nodes.raw):
            depth += len(re.findall(r"<svg\b", child.astext())) - child.astext().count("</svg")
        elif depth > 0 and isinstance(child, nodes.Text):
            parent.replace(child, nodes.raw("", escape(child.astext()), format="html"))


class Names(ArticleTransform):
    """Has every name (`id`) once: one that a section has, or that raw HTML gave before, is taken off."""

    default_priority = 760  # once sections have theirs (750)

    def mend(self) -> None:
        taken: set[str] = set()
        for node in self.document.findall(nodes.Element):
            taken.update(node.get("ids", ()))
        for raw in self.document.findall(nodes.raw):
            text = raw.astext()
            if " id=" in text:
                raw.children = [nodes.Text(_ID.sub(lambda tag: _once(tag, taken), text))]


def _once(tag: re.Match[str], taken: set[str]) -> str:
    name = unescape(tag[2])
    if name in taken or _OURS.fullmatch(name):
        return tag[1]
    taken.add(name)
    return tag[0]


def _keep_links_apart(parent: nodes.Element) -> None:
    """Have no link within another (HTML 4.5.1): the outer one stays."""
    node: nodes.Element | None = parent
    while node is not None and not isinstance(node, _LINKS):
        node = node.parent
    depth = 0
    if _links_sections(parent):
        for raw in [child for child in parent.children if isinstance(child, nodes.raw)]:
            parent.replace(raw, list(_raw(_LINK_TAG.sub("", raw.astext()))))
    for child in list(parent.children):
        if not isinstance(child, nodes.raw):
            if depth > 0:
                _unlink(child)
        elif node is not None:
            parent.replace(child, list(_raw(_LINK_TAG.sub("", child.astext()))))
        else:
            depth += _depth(child.astext())


def _links_sections(parent: nodes.Element) -> bool:
    """Tell whether a link of raw HTML reaches over sections, whose headings are links to themselves."""
    linked = 0
    for child in parent.children:
        if isinstance(child, nodes.raw):
            linked += _depth(child.astext())
        elif linked > 0 and next(child.findall(nodes.section), None) is not None:
            return True
    return False


def _depth(html: str) -> int:
    return len(re.findall(r"<a[\s>]", html)) - html.count("</a>")


def _unlink(node: nodes.Node) -> None:
    """Leave of every link within a node its words."""
    for link in list(node.findall(lambda one: isinstance(one, _LINKS))):
        link.parent.replace(link, link.children)
    for raw in list(node.findall(nodes.raw)):
        raw.parent.replace(raw, list(_raw(_LINK_TAG.sub("", raw.astext()))))


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
