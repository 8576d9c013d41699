"""Asterisks left over: an author's `**` without its partner is shown to nobody."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from book.markdown.characters import is_unspaced
from book.markdown.findings import Finding, note

_RUN = re.compile(r"(?<!\*)\*\*(?:\*)?(?!\*)")
# The name of an argument, and an operator between blanks that is spoken of (`演算子の ** は`).
_ARGUMENT = re.compile(r"\*\*[a-z_][a-z0-9_]+(?![-A-Za-z0-9_])")
_OPERATOR = re.compile(r"(?<=\S )\*\*(?= \S)")


def stray_plugin(md: MarkdownIt) -> None:
    """Drop `**` and `***` that found no partner beside Japanese text, and record where.

    Elsewhere (`2**8`, `**kwargs`) they may be meant, and stay; so do escaped ones.
    """
    md.core.ruler.after("inline", "stray_asterisks", _rule)


def _rule(state: StateCore) -> None:
    left = list(_left(state)) if "**" in state.src else []
    spoken_of = all(len(_RUN.findall(text.content)) == len(_OPERATOR.findall(text.content)) for text, _ in left)
    for text, line in left:
        if not spoken_of and _mend(text):
            note(state.env, Finding(line, "emphasis.unpaired", "Asterisks without a partner"))


def _left(state: StateCore) -> Iterator[tuple[Token, int]]:
    """Yield the texts with asterisks that found no partner, each with its line."""
    for token in state.tokens:
        if token.type == "inline" and "**" in token.content:
            line = (token.map or [0])[0] + 1
            for child in token.children or ():
                line += child.type in {"softbreak", "hardbreak"}
                if child.type == "text" and "**" in child.content:
                    yield child, line


def _mend(token: Token) -> bool:
    text = token.content
    token.content = _RUN.sub(lambda run: run[0] if _is_meant(text, run) else "", text)
    return token.content != text


def _is_meant(text: str, run: re.Match[str]) -> bool:
    """Tell whether it names an argument, or neither neighbour, white space passed over, is Japanese."""
    if _ARGUMENT.match(text, run.start()):
        return True
    before, after = text[: run.start()].rstrip()[-1:], text[run.end() :].lstrip()[:1]
    return not any(is_unspaced(char) for char in before + after)
