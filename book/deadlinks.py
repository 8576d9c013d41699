"""Links that lead nowhere: to an article that there is not, or to a heading that it has not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from urllib.parse import unquote

from markdown_it.token import Token

from book.errors import Problem
from book.links import Addresses
from book.markdown import SlugCounter
from book.markdown.tokens import with_lines
from book.markdown.wikilinks import CLASS as WIKILINK
from book.model import Library, Page
from book.reading import html_text

_ID = re.compile(r"""\b(?:id|name)=["']([^"']+)["']""")


@dataclass(frozen=True, slots=True)
class Link:
    """A link of an article: the line of the file it stands on, its address, and whether it names an article."""

    line: int
    address: str
    by_name: bool


@dataclass(frozen=True, slots=True)
class Text:
    """A text's links, and the places within it that links may mean."""

    article: Page
    links: tuple[Link, ...]
    anchors: frozenset[str]


def text_of(article: Page, tokens: Sequence[Token], lines_before: int) -> Text:
    """Gather the links and anchors of a text that was read; its first line is `lines_before` + 1 of the file."""
    slugs = SlugCounter()
    anchors: set[str] = set()
    links: list[Link] = []
    for at, token in enumerate(tokens):
        if token.type == "heading_open":
            anchors.add(slugs.unique(_shown(tokens[at + 1])))
        first = token.map[0] if token.map else 0
        for part, at_line in ((token, first), *with_lines(token)):
            line = lines_before + at_line + 1
            anchors.update(filter(None, (str(part.attrs.get("id", "")),)))
            if part.type in {"html_inline", "html_block"}:
                anchors.update(_ID.findall(part.content))
            elif part.type == "link_open":
                address, by_name = str(part.attrs.get("href", "")), part.attrs.get("class") == WIKILINK
                links.append(Link(line, unquote(address) if by_name else address, by_name))
    return Text(article, tuple(links), frozenset(anchors))


def _shown(inline: Token) -> str:
    kinds = {"text", "code_inline", "text_special", "math_inline", "image"}
    children = inline.children or ()
    html = "".join(escape(child.content) if child.type in kinds else child.content for child in children)
    return html_text(html)


def check_links(texts: Sequence[Text], library: Library) -> Iterator[Problem]:
    """Yield the links that lead nowhere, each with the nearest thing there is."""
    addresses = Addresses.of(library)
    anchors = {text.article.key: text.anchors for text in texts}
    for text in texts:
        for link in text.links:
            yield from _check(link, text, addresses, anchors)


def _check(
    link: Link, text: Text, addresses: Addresses, anchors: Mapping[str, frozenset[str]]
) -> Iterator[Problem]:
    path = text.article.path
    if link.address.startswith("#") and not link.by_name:
        target, fragment = text.article, unquote(link.address[1:])
    else:
        found = addresses.named(link.address) if link.by_name else addresses.resolve(link.address, text.article)
        if found is None or (found.article is None and addresses.looks_dead(link.address, text.article)):
            nearest = addresses.nearest(link.address)
            hint = f"Did you mean {nearest}?" if nearest else "There is none with a like name."
            message = f"the link {unquote(link.address)} means an article that there is not."
            yield Problem(path, link.line, message, hint, "link.unknown", fatal=False)
            return
        if found.article is None:
            return
        target, fragment = found.article, found.fragment
    known = anchors.get(target.key, frozenset())
    if fragment and fragment not in known:
        message = f"the link {unquote(link.address)} means a heading that {target.path.name} does not have."
        yield Problem(path, link.line, message, _headings(known), "link.fragment", fatal=False)


def _headings(known: frozenset[str]) -> str:
    shown = ", ".join(f"#{anchor}" for anchor in sorted(known)[:8])
    return f"There are: {shown}." if shown else "It has none."
