"""JSON-LD (schema.org) of a page: the article and where it stands, or the site."""

from __future__ import annotations

from typing import Any

import msgspec

from book.model import Article
from book.sphinx_ext.shelves import Shelves


def of_home(shelves: Shelves) -> str:
    """Return the `WebSite` of the home page, empty where the series has no address."""
    series = shelves.library.series
    if not series.address:
        return ""
    question = f"{shelves.address('search/index')}?q={{search_term_string}}"
    return _script(
        {
            "@context": "https://schema.org",
            "@type": "WebSite",
            "name": series.title,
            "description": series.description,
            "inLanguage": series.language,
            "url": shelves.address("index"),
            "potentialAction": {
                "@type": "SearchAction",
                "target": {"@type": "EntryPoint", "urlTemplate": question},
                "query-input": "required name=search_term_string",
            },
        }
    )


def of_article(shelves: Shelves, article: Article, picture: str) -> str:
    """Return an article's `Article` and `BreadcrumbList`; `picture` is its picture's address or empty."""
    series = shelves.library.series
    if not series.address:
        return ""
    where = article.canonical_url or shelves.address(article.docname)
    crumbs = [(series.title, "index"), *shelves.links("categories", article.categories[:1])]
    told: dict[str, Any] = {
        "@type": "Article",
        "headline": article.title,
        "description": article.description,
        "inLanguage": series.language,
        "url": where,
        "mainEntityOfPage": where,
        "datePublished": article.date.isoformat(),
        "dateModified": article.modified.isoformat(),
        "keywords": list(article.tags),
        "articleSection": article.category,
        "author": [{"@type": "Person", "name": name} for name in article.authors],
        "publisher": {"@type": "Organization", "name": series.publisher or series.title},
    }
    if picture:
        told["image"] = [picture]
    places = [*((label, shelves.address(page)) for label, page in crumbs), (article.title, where)]
    steps = [
        {"@type": "ListItem", "position": number, "name": name, "item": item}
        for number, (name, item) in enumerate(places, 1)
    ]
    trail = {"@type": "BreadcrumbList", "itemListElement": steps}
    return _script({"@context": "https://schema.org", "@graph": [told, trail]})


def _script(value: object) -> str:
    """Return JSON that cannot end the script element it stands in."""
    return msgspec.json.encode(value).decode().replace("<", "\\u003c").replace("\u2028", "\\u2028")
