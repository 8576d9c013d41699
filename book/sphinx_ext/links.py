"""Links between articles, resolved when pages are written: addresses may change while a text does not."""

from __future__ import annotations

from urllib.parse import unquote

from docutils import nodes
from sphinx.application import Sphinx

from book.links import Addresses, Target
from book.markdown.wikilinks import CLASS as WIKILINK
from book.sphinx_ext.project import ArticleProject


def resolve_links(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Point each link at the page of the article or list it means; note the article for the makers of books.

    Sets `article` (key), `fragment` and `published` (address on the web) on links to articles.
    """
    project = app.project
    assert isinstance(project, ArticleProject)  # noqa: S101
    article = project.texts.get(docname)
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
            reference.parent.replace(reference, nodes.Text(f"[[{reference.astext()}]]"))
            continue
        _point(app, docname, reference, target)


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
        reference["refuri"] = target.address
