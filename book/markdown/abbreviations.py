"""kramdown's abbreviations: `*[PUE]: Power Usage Effectiveness` explains every PUE of the article."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from book.markdown.tokens import html_token, text_token

_DEFINITION = re.compile(r"\*\[([^\]\n]+)\]:[ \t]*(.*)$")
_KEY = "abbreviations"


def abbreviations_plugin(md: MarkdownIt) -> None:
    """Take the definitions out of the text, and mark the words that they explain."""
    md.block.ruler.before("list", _KEY, _read, {"alt": ["paragraph", "reference", "blockquote", "list"]})
    md.core.ruler.after("inline", _KEY, _rule)


def _read(state: StateBlock, start: int, _: int, silent: bool) -> bool:
    first = state.bMarks[start] + state.tShift[start]
    if not state.src.startswith("*[", first) or state.is_code_block(start):
        return False
    found = _DEFINITION.match(state.src[first : state.eMarks[start]])
    if not found:
        return False
    if not silent:
        state.env.setdefault(_KEY, {})[found[1].strip()] = found[2].strip()
        state.line = start + 1
    return True


def _rule(state: StateCore) -> None:
    known: dict[str, str] = state.env.get(_KEY, {})
    if not known:
        return
    longest_first = sorted(known, key=len, reverse=True)
    # A word of letters is not explained within a longer one; Japanese has no such bounds.
    words = re.compile("|".join(rf"(?<![A-Za-z0-9]){re.escape(word)}(?![A-Za-z0-9])" for word in longest_first))
    for token in state.tokens:
        if token.type == "inline" and token.children and words.search(token.content):
            token.children = [part for child in token.children for part in _marked(child, words, known)]


def _marked(token: Token, words: re.Pattern[str], known: dict[str, str]) -> list[Token]:
    if token.type != "text":
        return [token]
    parts: list[Token] = []
    place = 0
    for found in words.finditer(token.content):
        title = escapeHtml(known[found[0]])
        opening = html_token(f'<abbr title="{title}">' if title else "<abbr>")
        parts += [text_token(token.content[place : found.start()]), opening, text_token(found[0])]
        parts.append(html_token("</abbr>"))
        place = found.end()
    return [*parts, text_token(token.content[place:])] if parts else [token]
