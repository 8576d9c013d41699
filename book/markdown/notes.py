"""Footnotes that are called and not there, or there twice."""

from __future__ import annotations

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from book.markdown.findings import Finding, note
from book.markdown.tokens import with_lines

_OPEN, _CLOSE, _CALL = "footnote_reference_open", "footnote_reference_close", "footnote_ref"


def notes_plugin(md: MarkdownIt) -> None:
    """Leave out calls of notes that there are not; join the texts of one note."""
    md.core.ruler.after("inline", "notes", _rule)


def _rule(state: StateCore) -> None:
    _join_doubles(state)
    known = {token.meta.get("label") for token in state.tokens if token.type == _OPEN}
    for token in state.tokens:
        if token.type != "inline" or "[^" not in token.content:
            continue
        for child, line in with_lines(token):
            if child.type == _CALL and child.meta.get("label") not in known:
                label = child.meta.get("label")
                note(
                    state.env,
                    Finding(line + 1, "footnote.missing", f"The note [^{label}] is called, and not there"),
                )
                child.type, child.meta = "text", {}


def _join_doubles(state: StateCore) -> None:
    """Put a note's further texts behind its first."""
    first: dict[str, Token] = {}
    at = 0
    while at < len(state.tokens):
        token = state.tokens[at]
        at += 1
        if token.type != _OPEN:
            continue
        label = str(token.meta.get("label"))
        end = next(i for i in range(at, len(state.tokens)) if state.tokens[i].type == _CLOSE)
        if label not in first:
            first[label] = state.tokens[end]
            continue
        line = (token.map or [0])[0] + 1
        note(state.env, Finding(line, "footnote.double", f"The note [^{label}] is there twice; both are shown"))
        moved = state.tokens[at:end]
        del state.tokens[at - 1 : end + 1]
        place = next(i for i, other in enumerate(state.tokens) if other is first[label])
        state.tokens[place:place] = moved
        at += len(moved) - 1
