"""Links of an article once all of them stand: none within another or within a control, none without words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from html import escape, unescape

from docutils import nodes
from sphinx import addnodes

from book.rawhtml import LINK
from book.sphinx_ext.transforms import ArticleTransform

_LINKS = (nodes.reference, addnodes.pending_xref)
_LINK_SUMMARY = re.compile(r"(<summary\b[^<>]*>)(.*?)</summary>", re.DOTALL)
_HREF = ' href="'
_TAG = re.compile(r"</?a(?:\s[^<>]*)?>")
_LINK_TAG = re.compile(r"</?a(?:\s[^<>]*)?>")
_MARK = re.compile("\ue000(\\d+)\ue001")
_WHOLE = re.compile(rf"{LINK.pattern}((?:(?!</?a\b).)*)</a>", re.DOTALL)
_UNTITLED = re.compile(r"(<svg\b[^<>]*>)((?:(?!<title>|</svg>).)*</svg>)", re.DOTALL)
_SUMMARY = re.compile(r"(<summary\b[^<>]*>)(.*?)</summary>", re.DOTALL)
_HREF = ' href="'
_TAG = re.compile(r"<[^<>]*>")


_Found = re.Match[str]
_Nodes = list[nodes.Node]


class LinksApart(ArticleTransform):
    """Has no link within another (HTML 4.5.1) or in a `<summary>`: the outer one stays, notes are called later."""

    default_priority = 112  # once pictures (100) and addresses (110) have become links, or are none

    def mend(self) -> None:
        for parent in _parents_of_html(self.document):
            _rewrite(parent, _LINK_TAG, _Outermost().tag)
            _keep_apart(parent)
            _rewrite(parent, _SUMMARY, _unlinked_summary)
        for link in list(self.document.findall(nodes.reference)):
            if any(isinstance(around, _LINKS) for around in _around(link)):
                link.parent.replace(link, link.children)
        for call in list(self.document.findall(nodes.footnote_reference)):
            outer = [around for around in _around(call) if isinstance(around, _LINKS)]
            if outer:
                call.parent.remove(call)
                outer[-1].parent.insert(outer[-1].parent.index(outer[-1]) + 1, call)


class LinkWords(ArticleTransform):
    """Gives links around pictures without words their addresses as words; what shows nothing is no link."""

    default_priority = 114

    def mend(self) -> None:
        for link in list(self.document.findall(nodes.reference)):
            if not _is_told(link) and not _name([link], link.get("refuri", "")):
                link.parent.replace(link, link.children)
        for parent in _parents_of_html(self.document):
            _rewrite(parent, _WHOLE, _named)


class _Outermost:
    """Goes through the tags of links in raw HTML, and keeps those of links within no other."""

    def __init__(self) -> None:
        self.depth = 0

    def tag(self, found: _Found, _: _Nodes) -> str:
        """Return the tag, or nothing in its place."""
        closing = found[0].startswith("</")
        self.depth += -1 if closing else 1
        kept = self.depth == (0 if closing else 1)
        self.depth = max(self.depth, 0)
        return found[0] if kept else ""


def _parents_of_html(document: nodes.document) -> list[nodes.Element]:
    return list({id(raw.parent): raw.parent for raw in document.findall(nodes.raw)}.values())


def _around(node: nodes.Node) -> Iterator[nodes.Element]:
    while node.parent is not None:
        node = node.parent
        yield node


def _keep_apart(parent: nodes.Element) -> None:
    within = any(isinstance(around, _LINKS) for around in (parent, *_around(parent)))
    links = controls = 0
    calls: list[nodes.Node] = []
    if _links_sections(parent):
        for raw in [child for child in parent.children if isinstance(child, nodes.raw)]:
            _strip(raw)
    for child in list(parent.children):
        if not isinstance(child, nodes.raw):
            if links > 0 or controls > 0:
                _unlink(child)
                calls += _taken_out(child, block=controls > 0)
            continue
        if within:
            _strip(child)
            continue
        links, controls = links + _depth(child, "a"), controls + _depth(child, "summary")
        if calls and links <= 0 and controls <= 0:
            parent.insert(parent.index(child) + 1, calls)
            calls = []


def _links_sections(parent: nodes.Element) -> bool:
    """Tell whether a link of raw HTML reaches over sections, whose headings are links to themselves."""
    linked = 0
    for child in parent.children:
        if isinstance(child, nodes.raw):
            linked += _depth(child, "a")
        elif linked > 0 and next(child.findall(nodes.section), None) is not None:
            return True
    return False


def _depth(raw: nodes.raw, tag: str) -> int:
    html = raw.astext()
    return len(re.findall(rf"<{tag}[\s>]", html)) - html.count(f"</{tag}>")


def _unlink(node: nodes.Node) -> None:
    """Leave of every link within a node its words."""
    for link in list(node.findall(lambda one: isinstance(one, _LINKS))):
        link.parent.replace(link, link.children)
    for raw in list(node.findall(nodes.raw)):
        _strip(raw)


def _strip(raw: nodes.raw) -> None:
    if "<a" in raw.astext() or "</a>" in raw.astext():
        text = _LINK_TAG.sub("", raw.astext())
        raw.parent.replace(raw, [_raw(text)] if text else [])


def _raw(html: str) -> nodes.raw:
    return nodes.raw("", html, format="html", cleaned=True)


def _taken_out(node: nodes.Node, *, block: bool) -> list[nodes.Node]:
    """Take the calls of notes out of a node; return them, as a paragraph where no words may stand."""
    calls: list[nodes.Node] = list(node.findall(nodes.footnote_reference))
    for call in calls:
        call.parent.remove(call)
    return [nodes.paragraph("", "", *calls)] if block and calls else calls


def _is_told(node: nodes.Node) -> bool:
    """Tell whether something within a link has words: its text, a formula, a picture."""
    texts = (
        _words(text.astext()) if isinstance(text.parent, nodes.raw) else text.astext()
        for text in node.findall(nodes.Text)
    )
    pictures = (picture.get("alt", "") for picture in node.findall(nodes.image))
    return any(words.strip() for words in (*texts, *pictures))


def _name(shown: Iterable[nodes.Node], address: str) -> bool:
    """Name the first picture or drawing among what a link shows by where it leads; tell whether there is one."""
    for node in (inner for each in shown for inner in each.findall()):
        if isinstance(node, nodes.image):
            node["alt"] = address
            return True
        if isinstance(node, nodes.raw) and "<svg" in node.astext():
            node.children = [nodes.Text(_titled(node.astext(), address))]
            return True
    return False


def _words(html: str) -> str:
    """Return the words of raw HTML that name a link: of drawings their titles alone do (axe: link-name)."""
    return unescape(_TAG.sub("", _UNTITLED.sub("", _MARK.sub("", html)))).strip()


def _titled(html: str, address: str) -> str:
    """Give a drawing its words for a title, or else an address."""

    def titled(drawing: re.Match[str]) -> str:
        title = " ".join(_TAG.sub(" ", drawing[2]).split()) or escape(address)
        return f"{drawing[1]}<title>{title}</title>{drawing[2]}"

    return _UNTITLED.sub(titled, html, count=1)


def _rewrite(parent: nodes.Element, pattern: re.Pattern[str], mend: Callable[[_Found, _Nodes], str]) -> None:
    """Write anew what matches in the raw HTML among a parent's children; others are marks in it, as in rawhtml."""
    children = list(parent.children)
    html = (child.astext() if isinstance(child, nodes.raw) else None for child in children)
    whole = "".join(f"\ue000{at}\ue001" if piece is None else piece for at, piece in enumerate(html))
    mended = pattern.sub(lambda found: mend(found, children), whole)
    if mended != whole:
        parent.children = []
        parts = _MARK.split(mended)
        parent.extend(children[int(part)] if at % 2 else _raw(part) for at, part in enumerate(parts) if part)


def _held(html: str, children: _Nodes) -> _Nodes:
    return [children[int(at)] for at in _MARK.findall(html)]


def _says(html: str, held: _Nodes) -> bool:
    return bool(_words(html)) or any(map(_is_told, held))


def _unlinked_summary(found: _Found, children: _Nodes) -> str:
    before, inner = found[1], _LINK_TAG.sub("", found[2])
    return f"{before}{inner if _says(inner, _held(inner, children)) else '詳細'}</summary>"


def _named(found: _Found, children: _Nodes) -> str:
    before, address, rest, inner = found.groups()
    held = _held(inner, children)
    if _says(inner, held) or _name(held, unescape(address)):
        return found[0]
    if "<svg" in inner:
        return f"{before}{address}{rest}{_titled(inner, unescape(address))}</a>"
    return f"{before.replace('<a', '<span', 1).removesuffix(_HREF)}{rest[1:]}{inner}</span>"
