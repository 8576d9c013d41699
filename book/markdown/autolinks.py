"""Bare addresses as links: `https://example.jp/です` links what can be an address, and leaves the Japanese."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from book.markdown.tokens import text_token

# What may stand in an address (RFC 3986): an author who means a Japanese path writes it percent-encoded. Hatena's
# `[https://example.jp/:embed:cite]` and `[https://example.jp/:title=題]` are links.
_ADDRESS = re.compile(
    r"(?:\[(?P<named>https?://[!#-;=?-Z_a-z~]+?):(?:embed|title|cite|bookmark)(?::[a-z]+){0,4}(?:=(?P<words>[^\[\]\n]+))?\])"
    r"|https?://[A-Za-z0-9][!#-;=?-Z_a-z~]*"
)


def autolinks_plugin(md: MarkdownIt) -> None:
    """Make links of the addresses in plain text, as GitHub's Markdown does (GFM 6.9)."""
    md.core.ruler.after("inline", "autolinks", _rule)


def _rule(state: StateCore) -> None:
    if "://" not in state.src:
        return
    for token in state.tokens:
        if token.type == "inline" and "://" in token.content:
            token.children = _linked(token.children or [])


def _linked(tokens: list[Token]) -> list[Token]:
    kept: list[Token] = []
    within = 0
    for token in tokens:
        within += token.nesting if token.type in {"link_open", "link_close"} else 0
        opened = token.type == "html_inline" and token.content.lower().startswith(("<a ", "</a"))
        within += (-1 if token.content.startswith("</") else 1) if opened else 0
        kept += _split(token) if token.type == "text" and not within else [token]
    return kept


def _split(token: Token) -> list[Token]:
    parts: list[Token] = []
    place = 0
    for found in _ADDRESS.finditer(token.content):
        address = found["named"] or _trimmed(found[0])
        if len(address) <= len("https://"):
            continue
        parts += [text_token(token.content[place : found.start()]), *_link(address, found["words"] or address)]
        place = found.end() if found["named"] else found.start() + len(address)
    return [*parts, text_token(token.content[place:])] if parts else [token]


def _trimmed(address: str) -> str:
    """Leave out the punctuation of the sentence behind the address, and a bracket that closes nothing in it."""
    end, unopened = len(address), address.count(")") - address.count("(")
    while end and (address[end - 1] in "?!.,:;*_~'\"|" or (address[end - 1] == ")" and unopened > 0)):
        end -= 1
        unopened -= address[end] == ")"
    return address[:end]


def _link(address: str, words: str) -> list[Token]:
    opening = Token("link_open", "a", 1, attrs={"href": address}, markup="linkify", info="auto")
    return [opening, text_token(words), Token("link_close", "a", -1, markup="linkify", info="auto")]
