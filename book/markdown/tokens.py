"""Tokens that plugins make in the place of others."""

from __future__ import annotations

from markdown_it.token import Token


def text_token(content: str) -> Token:
    """Return a token of plain text."""
    return Token("text", "", 0, content=content)


def html_token(content: str) -> Token:
    """Return a token of inline HTML, which the sanitiser sees like the author's own."""
    return Token("html_inline", "", 0, content=content)
