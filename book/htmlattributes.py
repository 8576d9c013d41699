"""Which attributes raw HTML may have, and with which values: those that mean something to anybody."""

from __future__ import annotations

import re

from book.elements import names
from book.safeaddresses import safe_address
from book.soundsvg import SVG

# Of every element of a drawing, and those of single ones (SVG 1.1).
_PAINTED = names(
    "fill stroke stroke-width stroke-dasharray stroke-dashoffset stroke-linecap stroke-linejoin stroke-miterlimit"
    " stroke-opacity fill-opacity clip-rule color visibility font-style letter-spacing text-decoration"
    " fill-rule opacity font-size font-weight font-family text-anchor dominant-baseline stop-color stop-opacity"
    " clip-path mask marker-start marker-mid marker-end id class lang role aria-label aria-hidden"
)
_DRAWN = {
    "svg": names("viewBox width height x y preserveAspectRatio"),
    "rect": names("x y width height rx ry transform"),
    "circle": names("cx cy r transform"),
    "ellipse": names("cx cy rx ry transform"),
    "line": names("x1 y1 x2 y2 transform"),
    "polyline": names("points transform"),
    "polygon": names("points transform"),
    "path": names("d transform"),
    "g": names("transform"),
    "defs": names("transform"),
    "text": names("x y dx dy rotate textLength lengthAdjust transform"),
    "tspan": names("x y dx dy rotate textLength lengthAdjust"),
    "linearGradient": names("x1 y1 x2 y2 gradientUnits gradientTransform spreadMethod href"),
    "radialGradient": names("cx cy r fx fy gradientUnits gradientTransform spreadMethod href"),
    "stop": names("offset"),
    "marker": names("viewBox preserveAspectRatio markerUnits markerWidth markerHeight refX refY orient"),
    "clipPath": names("clipPathUnits transform"),
    "mask": names("x y width height maskUnits maskContentUnits"),
    "pattern": names(
        "x y width height patternUnits patternContentUnits patternTransform viewBox preserveAspectRatio"
    ),
    "symbol": names("viewBox preserveAspectRatio"),
    "use": names("href x y width height transform"),
}
# What says at which side words stand: `aligned` makes a class of it.
ALIGNING = ("align", "style")
ATTRIBUTES: dict[str, set[str]] = {
    "*": {"class", "id", "lang", "dir", "title", "role", "aria-label", "aria-hidden"},
    "a": {"href", "rel", "name"},
    "img": {"src", "alt", "width", "height"},
    "td": {"colspan", "rowspan", *ALIGNING},
    "th": {"colspan", "rowspan", "scope", *ALIGNING},
    "p": set(ALIGNING),
    "div": set(ALIGNING),
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
    **{name: set(_PAINTED | _DRAWN.get(name, frozenset())) for name in SVG},
}
# Roles that ask for nothing else, on elements without one of their own (ARIA in HTML, 4).
_ROLES = names("alert complementary figure group img math note presentation region status")
_GENERIC = names("div span svg")
# Elements that a label names (ARIA in HTML: the others may have none).
_LABELLED = names("aside blockquote details figure footer header img li ol svg table td th ul")
_SIDE = re.compile(r"(?:\A|.*;)\s*text-align\s*:\s*(left|center|right)\b.*|\s*(left|center|right)\s*", re.I | re.S)
_DATE = r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
_CLOCK = r"(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,3})?)?"
_WHOLE_DATE = re.compile(rf"{_DATE}(?:[T ]{_CLOCK}(?:Z|[+-](?:[01]\d|2[0-3]):?[0-5]\d))?")
_ANY_TIME = re.compile(rf"\d{{4}}(?:-(?:0[1-9]|1[0-2]))?|{_DATE}(?:[T ]{_CLOCK})?|{_CLOCK}")
_NUMBER = re.compile(r"[1-9]\d{0,3}")
_PATTERNS = {
    "colspan": _NUMBER,
    "rowspan": _NUMBER,
    "width": re.compile(r"\d+"),
    "height": re.compile(r"\d+"),
    "start": re.compile(r"-?\d{1,9}"),
    "id": re.compile(r".*\S.*"),
    "name": re.compile(r".*\S.*"),
    "lang": re.compile(r"[A-Za-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|\d{3}))?"),
}
_KEYWORDS = {
    "dir": names("ltr rtl auto"),
    "scope": names("row col rowgroup colgroup"),
    "type": names("1 a A i I"),
    "aria-hidden": names("true false"),
}


def kept_attribute(tag: str, name: str, value: str) -> str | None:
    """Return the value as it may stand, None for one that may not."""
    text = "".join(char for char in value if char.isprintable())
    if name in ALIGNING:
        return aligned(value) or None
    if name in {"id", "name"}:
        text = "-".join(text.split())
    if tag in SVG and not _draws(tag, name, text):
        return None
    return text if _is_sound(tag, name, text) else None


def aligned(value: str) -> str:
    """Return the side of an `align` or a `style`: left, center, right, or nothing where it says none."""
    found = _SIDE.fullmatch(value)
    return (found[1] or found[2]).lower() if found else ""


def _draws(tag: str, name: str, text: str) -> bool:
    """Tell whether an attribute is one of a drawing's element, and asks for nothing from elsewhere."""
    if name not in ATTRIBUTES[tag] or (name == "href" and not text.startswith("#")):
        return False
    return re.search(r"url\((?!['\"]?#)", text, re.IGNORECASE) is None


def _is_sound(tag: str, name: str, text: str) -> bool:
    """Tell whether HTML takes the value: a wrong one says nothing to anybody, and fails validators."""
    if name in _KEYWORDS and (name != "type" or tag == "ol"):
        return text in _KEYWORDS[name]
    if name in _PATTERNS and (tag == "img" or name not in {"width", "height"}):
        return _PATTERNS[name].fullmatch(text) is not None
    match name:
        case "role":
            return text in _ROLES and tag in _GENERIC
        case "aria-label":
            return tag in _LABELLED and bool(text.strip())
        case "href" if tag == "a":
            return bool(text.strip()) and safe_address(text)
        case "datetime":
            return bool(_WHOLE_DATE.fullmatch(text) or (tag == "time" and _ANY_TIME.fullmatch(text)))
    return True
