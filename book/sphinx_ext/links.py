"""Links between articles, resolved when pages are written: addresses may change while a text does not."""

from __future__ import annotations

import re
from html import escape, unescape
from urllib.parse import unquote

from docutils import nodes
from sphinx.application import Sphinx

from book.links import Addresses, Target, leads, sound
from book.markdown.wikilinks import CLASS as WIKILINK
from book.model import Page
from book.rawhtml import LINK
from book.sphinx_ext.project import project_of

_HREF = ' href="'


def resolve_links(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Point each link at the page of the article or list it means; note the article for the makers of books.

    Sets `article` (key), `fragment` and `published` (address on the web) on links to articles.
    """
    article = project_of(app.env).texts.get(docname)
    if article is None:
        return
    addresses: Addresses = app.gappon_addresses  # type: ignore[attr-defined]
    for reference in list(doctree.findall(nodes.reference)):
        address = reference.get("refuri", "")
        wiki = WIKILINK in reference["classes"]
        if not wiki and (not address or address.startswith("#")):
            continue
        target = addresses.named(unquote(address)) if wiki else addresses.resolve(address, article)
        if target is None:
            reference.parent.replace(reference, nodes.Text(_unlinked(reference.astext())))
            continue
        _point(app, docname, reference, target)
    for raw in doctree.findall(nodes.raw):
        html = raw.astext()
        if "<a " in html:
            pointed = LINK.sub(lambda found: _pointed(app, docname, found, addresses, article), html)
            raw.children, raw.rawsource = [nodes.Text(pointed)], pointed


def _pointed(app: Sphinx, docname: str, found: re.Match[str], addresses: Addresses, article: Page) -> str:
    """Return the start tag of a link in raw HTML with the address that it means in this edition."""
    address = unescape(found[2])
    if not address or address.startswith("#"):
        return found[0]
    reference = nodes.reference("", "", refuri=address)
    _point(app, docname, reference, addresses.resolve(address, article))
    before, rest = found[1], found[3]
    named, address = "", reference["refuri"]
    if app.builder.format != "html":
        if "article" in reference:
            named, address = named_article(reference), reference["published"]
        if not leads(address):
            return before.removesuffix(_HREF) + named + rest[1:]
    return f'{before}{escape(address)}"{named}{rest[1:]}'


def named_article(reference: nodes.reference) -> str:
    """Return the attributes by which makers of books know which article a link means."""
    fragment = reference["fragment"]
    named = f' data-article="{escape(reference["article"])}"'
    return named + (f' data-fragment="{escape(fragment)}"' if fragment else "")


def _point(app: Sphinx, docname: str, reference: nodes.reference, target: Target) -> None:
    page, text = "", target.article
    if text is not None:
        reference["article"], reference["fragment"] = text.key, target.fragment
        reference["published"] = target.address
        page = text.docname
    elif app.builder.format == "html":
        page = app.gappon_shelves.list_at(target.address)  # type: ignore[attr-defined]
    if page:
        fragment = f"#{target.fragment}" if target.fragment else ""
        reference["refuri"] = app.builder.get_relative_uri(docname, page) + fragment
        reference["internal"] = True
    else:
        reference["refuri"] = sound(target.address)


def _unlinked(words: str) -> str:
    """Return what stands in the place of a link by name that leads nowhere: `[[1]]` is no name."""
    return words if any(map(str.isalpha, words)) else f"[[{words}]]"
