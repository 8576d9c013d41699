"""Raw HTML in articles: made safe, its pictures those of the source folder, its links those of the site."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from html import escape, unescape
from itertools import count, islice

from docutils import nodes
from sphinx.util import logging

from book.pictures import on_site
from book.rawhtml import UnbalancedError, clean_each, clean_pieces
from book.sphinx_ext.transforms import ArticleTransform

logger = logging.getLogger(__name__)

_PICTURE = re.compile(r"<img\b([^<>]*)/>")
_SUMMARY = re.compile(r"<summary\b[^<>]*>\s*\Z")
_ID = re.compile(r"(<[^<>]*?)\sid=\"([^\"]*)\"")
_OURS = re.compile(r"fn(?:ref)?-\d+(?:-\d+)?|main-content|gp-.*")  # ids of notes and of the page
_DRAWING = re.compile(r"(<svg\b.*?</svg>)", re.DOTALL)
_NAMING = re.compile(r"\sid=|url\(|<svg")
# What a drawing takes from another place: a paint or a shape, and what `use` and gradients begin with.
_ASKING = re.compile(
    r"\s([\w-]+)=\"url\((?:'|&quot;)?#([^)]*?)(?:'|&quot;)?\)[^\"]*\"|(?<=<use)\s(href)=\"#([^\"]*)\""
)
_ATTRIBUTE = re.compile(r"([\w-]+)=\"([^\"]*)\"")


class RawHtml(ArticleTransform):
    """Rewrites raw HTML through the allow-list, balanced among the children of each parent."""

    default_priority = 90  # before Pictures (100), which then looks after those of raw HTML too

    def mend(self) -> None:
        parents = {id(raw.parent): raw.parent for raw in self.document.findall(nodes.raw)}
        for parent in parents.values():
            self.clean(parent)

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
        behind = 0
        for part in cleaned:
            if isinstance(part, str):
                line = next((child.line for child in children[behind:] if child.line), parent.line)
                parent.extend(_with_pictures(part, site, (self.env.docname, line or 0)))
            else:
                parent.append(children[part])
                behind = part + 1

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
    """Has every name (`id`) once: one that a section has, or that raw HTML gave before, is taken off.

    What drawings are named by themselves alone, as gradients are, gets another name; what they ask for and is no
    part of any drawing, they ask for no more.
    """

    default_priority = 760  # once sections have theirs (750)

    def mend(self) -> None:
        taken: set[str] = set()
        for node in self.document.findall(nodes.Element):
            taken.update(node.get("ids", ()))
        named = [raw for raw in self.document.findall(nodes.raw) if _NAMING.search(raw.astext())]
        drawn: set[str] = set()
        for raw in named:
            parts = _DRAWING.split(raw.astext())
            for at, part in enumerate(parts):
                own = _ID.sub(partial(_once, taken=set() if at % 2 else taken), part)
                parts[at] = _with_own_names(own, taken, drawn) if at % 2 else own
            raw.children = [nodes.Text("".join(parts))]
        for raw in named:
            raw.children = [nodes.Text(_ASKING.sub(lambda asked: _answered(asked, drawn), raw.astext()))]


def _with_own_names(drawing: str, taken: set[str], drawn: set[str]) -> str:
    """Return a drawing whose names nothing else has, and take them."""
    for _, name in _ID.findall(drawing):
        others = (f"{name}-{number}" for number in count(2))
        own = next(one for one in (name, *islice(others, 1000)) if unescape(one) not in taken)
        if own != name:
            asking = rf"(\s(?:id=\"|href=\"#)|url\((?:'|&quot;)?#){re.escape(name)}(?=[\"')&])"
            drawing = re.sub(asking, partial(_renamed, own), drawing)
        taken.add(unescape(own))
        drawn.add(unescape(own))
    return drawing


def _renamed(own: str, found: re.Match[str]) -> str:
    return f"{found[1]}{own}"


def _answered(asked: re.Match[str], drawn: set[str]) -> str:
    """Return an attribute of a drawing that names a part of one, where there is that part."""
    attribute, name = asked[1] or asked[3], unescape(asked[2] or asked[4] or "")
    return asked[0] if name in drawn else f' {attribute}="none"' if attribute in {"fill", "stroke"} else ""


def _once(tag: re.Match[str], taken: set[str]) -> str:
    name = unescape(tag[2])
    if name in taken or _OURS.fullmatch(name):
        return tag[1]
    taken.add(name)
    return tag[0]


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
