"""Raw HTML in articles: what is safe comes out as balanced XHTML, everything else is left out.

The sanitiser is nh3 (ammonia): it parses as browsers do and writes anew what an allow-list names. Here are
the list, the Markdown that stands between pieces of HTML, and the way from HTML to XHTML.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from html import unescape
from urllib.parse import urlsplit

import nh3

from book.elements import VOID, names
from book.soundhtml import sound

_INLINE = names(
    "a abbr b bdi bdo br cite code data del dfn em i img ins kbd mark q rb rp rt rtc ruby s samp small"
    " span strong sub sup time u var wbr"
)
_SVG = names(
    "svg g path rect circle ellipse line polyline polygon text tspan title desc defs linearGradient"
    " radialGradient stop marker clipPath mask pattern symbol use"
)
_BLOCK = names(
    "article aside blockquote caption center col colgroup dd details div dl dt figcaption figure footer"
    " h1 h2 h3 h4 h5 h6 header hr li main ol p picture pre section summary table tbody td tfoot th thead"
    " tr ul"
)
_DROPPED_WITH_CONTENT = names(
    "script style iframe object embed applet button select textarea noscript template math audio video canvas"
)
_NO_BLOCKS_INSIDE = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6"))
_RENAMED = {"center": "div", "rb": "span", "rtc": "span", "main": "div", "article": "div", "picture": "span"}
# Where an element may stand; elsewhere it is a `div`.
_HOMES = {
    "li": names("ul ol"),
    "dt": names("dl div"),
    "dd": names("dl div"),
    "summary": names("details"),
    "figcaption": names("figure"),
    "caption": names("table"),
    "rt": names("ruby"),
    "rp": names("ruby"),
}
_SVG_ATTRIBUTES = names(
    "viewBox width height x y x1 y1 x2 y2 cx cy r rx ry d points fill stroke stroke-width"
    " stroke-dasharray stroke-linecap stroke-linejoin stroke-opacity fill-opacity fill-rule opacity transform"
    " font-size font-weight font-family text-anchor dominant-baseline dx dy offset stop-color stop-opacity"
    " gradientUnits gradientTransform preserveAspectRatio role aria-label aria-hidden clip-path mask"
    " marker-start marker-mid marker-end markerWidth markerHeight refX refY orient patternUnits id class"
    " href"
)
_ATTRIBUTES: dict[str, set[str]] = {
    "*": {"class", "id", "lang", "dir", "title", "role", "aria-label", "aria-hidden"},
    "a": {"href", "rel", "name"},
    "img": {"src", "alt", "width", "height"},
    "td": {"colspan", "rowspan", "headers"},
    "th": {"colspan", "rowspan", "scope", "headers"},
    "ol": {"start", "reversed", "type"},
    "time": {"datetime"},
    "details": {"open"},
    "del": {"datetime"},
    "ins": {"datetime"},
    "data": {"value"},
    "iframe": {"src", "width", "height", "title", "allow", "allowfullscreen", "loading", "referrerpolicy"},
    "video": {"src", "width", "height", "poster", "controls"},
    "audio": {"src", "controls"},
    "script": {"src", "async", "defer", "charset", "type", "data-id"},
    **{name: set(_SVG_ATTRIBUTES) for name in _SVG},
}
_NUMBERS = frozenset(("colspan", "rowspan", "start"))
_SCHEMES = frozenset(("http", "https", "mailto", "tel"))
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ue000\ue001\ufffe\uffff]")
_MARK = re.compile("\ue000(\\d+)\ue001")
_TOKEN = re.compile(r"<(/?)([A-Za-z][\w:-]*)((?:\s+[^\s=\"<>/]+(?:=\"[^\"]*\")?)*)\s*/?>|\ue000(\d+)\ue001|&nbsp;")
# HTML asks every `details` for a summary, and EPUBCheck for one that is there.
_WITHOUT_SUMMARY = re.compile(r"(<details[^<>]*>)(?!\s*<summary)")
_GONE = re.compile(rf"<({'|'.join(sorted(_DROPPED_WITH_CONTENT))})\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)

# A link of clean HTML: what is before its address, the address, and the rest of the tag.
LINK = re.compile(r"(<a\b[^<>]*?\shref=\")([^\"]*)(\"[^<>]*>)")


def safe_address(address: str) -> bool:
    """Tell whether a link may be followed: http, https, mailto, tel or relative, and no control characters."""
    cleaned = "".join(c for c in address if c.isprintable()).strip()
    try:
        return cleaned == address.strip() and urlsplit(cleaned).scheme.lower() in {*_SCHEMES, ""}
    except ValueError:
        return False


def linked(html: str) -> list[str]:
    """Return the addresses of the links in clean HTML."""
    return [unescape(found[2]) for found in LINK.finditer(html)]


class UnbalancedError(ValueError):
    """The HTML is so broken that Markdown between its pieces would be lost."""


def clean_pieces(
    pieces: Sequence[str | None], *, inline: bool, allowed: frozenset[str] = frozenset()
) -> list[str | int]:
    """Clean the pieces of raw HTML that stand among one parent's children, and return all children anew.

    Markdown cuts `<details>text</details>` into pieces with Markdown between them, for which None stands: an
    element may open in one piece and close in another. In the answer XHTML is a string, Markdown its place
    among `pieces`; Markdown within a `<script>` is gone. Inside a paragraph (`inline`) block elements are
    left out. `allowed` are elements that the publisher lets through beside the safe ones.

    Raises UnbalancedError.
    """
    joined = "".join(
        f"\ue000{at}\ue001" if piece is None else _NOT_XML.sub("", piece) for at, piece in enumerate(pieces)
    )
    whole = _Xhtml(inline=inline).write(_cleaner(inline, allowed).clean(joined))
    whole = sound(whole, inline=inline)
    whole = _WITHOUT_SUMMARY.sub(r'\1<summary class="generated">詳細</summary>', whole)
    parts = _MARK.split(whole)
    shown = [int(at) for at in parts[1::2]]
    gone = {int(at) for part in _GONE.finditer(joined) for at in _MARK.findall(part[0])}
    if {at for at, piece in enumerate(pieces) if piece is None} - gone - set(shown):
        raise UnbalancedError
    answer: list[str | int] = [parts[0]]
    for at, text in zip(shown, parts[2::2], strict=True):
        answer += [at, text]
    return [part for part in answer if part != ""]


@lru_cache(maxsize=16)
def _cleaner(inline: bool, allowed: frozenset[str]) -> nh3.Cleaner:
    tags = _INLINE | _SVG | allowed | (frozenset() if inline else _BLOCK)
    return nh3.Cleaner(
        tags=set(tags),
        clean_content_tags=set(_DROPPED_WITH_CONTENT - allowed),
        attributes={tag: names for tag, names in _ATTRIBUTES.items() if tag == "*" or tag in tags},
        attribute_filter=_attribute,
        link_rel=None,
        url_schemes=set(_SCHEMES),
    )


def _attribute(tag: str, name: str, value: str) -> str | None:
    """Return the value as it may stand, None for one that may not."""
    text = "".join(char for char in value if char.isprintable())
    if name in _NUMBERS and not text.isdecimal():
        return None
    if tag == "img" and name in {"width", "height"} and not text.isdecimal():
        return None
    if name == "href" and tag in _SVG and not text.startswith("#"):
        return None
    if tag in _SVG and re.search(r"url\((?!['\"]?#)", text, re.IGNORECASE):
        return None
    return text


class _Xhtml:
    """Writes nh3's HTML, which is well formed, as XHTML: the few differences, and nothing else."""

    def __init__(self, *, inline: bool) -> None:
        self.inline = inline
        self.open: list[tuple[str, int]] = []
        self.out: list[str] = []

    def write(self, html: str) -> str:
        place = 0
        for token in _TOKEN.finditer(html):
            self.out.append(html[place : token.start()])
            self._token(token)
            place = token.end()
        return "".join([*self.out, html[place:]]).replace("<figcaption></figcaption>", "")

    def _token(self, token: re.Match[str]) -> None:
        if token[0] == "&nbsp;":
            self.out.append("\u00a0")
        elif token[4] is not None:
            self.out.append(token[0])
            self._hold_blocks()
        elif token[1]:
            self._close()
        else:
            self._start(token[2], token[3])

    def _start(self, tag: str, attributes: str) -> None:
        name = _RENAMED.get(tag, tag)
        if tag in _HOMES and (not self.open or self.open[-1][0] not in _HOMES[tag]):
            name = "span" if tag in {"rt", "rp"} else "div"
        if tag == "title" and not any(name == "svg" for name, _ in self.open):
            name = "span"
        written = f"<{name}{_attributes(tag, attributes)}"
        if tag in VOID:
            self.out.append(f"{written}/>")
            return
        self.open.append((name, len(self.out)))
        self.out.append(f"{written}>")

    def _close(self) -> None:
        if self.open:
            self.out.append(f"</{self.open.pop()[0]}>")

    def _hold_blocks(self) -> None:
        """Make a `<div>` of every open paragraph: block-level Markdown stands within it."""
        if self.inline:
            return
        for at, (name, place) in enumerate(self.open):
            if name in _NO_BLOCKS_INSIDE:
                self.out[place] = f"<div{self.out[place][len(name) + 1 :]}"
                self.open[at] = ("div", place)


def _attributes(tag: str, attributes: str) -> str:
    found = re.findall(r"([^\s=\"<>/]+)(?:=\"([^\"]*)\")?", attributes)
    kept = {name: value.replace("<", "&lt;").replace("&nbsp;", "\u00a0") for name, value in found}
    if tag == "img":
        kept.setdefault("alt", "")
    if tag == "a" and (name := kept.pop("name", "")):
        kept.setdefault("id", name)
    if tag == "svg":
        kept["xmlns"] = "http://www.w3.org/2000/svg"
    return "".join(f' {name}="{value or _implied(name)}"' for name, value in kept.items())


def _implied(name: str) -> str:
    return name if name in {"open", "reversed", "controls", "allowfullscreen", "async", "defer"} else ""
