"""Footnotes called and not there, or there twice; those in the text itself (`^[注の文]`, `((注の文))`)."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from book.markdown.characters import is_cjk
from book.markdown.findings import Finding, note
from book.markdown.tokens import with_lines

# pandoc's and Zenn's; Hatena's.
_WITHIN = re.compile(
    r"\^\[((?:[^\[\]\n]|\[[^\[\]\n]*\])+)\](?!\()|(?<=[^\s()（）])\(\(((?:[^()\n]|\([^()\n]*\)){8,})\)\)(?!\))"
)
# What regular expressions have, and no note: `^[a-z]+`, `[^0-9]`.
_CHARACTERS = re.compile(r"(?:\w-\w|\\.|[^\w\s])+")
_CODE = re.compile(r"(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)", re.DOTALL)
_KNOWN = "gappon-notes"
_OPEN, _CLOSE, _CALL = "footnote_reference_open", "footnote_reference_close", "footnote_ref"


def notes_plugin(md: MarkdownIt) -> None:
    """Leave out calls of notes that there are not; join the texts of one note."""
    md.core.ruler.after("inline", "notes", _rule)
    if any(rule.name == "footnote_ref" for rule in md.inline.ruler.__rules__):
        md.core.ruler.before("inline", "inline_notes", _take_out)


def _take_out(state: StateCore) -> None:
    """Make notes of their own of those within the text, as Zenn and pandoc have them."""
    if not ("^" in state.src and "^[" in state.src) and "((" not in state.src:
        return
    made: list[Token] = []
    for token in state.tokens:
        if token.type == "inline" and ("^[" in token.content or "((" in token.content):
            place = len(made)
            code = [found.span() for found in _CODE.finditer(token.content)]
            for found in reversed(list(_WITHIN.finditer(token.content))):
                text = (found[1] or found[2]).strip()
                if _is_none(text, found) or any(first < found.start() < end for first, end in code):
                    continue
                label = f"inline-{(token.map or [0])[0]}-{found.start()}"
                token.content = f"{token.content[: found.start()]}[^{label}]{token.content[found.end() :]}"
                made[place:place] = _note(label, text, token.map)
    state.tokens += made


def _is_none(text: str, found: re.Match[str]) -> bool:
    """Tell whether what looks like a note's text is a number, characters, or a sum in brackets."""
    return text.isdecimal() or bool(_CHARACTERS.fullmatch(text)) or not (found[1] or any(map(is_cjk, text)))


def _note(label: str, text: str, lines: list[int] | None) -> list[Token]:
    meta = {"label": label}
    return [
        Token(_OPEN, "", 1, map=lines, meta=meta, block=True),
        Token("paragraph_open", "p", 1, map=lines, level=1, block=True),
        Token("inline", "", 0, map=lines, level=2, content=text, children=[], block=True),
        Token("paragraph_close", "p", -1, level=1, block=True),
        Token(_CLOSE, "", -1, meta=meta, block=True),
    ]


def _rule(state: StateCore) -> None:
    if "^" not in state.src or "[^" not in state.src:  # one character is found at once, two are not
        return
    _join_doubles(state)
    # What stands in a box is read by itself, later than the notes of its article.
    known = state.env.setdefault(_KNOWN, set())
    opened = [token for token in state.tokens if token.type == _OPEN]
    known |= {token.meta.get("label") for token in opened}
    for token in opened:
        label, line = token.meta.get("label"), (token.map or [0])[0]
        if state.src.count(f"[^{label}]") == 1:
            message = f"The note [^{label}] is called nowhere, and shown at the end"
            note(state.env, Finding(line + 1, "footnote.unused", message))
    for token in state.tokens:
        if token.type != "inline" or "[^" not in token.content:
            continue
        for child, line in with_lines(token):
            if child.type == _CALL and child.meta.get("label") not in known:
                label = str(child.meta.get("label"))
                child.type, child.meta = "text", {}
                if _CHARACTERS.fullmatch(label):
                    child.content = f"[^{label}]"
                    continue
                message = f"The note [^{label}] is called, and not there"
                note(state.env, Finding(line + 1, "footnote.missing", message))


def _join_doubles(state: StateCore) -> None:
    """Put a note's further texts behind its first, or into it where they stand in it already."""
    tokens = state.tokens
    first: dict[str, Token] = {}
    for opening in [token for token in tokens if token.type == _OPEN]:
        at = _place(tokens, opening)
        end = _end(tokens, at)
        label = str(opening.meta.get("label"))
        if label not in first:
            first[label] = tokens[end]
            continue
        line = (opening.map or [0])[0] + 1
        note(state.env, Finding(line, "footnote.double", f"The note [^{label}] is there twice; both are shown"))
        inner = tokens[at + 1 : end]
        del tokens[at : end + 1]
        place = _place(tokens, first[label])
        place = at if place >= at else place
        tokens[place:place] = inner


def _place(tokens: list[Token], wanted: Token) -> int:
    return next(at for at, token in enumerate(tokens) if token is wanted)


def _end(tokens: list[Token], at: int) -> int:
    """Return where the note that opens at a place is closed."""
    depth = 0
    for end in range(at, len(tokens)):
        depth += {_OPEN: 1, _CLOSE: -1}.get(tokens[end].type, 0)
        if not depth:
            return end
    return len(tokens) - 1
