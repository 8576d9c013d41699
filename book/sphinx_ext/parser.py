"""The parser: MyST, reading Japanese Jekyll posts through the plugins of `book.markdown`."""

from __future__ import annotations

from html import escape

from docutils import nodes
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode
from myst_parser.mdit_to_docutils.sphinx_ import SphinxRenderer
from myst_parser.parsers.mdit import create_md_parser
from myst_parser.parsers.sphinx_ import MystParser
from sphinx import addnodes

from book.labels import ADMONITIONS
from book.markdown import ReaderOptions, configure
from book.markdown.alerts import ALERT
from book.markdown.fences import FOLDED, TITLED
from book.model import Page
from book.sphinx_ext.liquid import resolve
from book.sphinx_ext.project import ArticleProject
from book.sphinx_ext.spared import spare_document

_BOXES: dict[str, type[nodes.Element]] = {
    kind: addnodes.seealso if kind == "seealso" else getattr(nodes, kind) for kind in ADMONITIONS
}


class ArticleRenderer(SphinxRenderer):
    """Makes the doctree; headings that the reader set outside the outline begin no section."""

    def render_heading(self, token: SyntaxTreeNode) -> None:
        """Render a heading: as a title of its own where it stands within an element of raw HTML."""
        if not token.meta.get("outside"):
            super().render_heading(token)
            return
        holder = nodes.Element()
        with self.current_node_context(holder):
            super().render_heading(token)
        self.current_node.extend(holder.children)

    def render_colon_fence(self, token: SyntaxTreeNode) -> None:
        """Render a box, with its author's title; one that unfolds as `<details>`."""
        if TITLED in token.meta:
            with self.current_node_context(self._box(token, *token.meta[TITLED]), append=True):
                self.nested_render_text(token.content, (token.map or [0])[0] + 1)
            return
        name, _, title = token.info.strip().partition(" ")
        if name != f"{{{FOLDED}}}":
            super().render_colon_fence(token)
            return
        summary = f"<summary>{escape(title)}</summary>" if title else ""
        holder = nodes.container()
        with self.current_node_context(holder):
            self.nested_render_text(token.content, (token.map or [0])[0] + 1)
        opening, closing = self._html(f"<details>{summary}", token), self._html("</details>", token)
        self.current_node.extend([opening, *holder.children, closing])

    def render_blockquote(self, token: SyntaxTreeNode) -> None:
        """Render a quotation; one that is an alert as the box of its kind."""
        if ALERT not in token.meta:
            super().render_blockquote(token)
            return
        kind, title = token.meta[ALERT]
        box = self._box(token, kind, title)
        with self.current_node_context(box, append=True):
            self.render_children(token)

    def render_fence(self, token: SyntaxTreeNode) -> None:
        """Render code, below the name of its file where the author gives one."""
        name = token.meta.get("file")
        if not name:
            super().render_fence(token)
            return
        wrapper = nodes.container(classes=["code-file"])
        self.add_line_and_source_path(wrapper, token)
        wrapper.append(nodes.caption("", name))
        self.document.note_implicit_target(wrapper)  # Sphinx warns of a caption of what has no id
        with self.current_node_context(wrapper, append=True):
            super().render_fence(token)

    def _box(self, token: SyntaxTreeNode, kind: str, title: str) -> nodes.Element:
        box = nodes.admonition("", nodes.title("", title), classes=[kind]) if title else _BOXES[kind]()
        self.copy_attributes(token, box, keys=("class", "id"))
        self.add_line_and_source_path(box, token)
        return box

    def _html(self, text: str, token: SyntaxTreeNode) -> nodes.raw:
        raw = nodes.raw("", text, format="html")
        self.add_line_and_source_path(raw, token)
        return raw


class ArticleParser(MystParser):
    """Reads one article: its front matter is the library's business, its title the document's.

    Front matter never configures the parser (an article is untrusted), and neither files nor raw HTML can be
    brought in by a directive.
    """

    supported = ("article",)  # type: ignore[misc]

    def parse(self, inputstring: str, document: nodes.document) -> None:
        """Parse the author's file into `document`, every node carrying the file's own line."""
        env = document.settings.env
        project: ArticleProject = env.project
        article = project.texts.get(env.docname)
        document.settings.file_insertion_enabled = False
        document.settings.raw_enabled = False
        md = create_md_parser(env.myst_config, ArticleRenderer)
        md.options["document"] = document
        if article is None:
            md.renderer.render(_heading(project.settings.series.title), md.options, {})
            return
        configure(md, ReaderOptions(article.title, project.settings.reading))
        text = resolve(_without_front_matter(inputstring, article), article, env)
        spare_document(document, text)
        state: dict[str, object] = {}
        tokens = _heading(article.title) + md.parse(text, state)
        md.renderer.render(tokens, md.options, state)


def _without_front_matter(text: str, article: Page) -> str:
    """Blank the front matter, line for line, so that the lines of what follows stay the author's."""
    lines = text.split("\n")
    start = article.first_line - 1
    return "\n".join([""] * start + lines[start:])


def _heading(title: str) -> list[Token]:
    """Return the tokens of the title, as plain text: an asterisk in a title is an asterisk."""
    text = Token("text", "", 0, content=title, map=[0, 1])
    return [
        Token("heading_open", "h1", 1, map=[0, 1], markup="#", block=True),
        Token("inline", "", 0, content=title, map=[0, 1], children=[text], level=1, block=True),
        Token("heading_close", "h1", -1, markup="#", block=True),
    ]
