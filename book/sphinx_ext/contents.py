"""The list of an article's headings, kept with its doctree: what every build reads stays small."""

from __future__ import annotations

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment


def keep_contents(app: Sphinx, doctree: nodes.document) -> None:
    """Put the list that Sphinx made with the document (`doctree-read`, after Sphinx)."""
    tocs, docname = app.env.tocs, app.env.docname
    doctree.gappon_contents = tocs[docname]  # type: ignore[attr-defined]
    tocs[docname] = nodes.bullet_list("")


def take_contents(env: BuildEnvironment, docname: str, doctree: nodes.document) -> None:
    """Put the list where Sphinx looks for it when it writes the page."""
    env.tocs[docname] = doctree.gappon_contents  # type: ignore[attr-defined]
