"""What other programs read at a block's beginning: GitHub's `> [!NOTE]`, and calls for a table of contents."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from book.labels import ADMONITIONS
from book.markdown.findings import Finding, note

# Obsidian lets a title stand behind the kind, and has more kinds.
_ALERT = re.compile(r"\[!([A-Za-z-]+)(?:\|[^\[\]\n]*)?\][+-]?[ \t]*([^\n]*)(?:\n|$)")
# As GitHub had them first.
_NAMED = re.compile(r"\*\*(Note|Tip|Important|Warning|Caution)\*\*[ \t]*(?:\n|$)")
# The classes of Jekyll's themes: Chirpy's, Minimal Mistakes', Just the Docs'.
_CLASS = re.compile(
    r"(?:prompt-|notice--)?(note|tip|important|warning|caution|info|success|danger|primary)|notice"
)
_KINDS = {"info": "note", "question": "note", "success": "tip", "danger": "warning", "error": "warning"}
_KINDS |= {"primary": "note", "notice": "note"}
# Obsidian's, of which every other kind is a note with its name.
_KINDS |= {"help": "note", "faq": "note", "hint": "tip", "check": "tip", "done": "tip", "attention": "warning"}
_KINDS |= {"failure": "warning", "fail": "warning", "missing": "warning", "bug": "warning"}
_QUOTED = frozenset({"quote", "cite"})
_CONTENTS = re.compile(r"(?:\[\[?_?TOC_?\]\]?|\[:contents\]|@\[toc\](?:\([^()\n]*\))?)", re.IGNORECASE)
ALERT = "gappon_alert"


def alerts_plugin(md: MarkdownIt) -> None:
    """Mark quotations that are alerts; leave out what calls for a table of contents.

    An alert's `blockquote_open` has its kind (of `book.labels.ADMONITIONS`) and its author's title, which may be
    empty, in `meta[ALERT]`.
    """
    md.core.ruler.before("inline", "alerts", _alerts)
    md.core.ruler.before("inline", "alert_classes", _of_classes)


def _of_classes(state: StateCore) -> None:
    """Mark quotations and paragraphs that kramdown's attribute lists give a theme's class of boxes."""
    if "{" not in state.src:
        return
    classed = [at for at, token in enumerate(state.tokens) if token.attrs and "class" in token.attrs]
    for at in reversed(classed):
        opening = state.tokens[at]
        found = next(filter(None, map(_CLASS.fullmatch, str(opening.attrs["class"]).split())), None)
        if not found or opening.type not in {"blockquote_open", "paragraph_open"} or opening.meta.get(ALERT):
            continue
        kind = found[1] or found[0]
        box = opening
        if opening.type == "paragraph_open":
            box = Token("blockquote_open", "blockquote", 1, map=opening.map, level=opening.level, block=True)
            closing = Token("blockquote_close", "blockquote", -1, level=opening.level, block=True)
            state.tokens[at : at + 3] = [box, *state.tokens[at : at + 3], closing]
        box.meta[ALERT] = (_KINDS.get(kind, kind), "")


def _alerts(state: StateCore) -> None:
    tokens = state.tokens
    gone: list[int] = []
    for at, token in enumerate(tokens):
        if (
            token.type != "inline"
            or token.content[:1] not in {"[", "@", "*"}
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
            rest = token.content[found.end() :]
            titled = rest or tokens[at + 2].type != "blockquote_close"
            title, token.content = (found[2].strip(), rest) if titled else ("", found[2])
            _mark(tokens[at - 2], token, found[1].lower(), title)
            if not token.content:
                gone.append(at)
        elif at > 1 and tokens[at - 2].type == "blockquote_open" and (named := _NAMED.match(token.content)):
            token.content = token.content[named.end() :]
            tokens[at - 2].meta[ALERT] = (named[1].lower(), "")
            if not token.content:
                gone.append(at)
    for at in reversed(gone):
        del tokens[at - 1 : at + 2]


def _mark(quotation: Token, first: Token, written: str, title: str) -> None:
    """Mark a quotation as the box of a kind as it is written; one of `[!quote]` stays one, below its title."""
    kind = _KINDS.get(written, written)
    if written in _QUOTED:
        first.content = "\n".join(filter(None, (f"**{title}**" if title else "", first.content)))
    elif kind in ADMONITIONS:
        quotation.meta[ALERT] = (kind, title)
    else:
        quotation.meta[ALERT] = ("note", title or written.capitalize())
