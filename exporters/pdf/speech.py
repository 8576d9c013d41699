"""Formulas in words: what is read aloud where a drawn formula stands."""

from __future__ import annotations

from lxml import etree

_WORDS = {"∑": "総和", "∏": "総乗", "∫": "積分", "−": "マイナス", "-": "マイナス", "√": "ルート", "∞": "無限大"}
_RANGED = frozenset(("総和", "総乗", "積分"))
_INVISIBLE = dict.fromkeys(map(ord, "\u2061\u2062\u2063\u2064\u200b"))


def spoken(element: etree._Element) -> str:
    """Return presentation MathML as words and signs in Japanese, `2分の1` for a half."""
    return " ".join(_read(element).split())


def _read(element: etree._Element) -> str:
    name = etree.QName(element).localname
    parts = [_read(child) for child in element if isinstance(child.tag, str)]
    if not parts:
        text = (element.text or "").translate(_INVISIBLE).strip()
        return f" {_WORDS.get(text, text)} " if name == "mo" else text
    return _joined(name, parts)


def _joined(name: str, parts: list[str]) -> str:
    first, second, third = (*parts, "", "")[:3] if len(parts) > 1 else (parts[0], "", "")
    if name == "mfrac":
        return f" {second}分の{first} "
    if name in ("msup", "mover"):
        return f"{first}の{second.strip()}乗 " if name == "msup" else f"{first}{second}"
    if name == "msub":
        return f"{first} {second} "
    if name == "msubsup" and first.strip() not in _RANGED:
        return f"{first} {second} の{third.strip()}乗 "
    if name in ("msubsup", "munderover"):
        return f"{first} {second}から{third}まで "
    if name == "munder":
        return f"{first} {second} "
    if name == "msqrt":
        return f" ルート {' '.join(parts)} "
    if name == "mroot":
        return f" {second}乗根 {first} "
    return ("、" if name in ("mtable", "mtr") else "").join(parts)
