"""Brackets that nothing closes: from each of them markdown-it looks for an end to the end of the paragraph."""

from __future__ import annotations

from collections.abc import Callable

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline

_RULES = frozenset(("link", "image", "footnote_ref", "footnote_inline"))
_LONGEST = 1000  # characters up to the first `]`; names of notes and of definitions have 999 (CommonMark 6.3)


def brackets_plugin(md: MarkdownIt) -> None:
    """Ask for links, pictures and notes only where a bracket is closed not far from where it opens."""
    for rule in tuple(md.inline.ruler.__rules__):
        if rule.name in _RULES:
            md.inline.ruler.at(rule.name, _guarded(rule.fn))


def _guarded(rule: Callable[[StateInline, bool], bool]) -> Callable[[StateInline, bool], bool]:
    def guarded(state: StateInline, silent: bool) -> bool:
        if state.src[state.pos] not in "![^" or state.src.find("]", state.pos, state.pos + _LONGEST) < 0:
            return False
        return rule(state, silent)

    return guarded
