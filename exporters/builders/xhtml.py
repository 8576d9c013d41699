"""A doctree as the canonical XHTML of a chapter: the contract of `exporters.chapter`, and nothing else."""

from __future__ import annotations

import re
from html import escape
from typing import Any

from docutils import nodes
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import get_lexer_by_name
from pygments.util import ClassNotFound
from sphinx.highlighting import PygmentsBridge
from sphinx.util.docutils import SphinxTranslator

from book.diagrams import with_cells
from book.labels import ADMONITIONS
from book.links import leads
from book.mathml import to_mathml
from book.sphinx_ext.headings import heading_text
from book.sphinx_ext.links import named_article
from exporters.chapter import Heading

_TAG = re.compile(r"<[^<>]*>")
# Addresses, paths: kept whole, the line before one is set far apart.
_LONG = re.compile("[!-~]{24}")
_HIGHLIGHTER = PygmentsBridge("html", "default")
_PLAIN = {
    nodes.paragraph: "p",
    nodes.emphasis: "em",
    nodes.strong: "strong",
    nodes.subscript: "sub",
    nodes.superscript: "sup",
    nodes.block_quote: "blockquote",
    nodes.bullet_list: "ul",
    nodes.list_item: "li",
    nodes.definition_list: "dl",
    nodes.term: "dt",
    nodes.definition: "dd",
    nodes.figure: "figure",
    nodes.literal: "code",
    nodes.row: "tr",
    nodes.thead: "thead",
    nodes.tbody: "tbody",
    nodes.attribution: "footer",
    nodes.line_block: "div",
    nodes.abbreviation: "abbr",
    nodes.inline: "span",
}
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_KEPT_CLASSES = frozenset(("rubric", "code-file", "contains-task-list", "task-list-item"))


class ChapterTranslator(SphinxTranslator):
    """Writes one article's body; `body` is the text, `headings` and `pictures` what was met on the way."""

    def __init__(self, document: nodes.document, builder: Any) -> None:
        super().__init__(document, builder)
        self.out: list[str] = []
        self.kept_classes = _KEPT_CLASSES.union(builder.project.settings.web_only.classes)
        self.level = 0
        self.headings: list[Heading] = []
        self.pictures: dict[str, str] = {}
        self.features: set[str] = set()
        self.calls: dict[str, int] = {}
        self.notes: list[tuple[int, str]] = []

    @property
    def body(self) -> str:
        """The XHTML written, its notes last, without the characters that XML 1.0 (2.2) does not know."""
        return with_cells(_NOT_XML.sub("", self._text()))

    def _text(self) -> str:
        if not self.notes:
            return "".join(self.out).strip()
        items = "".join(f'<li id="fn-{n}">{text}</li>\n' for n, text in sorted(self.notes))
        notes = f'<section class="footnotes" role="doc-endnotes"><ol>\n{items}</ol></section>'
        return "".join(self.out).strip() + "\n" + notes

    def dispatch_visit(self, node: nodes.Node) -> None:
        """Write the start of an element that is as in HTML, or ask the method of its name."""
        tag = _PLAIN.get(type(node))
        if tag is None:
            super().dispatch_visit(node)
            return
        assert isinstance(node, nodes.Element)  # noqa: S101
        self.out.append(f"<{tag}{_ids(node)}{self._classes(node)}>")

    def dispatch_departure(self, node: nodes.Node) -> None:
        """Write the end of what `dispatch_visit` began."""
        tag = _PLAIN.get(type(node))
        if tag is None:
            super().dispatch_departure(node)
        else:
            self.out.append(f"</{tag}>" if isinstance(node, nodes.Inline) else f"</{tag}>\n")

    def _classes(self, node: nodes.Element, *own: str) -> str:
        names: list[str] = node.get("classes", [])
        kept = [*own, *(name for name in names if name in self.kept_classes)]
        if isinstance(node, nodes.reference | nodes.literal) and _LONG.search(node.astext()):
            kept.append("long-word")
        return f' class="{escape(" ".join(kept))}"' if kept else ""

    def visit_document(self, node: nodes.document) -> None:
        """Begin."""

    def depart_document(self, node: nodes.document) -> None:
        """End."""

    def visit_Text(self, node: nodes.Text) -> None:
        self.out.append(escape(node.astext(), quote=False))

    def depart_Text(self, node: nodes.Text) -> None:
        """End a text."""

    def visit_section(self, node: nodes.section) -> None:
        self.level += 1
        if self.level > 1:
            self.out.append(f"<section{_ids(node)}>\n")

    def depart_section(self, node: nodes.section) -> None:
        if self.level > 1:
            self.out.append("</section>\n")
        self.level -= 1

    def visit_title(self, node: nodes.title) -> None:
        if isinstance(node.parent, nodes.Admonition):
            self.out.append('<p class="admonition-title">')
        elif isinstance(node.parent, nodes.table):
            self.out.append('<p class="table-title">')
        elif self.level <= 1:
            raise nodes.SkipNode
        else:
            level = min(self.level, 6)
            identifier = node.parent["ids"][0] if node.parent["ids"] else ""
            words = heading_text(node)
            if words and "no_toc" not in node.parent["classes"]:
                self.headings.append(Heading(identifier, words, level))
            self.out.append(f"<h{level}>")

    def depart_title(self, node: nodes.title) -> None:
        if isinstance(node.parent, nodes.Admonition | nodes.table):
            self.out.append("</p>\n")
        else:
            self.out.append(f"</h{min(self.level, 6)}>\n")

    def visit_rubric(self, node: nodes.rubric) -> None:
        self.out.append(f'<p class="rubric"{_ids(node)}>')

    def depart_rubric(self, node: nodes.rubric) -> None:
        self.out.append("</p>\n")

    def visit_reference(self, node: nodes.reference) -> None:
        self.out.append(f"<a{_ids(node)}{self._classes(node)}{_reference(node)}>")

    def depart_reference(self, node: nodes.reference) -> None:
        self.out.append("</a>")

    def visit_target(self, node: nodes.target) -> None:
        self.out.append(f"<span{_ids(node)}>")

    def depart_target(self, node: nodes.target) -> None:
        self.out.append("</span>")

    def visit_footnote_reference(self, node: nodes.footnote_reference) -> None:
        number = node.astext()
        call = self.calls[number] = self.calls.get(number, 0) + 1
        self.features.add("notes")
        self.out.append(
            f'<a class="noteref" role="doc-noteref" id="fnref-{number}-{call}" href="#fn-{number}">{number}</a>'
        )
        raise nodes.SkipNode

    def visit_footnote(self, node: nodes.footnote) -> None:
        self.outer, self.out = self.out, []

    def depart_footnote(self, node: nodes.footnote) -> None:
        text, self.out = "".join(self.out), self.outer
        label = node[0].astext() if node.children else ""
        if label.isdecimal():
            self.notes.append((int(label), text.strip()))
        else:
            self.out.append(text)

    def visit_label(self, node: nodes.label) -> None:
        raise nodes.SkipNode

    def visit_image(self, node: nodes.image) -> None:
        uri = node["uri"]
        self.pictures.setdefault(uri, f"picture-{len(self.pictures)}")
        alt = escape(node.get("alt", ""))
        self.out.append(f'<img src="{self.pictures[uri]}" alt="{alt}"/>')
        raise nodes.SkipNode

    def visit_caption(self, node: nodes.caption) -> None:
        self.out.append("<figcaption>" if isinstance(node.parent, nodes.figure) else '<p class="caption">')

    def depart_caption(self, node: nodes.caption) -> None:
        self.out.append("</figcaption>\n" if isinstance(node.parent, nodes.figure) else "</p>\n")

    def visit_legend(self, node: nodes.legend) -> None:
        self.out.append('<div class="legend">')

    def depart_legend(self, node: nodes.legend) -> None:
        self.out.append("</div>\n")

    def visit_literal_block(self, node: nodes.literal_block) -> None:
        self.features.add("code")
        language = node.get("language", "none")
        code = _highlight(node.astext(), language)
        name = "" if language in ("none", "default") else f' data-language="{escape(language)}"'
        self.out.append(f'<pre class="code"{name}><code>{code}</code></pre>\n')
        raise nodes.SkipNode

    def visit_math(self, node: nodes.math) -> None:
        self.out.append(self._math(node, block=False))
        raise nodes.SkipNode

    def visit_math_block(self, node: nodes.math_block) -> None:
        self.out.append(f'<div class="math">{self._math(node, block=True)}</div>\n')
        raise nodes.SkipNode

    def _math(self, node: nodes.Element, *, block: bool) -> str:
        mathml = to_mathml(node.astext(), block=block)
        if mathml is None:
            return f"<code>{escape(node.astext(), quote=False)}</code>"
        self.features.add("math")
        return mathml

    def visit_raw(self, node: nodes.raw) -> None:
        if node.get("cleaned"):
            text = node.astext()
            self.features.update(name for name in ("ruby", "svg") if f"<{name}" in text)
            self.out.append(text)
        raise nodes.SkipNode

    def visit_enumerated_list(self, node: nodes.enumerated_list) -> None:
        start = node.get("start", 1)
        numbered = f' start="{start}"' if start != 1 else ""
        self.out.append(f"<ol{self._classes(node)}{numbered}>")

    def depart_enumerated_list(self, node: nodes.enumerated_list) -> None:
        self.out.append("</ol>\n")

    def visit_definition_list_item(self, node: nodes.definition_list_item) -> None:
        """Write nothing: terms and definitions are the list's own children in HTML."""

    def depart_definition_list_item(self, node: nodes.definition_list_item) -> None:
        """Write nothing."""

    def visit_table(self, node: nodes.table) -> None:
        self.features.add("table")
        self.out.append(f"<div{self._classes(node, 'table')}{_ids(node)}>")
        if node.children and isinstance(node[0], nodes.title):
            node[0].walkabout(self)
            node.pop(0)
        self.out.append("<table>\n")

    def depart_table(self, node: nodes.table) -> None:
        self.out.append("</table></div>\n")

    def visit_tgroup(self, node: nodes.tgroup) -> None:
        """Write nothing."""

    def depart_tgroup(self, node: nodes.tgroup) -> None:
        """Write nothing."""

    def visit_colspec(self, node: nodes.colspec) -> None:
        raise nodes.SkipNode

    def visit_entry(self, node: nodes.entry) -> None:
        tag = _cell(node)
        scope = ' scope="col"' if tag == "th" else ""
        spans = "".join(
            f' {name}="{node[more] + 1}"'
            for name, more in (("colspan", "morecols"), ("rowspan", "morerows"))
            if more in node
        )
        align = next((c for c in node["classes"] if c in ("text-right", "text-center", "text-left")), "")
        self.out.append(f"<{tag}{scope}{spans}" + (f' class="{align}">' if align else ">"))
        if len(node.children) == 1 and isinstance(node[0], nodes.paragraph):
            node.replace(node[0], node[0].children)

    def depart_entry(self, node: nodes.entry) -> None:
        self.out.append(f"</{_cell(node)}>")

    def visit_admonition(self, node: nodes.Element) -> None:
        named = node.tagname in ADMONITIONS
        kind = next((name for name in (node.tagname, *node["classes"]) if name in ADMONITIONS), "note")
        self.out.append(f"<aside{self._classes(node, 'admonition', kind)}{_ids(node)}>")
        if named:
            self.out.append(f'<p class="admonition-title generated">{ADMONITIONS[kind]}</p>\n')

    def depart_admonition(self, node: nodes.Element) -> None:
        self.out.append("</aside>\n")

    visit_note = visit_tip = visit_hint = visit_important = visit_warning = visit_admonition
    visit_caution = visit_attention = visit_danger = visit_error = visit_seealso = visit_admonition
    depart_note = depart_tip = depart_hint = depart_important = depart_warning = depart_admonition
    depart_caution = depart_attention = depart_danger = depart_error = depart_seealso = depart_admonition

    def visit_container(self, node: nodes.container) -> None:
        self.out.append(f"<div{self._classes(node)}{_ids(node)}>")

    def depart_container(self, node: nodes.container) -> None:
        self.out.append("</div>\n")

    def visit_comment(self, node: nodes.comment) -> None:
        raise nodes.SkipNode

    def visit_system_message(self, node: nodes.system_message) -> None:
        raise nodes.SkipNode

    def visit_problematic(self, node: nodes.problematic) -> None:
        raise nodes.SkipNode

    def visit_substitution_definition(self, node: nodes.substitution_definition) -> None:
        raise nodes.SkipNode

    def visit_meta(self, node: nodes.meta) -> None:
        raise nodes.SkipNode

    def visit_toctree(self, node: nodes.Element) -> None:
        raise nodes.SkipNode

    def unknown_visit(self, node: nodes.Node) -> None:
        """Let the children speak: no text is lost for want of a name."""

    def unknown_departure(self, node: nodes.Node) -> None:
        """Write nothing."""


def _cell(entry: nodes.entry) -> str:
    """Return the element of a cell: without words it is no header to anybody (axe: empty-table-header)."""
    texts = (text for text in entry.findall(nodes.Text) if not isinstance(text.parent, nodes.math))
    words = (_TAG.sub("", text) if isinstance(text.parent, nodes.raw) else text for text in texts)
    shown = any(word.strip() for word in words) or entry.next_node(nodes.image) is not None
    return "th" if isinstance(entry.parent.parent, nodes.thead) and shown else "td"


def _ids(node: nodes.Element) -> str:
    return f' id="{escape(node["ids"][0])}"' if node.get("ids") else ""


def _reference(node: nodes.reference) -> str:
    if "article" in node:
        address = f' href="{escape(node["published"])}"' if node["published"] else ""
        return address + named_article(node)
    if "refid" in node:
        return f' href="#{escape(node["refid"])}"'
    address = node.get("refuri", "")
    return f' href="{escape(address)}"' if leads(address) else ""


def _highlight(code: str, language: str) -> str:
    """Return the code with Pygments' short class names, without the wrapping elements."""
    if language in ("none", "default", "text"):
        return escape(code, quote=False)
    try:
        get_lexer_by_name(language)
    except ClassNotFound:
        return escape(code, quote=False)  # a language that nobody colours is no fault of its author
    lexer = _HIGHLIGHTER.get_lexer(code, language, force=True)
    formatter = HtmlFormatter(nowrap=True)
    return highlight(code, lexer, formatter).rstrip("\n")
