"""What `site`, `page` and `post_url` mean in an article's Liquid."""

from __future__ import annotations

from collections.abc import Mapping

from book.markdown.liquid import LiquidContext
from book.model import Article
from book.settings import Settings


def liquid_context(article: Article, settings: Settings, permalinks: Mapping[str, str]) -> LiquidContext:
    """Return the context of one article; `permalinks` are those of all articles by key."""
    series = settings.series
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
    base = str(settings.site.get("baseurl") or "")
    return LiquidContext(site, page, base, series.address.removesuffix(base), permalinks.get, settings.includes)
