"""kramdown's attribute lists: `{: .class #id key="value"}` below a block, or right behind a span."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from book.markdown.fenced import with_lines_mended

_BLOCK = "attribute_list_block"
_SPAN = "attribute_list_span"
_LIST = re.compile(r"\{:(?![:/])((?:\\.|\"[^\"\n]*\"|'[^'\n]*'|[^{}\n\"'\\])*)\}")
# pandoc's, behind pictures and links: `{width="50%"}`, `{.class}`; without the colon it is text elsewhere. Blanks
# part its items: without them one could be cut in two in more ways than can be tried.
_PANDOC_ITEM = r"(?:(?:[.#][\w:-]+)+|[\w-]+=(?:\"[^\"\n]*\"|[\w.%]+))"
_PANDOC = re.compile(rf"{_LIST.pattern}|\{{(\s*{_PANDOC_ITEM}(?:\s+{_PANDOC_ITEM})*)\s*\}}")
_EXTENSION = re.compile(r"\{:(?::[^{}\n]*|/[a-z]*)\}")
_SWITCH = re.compile(r" {0,3}\{:(?::(?:nomarkdown|options)\b[^}\n]*|/(?:nomarkdown|options))\}[ \t]*")
_COMMENT = re.compile(r"\{::comment\}(?:(?!\{::comment\}).)*?\{:/(?:comment)?\}", re.DOTALL)
_HEADING_ID = re.compile(r"\{(#[^{}]+)\}\s*$")
_HEADING_LIST = re.compile(rf"{_LIST.pattern}\s*$")
_ITEM = re.compile(r"""(?<![\w:-])([\w:-]+)=("[^"]*"|'[^']*'|[^\s"']+)|#([^\s#.]+)|\.([^\s#.]+)|([\w-]+)""")
_SAFE = frozenset({"class", "id", "title", "lang", "width", "height", "alt", "rel", "target"})


def kramdown_plugin(md: MarkdownIt) -> None:
    """Read attribute lists onto the block or span they belong to; none is ever shown."""
    md.block.ruler.before("table", _BLOCK, _read_block, {"alt": ["paragraph", "reference", "blockquote", "list"]})
    md.inline.ruler.before("escape", _SPAN, _read_span)
    md.core.ruler.after("normalize", "extension_lines", _leave_out_extensions)
    md.core.ruler.after("block", _BLOCK, _apply_blocks)
    md.core.ruler.after("inline", _SPAN, _apply_spans)


def _leave_out_extensions(state: StateCore) -> None:
    """Empty the lines that say how kramdown is to read on: HTML would take them in as text."""
    if "{" in state.src and "{:" in state.src:
        state.src, _ = with_lines_mended(state.src, lambda line: "" if _SWITCH.fullmatch(line) else line)


def attributes(text: str) -> tuple[dict[str, str], frozenset[str]]:
    """Parse what stands within `{:…}`: the attributes that are safe to pass on, and bare words (`toc`)."""
    found: dict[str, str] = {}
    words = set()
    for key, value, name, cls, word in _ITEM.findall(text):
        if word:
            words.add(word)
        elif cls or key.lower() == "class":
            named = [name for name in (cls or value.strip("\"'")).split() if not name.startswith("language-")]
            if named:  # `language-…` is of code; docutils would take it for the language of the text
                found["class"] = " ".join([*filter(None, [found.get("class")]), *named])
        elif name:
            found["id"] = name
        elif key.lower() in _SAFE:
            found[key.lower()] = value.strip("\"'")
    return found, frozenset(words)


def _read_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    first = state.bMarks[start] + state.tShift[start]
    if not state.src.startswith("{:", first) or state.is_code_block(start):
        return False
    line = state.src[first : state.eMarks[start]].rstrip()
    found = _LIST.fullmatch(line)
    if not found and not _EXTENSION.fullmatch(line):
        return False
    if not silent:
        state.line = _after_comment(state, start, end) if line == "{::comment}" else start + 1
        token = state.push(_BLOCK, "", 0)
        token.map, token.hidden, token.content = [start, start + 1], True, found[1] if found else ""
        token.meta = {"after_blank": start == 0 or state.isEmpty(start - 1)}
    return True


def _after_comment(state: StateBlock, start: int, end: int) -> int:
    """Return the line behind `{:/comment}`, or the next one where the comment is never closed."""
    for line in range(start + 1, end):
        text = state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]].strip()
        if text in {"{:/comment}", "{:/}"}:
            return line + 1
    return start + 1


def _read_span(state: StateInline, silent: bool) -> bool:
    behind = bool(state.tokens) and state.tokens[-1].type in {"image", "link_close"} and not state.pending
    if not state.src.startswith("{:", state.pos) and not (behind and state.src[state.pos] == "{"):
        return False
    found = (_PANDOC if behind else _LIST).match(state.src, state.pos, state.posMax)
    place = found or _COMMENT.match(state.src, state.pos) or _EXTENSION.match(state.src, state.pos)
    if not place:
        return False
    if not silent:
        token = state.push(_SPAN, "", 0)
        token.meta = {"list": next(filter(None, found.groups()), "") if found else ""}
    state.pos = place.end()
    return True


def _apply_blocks(state: StateCore) -> None:
    if "{" not in state.src:
        return
    for at in [at for at, token in enumerate(state.tokens) if token.type == _BLOCK][::-1]:
        # A table of contents may have gone with all that stood in it.
        if at < len(state.tokens) and state.tokens[at].type == _BLOCK:
            _apply_block(state.tokens, at, state.tokens.pop(at))
    for at, token in enumerate(state.tokens):
        if token.type == "heading_open" and "{" in state.tokens[at + 1].content:
            _heading_id(token, state.tokens[at + 1])


def _apply_block(tokens: list[Token], at: int, token: Token) -> None:
    found, words = attributes(token.content)
    before, after = _block_before(tokens, at, token.level), _block_after(tokens, at, token)
    target = after if token.meta["after_blank"] and after is not None else before
    if target is None:
        return
    if "toc" in words and tokens[target].type.endswith("list_open"):
        del tokens[target:at]
    else:
        _set(tokens[target - 1] if tokens[target].hidden else tokens[target], found)


def _block_before(tokens: list[Token], at: int, level: int) -> int | None:
    """Return the place of the token that opens the block right before, or of its only token."""
    if at == 0 or tokens[at - 1].nesting == 1:
        return None
    place = at - 1
    while tokens[place].level != level or tokens[place].nesting < 0:
        place -= 1
    return place


def _block_after(tokens: list[Token], at: int, token: Token) -> int | None:
    if at < len(tokens) and tokens[at].nesting >= 0 and tokens[at].map and token.map:
        return at if (tokens[at].map or [0])[0] == token.map[1] else None
    return None


def _heading_id(opening: Token, inline: Token) -> None:
    """Read `## 見出し {#name}`, and a list on the heading's own line."""
    found = _HEADING_ID.search(inline.content)
    if found:
        _set(opening, attributes(found[1])[0])
        inline.content = inline.content[: found.start()].rstrip()
    listed = _HEADING_LIST.search(inline.content)
    if listed and not inline.content.endswith("`"):
        _set(opening, attributes(listed[1])[0])
        inline.content = inline.content[: listed.start()].rstrip()


def _apply_spans(state: StateCore) -> None:
    if "{" not in state.src:
        return
    for token in state.tokens:
        if token.type == "inline" and token.children and "{" in token.content:
            token.children = _without_lists(token.children)


def _without_lists(tokens: list[Token]) -> list[Token]:
    kept: list[Token] = []
    for token in tokens:
        if token.type == "image" and token.children:
            token.children = _without_lists(token.children)
        if token.type != _SPAN:
            kept.append(token)
            continue
        target = _span_before(kept)
        if target is not None:
            _set(target, attributes(token.meta["list"])[0])
    return kept


def _span_before(tokens: list[Token]) -> Token | None:
    """Return the token that opens the span which ends right here, None behind plain text.

    Paired marks leave empty text tokens behind, which are passed over.
    """
    shown = (token for token in reversed(tokens) if token.type != "text" or token.content)
    last = next(shown, None)
    if last is None or last.type in {"text", "softbreak", "hardbreak"}:
        return None
    if last.nesting == 0:
        return last
    depth = -int(last.nesting)
    for token in shown:
        depth -= token.nesting
        if depth == 0:
            return token
    return None


def _set(token: Token, found: dict[str, str]) -> None:
    for key, value in found.items():
        if key == "class":
            token.attrJoin("class", value)
        else:
            token.attrSet(key, value)
