"""What conversations with language models leave behind in texts that are pasted from them: marks of sources.

`【4†source】`, `citeturn0search1`, `:contentReference[oaicite:0]{index=0}`, `[oai_citation:1‡example.com](…)`.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore

from book.markdown.fenced import with_lines_mended
from book.markdown.findings import Finding, note

_NAMED = re.compile(r"\[oai_citation(?:_attribution)?:\d+‡([^\[\]\n]+)\](?=\()")
_KINDS = "search|view|news|fetch|file|image|finance|forecast|academia|reddit|click|open"
_LEFT = re.compile(
    r"(`+[^`\n]*`+)|[ \t]*(?:【\d+(?::\d+)?†[^【】\n]*】|:contentReference\[oaicite:\d+\]\{index=\d+\}"
    r"|\ue200cite[^\ue201\n]*\ue201"
    rf"|(?<![A-Za-z])cite(?:turn\d+(?:{_KINDS})\d+)+)"
)


def debris_plugin(md: MarkdownIt) -> None:
    """Leave the marks out, which lead nowhere, and the names of sources in their place."""
    md.core.ruler.after("normalize", "debris", _rule)


def _rule(state: StateCore) -> None:
    if not re.search(r"†|oai_?cit|turn\d", state.src):
        return
    state.src, changed = with_lines_mended(state.src, lambda line: _LEFT.sub(r"\1", _NAMED.sub(r"[\1]", line)))
    for line in changed:
        note(state.env, Finding(line, "mark.debris", "A language model's mark of a source is left out"))
