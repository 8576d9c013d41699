"""Reading time, and text without its Markdown marks."""

from __future__ import annotations

import math
import re
import unicodedata
from html import unescape

from book.elements import KNOWN

_JAPANESE = re.compile(r"[\u3005-\u30ff\u3400-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff]+")
_WORD = re.compile(r"[A-Za-z0-9\u00c0-\u024f]+")
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
# Letters with marks set behind them: macOS writes names of files so. Other characters keep their form.
_APART = re.compile("[A-Za-z\u3041-\u30ff][\u0300-\u036f\u3099\u309a]+")
_TAGS = re.compile(r"</?[A-Za-z!][^<>]*>")
_READINGS = re.compile(r"<(rp|rt)>.*?</\1>", re.DOTALL)
CHARACTERS_A_MINUTE = 500
WORDS_A_MINUTE = 200
_LONGEST = 10_000  # characters: titles and descriptions are told in few, and looking for marks takes its time

_RUBY = re.compile(r"\{([^{}|\n]+)\|[\u3041-\u30ff・|]+\}|｜([^《》｜\n]+)《[^《》\n]+》")
_LINE = re.compile(r"\s*<br\b[^<>]*>\s*", re.IGNORECASE)
_IN_TITLES = (
    (re.compile(r"</?(?:[bius]|strong|em|mark|small|big|su[bp]|ruby|rb|code|wbr|span|font|a)>"), ""),
    (re.compile(r"<(?:span|font|a)\s[^<>]*>"), ""),
    (re.compile(r"\*\*(?=\S)([^*]+)(?<=\S)\*\*"), r"\1"),
    (re.compile(r"(?<!`)`([^`]+)`(?!`)"), r"\1"),
    (re.compile(r"\[([^\[\]]+)\]\((?:https?:/)?/[^()\s]*\)"), r"\1"),
    (_RUBY, r"\1\2"),
)
# Obsidian's comments. Not behind a figure or a letter: in `10%%増、20%%減` it is a slip, in `%d%%` a format. Nor
# before one at the end: batch files have `%%i と %%j`, notebooks `%%time と %%timeit`. In `LIKE '%%甲%%'` it is a
# query's, in `甲（%%）と乙（%%）` it is spoken of.
COMMENT_OPENS = r"(?<![A-Za-z0-9０-９%％\\'\"])%%(?![%'\"）)」』】、。，．])"
COMMENT_ENDS = r"(?<![（(「『【])%%(?![%A-Za-z0-9~])"
_MARKS = (
    (re.compile(r"```.*?```|~~~.*?~~~", re.DOTALL), " "),
    (re.compile(r"\{\{(?![\w\s]*[\u3041-\u9fff]).*?\}\}|\{%.*?%\}|\{:[^}]*\}"), ""),
    (re.compile(r"\\\n"), "\n"),
    (re.compile(r"<(script|style)\b.*?</\1\s*>|<!--.*?-->", re.DOTALL | re.IGNORECASE), ""),
    (re.compile(r"!\[[^\]]*\]\((?:[^()]|\([^()]*\))*\)"), ""),
    (re.compile(r"\[([^\]]*)\]\((?:[^()]|\([^()]*\))*\)"), r"\1"),
    (re.compile(r"(?<![\]!])\[([^\[\]]+)\]\[[^\[\]]*\]"), r"\1"),
    (re.compile(r"<(https?://[^<>\s]+)>"), r"\1"),
    (re.compile(rf"</?(?:{'|'.join(sorted(KNOWN))})(?=[\s/>])[^<>]*>|<![^>]*>", re.IGNORECASE), ""),
    (re.compile(r"^[ \t]*(?:#{1,6}|>|[-*+]|\d+\.)[ \t]+", re.MULTILINE), ""),
    (re.compile(r"^[ \t>]*:{3,}.*$|\[!\w+\][+-]?", re.MULTILINE), ""),
    (re.compile(r"^[ \t]*\[[ xX]\][ \t]+", re.MULTILINE), ""),
    (
        re.compile(
            r"\[\^[^\]\n]+\]|\s\^(?=[a-z0-9-]*[a-z])[a-z0-9][a-z0-9-]{3,}$"
            rf"|{COMMENT_OPENS}[^%]+{COMMENT_ENDS}",
            re.MULTILINE,
        ),
        "",
    ),
    (re.compile(r"(?<=[^\s()（）])\(\((?=[^()\n]*[\u3041-\u9fff])[^()\n]{8,}\)\)(?!\))"), ""),
    (re.compile(r"!\[\[[^\[\]\n]+\]\]|^\[:contents\]$", re.MULTILINE), ""),
    (re.compile(r"\[\[(?:[^\[\]|\n]+\|)?([^\[\]\n]+)\]\]"), r"\1"),
    (re.compile(r"《《([^《》\n]+)》》"), r"\1"),
    (_RUBY, r"\1\2"),
    (re.compile(r"(?<!\\)(?:\*{1,3}|~~|`+)"), ""),
)
_FORMULA = re.compile(r"(?<![\\$\w])\$(?=[^$\n]*[\\^_=])([^\s$](?:[^$\n]*[^\s$])?)\$(?![\w$])|\\\((.+?)\\\)")
_INVISIBLE = dict.fromkeys(map(ord, "\u2061\u2062\u2063\u2064\u200b"))
_BLANKS = re.compile(r"\s+")
_WIDE = re.compile(r"[\u3000-\u9fff\uff00-\uffef]")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


def reading_time(text: str) -> int:
    """Return minutes, at least 1: Japanese counted by characters, everything else by words."""
    characters = sum(map(len, _JAPANESE.findall(text)))
    words = len(_WORD.findall(text))
    return max(1, math.ceil(characters / CHARACTERS_A_MINUTE + words / WORDS_A_MINUTE))


def plain_text(markdown: str) -> str:
    """Return the text without Markdown marks, Liquid and tags, on one line; of a very long one its beginning."""
    markdown = markdown[:_LONGEST]
    markdown = _FORMULA.sub(_formula_text, markdown) if "$" in markdown or "\\(" in markdown else markdown
    for pattern, instead in _MARKS:
        markdown = pattern.sub(instead, markdown)
    return join_lines(unescape(_ESCAPED.sub(r"\1", markdown)))


def title_text(written: str) -> str:
    """Return a title on one line, as words: what marks them, as Markdown or HTML, is gone, and readings too.

    A title is no text in Markdown: numbers before it, single asterisks and what is no element stay.
    """
    title = _READINGS.sub("", _LINE.sub("\n", written)) if "<" in written else written
    for pattern, instead in _IN_TITLES:
        title = pattern.sub(instead, title)
    return join_lines(unescape(title))


def _formula_text(formula: re.Match[str]) -> str:
    from book.mathml import to_mathml  # a twentieth of a second, which few series need

    mathml = to_mathml(formula[1] or formula[2], block=False) or ""
    return html_text(mathml).translate(_INVISIBLE)


def html_text(html: str) -> str:
    """Return the text of a piece of HTML as it is read aloud once: without tags and the readings of ruby."""
    return unescape(_TAGS.sub("", _READINGS.sub("", html)))


def xml_text(text: str) -> str:
    """Return the text without the characters that XML has not (XML 1.0, production 2)."""
    return _NOT_XML.sub("", text)


def typed_text(text: str) -> str:
    """Return a text as it was meant to be typed: without control characters, が as one character, not two."""
    if _CONTROLS.search(text):
        text = _CONTROLS.sub("", text)
    return _APART.sub(lambda found: unicodedata.normalize("NFC", found[0]), text)


def join_lines(text: str) -> str:
    """Join lines: nothing between Japanese, a space between words."""
    return _BLANKS.sub(_joint if "\n" in text else " ", text.strip())


def _joint(blanks: re.Match[str]) -> str:
    """Return what stands for blanks within a text, which has characters on both sides of them."""
    before, after = blanks.string[blanks.start() - 1], blanks.string[blanks.end()]
    return "" if "\n" in blanks[0] and _WIDE.match(before) and _WIDE.match(after) else " "
