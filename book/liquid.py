"""What `site`, `page` and `post_url` mean in an article's Liquid."""

from __future__ import annotations

from collections.abc import Callable

from book.markdown.liquid import LiquidContext
from book.model import Article, Page
from book.settings import Settings


def liquid_context(text: Page, settings: Settings, permalink: Callable[[str], str | None]) -> LiquidContext:
    """Return the context of one text; `permalink` tells that of any text by its key."""
    series = settings.series
    told = ("title", "description", "author", "publisher", "license")
    site = {"baseurl": "", **{name: getattr(series, name) for name in told}}
    site |= {"url": series.address, "rights": series.rights or series.publisher or series.author, **settings.site}
    page = {
        "title": text.title,
        "description": text.description,
        "url": text.permalink,
        "slug": text.slug,
        **(_of_article(text) if isinstance(text, Article) else {}),
        **text.extra,
    }
    base = str(settings.site.get("baseurl") or "")
    return LiquidContext(site, page, base, series.address.removesuffix(base), permalink, settings.includes)


def _of_article(article: Article) -> dict[str, str]:
    return {
        "date": article.date.isoformat(" "),
        "excerpt": article.excerpt,
        "author": article.authors[0] if article.authors else "",
    }
