"""Liquid in an article: the tags Jekyll knows are resolved, the others left out and told."""

from __future__ import annotations

from sphinx.environment import BuildEnvironment
from sphinx.util import logging

from book.liquid import liquid_context
from book.markdown import bare_text, prepare
from book.model import Page
from book.sphinx_ext.project import project_of

logger = logging.getLogger(__name__)


def resolve(text: str, article: Page, env: BuildEnvironment) -> str:
    """Return the text with its Liquid resolved, line for line; what was left out becomes a warning.

    Noted is which texts it names, and where these were: it is read again where they move.
    """
    if "{{" not in text and "{%" not in text:
        return bare_text(text)
    project = project_of(env)
    named: dict[str, str | None] = {}

    def permalink(key: str) -> str | None:
        return named.setdefault(key, project.permalinks.get(key))

    prepared = prepare(text, liquid_context(article, project.settings, permalink))
    env.gappon_named[article.docname] = named  # type: ignore[attr-defined]
    for line, kind, message in prepared.findings:
        if not kind.startswith("liquid"):
            continue
        logger.warning("%s", message, location=(article.docname, line), type="gappon", subtype="liquid")
    return prepared.text
