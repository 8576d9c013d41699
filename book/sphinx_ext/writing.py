"""Writing pages in several processes, each of which also resolves what it writes.

Sphinx resolves every doctree in the main process, which keeps the others waiting for most of the time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.builders import Builder
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.environment.adapters.toctree import document_toc
from sphinx.errors import SphinxError
from sphinx.util._pathlib import _StrPath
from sphinx.util.build_phase import BuildPhase

from book.files import write_whole
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


@contextmanager
def not_passed_over(place: Path) -> Iterator[None]:
    """Raise SphinxError where something cannot be written: of an OSError, Sphinx would warn and go on."""
    try:
        yield
    except OSError as error:
        raise SphinxError(f"[Errno {error.errno}] {error.strerror}: '{place}'") from error


class PageFile(_StrPath):
    """The file of a page, written whole or not at all."""

    def write_text(
        self, data: str, encoding: str | None = None, errors: str | None = None, newline: str | None = None
    ) -> int:
        """Write the page. Raises SphinxError."""
        content = data.encode(encoding or "utf-8", errors or "strict")
        with not_passed_over(self):
            write_whole(Path(self), content)
        return len(content)


class WebBuilder(ResolvingWriters, StandaloneHTMLBuilder):
    """Sphinx's HTML builder, which tells templates of a page what they show and nothing else."""

    name = "html"

    def get_output_path(self, page_name: str, /) -> PageFile:
        """Return where a page is written."""
        return PageFile(super().get_output_path(page_name))

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
        self._copy(theme_files())

    def create_pygments_style_file(self) -> None:
        """Write the style sheet of code."""
        with not_passed_over(self._static_dir):
            super().create_pygments_style_file()

    def copy_html_static_files(self, context: dict[str, Any]) -> None:
        """Copy the publisher's style sheets, scripts and icons; hidden files are none."""
        for folder in (self.confdir / entry for entry in self.config.html_static_path):
            paths = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name[0] != ".")
            self._copy({path.relative_to(folder).as_posix(): path for path in paths})

    def _copy(self, files: Mapping[str, Path]) -> None:
        with not_passed_over(self._static_dir):
            for name, path in files.items():
                copied = self._static_dir / name
                copied.parent.mkdir(parents=True, exist_ok=True)
                copied.write_bytes(path.read_bytes())
