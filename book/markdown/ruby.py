"""Ruby in the forms that Japanese authors type: `{漢字|かんじ}` and `｜漢字《かんじ》`."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.rules_inline import StateInline

from book.markdown.characters import is_han

_KANA = r"[\u3041-\u309f\u30a0-\u30ff・\u3000 ]"
_BRACES = re.compile(r"\{([^{}|\n]+)\|(" + _KANA + r"+(?:\|" + _KANA + r"+)*)\}")
# How a word in other letters is read: `{GPU|ジーピーユー}`. One letter may be of a set (`{x|エックス}`).
_LATIN = re.compile(r"\{[A-Za-z][A-Za-z0-9 .+&-]+\|[\u3041-\u3096\u30a1-\u30fa・ー]{2,}\}")
_AOZORA = re.compile(r"｜([^《》｜\n]+)《([^《》\n]+)》")
_FORMS = {"{": _BRACES, "｜": _AOZORA}


def ruby_plugin(md: MarkdownIt) -> None:
    """Read both forms; the result is inline HTML, its text escaped."""
    md.inline.add_terminator_char("｜")
    md.inline.ruler.before("escape", "ruby", _ruby)


def _ruby(state: StateInline, silent: bool) -> bool:
    form = _FORMS.get(state.src[state.pos])
    found = form and form.match(state.src, state.pos, state.posMax)
    if not found or (form is _BRACES and not (any(map(is_han, found[1])) or _LATIN.fullmatch(found[0]))):
        return False
    if not silent:
        state.push("html_inline", "", 0).content = ruby_html(found[1], found[2].split("|"))
    state.pos = found.end()
    return True


def ruby_html(base: str, readings: list[str]) -> str:
    """Return the element: one reading over all, or one for each character where there are as many."""
    bases = list(base) if len(readings) == len(base) else [base]
    over = readings if len(bases) == len(readings) else ["".join(readings)]
    pairs = zip(bases, over, strict=True)
    inner = (f"{escapeHtml(under)}<rp>(</rp><rt>{escapeHtml(kana)}</rt><rp>)</rp>" for under, kana in pairs)
    return f"<ruby>{''.join(inner)}</ruby>"
