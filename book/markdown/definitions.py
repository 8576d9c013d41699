"""Definition lists with several terms above one definition, as kramdown has them."""

from __future__ import annotations

import re
from collections.abc import Callable

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

Rule = Callable[[StateBlock, int, int, bool], bool]

_DEFINITION = re.compile(r"[:~][ \t]+\S")
_ANYWHERE = re.compile(r"\n[ \t>]*[:~][ \t]+\S")
_MOST_TERMS = 12


def definitions_plugin(md: MarkdownIt) -> None:
    """Read every line right above a definition as a term of it."""
    rules = [rule for rule in md.block.ruler.__rules__ if rule.name == "deflist"]
    if rules:
        md.block.ruler.at("deflist", _with_terms(rules[0].fn), {"alt": rules[0].alt})


def _with_terms(rule: Rule) -> Rule:
    """Return the rule for definition lists, which then takes more than one term."""

    def with_terms(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        if not _may_define(state):
            return False
        if silent:
            return rule(state, start, end, silent)
        last = _last_term(state, start, end)
        place = len(state.tokens)
        if not rule(state, last, end, False):
            return False
        opening = state.tokens[place]
        opening.map = [start, state.line]
        above = [token for line in range(start, last) for token in _term(state, line, opening.level + 1)]
        state.tokens[place + 1 : place + 1] = above
        _join(state.tokens, place)
        return True

    return with_terms


def _may_define(state: StateBlock) -> bool:
    """Tell whether there is any definition in the text: most texts have none, and every paragraph is asked."""
    if (known := state.env.get("definitions")) is None:
        known = state.env["definitions"] = _ANYWHERE.search(f"\n{state.src}") is not None
    return bool(known)


def _last_term(state: StateBlock, start: int, end: int) -> int:
    """Return the line of the last term above a definition; `start` itself where there is but one, or none."""
    for line in range(start, min(start + _MOST_TERMS, end - 1)):
        if line > start and (state.isEmpty(line) or _begins_block(state, line, end)):
            return start
        below = state.bMarks[line + 1] + state.tShift[line + 1]
        if state.sCount[line + 1] - state.blkIndent < 4 and _DEFINITION.match(state.src, below):
            return line
    return start


def _begins_block(state: StateBlock, line: int, end: int) -> bool:
    kept, state.parentType = state.parentType, "paragraph"
    begins = any(rule(state, line, end, True) for rule in state.md.block.ruler.getRules("paragraph"))
    state.parentType = kept
    return begins


def _term(state: StateBlock, line: int, level: int) -> list[Token]:
    opening = Token("dt_open", "dt", 1, map=[line, line], level=level, block=True)
    text = state.getLines(line, line + 1, state.blkIndent, False).strip()
    inline = Token("inline", "", 0, map=[line, line], level=level + 1, block=True, content=text, children=[])
    return [opening, inline, Token("dt_close", "dt", -1, level=level, block=True)]


def _join(tokens: list[Token], place: int) -> None:
    """Make one list of two that follow each other."""
    before = tokens[place - 1] if place else None
    if before is not None and before.type == "dl_close" and before.level == tokens[place].level:
        del tokens[place - 1 : place + 1]
