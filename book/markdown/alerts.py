"""What other programs read at a block's beginning: GitHub's `> [!NOTE]`, and calls for a table of contents."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore

from book.labels import ADMONITIONS
from book.markdown.findings import Finding, note

# Obsidian lets a title stand behind the kind, and has more kinds.
_ALERT = re.compile(r"\[!(\w+)\][+-]?[ \t]*([^\n]*)(?:\n|$)")
_KINDS = {"info": "note", "question": "note", "success": "tip", "danger": "warning", "error": "warning"}
_CONTENTS = re.compile(r"(?:\[\[?_?TOC_?\]\]?|\[:contents\]|@\[toc\](?:\([^()\n]*\))?)", re.IGNORECASE)
ALERT = "gappon_alert"


def alerts_plugin(md: MarkdownIt) -> None:
    """Mark quotations that are alerts; leave out what calls for a table of contents.

    An alert's `blockquote_open` has its kind (of `book.labels.ADMONITIONS`) and its author's title, which may be
    empty, in `meta[ALERT]`.
    """
    md.core.ruler.before("inline", "alerts", _alerts)


def _alerts(state: StateCore) -> None:
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
                titled = rest or tokens[at + 2].type != "blockquote_close"
                title, token.content = (found[2].strip(), rest) if titled else ("", found[2])
                tokens[at - 2].meta[ALERT] = (kind, title)
                if not token.content:
                    gone.append(at)
    for at in reversed(gone):
        del tokens[at - 1 : at + 2]
