"""The one place of the exporters that knows Sphinx: the builder of chapters, and how Sphinx is run."""

from __future__ import annotations

from sphinx.application import Sphinx
from sphinx.util.typing import ExtensionMetadata

from book import __version__
from exporters.builders.chapters import ChapterBuilder, RenderedBuilder


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register with Sphinx."""
    app.add_builder(ChapterBuilder)
    app.add_builder(RenderedBuilder)
    return {"version": __version__, "parallel_read_safe": True, "parallel_write_safe": True}
