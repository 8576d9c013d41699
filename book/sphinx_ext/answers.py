"""Whether the addresses of an earlier edition still answer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lxml import etree

from book.errors import Problem
from book.model import Library
from book.settings import Settings
from book.sphinx_ext.lists import page_names
from book.sphinx_ext.shelves import Shelves


def gone(settings: Settings, library: Library, sitemap: Path) -> list[Problem]:
    """Return a problem for each address of a sitemap (sitemaps.org 0.9) at which there would be no page now.

    Hosts are not compared: a site may have moved. A file that cannot be read as XML is a problem too.
    """
    try:
        tree = etree.parse(sitemap, etree.XMLParser(resolve_entities=False, no_network=True))
    except (OSError, etree.XMLSyntaxError) as error:
        message = f"not a sitemap that can be read: {error}."
        return [Problem(sitemap, 0, message, "Name the sitemap.xml of an earlier build.", "address.sitemap")]
    base = urlsplit(library.series.address).path
    answering = {path for name in page_names(Shelves(settings, library)) for path in _paths(name)}
    return [
        Problem(
            sitemap,
            place.sourceline or 0,
            f"no page would answer at {unquote(path)} any more.",
            f'Add redirect_from: ["{unquote(path)}"] to the article that took its place.',
            "address.gone",
        )
        for place in tree.iter("{*}loc")
        if unquote(path := urlsplit((place.text or "").strip()).path.removeprefix(base) or "/") not in answering
    ]


def _paths(name: str) -> Iterator[str]:
    """Yield the paths at which servers show a page (docname): with and without `index.html` and `.html`."""
    yield f"/{name}.html"
    if name == "index" or name.endswith("/index"):
        folder = "/" + name.removesuffix("index")
        yield folder
        yield folder.rstrip("/") or "/"
    else:
        yield f"/{name}"
