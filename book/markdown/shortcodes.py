"""Emoji written by name (`:rocket:`) in running text."""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore

from book.emoji import with_emoji


def shortcodes_plugin(md: MarkdownIt) -> None:
    """Show them; code and addresses stay as they are."""
    md.core.ruler.after("inline", "shortcodes", _rule)


def _rule(state: StateCore) -> None:
    for token in state.tokens:
        if token.type == "inline" and ":" in token.content:
            for child in token.children or ():
                if child.type == "text":
                    child.content = with_emoji(child.content)
