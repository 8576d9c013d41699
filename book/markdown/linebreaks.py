"""Line ends in running text: a space between words that are parted by spaces, nothing within Japanese.

Lines stay that begin like an item (・, ①, 1．, an emoji) or as the line above does (甲：, 第1章　, bold),
addresses, and those after a line of nothing but bold.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from book.markdown.characters import is_hangul, is_unspaced
from book.markdown.findings import Finding, note
from book.markdown.tokens import note_lines

_ONE_PIECE = ["strong_open", "strong_close"]
_SENTENCE_ENDS = "。．.！？!?」』）)：:"
_GOES_ON = "はがをにのでともへや、。"
_MARKS = "・※＊→⇒↑↓―—─•\u3000"
_NUMBER = re.compile(
    r"[（(]?[0-9０-９]{1,2}[）)．.](?![\d０-９])\s*\S|\[\d{1,3}\]:?\s|[0-9０-９]{1,2}(?:\u3000|、(?![\d０-９]))"
    r"|\*{1,2}\d{1,2}[)）\s]|注\d{0,2}[)）:：]|[－–‐][ \u3000]|[a-zａ-ｚ][)）]\s*\S|[ア-オカキクケコ]\u3000"
    r"|\d{1,2}-\d{1,2}[.．]?\s+[^\s\d]|[（(]?(?:出所|出典|資料|単位|備考|注記?)\d{0,2}[）)：:]"
)
# What a line begins with as the line above does: speakers, entries (`日時：`, `第1章　`), letters (`ア）`).
_ENTRY = re.compile(
    r"([^\s、。：:「」]{1,10}[：:](?!//)\s*\S|[QAＱＡ]\d+[.．]\s*\S)|([^\s、。]{1,12}\u3000\s*\S)"
    r"|([ア-ンⅠ-Ⅻ][）)．.\s])|([(（]?[A-Za-zＡ-Ｚａ-ｚ]{1,3}[.．)）]\s*[^\sa-z])|(\d\ufe0f?\u20e3)|(\d{1,2}\s+(?=[^\s\d]))"
    r"|((?:[A-Za-z]+|ステップ|手順|フェーズ) ?\d{1,2}[.．:： ])|([○〇△×✕◎])|(\[[ xX]\]\s)|(https?://\S+\s*\Z)"
    r"|([A-Za-z][A-Za-z/&]{0,11}\s?[=＝]\s?\S)"
)
# A line that is a title for its author, to the line's end.
_HEADED = re.compile(
    r"[↓⇓⇩⬇]\ufe0f?|(?:\d{4}年)?\d{1,2}月\d{1,2}日(?:[（(][月火水木金土日・祝]{1,3}[）)])?|[■◆▼●◇□▲▶][^。\n]{1,60}|【[^】\n]{1,60}】|[―—─━═＝ー－‐‥…・＊☆★◇◆]{5,}|[～〜]{3,}"
)
# What begins a line of its own below a sentence that has ended: `【注】`, `〔参考〕`, `田中：`.
_LABELLED = re.compile(
    r"[【〔《＜][^】〕》＞\n]{1,20}[】〕》＞]|[^\s、。：:「」（）A-Za-z0-9]{1,8}(?:[：:](?!//)\s*|\u3000)\S"
)
_BRACKETS = "【〔《＜"
_CHANGE = re.compile(r"[-+−＋－±▲△]\s?\d")
_WAVES = re.compile(r"[～〜]{3,}")
_READING = re.compile(r"\s*[（(][^（）()]{1,40}[）)]\s*")
# What somebody says, behind what somebody else said: `佐藤「…」`.
_SAID = re.compile(r"[^\s、。「」『』]{0,8}[「『]")
_WORDS = frozenset({"text", "text_special"})
_SIGNS = frozenset({"Pd", "Po", "Sm", "Sk", "So"})  # no brackets and no money: these begin lines of sentences too
_SHOWS_CONTENT = frozenset({"text", "text_special", "code_inline", "math_inline"})
# Tokens looked through for what a line ends or begins with: a run of line ends, thousands long, has neither.
_NEAR = 40


def linebreaks_plugin(md: MarkdownIt, *, spaced: bool = False) -> None:
    """Drop line ends that mean no space. `spaced`: between CJK and Latin one does mean a space."""

    def rule(state: StateCore) -> None:
        for token in state.tokens:
            if token.type == "inline" and token.children and "\n" in token.content:
                note_lines(token)
                if _keep_lines(token.children):
                    line = (token.map or [0])[0] + 1
                    note(state.env, Finding(line, "line.kept", "Lines like items or titles, not marked as such"))
                token.children = _joined(token.children, spaced)

    md.core.ruler.after("inline", "cjk_linebreaks", rule)


def _keep_lines(tokens: Sequence[Token]) -> bool:
    """Make hard breaks of the line ends that part lines; tell whether there are any."""
    kept, above, kind, start, before = False, False, "", 0, -1
    ends = [at for at, token in enumerate(tokens) if token.type in {"softbreak", "hardbreak"}]
    for end in (*ends, len(tokens)):
        title = _is_title(tokens, start, end)
        if before >= 0 and tokens[before].type == "softbreak":
            ended = _last(tokens, before) in _SENTENCE_ENDS
            alike = kind and kind == _kind(tokens, start, end)
            labelled = ended and _LABELLED.match(_texts(tokens[start:end]))
            if above or alike or labelled or (title and ended) or _is_item(tokens, before, end):
                tokens[before].type, tokens[before].tag, kept = "hardbreak", "br", True
        kind = _kind(tokens, start, end)
        start, before, above = end + 1, end, title or _is_headed(tokens, start, end)
    return kept


def _is_title(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Tell whether a line is bold from its beginning to its end, and no part of the sentence behind it."""
    line = tokens[start:end]
    goes_on = _first(tokens, end) in _GOES_ON and _last(tokens, end) not in "：:？?！!。"
    shown = [token for token in line if token.type != "text" or any(map(str.isalnum, token.content))]
    if len(shown) > 1 and shown[-1].type == "text" and _READING.fullmatch(shown[-1].content):
        shown.pop()  # `**山田 太郎**（やまだ・たろう）`
    ends = [token.type for token in shown if token.type in {"strong_open", "strong_close"}]
    whole = bool(shown) and shown[0].type == "strong_open" and shown[-1].type == "strong_close"
    return (
        whole and ends == _ONE_PIECE and not goes_on and any(map(is_unspaced, _texts(shown) + _first(tokens, end)))
    )


def _kind(tokens: Sequence[Token], start: int, end: int) -> str:
    """Return the way in which a line begins; lines of one way below one another are meant as lines."""
    first = next((token for token in tokens[start:end] if token.type not in _WORDS or token.content), None)
    if first is None or first.type not in {*_WORDS, "link_open", "strong_open", "em_open"}:
        return ""
    text = _texts(tokens[start:end])
    if first.type == "strong_open":
        return first.type if any(map(is_unspaced, text)) else ""
    if first.type == "em_open":
        return first.type if any(map(is_unspaced, text)) and _last_type(tokens, end) == "em_close" else ""
    if found := _ENTRY.match(text):
        return str(found.lastindex)
    if _CHANGE.match(text):
        return "+"
    if text[:1] in _BRACKETS and _LABELLED.match(text):
        return _BRACKETS
    return text[0] if text and unicodedata.category(text[0]) in _SIGNS and text[0] not in "\"'" else ""


def _last_type(tokens: Sequence[Token], end: int) -> str:
    shown = (token.type for token in reversed(tokens[:end]) if token.type not in _WORDS or token.content)
    return next(shown, "")


def _is_headed(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Tell whether a line is a title, an arrow, or a row of a table as word processors have it."""
    text = _texts(tokens[start:end]).strip()
    return _HEADED.fullmatch(text) is not None or "\t" in text


def _texts(tokens: Sequence[Token]) -> str:
    return "".join(token.content for token in tokens if token.type in _WORDS)


def _is_item(tokens: Sequence[Token], at: int, end: int) -> bool:
    """Tell whether the line behind a line end begins with what Japanese authors begin items with."""
    line = tokens[at + 1 : end]
    behind = next((token for token in line if token.type not in _WORDS or token.content), None)
    if behind is None or behind.type not in _WORDS:
        return False
    text = _texts(line)
    if text[0] == "*" and behind.type == "text_special":
        return True
    if "\t" in text.strip() or _WAVES.fullmatch(text.strip()):
        return True
    if _last(tokens, at) in "」』" and _SAID.match(text):
        return True
    return text[0] in _MARKS or unicodedata.category(text[0]) in {"So", "No"} or bool(_NUMBER.match(text))


def _joined(tokens: Sequence[Token], spaced: bool) -> list[Token]:
    kept: list[Token] = []
    for at, token in enumerate(tokens):
        if token.type == "image" and token.children:
            token.children = _joined(token.children, spaced)
        if token.type != "softbreak" or not _is_silent(_last(tokens, at), _first(tokens, at), spaced):
            kept.append(token)
    return kept


def _is_silent(before: str, after: str, spaced: bool) -> bool:
    if not before or not after or is_hangul(before) or is_hangul(after):
        return False
    wide = is_unspaced(before), is_unspaced(after)
    return all(wide) if spaced else any(wide)


def _first(tokens: Sequence[Token], at: int) -> str:
    """Return the first character shown behind the token at this place, empty where there is none."""
    behind = range(at + 1, min(at + 1 + _NEAR, len(tokens)))
    return next((tokens[i].content[0] for i in behind if _shows(tokens[i])), "")


def _last(tokens: Sequence[Token], at: int) -> str:
    """Return the last character shown before it, without the selector that varies its form."""
    before = range(at - 1, max(at - 1 - _NEAR, -1), -1)
    shown = next((tokens[i].content for i in before if _shows(tokens[i])), "")
    bare = shown.rstrip("\ufe00\ufe01\ufe02\ufe0e\ufe0f")
    if "\U000e0100" <= bare[-1:] <= "\U000e01ef":
        bare = bare[:-1]
    return bare[-1:]


def _shows(token: Token) -> bool:
    return bool(token.content) and token.type in _SHOWS_CONTENT
