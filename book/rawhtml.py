"""Raw HTML in articles: what is safe comes out as balanced XHTML, everything else is left out.

The sanitiser is nh3 (ammonia): it parses as browsers do and writes anew what an allow-list names. Here are
the list, the Markdown that stands between pieces of HTML, and the way from HTML to XHTML.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from html import unescape

import nh3

from book.elements import MATHML, VOID, names
from book.htmlattributes import ALIGNING, ATTRIBUTES, kept_attribute
from book.players import with_links
from book.safeaddresses import SCHEMES
from book.soundhtml import BLOCK, PHRASE, sound
from book.soundsvg import SVG

_INLINE = names(
    "a abbr b bdi bdo br cite code data del dfn em i img ins kbd mark q rb rp rt rtc ruby s samp small"
    " span strong sub sup time u var wbr"
)
_BLOCK = names(
    "article aside blockquote caption center dd details div dl dt figcaption figure footer"
    " h1 h2 h3 h4 h5 h6 header hr li main ol p picture pre section summary table tbody td tfoot th thead"
    " tr ul"
)
_DROPPED_WITH_CONTENT = names(
    "script style iframe object embed applet select textarea noscript template annotation annotation-xml"
    " audio video canvas"
)
_RENAMED = {
    **dict.fromkeys(("article", "center", "main", "section"), "div"),  # sections are those of Markdown's headings
    **dict.fromkeys(("picture", "rb", "rtc"), "span"),
}
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ue000-\ue002\ufffe\uffff]")
_MARK = re.compile(f"[{BLOCK}{PHRASE}](\\d+)\ue001")
_TOKEN = re.compile(r"<(/?)([A-Za-z][\w:-]*)((?:\s+[^\s=\"<>/]+(?:=\"[^\"]*\")?)*)\s*/?>|&nbsp;")
_GOING = re.compile(rf"<({'|'.join(sorted(_DROPPED_WITH_CONTENT))})\b", re.IGNORECASE)
# Elements within one another: parsers of XML refuse more than 256, and Markdown has up to 60 of its own.
_DEEPEST = 60
_FATHOMLESS = 1000  # and in what is given to nh3
_CLOSED_BY_OTHERS = names("p li dt dd tr td th thead tbody tfoot option rt rp")
# Items and paragraphs among words, as in a table's cell: lines there.
_ITEM = re.compile(r"(\A\s*|<[uo]l\b[^<>]*>\s*)?<li\b[^<>]*>", re.IGNORECASE)
_BREAK = re.compile(r"</p\s*>\s*(?=<p\b)|</[uo]l\s*>\s*(?=[^<\s])", re.IGNORECASE)
_DRAWING = re.compile(r"(<svg\b.*?(?:</svg\s*>|\Z))", re.DOTALL | re.IGNORECASE)
_DRAWN = re.compile(rf"<(?:{'|'.join(SVG)})\b", re.IGNORECASE)
# Formulas written as MathML: their signs are kept, as words.
_FORMULA = re.compile(rf"</?(?:{'|'.join(sorted(MATHML))})\b[^<>]*>", re.IGNORECASE)
_ANY_TAG = re.compile(r"</?([A-Za-z][\w:-]*)(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>")
_SVG_NAMES = frozenset(name.lower() for name in SVG)

# A link of clean HTML: what is before its address, the address, and the rest of the tag.
LINK = re.compile(r"(<a\b[^<>]*?\shref=\")([^\"]*)(\"[^<>]*>)")


def linked(html: str) -> list[str]:
    """Return the addresses of the links in clean HTML."""
    return [unescape(found[2]) for found in LINK.finditer(html)]


class UnbalancedError(ValueError):
    """The HTML is so broken that Markdown between its pieces would be lost."""


def clean_pieces(
    pieces: Sequence[str | None],
    *,
    inline: bool,
    phrases: frozenset[int] = frozenset(),
    allowed: frozenset[str] = frozenset(),
) -> list[str | int]:
    """Clean the pieces of raw HTML that stand among one parent's children, and return all children anew.

    Markdown cuts `<details>text</details>` into pieces with Markdown between them, for which None stands: an
    element may open in one piece and close in another. In the answer XHTML is a string, Markdown its place
    among `pieces`; Markdown within a `<script>` is gone. Inside a paragraph (`inline`) block elements are
    left out; elsewhere Markdown is blocks, but for the `phrases` among it. `allowed` are elements that the
    publisher lets through beside the safe ones.

    Raises UnbalancedError.
    """
    joined = "".join(
        f"{PHRASE if inline or at in phrases else BLOCK}{at}\ue001" if piece is None else _NOT_XML.sub("", piece)
        for at, piece in enumerate(pieces)
    )
    joined = _FORMULA.sub("", joined)
    if "iframe" not in allowed:
        joined = with_links(joined, inline=inline)
    if inline:
        joined = _BREAK.sub("<br>", _ITEM.sub(_bulleted, joined))
    flat = _flattened(_drawings_apart(joined))
    whole = sound(_xhtml(_cleaner(inline, allowed).clean(flat)), inline=inline)
    parts = _MARK.split(whole)
    shown = [int(at) for at in parts[1::2]]
    gone = {int(at) for part in _dropped(joined) for at in _MARK.findall(part)}
    if {at for at, piece in enumerate(pieces) if piece is None} - gone - set(shown):
        raise UnbalancedError
    answer: list[str | int] = [parts[0]]
    for at, text in zip(shown, parts[2::2], strict=True):
        answer += [at, text]
    return [part for part in answer if part != ""]


def _dropped(html: str) -> Iterator[str]:
    """Yield the elements that are left out with what they hold, where they end."""
    place, endless = 0, set[str]()
    while opening := _GOING.search(html, place):
        name, place = opening[1].lower(), opening.end()
        end = name not in endless and re.compile(rf"</{name}\s*>", re.IGNORECASE).search(html, place)
        if end:
            place = end.end()
            yield html[opening.start() : place]
        else:
            endless.add(name)


def _bulleted(item: re.Match[str]) -> str:
    begins = item[1] is not None and item.start() == 0
    return f"{item[1] or ''}{'' if begins else '<br>'}・"


def clean_each(
    pieces: Sequence[str | None], *, inline: bool, allowed: frozenset[str] = frozenset()
) -> list[str | int]:
    """Clean every piece by itself, as `clean_pieces` does: no element reaches over the Markdown between them."""
    cleaned = [
        [at] if piece is None else clean_pieces([piece], inline=inline, allowed=allowed)
        for at, piece in enumerate(pieces)
    ]
    return [part for parts in cleaned for part in parts]


def _drawings_apart(html: str) -> str:
    """Take the tags of HTML out of drawings, and those of drawings out of HTML: nh3 would drop their words too."""
    if not _DRAWN.search(html):
        return html
    parts = _DRAWING.split(html)
    parts[0::2] = [
        _ANY_TAG.sub(lambda tag: "" if tag[1].lower() in _SVG_NAMES else tag[0], part) for part in parts[0::2]
    ]
    kept = _SVG_NAMES | _DROPPED_WITH_CONTENT
    parts[1::2] = [
        _ANY_TAG.sub(lambda tag: tag[0] if tag[1].lower() in kept else "", part) for part in parts[1::2]
    ]
    return "".join(parts)


def _flattened(html: str) -> str:
    """Take out tags nested deeper than anybody means: nh3 takes a time that grows with the square of the depth."""
    if html.count("<") < 2 * _FATHOMLESS:
        return html
    depth = 0

    def kept(tag: re.Match[str]) -> str:
        nonlocal depth
        name = tag[1].lower()
        if name in VOID or name in _CLOSED_BY_OTHERS or tag[0].endswith("/>"):
            return tag[0]
        closes = tag[0].startswith("</")
        depth += not closes
        within = depth <= _FATHOMLESS
        depth = max(0, depth - closes)
        return tag[0] if within else ""

    return _ANY_TAG.sub(kept, html)


@lru_cache(maxsize=16)
def _cleaner(inline: bool, allowed: frozenset[str]) -> nh3.Cleaner:
    tags = _INLINE | SVG | allowed | (frozenset() if inline else _BLOCK)
    return nh3.Cleaner(
        tags=set(tags),
        clean_content_tags=set(_DROPPED_WITH_CONTENT - allowed),
        attributes={tag: names for tag, names in ATTRIBUTES.items() if tag == "*" or tag in tags},
        attribute_filter=kept_attribute,
        link_rel=None,
        url_schemes=set(SCHEMES),
    )


def _xhtml(html: str) -> str:
    """Write nh3's HTML, which is well formed, as XHTML: the few differences, and of what is too deep the words."""
    depth = 0

    def written(token: re.Match[str]) -> str:
        nonlocal depth
        depth += not token[1] and token[2] is not None and token[2] not in VOID
        kept = depth <= _DEEPEST or token[2] is None or token[2] in VOID
        depth -= bool(token[1])
        return _token(token) if kept else ""

    return _TOKEN.sub(written, html).replace("<figcaption></figcaption>", "")


def _token(token: re.Match[str]) -> str:
    if token[0] == "&nbsp;":
        return "\u00a0"
    tag = token[2]
    name = _RENAMED.get(tag, tag)
    if token[1]:
        return f"</{name}>"
    return f"<{name}{_attributes(tag, token[3])}{'/' if tag in VOID else ''}>"


def _attributes(tag: str, attributes: str) -> str:
    found = re.findall(r"([^\s=\"<>/]+)(?:=\"([^\"]*)\")?", attributes)
    kept = {name: value.replace("<", "&lt;").replace("&nbsp;", "\u00a0") for name, value in found}
    sides = [kept.pop(name) for name in ALIGNING if name in kept]
    if tag == "center":
        sides = ["center"]
    if sides:
        kept["class"] = f"{kept.get('class', '')} text-{sides[-1]}".strip()
    if tag == "img":
        kept.setdefault("alt", "")
    if tag == "a" and (name := kept.pop("name", "")):
        kept.setdefault("id", name)
    if tag == "svg":
        kept["xmlns"] = "http://www.w3.org/2000/svg"
    return "".join(f' {name}="{value or _implied(name)}"' for name, value in kept.items())


def _implied(name: str) -> str:
    return name if name in {"open", "reversed", "controls", "allowfullscreen", "async", "defer"} else ""
