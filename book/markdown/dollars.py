r"""Which text is mathematics: `$20から$30` is money, `\(x\)` and a formula with Japanese words are none of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline

from book.markdown.characters import is_cjk

_WORDS = re.compile(r"\\(?:text|mathrm|mbox|textbf|textit|textrm|hbox|label|tag)\*?\{[^{}]*\}")
_MONEY = re.compile(r"\s|[\d,.]+(?:[kKMBT]|万|億|/(?:[a-z]{2}|\d*[kKMB]\b)|\s|-|–|~|〜|$)|[\d,.]+$")
_BRACKETS = re.compile(r"(\\\\?)(?:(\()(.{1,500}?)\1\)|(\[)(.{2,500}?)\1\])", re.DOTALL)
_TEX = re.compile(r"\\|[\^_=+*/<>-]|^[A-Za-z]$|[A-Za-z]\(")
_ENVIRONMENT = re.compile(
    r"(\\begin\{((?:align|alignat|equation|gather|multline|eqnarray)\*?)\}"
    r"(?:(?!\n[ \t]*\n|\\begin\{\2\}).)+?\\end\{\2\})[ \t]*$",
    re.DOTALL | re.MULTILINE,
)
_INLINE, _BLOCK = "math_inline", "math_block"


def dollars_plugin(md: MarkdownIt) -> None:
    """Guard the rules of dollarmath, if this parser has them, against dollars that are none of theirs.

    A refused formula is read on as text, so that emphasis and links within it keep their meaning.
    """
    for rule in md.inline.ruler.__rules__:
        if rule.name == _INLINE:
            md.inline.ruler.at(_INLINE, _guarded_inline(rule.fn))
    md.inline.ruler.before("escape", "tex_brackets", _brackets)
    md.core.ruler.after("inline", "formulas_in_cells", _in_cells)
    for block in tuple(md.block.ruler.__rules__):
        if block.name == _BLOCK:
            md.block.ruler.at(_BLOCK, _guarded_block(block.fn), {"alt": block.alt})
            md.block.ruler.before(_BLOCK, "tex_environment", _environment, {"alt": ["paragraph", "list"]})


def is_formula(content: str, after: str = "") -> bool:
    """Tell whether the text between two dollars is a formula; `after` is the character behind the second."""
    if not content.strip() or content[-1].isspace() or after.isdecimal() or "\n\n" in content:
        return False
    if _MONEY.match(content) and not re.search(r"[\\^_=+<>]", content):
        return False
    words = _WORDS.sub("", content)
    return not content[0].isspace() and (not any(map(is_cjk, words)) or _names_words(words))


def _names_words(content: str) -> bool:
    r"""Tell whether it reckons with Japanese words (`売上 = 単価 \times 数量`): they are no sentence, no price."""
    counts = re.search(r"\\[A-Za-z]{2,}|[=^_×÷]", content)
    return bool(counts) and not content[0].isdigit() and not re.search(r"[、。「」\n]|[ぁ-ん]{4}", content)


def _guarded_inline(rule: Callable[[StateInline, bool], bool]) -> Callable[[StateInline, bool], bool]:
    def guarded(state: StateInline, silent: bool) -> bool:
        start = state.pos
        if state.src[start] != "$":
            return False
        if state.src.startswith("$$", start):
            return _display(state, silent)
        if not rule(state, True):
            return False
        end, state.pos = state.pos, start
        if not is_formula(state.src[start + 1 : end - 1], state.src[end : end + 1]) or not rule(state, silent):
            return False
        if not silent and state.tokens[-1].content[:1] == state.tokens[-1].content[-1:] == "`":
            state.tokens[-1].content = state.tokens[-1].content.strip("`")  # GitHub's $`x`$
        return True

    return guarded


def _display(state: StateInline, silent: bool) -> bool:
    """Read `$$…$$` within a paragraph: displayed on lines of its own, else in the line; or two dollars of text.

    kramdown has no other formulas within lines.
    """
    start = state.pos + 2
    end = state.src.find("$$", start, state.posMax)
    content = state.src[start:end] if end > 0 else ""
    if not is_formula(content.strip()):
        if not silent:
            state.pending += "$$"
        state.pos = start
        return True
    if not silent:
        before, after = state.src[: start - 2].rpartition("\n")[2], state.src[end + 2 :].partition("\n")[0]
        alone = not before.strip() and not after.strip()
        token = state.push("math_inline_double" if alone else "math_inline", "math", 0)
        token.content, token.markup = (content, "$$") if alone else (content.strip(), "$")
    state.pos = end + 2
    return True


def _in_cells(state: StateCore) -> None:
    """Have formulas in cells of tables stand in their lines."""
    if "$" not in state.src or "$$" not in state.src:
        return
    for opening, token in pairwise(state.tokens):
        if opening.type in {"td_open", "th_open"} and "$$" in token.content:
            for formula in token.children or []:
                if formula.type == "math_inline_double":
                    formula.type, formula.markup, formula.content = "math_inline", "$", formula.content.strip()


def _brackets(state: StateInline, silent: bool) -> bool:
    r"""Read `\(…\)` and `\[…\]`, with one backslash or two, as TeX and MathJax have them."""
    found = _BRACKETS.match(state.src, state.pos, state.posMax)
    content = (found[3] or found[5]).strip() if found else ""
    if not found or not is_formula(content) or not _TEX.search(content):
        return False
    if not silent:
        inline = bool(found[2])
        token = state.push("math_inline" if inline else "math_inline_double", "math", 0)
        token.content, token.markup = content, "$" if inline else "$$"
    state.pos = found.end()
    return True


def _environment(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    r"""Read `\begin{align}…\end{align}` without dollars round it, as MathJax does."""
    first = state.bMarks[start] + state.tShift[start]
    if not state.src.startswith("\\begin{", first) or state.is_code_block(start):
        return False
    found = _ENVIRONMENT.match(state.src, first, state.eMarks[end - 1])
    if not found:
        return False
    if not silent:
        state.line = start + found[0].count("\n") + 1
        token = state.push(_BLOCK, "math", 0)
        token.block, token.content, token.markup = True, found[1], "$$"
        token.map = [start, state.line]
    return True


def _guarded_block(rule: Callable[..., bool]) -> Callable[[StateBlock, int, int, bool], bool]:
    def guarded(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        count = len(state.tokens)
        line = state.line
        if not rule(state, start, end, silent):
            return False
        swallowed = state.tokens[count:]
        if any(re.search(r"\n\s*\n", token.content) and any(map(is_cjk, token.content)) for token in swallowed):
            del state.tokens[count:]
            state.line = line
            return False
        return True

    return guarded
