"""Asterisks left over: an author's `**` without its partner is shown to nobody."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from book.markdown.characters import is_unspaced
from book.markdown.findings import Finding, note

_RUN = re.compile(r"(?<!\*)\*\*(?:\*)?(?!\*)")


def stray_plugin(md: MarkdownIt) -> None:
    """Drop `**` and `***` that found no partner beside Japanese text, and record where.

    Elsewhere (`2**8`, `**kwargs`) they may be meant, and stay; so do escaped ones.
    """
    md.core.ruler.after("inline", "stray_asterisks", _rule)


def _rule(state: StateCore) -> None:
    for token in state.tokens:
        if token.type == "inline" and "**" in token.content:
            line = (token.map or [0])[0] + 1
            for child in token.children or ():
                line += child.type in {"softbreak", "hardbreak"}
                if child.type == "text" and "**" in child.content and _mend(child):
                    note(state.env, Finding(line, "emphasis.unpaired", "Asterisks without a partner"))


def _mend(token: Token) -> bool:
    text = token.content
    token.content = _RUN.sub(lambda run: run[0] if _is_meant(text, run) else "", text)
    return token.content != text


def _is_meant(text: str, run: re.Match[str]) -> bool:
    """Tell whether neither neighbour within the text, white space passed over, is Japanese."""
    before, after = text[: run.start()].rstrip()[-1:], text[run.end() :].lstrip()[:1]
    return not any(is_unspaced(char) for char in before + after)
