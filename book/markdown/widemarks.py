"""Marks in a Japanese keyboard's wide characters: `-　項目`, `＃ 題`, `　## 題`, `＊＊強調＊＊`, `｜表｜`."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore

from book.markdown.fenced import with_lines_mended
from book.markdown.findings import Finding, note

_ITEM = re.compile(r"^( {0,8}(?:[-*+]|\d{1,3}[.)]))\u3000+(?=\S)")
_HEADING = re.compile(r"^(＃{1,6}[ \u3000]+|＃{2,6})(?=[^\s#＃])")
_INDENTED = re.compile(r"^(?= *\u3000)[ \u3000]+(?=[#＃]{1,6}[ \u3000]+\S|> |\|.*\|[ \t]*$)")
_ROW = r"[ \t\u3000]*｜[^\n]*｜[ \t\u3000]*"
_TABLE = re.compile(rf"^(?:{_ROW}\n){{1,2}}?[ \t]*｜[-:：ー―— ｜|]+｜[ \t]*(?:\n{_ROW})*$", re.MULTILINE)
_RULE = re.compile(r"[-:：ー―— ｜|]+")
_STRONG = re.compile(r"＊＊(?![\s＊])([^＊`\n]*?[^\s＊])＊＊(?!＊)")


def wide_marks_plugin(md: MarkdownIt) -> None:
    """Read them as what they look like, outside of code."""
    md.core.ruler.after("normalize", "wide_marks", _rule)


def _rule(state: StateCore) -> None:
    if not ("\u3000" in state.src or "＃" in state.src or "＊" in state.src or "｜" in state.src):
        return
    rows = {line for table in _TABLE.findall(state.src) for line in table.split("\n")}
    state.src, changed = with_lines_mended(state.src, lambda line: _narrow(line, in_table=line in rows))
    for line in changed:
        note(state.env, Finding(line, "mark.wide", "A mark written with wide characters"))


def _narrow(line: str, *, in_table: bool) -> str:
    if in_table:
        line = line.strip().replace("｜", "|").replace("：", ":" if _RULE.fullmatch(line) else "：")
    line = _INDENTED.sub("", _ITEM.sub(r"\1 ", line))
    line = _HEADING.sub(lambda found: "#" * found[1].count("＃") + " ", line)
    return _STRONG.sub(r"**\1**", line)
