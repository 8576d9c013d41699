"""Liquid in an article: the tags Jekyll knows are resolved, the others left out and told."""

from __future__ import annotations

from sphinx.util import logging

from book.liquid import liquid_context
from book.markdown import prepare
from book.model import Page
from book.reading import typed_text
from book.sphinx_ext.project import ArticleProject

logger = logging.getLogger(__name__)


def resolve(text: str, article: Page, project: ArticleProject) -> str:
    """Return the text with its Liquid resolved, line for line; what was left out becomes a warning."""
    if "{{" not in text and "{%" not in text:
        return typed_text(text)
    prepared = prepare(text, liquid_context(article, project.settings, project.permalinks))
    for line, _, message in prepared.findings:
        logger.warning("%s", message, location=(article.docname, line), type="gappon", subtype="liquid")
    return prepared.text
