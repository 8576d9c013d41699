"""An excerpt for articles that bring none: the first sentences of their text."""

from __future__ import annotations

import re

from book.reading import plain_text

_LOOKED_THROUGH = 6000  # characters
_FENCED = re.compile(r"^[ \t]*(```+|~~~+).*?(?:^[ \t]*\1[ \t]*$|\Z)", re.DOTALL | re.MULTILINE)
_UNSEEN = re.compile(r"<(style|script)\b.*?(?:</\1\s*>|\Z)|<!--.*?-->", re.DOTALL | re.IGNORECASE)
# Tables and rules right below a paragraph.
_BELOW = re.compile(r"\n[ \t]*(?:\|[^\n]*\||[-=*_]{3,})[ \t]*(?:\n|\Z)")
_HEADING_LINES = re.compile(r"\A\s*#{1,6}[ \t].*(?:\n|\Z)")
_DISPLAYED = re.compile(r"\$\$.*?\$\$|\\\[.*?\\\]", re.DOTALL)
_NEXT_ITEM = re.compile(r"\n(?=[ \t]*(?:[-*+]|\d+[.)])[ \t])")
_NO_TEXT = re.compile(
    r"\s*(?:#|＃[＃ \u3000]|\||｜[^\n《]*｜|!\[|@\[|(?:!!!|\?\?\?\+?|===) |:::|\[:contents"
    r"|<|\{[%:]|---|\$\$|\[\^|\*\[|\[[^\]]+\]:|[-*_](?:[ \t]*[-*_]){2,}[ \t]*$)"
)
# Formulas that are more than a row of signs, or long.
_TALL = r"\\(?:[dt]?frac|sum|int|prod|lim|sqrt|d?binom|begin|left|over|under)"
_FORMULA = re.compile(
    rf"(?<![\\$])\$(?=\S)(?:[^$\n]*{_TALL}[^$\n]*|[^$\n]*[\\^_{{}}][^$\n]{{40,}})(?<=\S)\$(?![\d$])"
)
_INDENTED = re.compile(r"(?:(?: {4}|\t).*(?:\n|\Z))+\Z")
_NO_SENTENCE = re.compile(
    rf"{_NO_TEXT.pattern}|\s*(?:>|[-*+・●■▶][ \t]|\d+[.)．][ \t]?|\*\*[^*]+\*\*[:：]?[ \t]*(?:\n|$))"
)


def first_paragraph(markdown: str, limit: int = 120) -> str:
    """Return the first paragraph of running text, plain, cut with an ellipsis after `limit` characters.

    What is no sentence is passed over: headings, lists, tables, code, and what holds formulas that are no plain
    text. Where there is nothing else, the first item of a list or line of a quotation stands.
    """
    beginning = _UNSEEN.sub("", _FENCED.sub("\n\n", markdown[:_LOOKED_THROUGH]))
    blocks = [_HEADING_LINES.sub("", block) for block in re.split(r"\n\s*\n", beginning)]
    items = [_NEXT_ITEM.split(block, 1)[0] for block in blocks]
    for pieces, passed_over in ((blocks, _NO_SENTENCE), (items, _NO_TEXT)):
        for piece in (_BELOW.split(piece, maxsplit=1)[0] for piece in pieces):
            passed = passed_over.match(piece) or _INDENTED.match(piece) or _FORMULA.search(piece)
            if not passed and (text := plain_text(_DISPLAYED.sub("", piece))):
                return text if len(text) <= limit else text[: limit - 1] + "…"
    return ""
