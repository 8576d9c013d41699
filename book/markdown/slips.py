"""Slips of the pen in running text, mended before it is read: spaces inside `**`, links that just miss.

Code spans are left alone; no letter is added or lost.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from book.markdown.characters import is_unspaced
from book.markdown.findings import Finding, note
from book.markdown.tokens import text_token
from book.players import PAGES

_SPACED = re.compile(r"\]\([^()\n]*\s")
_CODE = re.compile(r"(?<![`\\])(`+)(?!`).+?(?<!`)\1(?!`)", re.DOTALL)
_RUN = re.compile(r"(?<![\\*])\*\*(?!\*)")
# Beside Japanese letters CommonMark reads no `__`; in names (`__init__`) nobody does.
_UNDERLINED = re.compile(r"(?<![_\\/A-Za-z0-9])__(?=[^_\s])([^_\n]+)(?<=[^_\s])__(?![_/A-Za-z0-9])")
# So does one `_`, where no letter stands before it: `商品_分類_表` is a name.
_SLANTED = re.compile(r"(?<![\w\\/])_(?=[^_\s])([^_\n]+)(?<=[^_\s])_(?![_/A-Za-z0-9])")
# Bold right behind bold, as editors write it: `**甲****乙**`.
_GLUED = re.compile(r"(?<!\*)\*\*(?=[^\s*])[^*\n]+(?:\*{4}[^*\n]+)+\*\*(?!\*)")
_RARE = ("_", "****", "@[", "] ", "]（", "］(", "］（")
_ADDRESS = r"(?:https?://|/)[^\s()（）<>]+"
_MISSED = (
    (re.compile(rf"(?<=\])[ \u3000]+(?=\({_ADDRESS}\))"), ""),
    (re.compile(rf"(?<=\])（({_ADDRESS})）"), r"(\1)"),
    (re.compile(rf"［([^［］\n]+)］(?=\({_ADDRESS}\))"), r"[\1]"),
    (re.compile(rf"［([^［］\n]+)］（({_ADDRESS})）"), r"[\1](\2)"),
)
# What other programs show as a card or a player.
_CARD = re.compile(r"@\[\w+\]\((https?://[^()\s]+)\)")
_PLAYER = re.compile(rf"@\[({'|'.join(PAGES)})\]\(([\w-]+)\)")
_TARGET = re.compile(r"(!?\[[^\[\]\n]*\])\(((?:[^()<>\n\"']|\([^()<>\n\"']*\))*+)(\"[^\"\n]*\"|'[^'\n]*')?\s*\)")
# A definition whose address begins with a wide character and ends in no suffix is a note.
_NOTE = re.compile(r"\[[^\]]+\]:\s*(?=[\u3000-\u9fff\uff00-\uffef])(?!\S*\.\w{2,4}(?:\s|$))")
_SIZE = re.compile(r"(?<!\s)\s+=\d*%?x\d*%?$")
_LEADS = re.compile(r"(?:https?:|mailto:|\.{0,2}/|#)")


def slips_plugin(md: MarkdownIt) -> None:
    """Mend running text before its marks are read, and give links without words their address."""
    rule = next(rule.fn for rule in md.block.ruler.__rules__ if rule.name == "reference")
    md.block.ruler.at("reference", _guarded(rule))
    md.core.ruler.before("inline", "slips", _before)
    md.core.ruler.after("inline", "empty_links", _after)


def _guarded(rule: Callable[..., bool]) -> Callable[[StateBlock, int, int, bool], bool]:
    """Return the rule for link definitions, which then takes no note (`[※1]: 注の文`) for an address."""

    def guarded(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        first = state.bMarks[start] + state.tShift[start]
        if not state.src.startswith("[", first) or _NOTE.match(state.src[first : state.eMarks[start]]):
            return False
        return rule(state, start, end, silent)

    return guarded


def _before(state: StateCore) -> None:
    rare = tuple(mark for mark in _RARE if mark[0] in state.src and mark in state.src)
    for token in state.tokens:
        if token.type == "inline" and _may_slip(token.content, rare):
            first = (token.map or [0])[0] + 1
            token.content = _mended(token.content, state, first)


def _may_slip(text: str, rare: tuple[str, ...]) -> bool:
    """Tell whether a text may hold a slip at all: most hold none, and `in` is fast."""
    if "**" in text:
        parts = text.split("**")
        if "\n" in text or (len(parts) % 2 and any(part != part.strip() for part in parts[1::2])):
            return True
    if "](" in text and _SPACED.search(text):
        return True
    return bool(rare) and any(mark in text for mark in rare)


def _mended(text: str, state: StateCore, first: int) -> str:
    masked = _CODE.sub(lambda found: "\ue000" * len(found[0]), text)
    lines, masks, place = [], [], 0
    for mask in masked.split("\n"):
        masks.append(mask)
        lines.append(text[place : place + len(mask)])
        place += len(mask) + 1
    runs = [[run.start() for run in _RUN.finditer(mask)] for mask in masks]
    for at, mask in enumerate(masks):
        lines[at] = _emphasized(lines[at], mask, state, first + at)
        mended = _link(lines[at], mask)
        if mended != lines[at]:
            note(state.env, Finding(first + at, "link.slip", "A link that other readers print as it is written"))
        elif runs[at] and any(map(is_unspaced, mask)):
            mended = _emphasis(lines[at], runs, at, state, first)
        lines[at] = mended
    return "\n".join(lines)


def _emphasized(line: str, mask: str, state: StateCore, number: int) -> str:
    """Return a line with emphasis by `_` beside Japanese and bold behind bold as others write them."""
    starred = line
    if "_" in mask and not any(mark in mask for mark in ("\ue000", "](", "://")):
        starred = _SLANTED.sub(_starred, _UNDERLINED.sub(_starred, line))
    if "****" in mask and "\ue000" not in mask:
        starred = _GLUED.sub(lambda found: found[0].replace("****", ""), starred)
    if starred != line:
        note(state.env, Finding(number, "emphasis.cjk", "Emphasis beside Japanese or bold, which others print"))
    return starred


def _starred(found: re.Match[str]) -> str:
    marks = "**" if found[0].startswith("__") else "*"
    return f"{marks}{found[1]}{marks}" if any(map(is_unspaced, found[1])) else found[0]


def _emphasis(line: str, runs: list[list[int]], at: int, state: StateCore, first: int) -> str:
    """Return a line with the spaces inside its pairs of `**` set outside, without a mark that has no partner."""
    places = runs[at]
    if len(places) % 2 == 0:
        spaced = _spaced_out(line, places)
        if spaced != line:
            note(state.env, Finding(first + at, "emphasis.spaces", "Spaces inside the marks of emphasis"))
        return spaced
    others = [next((found for found in way if found), []) for way in (runs[at + 1 :], runs[:at][::-1])]
    if not any(others) or any(len(found) % 2 for found in others):
        return line  # alone, or the emphasis may go on over the line's end
    note(state.env, Finding(first + at, "emphasis.unpaired", "Asterisks without a partner"))
    return line[: places[-1]] + line[places[-1] + 2 :]


def _spaced_out(line: str, places: list[int]) -> str:
    parts, end = [], 0
    for start, close in zip(places[::2], places[1::2], strict=True):
        inner = line[start + 2 : close]
        words = inner.strip()
        if words and words != inner and any(map(is_unspaced, words)):
            lead = inner[: len(inner) - len(inner.lstrip())] if start else ""
            tail = inner[len(inner.rstrip()) :] if close + 2 < len(line) else ""
            parts += [line[end:start], lead, "**", words, "**", tail]
            end = close + 2
    return "".join([*parts, line[end:]])


def _link(line: str, mask: str) -> str:
    """Return a line with its links mended; a line with code in it is left as it is."""
    if "\ue000" in mask or not re.search(r"[\]］] *[(（]", line):
        return line
    line = _PLAYER.sub(lambda found: f"@[card]({PAGES[found[1]]}{found[2]})", line)
    line = _CARD.sub(r"[\1](\1)", line)
    for pattern, instead in _MISSED:
        line = pattern.sub(instead, line)
    return _TARGET.sub(_target, line)


def _target(found: re.Match[str]) -> str:
    """Return a link whose address may hold spaces, without the size that some programs write behind it."""
    words, written, title = found[1], found[2].strip(), found[3]
    address = _SIZE.sub("", written) if words.startswith("!") else written
    if address == written and not re.search(r"\s", address):
        return found[0]
    if not (_LEADS.match(address) or words.startswith("!")):
        return found[0]
    wrapped = f"<{address}>" if re.search(r"\s", address) else address
    return f"{words}({wrapped}{f' {title}' if title else ''})"


def _after(state: StateCore) -> None:
    if "[](" not in state.src and "]()" not in state.src:
        return
    for above, token in pairwise(state.tokens):
        if token.type == "inline" and token.children and "](" in token.content:
            line = (token.map or [0])[0] + 1
            token.children = list(_with_words(_led(token.children, above), state, line))


def _led(tokens: list[Token], above: Token) -> Iterator[Token]:
    """Yield a text whose links lead anywhere: without an address, or words in a heading, they are none."""
    nowhere = False
    for at, token in enumerate(tokens):
        if token.type == "link_open":
            empty = above.type == "heading_open" and tokens[at + 1].type == "link_close"
            nowhere = empty or not token.attrs.get("href")
        if not (nowhere and token.type in {"link_open", "link_close"}):
            yield token
        nowhere = nowhere and token.type != "link_close"


def _with_words(led: Iterator[Token], state: StateCore, line: int) -> Iterator[Token]:
    tokens = list(led)
    for at, token in enumerate(tokens):
        yield token
        address = str(token.attrs.get("href", "")) if token.type == "link_open" else ""
        if address and at + 1 < len(tokens) and tokens[at + 1].type == "link_close":
            note(state.env, Finding(line, "link.empty", "A link without words shows its address"))
            yield text_token(address)
