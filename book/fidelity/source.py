"""What an author wrote, as passages of plain letters: the marks taken away by patterns, not by a parser."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

from book.reading import COMMENT_ENDS, COMMENT_OPENS

_DROPPED = re.compile(
    rf"<!--.*?-->|{COMMENT_OPENS}[^%`]+{COMMENT_ENDS}"
    r"|\{::comment\}.*?\{:/(?:comment)?\}"
    r"|<(script|style|iframe|form|object|noscript|annotation(?:-xml)?|svg|video|audio)\b.*?(?:</\1\s*>|\Z)",
    re.DOTALL | re.IGNORECASE,
)
_CONTENTS = re.compile(r"^ {0,3}[-*+\d.]+ .*\n\{:\s*toc[^}\n]*\}", re.MULTILINE)
_FENCE = re.compile(r"^[ >]*(`{3,}|~{3,}|:{3,})(.*)$")
_DIRECTIVE = re.compile(r"\s*\{([\w:-]+)\}\s*(.*)$")
_WITH_FILE = re.compile(r"\s*[\w+#.-]+:([^\s:]\S*)|.*\b(?:title|filename|file|caption|name)=[\"']?([^\"']+)")
_FOLDED = re.compile(r"\s*details\s+(.*)")
_OPTION = re.compile(r"^\s*:([\w-]+):\s*(.*)$")
_CODE = frozenset(("code", "code-block", "math", "sourcecode"))
_WITHOUT_TITLE = _CODE | {"figure", "image", "list-table", "grid", "card"}
_DEFINITION = re.compile(r"^ {0,3}(?:\[(?!\^)[^\]\n]+\]:\s*(?:[!-~]\S*|\S+\.\w{2,4}(?!\S))|\*\[[^\]\n]+\]:).*$")
_IFRAME = re.compile(r"<iframe\b((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>(?:(?!</?iframe\b).)*</iframe\s*>", re.I | re.S)
_EMBED = re.compile(r".*?(?:youtube(?:-nocookie)?\.com/embed/([\w-]+)|player\.vimeo\.com/video/(\d+)).*")
_UNSEEN = re.compile(
    r"(?:width|height)\s*[=:]\s*[\"']?[01](?:px)?\b|display\s*:\s*none|\bhidden\b"
    r"|//[^/\"']*(?:googletag|doubleclick|syndication|adsystem|valuecommerce|a8\.net|moshimo|facebook)",
    re.IGNORECASE,
)
_ELEMENTS = (
    "a abbr address article aside b big blockquote body br button center cite code col colgroup dd del details dfn"
    " div dl dt em figcaption figure font footer h[1-6] header hr html i img input ins kbd label li main mark nav"
    " math m[inos] mfrac mover mroot mrow msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover"
    " ol p pre q rb rp rt ruby s samp section small source span strike strong sub summary sup table tbody td"
    " textarea tfoot th thead time tr tt u ul var wbr [a-z]+-[a-z-]+"
    " caption [ovw]:[a-z]+"
)
_PATTERNS = (
    (re.compile(r"\[(https?://[!-Z_a-z~]+?):(?:embed|title|cite|bookmark)(?::[a-z]+)*\]"), r"\1"),
    (re.compile(r"\[https?://[!-Z_a-z~]+?:title=([^\[\]\n]+)\]"), r"\1"),
    (re.compile(r"\\(?:(?:eq)?ref|label|tag\*?)\{[^{}\n]*\}|\s\^[a-z0-9-]{4,}$"), ""),
    (re.compile(r"^(\s*)(?:!!!|\?\?\?\+?)[ \t]+[a-z]+|^(\s*)===[+!]?(?= \")"), r"\1"),
    (re.compile(r"@\[\w+\]\((https?://[^()\s]+)\)"), r"\1"),
    (re.compile(r"@\[youtube\]\(([\w-]+)\)"), r"https://youtu.be/\1"),
    (re.compile(r"@\[vimeo\]\(([\w-]+)\)"), r"https://vimeo.com/\1"),
    (re.compile(r"@\[speakerdeck\]\(([\w-]+)\)"), r"https://speakerdeck.com/player/\1"),
    (re.compile(r"@\[docswell\]\(([\w-]+)\)"), r"https://www.docswell.com/slide/\1"),
    (re.compile(r"^\s*>[\s>]*\[!\w+\][+-]?"), ""),
    (re.compile(r"^\s*>[\s>]*\*\*(?:Note|Tip|Important|Warning|Caution)\*\*\s*$"), ""),
    (re.compile(r"^\s*(?:\[\[?_?TOC_?\]\]?|\[:contents\]|@\[toc\].*)\s*$", re.IGNORECASE), ""),
    (re.compile(r"^(\s*(?:[-*+]|\d+[.)])\s+)\[[ xX]\](?=\s)"), r"\1"),
    (re.compile(r"(?<=\])\(<[^<>\n]*>[^()\n]*\)"), ""),
    (re.compile(r"(?<!!)\[\]\(([^()\s]*)\)"), r"\1"),
    (re.compile(r"(?<=[\]］])(?<!\\\])[ \u3000]?[(（](?:https?://|/)[^()（）\n]*[)）]"), ""),
    (re.compile(r"(?<=[)\]])\{\s*(?:[.#][\w-]|[\w-]+=)[^{}\n]*\}|!\[\[[^\[\]|\n]+\.\w+(?:\|[\dx]+)?\]\]"), ""),
    (re.compile(r"^\s*[|｜][|｜:：\sー‐–—―−－─-]+$"), ""),
    (re.compile(r"(?<!\\)\{::?[^}\n]*\}|\{:/[a-z]*\}"), ""),
    (re.compile(r"^ {0,3}\[\^[^\]\n]+\]:|\[\^[^\]\n]+\]"), ""),
    (re.compile(r"<img\b[^>]*?\balt=[\"']([^\"']*)[\"'][^>]*>", re.IGNORECASE), r"\1"),
    (re.compile(r"<((?:https?|mailto):[^>\s]+)>"), r"\1"),
    (re.compile(rf"(?<!\\)</?(?:{_ELEMENTS.replace(' ', '|')})\b[^<>]*>", re.IGNORECASE), ""),
    (re.compile(r"(?<=\])(?<!\\\])\((?:[^()\s]|\([^()\s]*\))*(?:\s+(?:\"[^\"]*\"|'[^']*'))?\s*\)"), ""),
    (re.compile(r"(?<=\])\[[^\]\n]*\]"), ""),
    (re.compile(r"\[\[[^\[\]|\n]+\|([^\[\]\n]+)\]\]"), r"\1"),
    (re.compile(r"【[\d:]+†[^【】]*】|:contentReference\[[^\]]*\]\{[^}]*\}|\ue200cite[^\ue201]*\ue201"), ""),
    (re.compile(r"\bcite(?:turn\d+[a-z]+\d+)+"), ""),
    (re.compile(r"\[oai_citation\w*:\d+‡"), "["),
    (re.compile(r"^(\s*#{1,6}.*?)\{#[^{}]*\}\s*$"), r"\1"),
)
# Notes within the text, but for characters of a regular expression (`^[a-z]+`), and Hatena's.
_WITHIN = re.compile(
    r"\^\[(?!(?:\w-\w|\\.|[^\w\s\[\]]){1,40}\])((?:[^\[\]\n]|\[[^\[\]\n]*\])+)\](?!\()"
    r"|(?<=[^\s()（）])\(\((?=[^()\n]*[\u3041-\u9fff])((?:[^()\n]|\([^()\n]*\)){8,})\)\)(?!\))"
)
_SPAN = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")
_RUBY = re.compile(r"<ruby\b[^<>\n]*>([^\n]*?)</ruby\s*>", re.IGNORECASE)
_READING = re.compile(r"<rt\b[^<>]*>(.*?)</rt\s*>", re.IGNORECASE)
_EMOJI = re.compile(r":[a-z0-9_+-]+:")
_NUMBER = re.compile(r"^[\s>]*\d{1,9}[.)]\s+")


@dataclass(frozen=True, slots=True)
class Passage:
    """One line of the source: its number in the text from 1, and its letters in the ways they may be shown."""

    line: int
    readings: tuple[str, ...]


def letters(text: str) -> str:
    """Return the letters and figures of a text, and nothing else, in one composed form."""
    return "".join(char for char in unicodedata.normalize("NFC", text) if unicodedata.category(char)[0] in "LN")


def passages(text: str) -> Iterator[Passage]:
    """Yield the lines of a source that show anything. `text` is without front matter and Liquid."""
    lines = _Lines()
    in_paragraph = False
    for number, line in enumerate(_without_dropped(text).split("\n"), 1):
        part = lines.shown(line)
        if ("^[" in part or "((" in part) and not lines.code:
            yield from _notes_within(number, part)
            part = _WITHIN.sub(_unless_number, part)
        defines = not in_paragraph and bool(_DEFINITION.match(part))
        in_paragraph = bool(part.strip()) and not defines
        if not (defines and not lines.code) and (readings := _readings(part, in_code=bool(lines.code))):
            yield Passage(number, readings)


def _notes_within(number: int, line: str) -> Iterator[Passage]:
    """Yield the notes that stand in a line, and are shown elsewhere."""
    for found in _WITHIN.finditer(line):
        if not _unless_number(found) and (readings := _readings(found[1] or found[2], in_code=False)):
            yield Passage(number, readings)


def _unless_number(note: re.Match[str]) -> str:
    return note[0] if (note[1] or "").isdecimal() else ""


def _without_dropped(text: str) -> str:
    text = _RUBY.sub(_read_at_end, text)
    text = _IFRAME.sub(_of_player, text)
    for pattern in (_DROPPED, _CONTENTS):
        text = pattern.sub(lambda found: "\n" * found[0].count("\n"), text)
    return text


def _read_at_end(ruby: re.Match[str]) -> str:
    """Return a ruby with its readings behind all it stands over, as `book.fidelity.shown` reads them."""
    inner = re.sub(r"<rp\b[^<>]*>[^<>]*</rp\s*>", "", ruby[1], flags=re.IGNORECASE)
    return _READING.sub("", inner) + "".join(_READING.findall(inner))


def _of_player(iframe: re.Match[str]) -> str:
    """Return the link that takes the place of a page within the page: its title, or the address it leads to."""
    title, source = (
        re.search(rf"\b{name}\s*=\s*[\"']([^\"']+)", iframe[1], re.IGNORECASE) for name in ("title", "src")
    )
    if not source or not source[1].startswith(("http", "//")) or _UNSEEN.search(iframe[1]):
        return iframe[0]
    lines = "\n" * iframe[0].count("\n")
    address = source[1] if source[1].startswith("http") else f"https:{source[1]}"
    address = _EMBED.sub(
        lambda found: f"https://{'youtu.be' if found[1] else 'vimeo.com'}/{found[1] or found[2]}", address
    )
    return (title[1] if title else address) + lines


class _Lines:
    """Reads line by line; knows the fence that stands open around code, and the options of a directive."""

    def __init__(self) -> None:
        self.code = ""
        self.in_options = False

    def shown(self, line: str) -> str:
        """Return the part of the line that a reader may see."""
        fence = _FENCE.match(line)
        option = _OPTION.match(line) if self.in_options and not self.code else None
        self.in_options = bool(option)
        if self.code and not (fence and fence[1].startswith(self.code) and not fence[2].strip()):
            return line
        if self.code:
            self.code = ""
            return ""
        if fence and not ("`" in fence[2] and fence[1][0] == "`"):
            return self._opened(fence[1], fence[2])
        if option:
            return option[2] if option[1] == "alt" else ""
        return line

    def _opened(self, mark: str, info: str) -> str:
        directive = _DIRECTIVE.match(info)
        self.in_options = bool(directive)
        if mark[0] != ":" and not (directive and directive[1] not in _CODE):
            self.code = mark
        titled = (_FOLDED if mark[0] == ":" else _WITH_FILE).match(info)
        if titled:
            return next(filter(None, titled.groups()), "")
        return directive[2] if directive and directive[1] not in _WITHOUT_TITLE else ""


def _readings(line: str, *, in_code: bool) -> tuple[str, ...]:
    """Return the letters of a line: as it is in code; else without marks, and with its list number or not."""
    whole = letters(line)
    if in_code:
        return (whole,) if whole else ()
    if not whole:
        return ()
    plain = _SPAN.sub(lambda code: re.sub(r"[^\w]", " ", code[2]), line) if "`" in line else line
    for pattern, replacement in _PATTERNS:
        plain = pattern.sub(replacement, plain)
    plain = unescape(plain)
    readings = [letters(_NUMBER.sub("", plain)), letters(plain), letters(unescape(line)), whole]
    readings += [letters(_EMOJI.sub("", text)) for text in (_NUMBER.sub("", plain), plain) if ":" in text]
    return tuple(dict.fromkeys(reading for reading in readings if reading)) if readings[0] else ()
