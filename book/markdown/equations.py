r"""Numbers of formulas: `\label{eq:a}` gives one, `\tag{A}` names it, `\eqref{eq:a}` and `\ref{eq:a}` show it.

As MathJax has them with `tags: "ams"`, but for rows without a label: nothing refers to these, and they have none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from book.markdown.tokens import html_token, text_token

_LABEL = re.compile(r"[ \t]*\\label\{([^{}\n]+)\}")
_TAG = re.compile(r"[ \t]*\\tag\*?\{([^{}\n]+)\}")
_CALL = re.compile(r"\\(eq)?ref\{([^{}\n]+)\}")
_OF_ROWS = re.compile(r"\s*\\begin\{(?:align|alignat|gather|eqnarray|multline)\*?\}")
_PART = re.compile(r"\\(?:begin|end)\{|\\\\")
_END = re.compile(r"(?:\s*\\end\{(?:equation|align|alignat|gather|eqnarray|multline)\*?\})?\s*\Z")
_IN_TEXT = re.compile(r"\$\$.+?\$\$|\\\[.+?\\\]", re.DOTALL)
_KNOWN = "gappon-equations"


def equations_plugin(md: MarkdownIt) -> None:
    r"""Give formulas with labels numbers, and show the numbers where they are called.

    That is once texts are joined: `\e` is one of its own before.
    """
    md.core.ruler.before("inline", "equations", _number)
    md.core.ruler.after("text_join", "equation_calls", _call)


def _number(state: StateCore) -> None:
    if "\\label{" not in state.src:
        return
    known: dict[str, str] = state.env.setdefault(_KNOWN, {})  # boxes are read by themselves, later
    for token in state.tokens:
        if "\\label{" not in token.content:
            continue
        if token.type == "math_block":
            token.content = _numbered(token.content, known)
        elif token.type in {"inline", "colon_fence"} and "`" not in token.content and "{code" not in token.info:
            token.content = _IN_TEXT.sub(lambda formula: _numbered_within(formula[0], known), token.content)


def _numbered_within(formula: str, known: dict[str, str]) -> str:
    return f"{formula[:2]}{_numbered(formula[2:-2], known)}{formula[-2:]}"


def _numbered(formula: str, known: dict[str, str]) -> str:
    """Return a formula with numbers for its labels, at the end of their rows or of the whole, and note which."""
    rows = [*_rows(formula)] if _OF_ROWS.match(formula) else [formula]
    return r"\\".join(_with_number(row, known) for row in rows)


def _rows(formula: str) -> Iterator[str]:
    """Yield the rows of an environment; those of one within it, as of `cases`, are none of its own."""
    depth = place = 0
    for part in _PART.finditer(formula):
        depth += {"\\begin{": 1, "\\end{": -1}.get(part[0], 0)
        if part[0] == r"\\" and depth == 1:
            yield formula[place : part.start()]
            place = part.end()
    yield formula[place:]


def _with_number(row: str, known: dict[str, str]) -> str:
    labels, tag = _LABEL.findall(row), _TAG.search(row)
    if not labels:
        return row
    number = tag[1] if tag else str(1 + sum(map(str.isdecimal, {*known.values()})))
    known.update(dict.fromkeys(labels, number))
    bare = _TAG.sub("", _LABEL.sub("", row))
    end = _END.search(bare)
    place = end.start() if end else len(bare)
    return f"{bare[:place]} \\tag{{{number}}}{bare[place:]}"


def _call(state: StateCore) -> None:
    known: dict[str, str] = state.env.get(_KNOWN, {})
    if not known:
        return
    for token in state.tokens:
        if token.type == "inline" and "ref{" in token.content:
            token.children = [part for child in token.children or () for part in _shown(child, known)]


def _shown(token: Token, known: dict[str, str]) -> Iterator[Token]:
    """Yield a token with the numbers that its text or its formula calls."""
    if token.type == "math_inline" and (whole := _CALL.fullmatch(token.content.strip())) and whole[2] in known:
        yield _called(whole, known)
    elif token.type != "text":
        if token.type.startswith("math"):
            token.content = _CALL.sub(lambda call: _words(call, known), token.content)
        yield token
    else:
        place = 0
        for call in _CALL.finditer(token.content):
            if call[2] in known:
                yield text_token(token.content[place : call.start()])
                yield _called(call, known)
                place = call.end()
        token.content = token.content[place:]
        yield token


def _called(call: re.Match[str], known: dict[str, str]) -> Token:
    """Return a number as what nobody wrote; in a tag of HTML, since it may be any text."""
    words = _words(call, known).replace("&", "&amp;").replace("<", "&lt;")
    return html_token(f'<span class="generated">{words}</span>')


def _words(call: re.Match[str], known: dict[str, str]) -> str:
    number = known.get(call[2])
    return call[0] if number is None else f"({number})" if call[1] else number
