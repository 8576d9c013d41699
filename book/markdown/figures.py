"""Captions beside a picture, `<figcaption>` without its `<figure>`: browsers show them, as what they are."""

from __future__ import annotations

import re
from html import escape

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore

from book.markdown.fenced import fenced

_CAPTION = r"<figcaption\b[^<>]*>.*</figcaption\s*>"
_PICTURE = r"(?:<img\b[^<>]*>|!\[([^\[\]\n]*)\]\(([^()\s]+)\))"
_ABOVE = re.compile(rf"\s*{_PICTURE}\s*", re.IGNORECASE)
_BELOW = re.compile(rf"\s*({_CAPTION})\s*", re.IGNORECASE)
_BESIDE = re.compile(rf"\s*{_PICTURE}\s*({_CAPTION})\s*", re.IGNORECASE)


def figures_plugin(md: MarkdownIt) -> None:
    """Put a picture and the caption beside or below it into a figure, on the lines where they stand."""
    md.core.ruler.after("normalize", "figures", _rule)


def _rule(state: StateCore) -> None:
    if "<figcaption" not in state.src:
        return
    lines = state.src.split("\n")
    within = 0
    for at, (line, is_code) in enumerate(zip(lines, [*fenced(lines)], strict=True)):
        if is_code:
            continue
        spoken_of = "`<figure" in line or "`</figure" in line
        within += 0 if spoken_of else line.count("<figure") - line.count("</figure")
        if within or "<figcaption" not in line:
            continue
        if beside := _BESIDE.fullmatch(line):
            lines[at] = f"<figure>{_html(line, beside)}{beside[3]}</figure>"
        elif at and (caption := _BELOW.fullmatch(line)) and (above := _ABOVE.fullmatch(lines[at - 1])):
            lines[at - 1], lines[at] = f"<figure>{_html(lines[at - 1], above)}", f"{caption[1]}</figure>"
    state.src = "\n".join(lines)


def _html(line: str, picture: re.Match[str]) -> str:
    if picture[2] is None:
        return line[: line.index(">") + 1].strip()
    return f'<img src="{escape(picture[2])}" alt="{escape(picture[1])}">'
