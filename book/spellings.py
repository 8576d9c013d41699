"""Names of categories and tags that differ only in how they are typed: `AI`, `Ai` and `ＡＩ` are one."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from book.model import Article


def folded(name: str) -> str:
    """Return a name without what is only typing: case, full and half width, blanks."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def in_one_spelling(articles: Iterable[Article], given: Iterable[str]) -> list[Article]:
    """Return the articles, categories and tags spelled as the publisher does (`given`), or most of them do."""
    articles = list(articles)
    categories = _chosen((name for article in articles for name in article.categories), given)
    tags = _chosen((name for article in articles for name in article.tags), ())
    return [
        replace(
            article,
            categories=tuple(dict.fromkeys(categories.get(name, name) for name in article.categories)),
            tags=tuple(dict.fromkeys(tags.get(name, name) for name in article.tags)),
        )
        if categories.keys() & {*article.categories} or tags.keys() & {*article.tags}
        else article
        for article in articles
    ]


def _chosen(names: Iterable[str], given: Iterable[str]) -> dict[str, str]:
    """Return the spelling to use for each name that is not spelled so; of equally common ones the first."""
    spelled: dict[str, Counter[str]] = {}
    for name in names:
        spelled.setdefault(folded(name), Counter())[name] += 1
    preferred = {folded(name): name for name in given}
    best = {key: preferred.get(key) or max(found, key=found.__getitem__) for key, found in spelled.items()}
    return {name: best[key] for key, found in spelled.items() for name in found if name != best[key]}
