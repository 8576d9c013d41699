"""Emphasis beside CJK text: the amendment "CommonMark CJK-friendly" to CommonMark 0.31.2, section 6.2."""

from __future__ import annotations

import re
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter, Scanned

from book.markdown.characters import Kind, kind

# `（*1）`, `*2 税込み`, `売上高*1は` and `10*20`: a note's number, or a product.
# `*2の累乗*` is emphasis: one more mark is in its line, and no note's.
_NOTE = re.compile(
    r"(?:\A|[^*\\])\*(?=\d{1,2}(?:[)）\]】」』、。,\s]|\Z))|\d\*(?=\d)|[^\W\d_]\*(?=\d{1,2}[はがをにのとでもへや])"
    r"(?![^*\n]*\*(?![*\d])[^*\n]*(?:\n|\Z))"
)
_FULL_WIDTH_QUOTES = "‘’“”"
_FULL_WIDTH_FORM = "\ufe01"


def cjk_emphasis_plugin(md: MarkdownIt, *, lenient: bool = False) -> None:
    """Replace the scanning of `*`, `_` and `~` in this parser; pairing them stays markdown-it's own.

    `lenient`: `**` is emphasis beside any punctuation, as kramdown has it (`**(a)**b`), wherever no space forbids.
    """
    md.inline.ruler.at("emphasis", _lenient if lenient else _emphasis)
    md.inline.ruler.at("strikethrough", _strikethrough)


@lru_cache(maxsize=65536)
def _flanking(before_selector: str, before: str, after: str) -> tuple[bool, bool, bool, bool]:
    """Return: left-flanking, right-flanking, after punctuation, before punctuation.

    `before_selector` is the character two places before the run, `before` the one right before it.
    """
    previous = kind(before)
    if "\ufe00" <= before <= "\ufe0e" and not kind(before_selector).space:
        previous = kind(before_selector)
        if before == _FULL_WIDTH_FORM and before_selector in _FULL_WIDTH_QUOTES:
            previous = previous._replace(cjk=True)
    following = kind(after)
    left = not following.space and (
        not _foreign(following) or previous.space or previous.cjk or previous.ivs or _foreign(previous)
    )
    right = not previous.space and (
        not _foreign(previous) or following.space or following.cjk or _foreign(following)
    )
    return left, right, previous.punctuation, following.punctuation


def _foreign(properties: Kind) -> bool:
    """Tell whether they are those of "non-CJK punctuation"."""
    return properties.punctuation and not properties.cjk


def _scan(state: StateInline, splits_words: bool) -> Scanned:
    start, text = state.pos, state.src
    marker, end = text[start], start + 1
    while end < state.posMax and text[end] == marker:
        end += 1
    before = text[start - 1] if start > 0 else " "
    further = text[start - 2] if start > 1 else " "
    after = text[end] if end < state.posMax else " "
    left, right, after_punctuation, before_punctuation = _flanking(further, before, after)
    can_open = left and (splits_words or not right or after_punctuation)
    can_close = right and (splits_words or not left or before_punctuation)
    return Scanned(can_open, can_close, end - start)


def _emphasis(state: StateInline, silent: bool) -> bool:
    return state.src[state.pos] in "*_" and not silent and _read(state, lenient=False)


def _lenient(state: StateInline, silent: bool) -> bool:
    return state.src[state.pos] in "*_" and not silent and _read(state, lenient=True)


def _read(state: StateInline, *, lenient: bool) -> bool:
    marker = state.src[state.pos]
    if lenient and marker == "*" and _NOTE.match(state.src, max(0, state.pos - 1), state.posMax):
        state.push("text", "", 0).content = marker
        state.pos += 1
        return True
    scanned = _scan(state, marker == "*")
    if lenient and marker == "*" and scanned.length == 2 and not (scanned.can_open and scanned.can_close):
        scanned = _as_kramdown(state, scanned)
    for _ in range(scanned.length):
        _push(state, marker, scanned, scanned.length)
    state.pos += scanned.length
    return True


def _as_kramdown(state: StateInline, scanned: Scanned) -> Scanned:
    """Let `**` open before and close behind anything but a space."""
    start, end = state.pos, state.pos + 2
    opens = scanned.can_open or (end < state.posMax and not kind(state.src[end]).space)
    closes = scanned.can_close or (start > 0 and not kind(state.src[start - 1]).space)
    return Scanned(opens, closes, 2)


def _strikethrough(state: StateInline, silent: bool) -> bool:
    """Scan `~~` as markdown-it does: pairs, an odd one left over; GitHub's one or two where that is set."""
    if silent or state.src[state.pos] != "~":
        return False
    scanned = _scan(state, True)
    single = bool(state.md.options.get("strikethrough_single_tilde", False))
    if scanned.length < 2 and not single:
        return False
    if single and scanned.length > 2:
        state.push("text", "", 0).content = "~" * scanned.length
    elif single:
        _push(state, "~" * scanned.length, scanned, 0)
    else:
        if scanned.length % 2:
            state.push("text", "", 0).content = "~"
        for _ in range(scanned.length // 2):
            _push(state, "~~", scanned, 0)
    state.pos += scanned.length
    return True


def _push(state: StateInline, markup: str, scanned: Scanned, length: int) -> None:
    """Add one delimiter as text; length 0 switches off the rule of three (CommonMark 6.2, rules 9 and 10)."""
    state.push("text", "", 0).content = markup
    place = len(state.tokens) - 1
    state.delimiters.append(Delimiter(ord(markup[0]), length, place, -1, scanned.can_open, scanned.can_close))
