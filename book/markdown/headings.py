"""Which lines are headings: the block rules for `#` and underlined headings, as authors mean them."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, heading, lheading
from markdown_it.rules_core import StateCore

from book.markdown.characters import is_cjk
from book.markdown.findings import Finding, note

_LONGEST_HEADING = 60
_SHORT_HEADING = 20
_MOST_LINES = 100  # below which an underline is looked for
_SENTENCE_END = re.compile(r"[。．.][*_~`\s]*$")
_PERHAPS_SENTENCE_END = re.compile(r"[！？!?…」』][*_~`\s]*$")
_UNSPACED = re.compile(r"(#{1,6})(?:\u3000\s*)?([^#\s].*)$")
_TOO_DEEP = re.compile(r"(#{7,})[ \t\u3000]+(\S.*)$")
# Hashes behind a heading close it; one behind a Latin letter (C#) is its own.
_BOLD = re.compile(r"\*\*[^*]+\*\*[：:]?")
_CLOSING = re.compile(r"(?<=[^\s#])#{2,}$|(?<=[\u3000-\u9fff\uff00-\uffef])#$")


def headings_plugin(md: MarkdownIt) -> None:
    """Read `##見出し` as a heading, and a paragraph underlined by a rule as a paragraph and a rule."""
    md.block.ruler.at("heading", _heading, {"alt": ["paragraph", "reference", "blockquote"]})
    md.block.ruler.at("lheading", _lheading)
    md.block.ruler.before("paragraph", "bold_title", _bold_title, {"alt": ["paragraph"]})
    md.core.ruler.after("block", "heading_ends", _ends)


def _bold_title(state: StateBlock, start: int, _: int, silent: bool) -> bool:
    """Tell whether a line of nothing but bold ends the list above it, into which CommonMark would take it."""
    if not silent or state.blkIndent <= state.sCount[start] or state.sCount[start] < 0:
        return False
    return bool(
        _BOLD.fullmatch(state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]].strip())
    )


def _ends(state: StateCore) -> None:
    """Take the closing hashes off headings, and leave out those without words."""
    tokens = state.tokens
    for at in [at for at, token in enumerate(tokens) if token.type == "heading_open"][::-1]:
        inline = tokens[at + 1]
        if tokens[at].markup.startswith("#"):
            inline.content = _CLOSING.sub("", inline.content)
        if not inline.content.strip():
            note(state.env, Finding((tokens[at].map or [0])[0] + 1, "heading.empty", "A heading without words"))
            del tokens[at : at + 3]


def _heading(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    first = state.bMarks[start] + state.tShift[start]
    if not state.src.startswith("#", first) or state.is_code_block(start):
        return False
    if heading(state, start, end, silent):
        return True
    text = state.src[first : state.eMarks[start]]
    found = _TOO_DEEP.match(text) or _UNSPACED.match(text)
    wide = found and text[found.end(1)] == "\u3000" and not re.search(r"\s#\S", found[2])
    if not found or not (len(found[1]) > 6 or wide or _means_heading(state, start, end, found[1], found[2])):
        return False
    if not silent:
        _push(state, start, found[1], found[2])
    return True


def _means_heading(state: StateBlock, line: int, end: int, hashes: str, text: str) -> bool:
    """Tell a heading without its space from hash tags (`#生成AI #LLM`), which carry one `#` each."""
    if re.search(r"\s#\S", text):
        return False
    if len(hashes) > 1:
        return is_cjk(text[0]) or (text[0].isalnum() and any(map(is_cjk, text)))
    alone = (line == 0 or state.isEmpty(line - 1)) and line + 1 < end and state.isEmpty(line + 1)
    return alone and is_cjk(text[0]) and not _is_tag_or_nothing(state, state.skipEmptyLines(line + 1), end)


def _is_tag_or_nothing(state: StateBlock, line: int, end: int) -> bool:
    if line >= end:
        return True
    found = _UNSPACED.match(state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]])
    return bool(found and len(found[1]) == 1)


def _push(state: StateBlock, line: int, hashes: str, text: str) -> None:
    if len(hashes) > 6:
        note(state.env, Finding(line + 1, "heading.level", "A heading has at most six #"))
    else:
        note(state.env, Finding(line + 1, "heading.space", f"The heading lacks a space after {hashes}"))
    state.line = line + 1
    tag = f"h{min(len(hashes), 6)}"
    opening = state.push("heading_open", tag, 1)
    opening.markup, opening.map = hashes, [line, state.line]
    inline = state.push("inline", "", 0)
    inline.content, inline.map, inline.children = (
        re.sub(r"\s#+\s*$", "", text).strip(),
        [line, state.line],
        [],
    )
    state.push("heading_close", tag, -1).markup = hashes


def _lheading(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    if not _may_underline(state, start, end) or not lheading(state, start, end, silent):
        return False
    if _is_sentence(state.tokens[-2].content):
        _part(state)
    return True


def _may_underline(state: StateBlock, start: int, end: int) -> bool:
    """Tell whether an underline can follow at all: looking for one is dear, and most paragraphs have none."""
    for line in range(start + 1, min(end, start + _MOST_LINES)):
        if state.isEmpty(line):
            return False
        place = state.bMarks[line] + state.tShift[line]
        if state.src[place] in "-=":
            return True
    return False


def _is_sentence(text: str) -> bool:
    """Tell a sentence from a heading; a short question or exclamation (`AIとは？`) may well be a heading."""
    if "\n" in text or len(text) > _LONGEST_HEADING or _SENTENCE_END.search(text):
        return True
    return len(text) > _SHORT_HEADING and bool(_PERHAPS_SENTENCE_END.search(text))


def _part(state: StateBlock) -> None:
    """Make a paragraph and a thematic break of the heading that was just read."""
    opening, inline, closing = state.tokens[-3:]
    last = state.line - 1
    note(state.env, Finding(last + 1, "heading.rule", "A rule right below a paragraph would make it a heading"))
    opening.type, closing.type = "paragraph_open", "paragraph_close"
    opening.tag = closing.tag = "p"
    opening.markup = closing.markup = ""
    opening.map = inline.map = [inline.map[0] if inline.map else last, last]
    rule = state.push("hr", "hr", 0)
    rule.markup, rule.map = "---", [last, last + 1]
