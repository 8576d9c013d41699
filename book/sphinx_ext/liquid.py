"""Liquid in an article: the tags Jekyll knows are resolved, the others left out and told."""

from __future__ import annotations

from docutils import nodes
from sphinx.util import logging

from book.markdown.liquid import LiquidContext, resolve_liquid
from book.model import Article
from book.sphinx_ext.project import ArticleProject

logger = logging.getLogger(__name__)


def resolve(text: str, article: Article, project: ArticleProject, document: nodes.document) -> str:
    """Return the text with its Liquid resolved, line for line; what was left out becomes a warning."""
    if "{{" not in text and "{%" not in text:
        return text
    resolved, findings = resolve_liquid(text, context_for(article, project))
    for line, _, message in findings:
        logger.warning("%s", message, location=(article.docname, line), type="gappon", subtype="liquid")
    return resolved


def context_for(article: Article, project: ArticleProject) -> LiquidContext:
    """Return what `site`, `page` and `post_url` mean in this article."""
    settings, series = project.settings, project.library.series
    site = {"title": series.title, "description": series.description, "url": series.address, **settings.site}
    page = {
        "title": article.title,
        "date": article.date.isoformat(" "),
        "excerpt": article.excerpt,
        "description": article.description,
        "author": article.authors[0] if article.authors else "",
        "url": article.permalink,
        "slug": article.slug,
        **article.extra,
    }
    permalinks = {other.key: other.permalink for other in project.library.articles}
    return LiquidContext(
        site=site,
        page=page,
        base=str(settings.site.get("baseurl") or ""),
        address=series.address,
        post_url=permalinks.get,
    )
