"""The domain's types: plain, frozen, without input or output. Everything else in gappon speaks in these."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from book.errors import Problem

_BAR = re.compile(r"\s*[|｜]\s*")


@dataclass(frozen=True, slots=True)
class Related:
    """An article that another one's `related_articles` recommends: its key or slug, and the title given."""

    slug: str
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A text of the publication with an address of its own; one that is no article stands in no list or volume.

    `key` names it among all texts: a page's is its path below the source without suffix (`_pages/about`).
    `permalink` is its address below the site's root, starting with `/` (decoded: Japanese stays Japanese).
    `docname` is the same as a path without suffix, as Sphinx and the file system want it
    (`2025/10/09/3-nedoai/index`). `first_line` is the line (from 1) of the file on which the text after the
    front matter begins. `image` is as the author wrote it; `picture` is the file it means, or None where
    there is none. `linked` is whether every page of the web edition links to it: not so an article, nor a text
    that only a volume names. `extra` holds the keys that gappon has no meaning for.
    """

    key: str
    slug: str
    path: Path
    first_line: int
    title: str
    permalink: str
    docname: str
    description: str
    image: str = ""
    image_alt: str = ""
    picture: Path | None = None
    draft: bool = False
    noindex: bool = False
    canonical_url: str = ""
    redirect_from: tuple[str, ...] = ()
    layout: str = ""
    linked: bool = False
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Article(Page):
    """One article: its front matter, and where its text lies. The text itself is read when it is rendered.

    `key` is `YYYY-MM-DD-slug`, the date being that of the file name, or of the front matter where the file
    name has none. Times are aware, in the series' time zone. `reading_time` is in minutes;
    `characters` are those of the text as written, without spaces.
    """

    date: datetime
    categories: tuple[str, ...]
    tags: tuple[str, ...]
    authors: tuple[str, ...]
    excerpt: str
    reading_time: int
    characters: int
    modified: datetime
    related: tuple[Related, ...] = ()

    @property
    def category(self) -> str:
        """The category the article is filed under: the first it names."""
        return self.categories[0]


@dataclass(frozen=True, slots=True)
class Group:
    """Articles that share a category, tag, author or month; `slug` is the group's name in addresses.

    `articles` run from the oldest to the newest. `label` is what readers see.
    """

    label: str
    slug: str
    articles: tuple[Article, ...]
    description: str = ""


class Category(Group):
    """The articles filed under one category."""

    __slots__ = ()


class Tag(Group):
    """The articles that carry one tag."""

    __slots__ = ()


class Author(Group):
    """The articles of one author."""

    __slots__ = ()


class Month(Group):
    """The articles of one month; the label is `2025年12月`, the slug `2025/12`."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Series:
    """What the publisher says of the whole: names as readers see them.

    `address` is the published root without a slash at its end (`https://example.jp/base`), or empty.
    `license` is what readers may do with it, in words or as an address (`CC BY 4.0`). `language` is a BCP 47 tag,
    `timezone` an IANA name.
    """

    title: str
    subtitle: str = ""
    description: str = ""
    address: str = ""
    author: str = ""
    publisher: str = ""
    rights: str = ""
    license: str = ""
    language: str = "ja"
    timezone: str = "Asia/Tokyo"

    @property
    def name(self) -> str:
        """The title up to a bar (`名前｜何の連載か`), where there is little room."""
        return _BAR.split(self.title, maxsplit=1)[0] or self.title

    @property
    def motto(self) -> str:
        """What the title has behind the bar; empty in most."""
        return _BAR.sub("", self.title.removeprefix(self.name), count=1)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a volume: a category, and the articles of it that the volume chose, in the volume's order."""

    title: str
    slug: str
    articles: tuple[Article, ...]


@dataclass(frozen=True, slots=True)
class Volume:
    """A book: the articles chosen, in their order, parted by category.

    `id` names its files (`build/epub/<id>.epub`). `identifier` is `urn:isbn:…` or `urn:uuid:…`. `cover` is
    the publisher's picture, None for a drawn one. `period` is the span of its articles as readers see it
    (`2025年8月–2026年4月`). `number` is its place in a set of generated volumes, None outside one. `vertical` is
    whether its lines run downwards (縦書き). `preface` and `afterword` are the publisher's texts round the parts.
    `version` is the publisher's name of this edition (`第2版`), `print_identifier` the ISBN of the printed book.
    In print it becomes numbered books of at most `max_pages` pages (0: one book), cut at what `split` names:
    `month`, `category`, or `article` where its order is the publisher's.
    """

    id: str
    title: str
    subtitle: str
    identifier: str
    parts: tuple[Part, ...]
    cover: Path | None = None
    period: str = ""
    number: int | None = None
    vertical: bool = False
    preface: Page | None = None
    afterword: Page | None = None
    version: str = ""
    print_identifier: str = ""
    max_pages: int = 0
    split: str = "month"

    @property
    def articles(self) -> tuple[Article, ...]:
        """All articles of the volume in reading order."""
        return tuple(article for part in self.parts for article in part.articles)


@dataclass(frozen=True, slots=True)
class Library:
    """Everything that there is to publish. Articles and every group's articles run from old to new.

    `pages` are in the order of the publisher's settings, and of nothing else here. `problems` are what was wrong
    in front matter and did not keep an article from being read. `due` is when the next article may be published
    that is dated in the future, None where there is none.
    """

    series: Series
    articles: tuple[Article, ...]
    categories: tuple[Category, ...]
    tags: tuple[Tag, ...]
    authors: tuple[Author, ...]
    months: tuple[Month, ...]
    volumes: tuple[Volume, ...]
    pages: tuple[Page, ...] = ()
    problems: tuple[Problem, ...] = ()
    due: datetime | None = None

    @property
    def texts(self) -> tuple[Page, ...]:
        """All pages and articles."""
        return (*self.pages, *self.articles)

    def by_key(self) -> dict[str, Article]:
        """Return the articles by key. Built at each call: keep the result."""
        return {article.key: article for article in self.articles}
