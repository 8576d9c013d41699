"""Which articles to read next: those an author names, then those that share the rarest tags and words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import msgspec

from book.cache import Store, key_of
from book.model import Article, Library

_WORD = re.compile(r"[一-鿿々]{2,}|[ァ-ヺー]{3,}|[A-Za-z][A-Za-z0-9.+-]+")
_NEAR = 20
_TAG, _TERM = 3, 1


def kept_related(library: Library, count: int, store: Store) -> dict[str, tuple[Article, ...]]:
    """Return what `related` does, and have it kept: the text of an article has no part in it."""
    told = ((each.key, each.slug, each.title, each.date, each.tags, each.related) for each in library.articles)
    key = key_of(Path(__file__).read_bytes(), str(count), *map(repr, told))
    if (kept := store.get(key)) is None:
        found = related(library, count)
        store.put(key, msgspec.msgpack.encode([[other.key for other in others] for others in found.values()]))
        return found
    by_key, keys = library.by_key(), msgspec.msgpack.decode(kept, type=list[list[str]])
    return {
        article.key: tuple(by_key[key] for key in others)
        for article, others in zip(library.articles, keys, strict=True)
    }


def related(library: Library, count: int) -> dict[str, tuple[Article, ...]]:
    """Return, by article key, up to `count` related articles, the nearest first.

    Of each tag and title word only the 20 articles before and after are looked at: the time this takes grows
    with the number of articles and no faster, and what is written of one article changes few others.
    """
    by_name = {name: article for article in library.articles for name in (article.slug, article.key)}
    scores: dict[str, Counter[str]] = {article.key: Counter() for article in library.articles}
    for points, articles in _shared(library):
        for at, article in enumerate(articles):
            near = articles[max(0, at - _NEAR) : at] + articles[at + 1 : at + 1 + _NEAR]
            scores[article.key].update(dict.fromkeys((other.key for other in near), points))
    by_key = library.by_key()
    return {
        article.key: tuple(_chosen(article, by_name, by_key, scores[article.key]))[:count]
        for article in library.articles
    }


def _shared(library: Library) -> Iterable[tuple[int, list[Article]]]:
    """Yield what articles share, a tag or a word of their titles, with its points: the rarer, the more."""
    lists: dict[tuple[int, str], list[Article]] = {}
    for article in library.articles:
        for tag in article.tags:
            lists.setdefault((_TAG, tag.casefold()), []).append(article)
        for word in sorted({word.casefold() for word in _WORD.findall(article.title)}):
            lists.setdefault((_TERM, word), []).append(article)
    for (weight, _), articles in lists.items():
        if len(articles) > 1:
            yield weight * max(1, 10 - len(articles).bit_length()), articles


def _chosen(
    article: Article, by_name: dict[str, Article], by_key: dict[str, Article], scores: Counter[str]
) -> list[Article]:
    named = [by_name[other.slug].key for other in article.related if other.slug in by_name]
    alike = sorted(scores, key=lambda key: (-scores[key], abs(by_key[key].date - article.date), key))
    return [by_key[key] for key in dict.fromkeys([*named, *alike]) if key != article.key]
