"""Marks typed with a Japanese keyboard's wide characters: `-　項目`, `＃ 題`, `　## 題`, `＊＊強調＊＊`."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore

from book.markdown.findings import Finding, note

_FENCE = re.compile(r"^[ >]*(`{3,}|~{3,})")
_ITEM = re.compile(r"^( {0,8}(?:[-*+]|\d{1,3}[.)]))\u3000+(?=\S)")
_HEADING = re.compile(r"^(＃{1,6})[ \u3000]+(?=\S)")
_INDENTED = re.compile(r"^[ \u3000]*\u3000[ \u3000]*(?=[#＃]{1,6}[ \u3000]+\S|> |\|.*\|[ \t]*$)")
_STRONG = re.compile(r"＊＊(?![\s＊])([^＊`\n]*?[^\s＊])＊＊(?!＊)")


def wide_marks_plugin(md: MarkdownIt) -> None:
    """Read them as what they look like, outside of code."""
    md.core.ruler.after("normalize", "wide_marks", _rule)


def _rule(state: StateCore) -> None:
    if not ("\u3000" in state.src or "＃" in state.src or "＊＊" in state.src):
        return
    lines = state.src.split("\n")
    fence = ""
    for at, line in enumerate(lines):
        mark = _FENCE.match(line)
        if mark and not fence:
            fence = mark[1]
        elif mark and mark[1].startswith(fence):
            fence = ""
        elif not fence and (mended := _narrow(line)) != line:
            lines[at] = mended
            note(state.env, Finding(at + 1, "mark.wide", "A mark written with wide characters"))
    state.src = "\n".join(lines)


def _narrow(line: str) -> str:
    line = _INDENTED.sub("", _ITEM.sub(r"\1 ", line))
    line = _HEADING.sub(lambda found: "#" * len(found[1]) + " ", line)
    return _STRONG.sub(r"**\1**", line)
