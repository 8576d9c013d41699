"""What programs leave behind in texts that come from them.

Language models: marks of sources (`【4†source】`, `citeturn0search1`, `:contentReference[oaicite:0]{index=0}`,
`[oai_citation:1‡example.com](…)`). WordPress: `[caption]…[/caption]`.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore

from book.markdown.fenced import with_lines_mended
from book.markdown.findings import Finding, note

_NAMED = re.compile(r"\[oai_citation(?:_attribution)?:\d+‡([^\[\]\n]+)\](?=\()")
_KINDS = "search|view|news|fetch|file|image|finance|forecast|academia|reddit|click|open"
_WORDPRESS = re.compile(r"\[(caption|embed)(?:\s[^\[\]\n]*)?\](.*?)\[/\1\]")
_LEFT = re.compile(
    r"(`+[^`\n]*`+)|(?<![ \t])[ \t]*(?:【\d+(?::\d+)?†[^【】\n]*】|:contentReference\[oaicite:\d+\]\{index=\d+\}"
    r"|\ue200cite[^\ue201\n]*\ue201"
    rf"|(?<![A-Za-z])cite(?:turn\d+(?:{_KINDS})\d+)+)"
)


def debris_plugin(md: MarkdownIt) -> None:
    """Leave the marks out, which lead nowhere, and the names of sources in their place."""
    md.core.ruler.after("normalize", "debris", _rule)


def _rule(state: StateCore) -> None:
    if not any(mark in state.src for mark in ("†", "oai", "turn", "[/")):
        return
    state.src, changed = with_lines_mended(state.src, _without_marks)
    for line in changed:
        note(state.env, Finding(line, "mark.debris", "A mark that another program left is left out"))


def _without_marks(line: str) -> str:
    return _LEFT.sub(r"\1", _NAMED.sub(r"[\1]", _WORDPRESS.sub(r"\2", line)))
