"""The Sphinx extension: a library of articles as a Sphinx project, and the web edition's pages."""

from __future__ import annotations

from html import escape

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.config import Config
from sphinx.locale import admonitionlabels
from sphinx.util import logging
from sphinx.util.typing import ExtensionMetadata
from sphinx.writers.html5 import HTML5Translator

from book import __version__
from book.labels import ADMONITIONS
from book.library import load_library
from book.links import Addresses
from book.mathml import to_mathml
from book.settings import load_settings
from book.sphinx_ext import asmarkdown, contents, embedded, links, linkwords, readtext, state, transforms, webfont
from book.sphinx_ext.parser import ArticleParser
from book.sphinx_ext.preview import hold_build_folder, is_preview, told_plainly
from book.sphinx_ext.project import LIBRARY_READ, ArticleProject
from book.sphinx_ext.shelves import Shelves
from book.sphinx_ext.spared import spare, spare_set_up
from book.sphinx_ext.writing import WebBuilder

logger = logging.getLogger(__name__)


def open_library(app: Sphinx) -> None:
    """Read the library and put it in the place of Sphinx's own project (`builder-inited`)."""
    with told_plainly():
        settings = load_settings()
        if is_preview():
            hold_build_folder(app, settings)
        library = LIBRARY_READ.get() or load_library(settings)
        if isinstance(app.builder, StandaloneHTMLBuilder):
            webfont.check_font(settings)
    for problem in library.problems:
        place = f"{problem.path}:{problem.line}"
        logger.warning(f"{problem.message} {problem.remedy}", location=place, type="gappon", subtype=problem.kind)
    project = ArticleProject(settings, library, app.config.source_suffix)
    app.project = app.env.project = project
    if isinstance(app.builder, StandaloneHTMLBuilder):
        app.builder.search = False  # Sphinx's index misses half of Japanese words and takes most of the time
        connect_web(app)
    app.gappon_addresses = Addresses.of(library)  # type: ignore[attr-defined]
    app.gappon_shelves = Shelves(settings, library)  # type: ignore[attr-defined]


def connect_web(app: Sphinx) -> None:
    """Have the web edition's pages made: chapters need nothing of them, and importing all takes a while."""
    from book.sphinx_ext import lists, pages

    app.connect("html-page-context", pages.page_context, priority=100)
    app.connect("html-collect-pages", lists.collect_pages)
    app.connect("build-finished", pages.copy_files)


def name_admonitions(app: Sphinx, config: Config) -> None:
    """Give admonitions the names they have in books (`config-inited`)."""
    if config.language.startswith("ja"):
        admonitionlabels.update(ADMONITIONS)


def visit_math(self: HTML5Translator, node: nodes.math) -> None:
    """Write a formula as MathML, or its LaTeX as code where it cannot be read."""
    self.body.append(_math(node, block=False))
    raise nodes.SkipNode


def visit_math_block(self: HTML5Translator, node: nodes.math_block) -> None:
    """Write a formula on a line of its own."""
    self.body.append(f'<div class="math">{_math(node, block=True)}</div>\n')
    raise nodes.SkipNode


def _math(node: nodes.Element, *, block: bool) -> str:
    latex = node.astext()
    return to_mathml(latex, block=block) or f"<code>{escape(latex)}</code>"


def setup(app: Sphinx) -> ExtensionMetadata:
    """Register with Sphinx."""
    spare_set_up()
    app.add_builder(WebBuilder, override=True)
    app.add_event("gappon-writing")  # how many documents there are to write
    app.add_event("gappon-written")  # which one has been written
    app.add_source_parser(ArticleParser)
    app.add_config_value("gappon_reader", "", "env", str)
    for transform in (
        transforms.Pictures,
        transforms.Captions,
        transforms.Links,
        embedded.RawHtml,
        embedded.Names,
        linkwords.LinksApart,
        linkwords.LinkWords,
        transforms.Displays,
        transforms.SectionAnchors,
        transforms.Rules,
    ):
        app.add_transform(transform)
    app.add_html_math_renderer("mathml", (visit_math, None), (visit_math_block, None))
    app.connect("config-inited", name_admonitions, priority=900)  # after Sphinx has set up its own
    app.connect("builder-inited", open_library, priority=100)
    app.connect("builder-inited", spare, priority=900)  # after the themes have added theirs
    app.connect("env-get-outdated", state.read_again)
    app.connect("env-before-read-docs", state.prepare)
    app.connect("env-purge-doc", state.forget)
    app.connect("env-merge-info", state.merge)
    app.connect("doctree-read", readtext.keep_text)
    app.connect("doctree-read", asmarkdown.keep_markdown)
    app.connect("doctree-read", webfont.keep_heading_characters)
    app.connect("doctree-read", contents.keep_contents, priority=900)
    app.connect("env-updated", state.finish_reading)
    app.connect("env-check-consistency", state.tell_problems)
    app.connect("doctree-resolved", links.resolve_links)
    app.connect("build-finished", state.keep, priority=900)  # last: it notes that all stands
    return {"version": __version__, "env_version": 4, "parallel_read_safe": True, "parallel_write_safe": True}
