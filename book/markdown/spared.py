"""Rules that a text has no mark for are not asked: each is a call for every block or mark of it."""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore

# Without one of its marks a rule reads nothing. What the reader itself writes into texts (`[`, `\`) is none.
_BLOCKS = {
    "attribute_list_block": ("{:",),
    "abbreviations": ("*[",),
    "indented_box": ("!!!", "???", "==="),
    "tex_environment": ("\\begin{",),
    "math_block": ("$$",),
    "table": ("|",),
    "html_block": ("<",),
    "colon_fence": (":::",),
}
_SPANS = {
    "attribute_list_span": ("{",),
    "ruby": ("｜", "|"),
    "dots": ("《《",),
    "highlight": ("==",),
    "wikilink": ("[[",),
    "wiki_picture": ("![[",),
    "tex_brackets": ("\\(", "\\[", "\\\\"),
    "math_inline": ("$",),
    "html_inline": ("<",),
    "autolink": ("<",),
    "backticks": ("`",),
    "entity": ("&",),
}


def spared_plugin(md: MarkdownIt) -> None:
    """Ask of this parser's rules, text by text, those alone that may read something. Call once all are in."""
    blocks = [rule for rule in md.block.ruler.__rules__ if rule.enabled and rule.name in _BLOCKS]
    spans = [rule for rule in md.inline.ruler.__rules__ if rule.enabled and rule.name in _SPANS]

    def rule(state: StateCore) -> None:
        asked: dict[str, bool] = {}
        for block in blocks:
            block.enabled = any(_holds(state.src, mark, asked) for mark in _BLOCKS[block.name])
        for span in spans:
            span.enabled = any(_holds(state.src, mark, asked) for mark in _SPANS[span.name])
        md.block.ruler.__cache__ = md.inline.ruler.__cache__ = None

    md.core.ruler.before("block", "spared", rule)


def _holds(text: str, mark: str, asked: dict[str, bool]) -> bool:
    """Tell whether a mark is in a text; of several characters the first is looked for, which is fast."""
    first = mark[0]
    if first not in asked:
        asked[first] = first in text
    return asked[first] and (len(mark) == 1 or mark in text)
