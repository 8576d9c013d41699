"""Addresses: which article a link means, by the site's own permalinks, wherever it is written."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import SplitResult, quote, unquote, urlsplit

from book.model import Library, Page
from book.reading import typed_text

# A date, or a Markdown file: pages that are no articles have neither.
_ARTICLE = re.compile(r"/\d{4}/\d{1,2}/|\d{4}-\d{2}-\d{2}-|\.(?:md|markdown)$")


_UNSOUND = re.compile(r"[\s|\\^`{}\"<>]|%(?![0-9A-Fa-f]{2})")
_ELSEWHERE = re.compile("https?://", re.IGNORECASE)
_SAFE = "/:@!$&'()*+,;=-._~"


@dataclass(frozen=True, slots=True)
class Target:
    """Where a link leads: an article or page of the publication with a fragment, or an address anywhere."""

    article: Page | None
    fragment: str
    address: str


class Linked(NamedTuple):
    """What a text links to by name (`[[name]]`), and by addresses that may lead to other texts or lists."""

    names: Sequence[str] = ()
    addresses: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Addresses:
    """All addresses of the series, made once for a build."""

    root: str
    base: str
    articles: dict[str, Page] = field(default_factory=dict)
    files: dict[str, Page] = field(default_factory=dict)
    names: dict[str, Page] = field(default_factory=dict)

    @classmethod
    def of(cls, library: Library) -> Addresses:
        """Index the permalinks, redirects and file names of the library's texts."""
        root = library.series.address
        found: dict[str, Page] = {}
        for article in library.texts:
            for old in article.redirect_from:
                found.setdefault(_bare(old), article)
        found.update({_bare(article.permalink): article for article in library.texts})
        files = {typed_text(article.path.name): article for article in library.texts}
        names: dict[str, Page] = {}
        for name in ("title", "slug", "key"):
            names.update({getattr(article, name): article for article in library.texts})
        return cls(root, urlsplit(root).path, found, files, names)

    def published(self, article: Page, fragment: str = "") -> str:
        """Return the article's address on the web, empty where the series has none."""
        if not self.root:
            return ""
        return self.root + quote(article.permalink, safe=_SAFE) + (f"#{fragment}" if fragment else "")

    def resolve(self, address: str, where: Page) -> Target:
        """Find what a link of the article `where` means: root-relative, relative, or absolute."""
        parts = split_address(address)
        fragment = unquote(parts.fragment)
        if parts.scheme or parts.netloc:
            if not self.root or not f"{parts.scheme}://{parts.netloc}{parts.path}/".startswith(f"{self.root}/"):
                return Target(None, fragment, address)
            path = unquote(parts.path)
        else:
            folder = where.permalink if where.permalink.endswith("/") else posixpath.dirname(where.permalink)
            path = posixpath.join(folder, unquote(parts.path))
        return self._on_site(path, fragment, address)

    def named(self, name: str) -> Target | None:
        """Find what `[[name]]` or `[[name#section]]` means; the name is an article's key, slug or title."""
        bare, _, fragment = name.partition("#")
        article = self.names.get(bare.strip())
        return Target(article, fragment, self.published(article, fragment)) if article else None

    def looks_dead(self, address: str, where: Page) -> bool:
        """Tell whether a link means an article of the series that there is not, rather than another page."""
        if self.resolve(address, where).article is not None:
            return False
        parts = split_address(address)
        outside = bool(parts.scheme or parts.netloc) and not (self.root and address.startswith(self.root + "/"))
        return not outside and bool(_ARTICLE.search(unquote(parts.path)))

    def nearest(self, address: str) -> str:
        """Return the permalink of the article whose slug is most like the address's last part, or nothing."""
        from rapidfuzz import fuzz, process  # most builds meet no dead link

        wanted = posixpath.basename(_bare(split_address(address).path))
        wanted = re.sub(r"^\d{4}-\d{2}-\d{2}-|\.(?:md|markdown)$", "", wanted)
        slugs = {article.permalink: article.slug for article in self.articles.values()}
        close = process.extractOne(wanted, slugs, scorer=fuzz.ratio, score_cutoff=60)
        return str(close[2]) if close else ""

    def _on_site(self, path: str, fragment: str, address: str) -> Target:
        article = (
            self.articles.get(_bare(path.removeprefix(self.base)))
            or self.articles.get(_bare(path))
            or self.files.get(typed_text(posixpath.basename(path)))
        )
        if article is not None:
            return Target(article, fragment, self.published(article, fragment))
        parts = split_address(address)
        if not self.root or parts.scheme or parts.netloc:
            return Target(None, fragment, address)
        if not address.startswith("/"):
            path = quote(posixpath.normpath(path), safe=_SAFE) + ("/" if path.endswith("/") else "")
            rest = (f"?{parts.query}" if parts.query else "") + (f"#{parts.fragment}" if parts.fragment else "")
            return Target(None, fragment, self.root + path + rest)
        return Target(None, fragment, self.root.removesuffix(self.base) + address)


def is_outside(address: str, root: str) -> bool:
    """Tell, for sure, that a link leads to another site, whatever texts there are; False says nothing.

    `root` is the published address of the series, or empty.
    """
    return bool(_ELSEWHERE.match(address)) and not (root and address.lower().startswith(root.lower()))


def sound(address: str) -> str:
    """Return an address with the characters encoded that none may have (RFC 3986, 2)."""
    return _UNSOUND.sub(lambda found: quote(found[0], safe=""), address)


def leads(address: str) -> bool:
    """Tell whether an address leads anywhere from within a book: one relative to a site does not."""
    return bool(re.match(r"#|[a-z][a-z0-9+.-]*:", address, re.IGNORECASE))


def split_address(address: str) -> SplitResult:
    """Return the parts of an address; one that is none (`http://[x`) is that of a host nobody knows."""
    try:
        return urlsplit(address)
    except ValueError:
        return SplitResult("", address, "", "", "")


def _bare(path: str) -> str:
    """Return the path as compared: decoded, without its trailing slash, `index.html` or `.html`."""
    decoded = typed_text(unquote(path)).removesuffix("index.html")
    return posixpath.normpath("/" + decoded.lstrip("/")).removesuffix(".html")
