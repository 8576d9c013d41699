"""Line ends in running text: a space between words that are parted by spaces, nothing within Japanese."""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from book.markdown.characters import is_hangul, is_unspaced

_SHOWS_CONTENT = frozenset({"text", "text_special", "code_inline", "math_inline"})


def linebreaks_plugin(md: MarkdownIt, *, spaced: bool = False) -> None:
    """Drop line ends that mean no space. `spaced`: between CJK and Latin one does mean a space."""

    def rule(state: StateCore) -> None:
        for token in state.tokens:
            if token.type == "inline" and token.children and "\n" in token.content:
                token.children = _joined(token.children, spaced)

    md.core.ruler.after("inline", "cjk_linebreaks", rule)


def _joined(tokens: Sequence[Token], spaced: bool) -> list[Token]:
    kept: list[Token] = []
    for at, token in enumerate(tokens):
        if token.type == "image" and token.children:
            token.children = _joined(token.children, spaced)
        if token.type != "softbreak" or not _is_silent(_last(tokens, at), _first(tokens, at), spaced):
            kept.append(token)
    return kept


def _is_silent(before: str, after: str, spaced: bool) -> bool:
    if not before or not after or is_hangul(before) or is_hangul(after):
        return False
    wide = is_unspaced(before), is_unspaced(after)
    return all(wide) if spaced else any(wide)


def _first(tokens: Sequence[Token], at: int) -> str:
    """Return the first character shown behind the token at this place, empty where there is none."""
    return next((tokens[i].content[0] for i in range(at + 1, len(tokens)) if _shows(tokens[i])), "")


def _last(tokens: Sequence[Token], at: int) -> str:
    """Return the last character shown before it, without the selector that varies its form."""
    shown = next((tokens[i].content for i in range(at - 1, -1, -1) if _shows(tokens[i])), "")
    bare = shown.rstrip("\ufe00\ufe01\ufe02\ufe0e\ufe0f")
    if "\U000e0100" <= bare[-1:] <= "\U000e01ef":
        bare = bare[:-1]
    return bare[-1:]


def _shows(token: Token) -> bool:
    return bool(token.content) and token.type in _SHOWS_CONTENT
