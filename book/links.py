"""Addresses: which article a link means, by the site's own permalinks, wherever it is written."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from urllib.parse import quote, unquote, urlsplit

from rapidfuzz import fuzz, process

from book.model import Library, Page

# A date, or a Markdown file: pages that are no articles have neither.
_ARTICLE = re.compile(r"/\d{4}/\d{1,2}/|\d{4}-\d{2}-\d{2}-|\.(?:md|markdown)$")


@dataclass(frozen=True, slots=True)
class Target:
    """Where a link leads: an article or page of the publication with a fragment, or an address anywhere."""

    article: Page | None
    fragment: str
    address: str


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
        files = {article.path.name: article for article in library.texts}
        names: dict[str, Page] = {}
        for name in ("title", "slug", "key"):
            names.update({getattr(article, name): article for article in library.texts})
        return cls(root, urlsplit(root).path, found, files, names)

    def published(self, article: Page, fragment: str = "") -> str:
        """Return the article's address on the web, empty where the series has none."""
        if not self.root:
            return ""
        return (
            self.root + quote(article.permalink, safe="/:@!$&'()*+,;=-._~") + (f"#{fragment}" if fragment else "")
        )

    def resolve(self, address: str, where: Page) -> Target:
        """Find what a link of the article `where` means: root-relative, relative, or absolute."""
        parts = urlsplit(address)
        fragment = unquote(parts.fragment)
        if parts.scheme or parts.netloc:
            if not self.root or f"{parts.scheme}://{parts.netloc}{parts.path}/".find(self.root + "/") != 0:
                return Target(None, fragment, address)
            path = unquote(parts.path)
        else:
            path = posixpath.join(where.permalink, unquote(parts.path))
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
        parts = urlsplit(address)
        outside = bool(parts.scheme or parts.netloc) and not (self.root and address.startswith(self.root + "/"))
        return not outside and bool(_ARTICLE.search(unquote(parts.path)))

    def nearest(self, address: str) -> str:
        """Return the permalink of the article whose slug is most like the address's last part, or nothing."""
        wanted = posixpath.basename(_bare(urlsplit(address).path))
        wanted = re.sub(r"^\d{4}-\d{2}-\d{2}-|\.(?:md|markdown)$", "", wanted)
        slugs = {article.permalink: article.slug for article in self.articles.values()}
        close = process.extractOne(wanted, slugs, scorer=fuzz.ratio, score_cutoff=60)
        return str(close[2]) if close else ""

    def _on_site(self, path: str, fragment: str, address: str) -> Target:
        article = (
            self.articles.get(_bare(path.removeprefix(self.base)))
            or self.articles.get(_bare(path))
            or self.files.get(posixpath.basename(path))
        )
        if article is not None:
            return Target(article, fragment, self.published(article, fragment))
        if address.startswith("/") and self.root:
            return Target(None, fragment, self.root.removesuffix(self.base) + address)
        return Target(None, fragment, address)


def _bare(path: str) -> str:
    """Return the path as compared: decoded, without its trailing slash, `index.html` or `.html`."""
    decoded = unquote(path).removesuffix("index.html")
    return posixpath.normpath("/" + decoded.lstrip("/")).removesuffix(".html")
