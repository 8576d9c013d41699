"""Tokens that plugins make in the place of others."""

from __future__ import annotations

from collections.abc import Iterator

from markdown_it.token import Token


def text_token(content: str) -> Token:
    """Return a token of plain text."""
    return Token("text", "", 0, content=content)


def html_token(content: str) -> Token:
    """Return a token of inline HTML, which the sanitiser sees like the author's own."""
    return Token("html_inline", "", 0, content=content)


def note_lines(inline: Token) -> None:
    """Note on the parts of running text that are told of by line which line that is: line ends may be dropped."""
    for child, line in with_lines(inline):
        if child.type in {"link_open", "image"}:
            child.meta["line"] = line


def with_lines(inline: Token) -> Iterator[tuple[Token, int]]:
    """Yield the parts of running text with the line, from 0, that each stands on."""
    line = (inline.map or [0])[0]
    for child in inline.children or ():
        yield child, child.meta.get("line", line)
        line += child.type in {"softbreak", "hardbreak"}
