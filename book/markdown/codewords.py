"""Words of programs in running text without backquotes: `**kwargs`, `2**10`, `src/**/*.py`, `__init__.py`.

CommonMark (0.31.2, 6.2) takes two of them in one line for emphasis, and no author means it. Their marks are
escaped before marks are read. Where a `**` may as well be emphasis, it is.
"""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore

from book.elements import names
from book.markdown.findings import Finding, note

# Patterns begin with what is looked for, which is fast, and look behind it.
_POWER = r"(?<=[A-Za-z0-9_)]\*\*)\d|(?<=[A-Za-z0-9_)\]] \*\*) [A-Za-z0-9_(]"
# Behind a blank or a mark: at a line's beginning it is emphasis that nobody closed.
_KEYWORD = r"(?<=[ \u3000、，,(（「]\*\*)[a-z_][a-z0-9_]*(?![-A-Za-z0-9_*])"
_MEANT = re.compile(rf"\*\*(?:{_POWER}|{_KEYWORD})")
_STARRED = re.compile(rf"\*\*(?:{_POWER}|{_KEYWORD}|/\*|(?<=/\*\*)/)")
_UNDERLINED = re.compile(r"__[a-z]")
_CODE = re.compile(r"(?<![`\\])(`+)(?!`).+?(?<!`)\1(?!`)", re.DOTALL)
_RUN = re.compile(r"(?<![\\*])\*\*(?!\*)")
_GLOB = re.compile(r"(?<!\*)(?:\*\*/\*|/\*\*/)(?!\*)[\w.*{}/-]*", re.ASCII)
_DUNDER = re.compile(r"(?<![A-Za-z0-9_\\/])(?<!\]\()(?<!=\")__([a-z][a-z0-9]*(?:_[a-z0-9]+)*)__(?![A-Za-z0-9_])")
_PYTHON = names("""
    abs add aenter aexit all and annotations await bool builtins bytes call cause class contains context
    copy debug deepcopy del delattr delete delitem dict dir divmod doc enter eq exit file float floordiv
    format fspath future ge get getattr getattribute getitem getstate gt hash iadd import imul index init
    init_subclass int invert iter le len loader lt main matmul mocks mod module mro mul name ne neg new
    next or package path pos post_init pow proto pycache qualname radd reduce repr reversed rmul round
    set set_name setattr setitem setstate slots spec str sub subclasses tests traceback truediv version
    weakref xor
""")


def codewords_plugin(md: MarkdownIt) -> None:
    """Keep the marks of such words out of the way of emphasis, and record where."""
    md.core.ruler.before("slips", "codewords", _rule)


def _rule(state: StateCore) -> None:
    if not _may_hold(state.src):
        return
    for token in state.tokens:
        if token.type == "inline" and _may_hold(token.content):
            lines = _lines(token.content)
            kept = [_kept(line, mask) for line, mask in lines]
            for at, (line, _) in enumerate(lines):
                if kept[at] != line:
                    number = (token.map or [0])[0] + 1 + at
                    message = "Marks of code outside of backquotes, which other readers may take for emphasis"
                    note(state.env, Finding(number, "emphasis.code", message))
            token.content = "\n".join(kept)


def _may_hold(text: str) -> bool:
    return _STARRED.search(text) is not None or ("_" in text and _UNDERLINED.search(text) is not None)


def _lines(text: str) -> list[tuple[str, str]]:
    """Return the lines of a text, each with itself without what is code."""
    masked = _CODE.sub(lambda found: re.sub(r"[^\n]", "\ue000", found[0]), text) if "`" in text else text
    return list(zip(text.split("\n"), masked.split("\n"), strict=True))


def _kept(line: str, mask: str) -> str:
    globs = _GLOB.finditer(mask) if "/**" in mask or "**/" in mask else ()
    places = {place for found in globs for place in _marks(mask, found.start(), found.end())}
    places |= {at + more for at in _literal(mask, places) for more in (0, 1)}
    for found in _DUNDER.finditer(mask) if "__" in mask else ():
        if (
            found[1] in _PYTHON
            or re.match(r"\.[a-z]|\(", mask[found.end() :])
            or mask[: found.start()][-1:] == "."
        ):
            places |= set(_marks(mask, found.start(), found.end()))
    return "".join(f"\\{char}" if at in places else char for at, char in enumerate(line)) if places else line


def _marks(mask: str, start: int, end: int) -> list[int]:
    return [at for at in range(start, end) if mask[at] in "*_"]


def _literal(mask: str, taken: set[int]) -> list[int]:
    """Return where the `**` stand that are no emphasis: those of programs, where the others still make pairs."""
    runs = [found.start() for found in _RUN.finditer(mask) if found.start() not in taken]
    if not runs:
        return []
    code = {found.start() for found in _MEANT.finditer(mask)}
    pairs = zip(runs[::2], runs[1::2], strict=False)
    others = [at for at in runs if at not in code]
    alike = len(runs) % 2 == 0 and all((first in code) == (second in code) for first, second in pairs)
    if not alike and (len(others) % 2 or len(runs) % 2 == 0 or not _pair(mask, others)):
        return []
    return [at for at in runs if at in code]


def _pair(mask: str, runs: list[int]) -> bool:
    """Tell whether runs of `**` stand as pairs do: words right behind each first, right before each second."""
    return all(not mask[at + 2 : at + 3].isspace() for at in runs[::2]) and all(
        not mask[at - 1].isspace() for at in runs[1::2]
    )
