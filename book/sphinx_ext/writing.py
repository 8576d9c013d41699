"""Writing pages in several processes, each of which also resolves what it writes.

Sphinx resolves every doctree in the main process, which keeps the others waiting for most of the time.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import Any

from docutils import nodes
from sphinx.builders import Builder
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.environment.adapters.toctree import document_toc
from sphinx.util.build_phase import BuildPhase

from book.sphinx_ext.assets import theme_files
from book.sphinx_ext.contents import plain_contents, take_contents
from book.sphinx_ext.project import project_of
from book.sphinx_ext.workers import Tasks, shares


class ResolvingWriters(Builder):
    """A builder whose writing processes resolve their own documents; `images` is all that they find out."""

    images: dict[str, str]

    def write_documents(self, docnames: Set[str]) -> None:
        """Write documents, the first alone: the templates it compiles are there for all then."""
        if not self.parallel_ok:
            super().write_documents(docnames)
            return
        first, *others = sorted(docnames)
        self.events.emit("gappon-writing", len(docnames))
        self.write_chunk([first])
        tasks = Tasks(self._app.parallel)
        for share in shares(project_of(self.env).longest_first(others), self._app.parallel):
            tasks.add_task(self.write_chunk, share, self.take_images)
        tasks.join()

    def write_chunk(self, docnames: Sequence[str]) -> dict[str, str]:
        """Resolve and write some documents; return the pictures they show, with their published names."""
        for docname in docnames:
            self.phase = BuildPhase.RESOLVING
            doctree = self.env.get_and_resolve_doctree(docname, self, tags=self.tags)
            self.phase = BuildPhase.WRITING
            self.write_doc_serialized(docname, doctree)
            self.write_doc(docname, doctree)
            self.events.emit("gappon-written", docname)
        return self.images

    def take_images(self, docnames: Sequence[str], images: dict[str, str]) -> None:
        """Note the pictures that another process found, to be copied at the end."""
        self.images.update(images)


class WebBuilder(ResolvingWriters, StandaloneHTMLBuilder):
    """Sphinx's HTML builder, which tells templates of a page what they show and nothing else."""

    name = "html"

    def write_doc(self, docname: str, doctree: nodes.document) -> None:
        """Write an article's page."""
        take_contents(self.env, docname, doctree)
        super().write_doc(docname, doctree)

    def get_doc_context(self, docname: str, body: str, metatags: str) -> dict[str, Any]:
        """Return a page's text and its contents; the rest of what is shown comes from the library."""
        toc = plain_contents(self.env.tocs[docname])
        if toc is None:
            toc = self.render_partial(document_toc(self.env, docname, self.tags))["fragment"]
        return {"body": body, "toc": toc, "metatags": metatags, "title": "", "parents": []}

    def copy_translation_js(self) -> None:
        """Leave out the words of Sphinx's own scripts, which pages do not use."""

    def copy_theme_static_files(self, context: dict[str, Any]) -> None:
        """Copy the themes' style sheets and the fonts these name: pages ask for nothing else of them."""
        for name, path in theme_files().items():
            copied = self._static_dir / name
            copied.parent.mkdir(parents=True, exist_ok=True)
            copied.write_bytes(path.read_bytes())
