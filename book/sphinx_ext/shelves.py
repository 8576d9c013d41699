"""What the pages of the web edition draw on, made once for a build: no page looks at all articles."""

from __future__ import annotations

import hashlib
import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import count
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from book.cache import Store
from book.lists import ARCHIVE, KINDS, page_of, years_of
from book.model import Article, Group, Library, Page, Volume
from book.permalinks import slugify
from book.settings import Settings
from book.sphinx_ext.neighbours import neighbours
from book.sphinx_ext.preview import is_preview
from book.sphinx_ext.related import kept_related
from book.toolchain import toolchain_digest
from book.volumes import numbered_id

FORMATS = {"epub": "EPUB", "pdf": "PDF"}
RELATED = 4
WHOLE = 200
PICTURED = 8
# Nothing runs or is fetched but what the site itself publishes. Styles of elements: sphinx-design's.
CSP = (
    "default-src 'self'; img-src 'self' data:; style-src 'self'; style-src-attr 'unsafe-inline'; "
    "object-src 'none'; base-uri 'self'; form-action 'self'"
)
_PATH = "/:@!$&'()*+,;=-._~"


def card_of(article: Article) -> str:
    """Return all that lists show of an article."""
    shown = (article.docname, article.title, article.date, article.category, article.excerpt, article.reading_time)
    return repr(shown)


@dataclass(frozen=True, slots=True)
class VolumeFile:
    """A book that has been built: `EPUB` or `PDF`, its file, its size as readers see it, and its address."""

    kind: str
    path: Path
    size: str
    address: str


@dataclass(frozen=True, slots=True)
class Download:
    """A volume on the home page, with the files of it that have been built."""

    title: str
    period: str
    count: int
    date: object
    files: tuple[VolumeFile, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """What the side column and the foot show on every page: labels with the docnames of their pages."""

    categories: tuple[tuple[str, str], ...]
    years: tuple[tuple[str, str], ...]
    pages: tuple[tuple[str, str], ...]


@dataclass
class Shelves:
    """Neighbours, related articles, groups and volumes of every article, by key."""

    settings: Settings
    library: Library
    years: tuple[Group, ...] = field(init=False)

    def __post_init__(self) -> None:
        self.years = years_of(self.library)
        self.articles = {article.docname: article for article in self.library.articles}
        self.pages = {page.docname: page for page in self.library.pages}
        self.neighbours = neighbours(self.library)
        self.groups: dict[str, dict[str, Group]] = {
            kind: {group.label: group for group in getattr(self.library, kind)} for kind in KINDS
        }
        self.downloads = tuple(_downloads(self.settings, self.library))
        built = {download.title for download in self.downloads}
        self.volumes: dict[str, list[str]] = {}
        for volume in self.library.volumes:
            if volume.title in built:
                for article in volume.articles:
                    self.volumes.setdefault(article.key, []).append(volume.title)

    @cached_property
    def related(self) -> dict[str, tuple[Article, ...]]:
        """Related articles of every article, by key: no book shows them."""
        return kept_related(self.library, RELATED, Store(self.settings.cache / "related"))

    @cached_property
    def csp(self) -> str:
        """The pages' Content-Security-Policy; none for `gappon serve`, which adds a script that reloads them."""
        if is_preview():
            return ""
        return f"{CSP}; frame-src https:" if "iframe" in self.settings.web.allowed_html else CSP

    @cached_property
    def side(self) -> Side:
        """The side column, the same on every page."""
        years = reversed(self.years)
        return Side(
            tuple((group.label, page_of("categories", group)) for group in self.library.categories),
            tuple((group.label, page_of("years", group)) for group in years),
            tuple((page.title, page.docname) for page in self.library.pages if page.linked),
        )

    @cached_property
    def lists(self) -> frozenset[str]:
        """The docnames of home and of the lists that articles may link to."""
        groups = {page_of(kind, group) for kind in KINDS for group in self.groups[kind].values()}
        groups |= {page_of("years", year) for year in self.years}
        groups |= {page_of("months", month) for month in self.library.months}
        return frozenset({"index", ARCHIVE, "search/index", *(f"{kind}/index" for kind in KINDS), *groups})

    def list_at(self, address: str) -> str:
        """Return the docname of the list that a published address means, empty where it means none."""
        root, parts = self.library.series.address, urlsplit(address)
        whole = f"{parts.scheme}://{parts.netloc}{unquote(parts.path)}" if parts.netloc else unquote(parts.path)
        if not f"{whole}/".startswith(f"{root}/") or parts.query:
            return ""
        name = f"{whole.removeprefix(root).removesuffix('index.html').strip('/')}/index".lstrip("/")
        return name if name in self.lists else ""

    @cached_property
    def newest(self) -> tuple[Article, ...]:
        """The newest articles, as the home page lists them."""
        return self.library.articles[::-1][: self.settings.web.newest]

    @cached_property
    def whole(self) -> dict[str, Article]:
        """The newest articles, by docname, from old to new: those that llms-full.txt, which is read whole, has."""
        seen = [article for article in self.library.articles if not article.noindex]
        return {article.docname: article for article in seen[-WHOLE:]}

    @cached_property
    def thumbnails(self) -> dict[str, tuple[str, bytes]]:
        """Small pictures of the newest articles that have one, by key: address below the root, and content."""
        from book.sphinx_ext.thumbnails import thumbnail  # books, which show none, spare Pillow

        store = Store(self.settings.cache / "thumbnails")
        shown = [each for each in self.newest if each.picture][:PICTURED]
        made = {each.key: thumbnail(each.picture, store) for each in shown if each.picture}
        return {key: (f"_pictures/{each[0]}", each[1]) for key, each in made.items() if each}

    def links(self, kind: str, labels: tuple[str, ...]) -> list[tuple[str, str]]:
        """Return label and docname of the named groups' pages."""
        groups = self.groups[kind]
        return [(label, page_of(kind, groups[label])) for label in labels if label in groups]

    def shown_of(self, text: Page) -> str:
        """Return what an article's page shows of others, of lists and of volumes; nothing where it is none."""
        if not (article := self.articles.get(text.docname)):
            return ""
        others = [*self.neighbours[article.key], *self.related[article.key]]
        told = [
            f"{other.docname} {other.title} {other.date} {other.category}" if other else "" for other in others
        ]
        lists = [page for kind in KINDS for _, page in self.links(kind, getattr(article, kind))]
        return "\0".join([*told, "", *lists, "", *self.volumes.get(article.key, ())])

    def shown_at_home(self) -> str:
        """Return all that the home page shows."""
        groups = [(group.label, group.description, len(group.articles)) for group in self.library.categories]
        cards = [card_of(article) for article in self.newest]
        pictures = [address for address, _ in self.thumbnails.values()]
        return repr((cards, pictures, groups, len(self.library.articles), self.downloads))

    @cached_property
    def frame(self) -> str:
        """The hash of what every page shows: templates, styles, scripts, side column, series."""
        theme = self.settings.conf / "theme" / "web"
        files = sorted(path for path in theme.rglob("*") if path.is_file())
        web = replace(self.settings.web, newest=0, page=0)  # home and lists themselves tell what they show
        told = [toolchain_digest(), self.csp, repr(self.side), repr(self.library.series), repr(web)]
        digest = hashlib.sha256("\0".join(told).encode())
        for path in files:
            digest.update(path.read_bytes())
        return digest.hexdigest()

    def address(self, docname: str) -> str:
        """Return the published address of a page, empty where the series has none."""
        root = self.library.series.address
        if not root:
            return ""
        folder, name = posixpath.split(docname)
        path = f"{folder}/" if name == "index" and folder else "" if name == "index" else f"{docname}.html"
        return self.url(path)

    def url(self, path: str) -> str:
        """Return the published address of a file below the site's root, percent-encoded (RFC 3986)."""
        return f"{self.library.series.address}/{quote(path, safe=_PATH)}"


def _downloads(settings: Settings, library: Library) -> list[Download]:
    found = []
    for volume in library.volumes:
        files = tuple(file for kind in FORMATS for file in _files(settings, volume, kind))
        if files:
            newest = max(article.modified for article in volume.articles)
            found.append(Download(volume.title, volume.period, len(volume.articles), newest, files))
    return found


def _files(settings: Settings, volume: Volume, kind: str) -> list[VolumeFile]:
    if kind == "pdf" and volume.max_pages:
        return list(_numbered_files(settings, volume, kind))
    path = settings.build / kind / f"{volume.id}.{kind}"
    return [_file(path, volume.id, FORMATS[kind])] if path.is_file() else []


def _numbered_files(settings: Settings, volume: Volume, kind: str) -> Iterator[VolumeFile]:
    for number in count(1):
        name = numbered_id(volume.id, number)
        path = settings.build / kind / f"{name}.{kind}"
        if not path.is_file():
            return
        yield _file(path, name, f"{FORMATS[kind]} 第{number}巻")


def _file(path: Path, name: str, told: str) -> VolumeFile:
    return VolumeFile(told, path, size_of(path), f"downloads/{slugify(name)}{path.suffix}")


def size_of(path: Path) -> str:
    """Return a file's size for readers: `1.2 MB`."""
    size = path.stat().st_size
    return f"{size / 1e6:.1f} MB" if size >= 1e5 else f"{size / 1e3:.0f} KB"
