"""What other programs read at a block's beginning: GitHub's `> [!NOTE]`, and calls for a table of contents."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from book.labels import ADMONITIONS
from book.markdown.findings import Finding, note
from book.markdown.tokens import html_token, text_token

# Obsidian lets a title stand behind the kind, and has more kinds.
_ALERT = re.compile(r"\[!(\w+)\][+-]?[ \t]*([^\n]*)(?:\n|$)")
_KINDS = {"info": "note", "question": "note", "success": "tip", "danger": "warning", "error": "warning"}
_CONTENTS = re.compile(r"(?:\[\[?_?TOC_?\]\]?|\[:contents\]|@\[toc\](?:\([^()\n]*\))?)", re.IGNORECASE)
_KEY = "gappon_alert"


def alerts_plugin(md: MarkdownIt) -> None:
    """Give alerts their name in the language of the edition; leave out what calls for a table of contents."""
    md.core.ruler.before("inline", "alerts", _before)
    md.core.ruler.after("inline", "alert_names", _after)


def _before(state: StateCore) -> None:
    tokens = state.tokens
    gone: list[int] = []
    for at, token in enumerate(tokens):
        if (
            token.type != "inline"
            or token.content[:1] not in {"[", "@"}
            or tokens[at - 1].type != "paragraph_open"
        ):
            continue
        line = (token.map or [0])[0] + 1
        if _CONTENTS.fullmatch(token.content.strip()):
            note(
                state.env,
                Finding(line, "contents.call", "A call for a table of contents, which editions have anyway"),
            )
            gone.append(at)
        elif at > 1 and tokens[at - 2].type == "blockquote_open" and (found := _ALERT.match(token.content)):
            kind = _KINDS.get(found[1].lower(), found[1].lower())
            if kind in ADMONITIONS:
                rest = token.content[found.end() :]
                title, text = (found[2].strip(), rest) if rest else ("", found[2])
                token.meta[_KEY], token.content = (title, ADMONITIONS[kind]), text
    for at in reversed(gone):
        del tokens[at - 1 : at + 2]


def _after(state: StateCore) -> None:
    if "[!" not in state.src:
        return
    for token in state.tokens:
        if token.type == "inline" and _KEY in token.meta:
            token.children = [*_name(*token.meta[_KEY]), *_break(token), *(token.children or [])]


def _name(title: str, name: str) -> list[Token]:
    """Return the title that the author gave, or the kind's name."""
    opening = "<strong>" if title else '<strong class="admonition-title">'
    return [html_token(opening), text_token(title or name), html_token("</strong>")]


def _break(token: Token) -> list[Token]:
    return [Token("hardbreak", "br", 0)] if token.children else []
