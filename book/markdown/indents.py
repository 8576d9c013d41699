"""Items of lists as they are typed in Japanese: with full-width spaces, or with too few spaces below a number.

CommonMark takes `　- 子` and `-　項目` for text, and `  - 子` below `1. 親` for a list of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from book.markdown.fenced import fenced
from book.markdown.findings import Finding, note

_ITEM = r"(?:[-*+]|\d{1,2}[.)])"
_WIDE_ITEMS = re.compile(rf"^[ \t]*(?:\u3000[ \t\u3000]*{_ITEM}[ \t\u3000]|{_ITEM}\u3000)", re.MULTILINE)
# These begin with a line end, which is found fast: `^` is tried at every character.
_SHORT_ITEMS = re.compile(r"\n\d{1,2}[.)] .*\n+ {1,2}[-*+] ")
_WIDE = re.compile(rf"([ \t\u3000]*)({_ITEM})([ \t\u3000]+)(?=\S)")
_NUMBERED = re.compile(r"\d{1,2}[.)] +(?=\S)")
_SHORT = re.compile(r" {1,2}[-*+] ")
_ALONE = re.compile(r"\n[ \t>]*[-+*][ \t]*(?=\n)")
_CLOSES = {"list_item_close": "list_item_open", "bullet_list_close": "bullet_list_open"}
_STANDS = re.compile(rf"[ \t]*{_ITEM}[ \t]")


def indents_plugin(md: MarkdownIt) -> None:
    """Give such items the spaces that CommonMark asks for, and leave out bullets with nothing behind them."""
    md.core.ruler.before("block", "indents", _rule)
    md.core.ruler.after("inline", "empty_items", _empty)


def _rule(state: StateCore) -> None:
    if not _is_concerned(state.src):
        return
    lines = state.src.split("\n")
    mended = list(_mended(lines))
    for number, (line, instead) in enumerate(zip(lines, mended, strict=True), 1):
        if line != instead and _WIDE.match(instead):
            note(state.env, Finding(number, "list.indent", "An item with full-width spaces, or too few of them"))
    state.src = "\n".join(mended)


def _is_concerned(text: str) -> bool:
    """Tell quickly whether there is anything to mend: most texts have nothing."""
    return ("\u3000" in text and _WIDE_ITEMS.search(text) is not None) or (
        _SHORT_ITEMS.search(f"\n{text}") is not None
    )


def _mended(lines: list[str]) -> Iterator[str]:
    in_list, content, shift = False, 0, 0
    for line, is_code in zip(lines, fenced(lines), strict=True):
        if is_code:
            yield line
            continue
        line = _narrowed(line, in_list=in_list)
        in_list = bool(_STANDS.match(line)) or (in_list and (not line.strip() or line[0] in " \t"))
        if numbered := _NUMBERED.match(line):
            content, shift = numbered.end(), 0
        elif line.strip() and line[0] not in " \t":
            content, shift = 0, 0
        elif content and _SHORT.match(line):
            shift = content - (len(line) - len(line.lstrip(" ")))
        yield " " * shift + line if line.strip() else line


def _narrowed(line: str, *, in_list: bool) -> str:
    """Return an item's line with its full-width spaces as blanks; an indented one only where a list goes on."""
    found = _WIDE.match(line)
    if not found or "\u3000" not in found[1] + found[3] or ("\u3000" in found[1] and not in_list):
        return line
    return f"{found[1].replace(chr(0x3000), '  ')}{found[2]} {line[found.end() :]}"


def _empty(state: StateCore) -> None:
    """Leave out bullets alone on their line; numbers stay, which may be meant (`2024.`)."""
    if not _ALONE.search(f"\n{state.src}\n"):
        return
    lines = state.src.split("\n")
    kept: list[Token] = []
    for token in state.tokens:
        opened = kept[-1] if kept else None
        pair = opened and token.markup in {"-", "+", "*"} and opened.type == _CLOSES.get(token.type)
        if opened and pair and lines[(opened.map or [0])[0]].strip(" \t>") in {"-", "+", "*"}:
            kept.pop()
            continue
        kept.append(token)
    state.tokens = kept
