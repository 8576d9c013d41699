"""Raw HTML in articles: what is safe comes out as balanced XHTML, everything else is left out.

Nothing an author wrote is passed through. The text is cut into tags and characters, and written anew from
an allow-list of elements and attributes, escaped; so no markup, however malformed, can smuggle a script past.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from html.parser import HTMLParser
from urllib.parse import urlsplit

_INLINE = frozenset(
    [
        "a",
        "abbr",
        "b",
        "bdi",
        "bdo",
        "br",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "i",
        "img",
        "ins",
        "kbd",
        "mark",
        "q",
        "rb",
        "rp",
        "rt",
        "rtc",
        "ruby",
        "s",
        "samp",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "time",
        "u",
        "var",
        "wbr",
    ]
)
_BLOCK = frozenset(
    [
        "article",
        "aside",
        "blockquote",
        "caption",
        "center",
        "col",
        "colgroup",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "figcaption",
        "figure",
        "footer",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "ol",
        "p",
        "picture",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
_VOID = frozenset(["br", "hr", "img", "wbr", "col"])
_DROPPED_WITH_CONTENT = frozenset(
    [
        "script",
        "style",
        "iframe",
        "object",
        "embed",
        "applet",
        "form",
        "button",
        "select",
        "textarea",
        "noscript",
        "template",
        "svg",
        "math",
        "audio",
        "video",
        "canvas",
        "title",
        "head",
    ]
)
_RENAMED = {"center": "div", "rb": "span", "rtc": "span", "main": "div", "article": "div", "picture": "span"}
_ATTRIBUTES = frozenset(["class", "id", "lang", "dir", "title"])
_ATTRIBUTES_OF = {
    "a": frozenset(("href", "rel")),
    "img": frozenset(("src", "alt", "width", "height")),
    "td": frozenset(("colspan", "rowspan", "headers")),
    "th": frozenset(("colspan", "rowspan", "scope", "headers")),
    "ol": frozenset(("start", "reversed", "type")),
    "time": frozenset(("datetime",)),
    "details": frozenset(("open",)),
    "del": frozenset(("datetime",)),
    "ins": frozenset(("datetime",)),
    "data": frozenset(("value",)),
}
_NUMBERS = frozenset(["width", "height", "colspan", "rowspan", "start"])
_SCHEMES = frozenset(("http", "https", "mailto", "tel", ""))


def safe_address(address: str) -> bool:
    """Tell whether a link may be followed: http, https, mailto, tel or relative, and no control characters."""
    cleaned = "".join(c for c in address if c.isprintable()).strip()
    try:
        return cleaned == address.strip() and urlsplit(cleaned).scheme.lower() in _SCHEMES
    except ValueError:
        return False


class _Writer(HTMLParser):
    """Writes what it is fed anew; the stack of open elements lives on between pieces."""

    def __init__(self, inline: bool) -> None:
        super().__init__(convert_charrefs=True)
        self.allowed = _INLINE if inline else _INLINE | _BLOCK
        self.inline = inline
        self.open: list[str] = []
        self.dropping: list[str] = []
        self.written: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _DROPPED_WITH_CONTENT:
            self.dropping.append(tag)
        if self.dropping or tag not in self.allowed:
            return
        name = _RENAMED.get(tag, tag)
        written = f"<{name}{_attributes(tag, attrs)}"
        if tag in _VOID:
            self.written.append(written + "/>")
        else:
            self.open.append(tag)
            self.written.append(written + ">")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _VOID:
            self.handle_starttag(tag, attrs)
        elif tag not in _DROPPED_WITH_CONTENT:
            self.handle_starttag(tag, attrs)
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.dropping:
            if tag == self.dropping[-1]:
                self.dropping.pop()
        elif tag in self.open:
            self.close_to(tag)

    def close_to(self, tag: str) -> None:
        """Close the innermost open `tag` and all that stands open inside it."""
        while self.open:
            last = self.open.pop()
            self.written.append(f"</{_RENAMED.get(last, last)}>")
            if last == tag:
                return

    def handle_data(self, data: str) -> None:
        if not self.dropping:
            self.written.append(escape(data, quote=False))

    def take(self) -> str:
        """Return what was written since the last call."""
        text = "".join(self.written)
        self.written.clear()
        return text


def _attributes(tag: str, attrs: Iterable[tuple[str, str | None]]) -> str:
    allowed = _ATTRIBUTES | _ATTRIBUTES_OF.get(tag, frozenset())
    kept: dict[str, str] = {}
    for name, value in attrs:
        text = "".join(c for c in value or name if c.isprintable() or c == " ")
        if name not in allowed or name in kept:
            continue
        if name in _NUMBERS and not text.isdecimal():
            continue
        if name in ("href", "src") and not safe_address(text):
            continue
        kept[name] = text
    if tag == "img":
        kept.setdefault("alt", "")
    return "".join(f' {name}="{escape(text)}"' for name, text in kept.items())


def clean_pieces(pieces: Iterable[str | None], *, inline: bool) -> list[str]:
    """Clean the pieces of raw HTML that stand among one parent's children, in order.

    Markdown cuts `<details>text</details>` into pieces with Markdown between them: an element may open in one
    and close in another. None stands for such Markdown. What is still open at the end is closed in one more
    string, which is always last in the answer. Inside a paragraph (`inline`) block elements are left out.
    """
    writer = _Writer(inline)
    cleaned = []
    for piece in pieces:
        if piece is not None:
            writer.feed(piece)
            writer.rawdata = ""  # an unfinished tag at a piece's end is text to nobody
        cleaned.append(writer.take())
    while writer.open:
        writer.close_to("")
    return [*cleaned, writer.take()]
