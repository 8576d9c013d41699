"""Outlines: what the rest of a volume asks of a text, so that of most texts nothing else need be known."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

LINK = re.compile(r"<a((?:\s[^>]*?)?\sdata-article=\"([^\"]*)\"[^>]*)>(.*?)</a>", re.DOTALL)
_FRAGMENT = re.compile(r'\sdata-fragment="([^"]*)"')
_ID = re.compile(r' id="([^"]*)"')
# A picture of the text that says nothing in words. (An article's own picture without words is an ornament.)
_SILENT = re.compile(
    r'<img\b(?![^>]*\balt="[^"]*[^"\s])(?![^>]*\brole="presentation")'
    r"|<svg\b(?![^>]*\saria-(?:label|hidden)=)(?![^>]*>\s*<title)"
)
MOVING = re.compile(rb"<(?:animate|animateMotion|animateTransform|set)\b|@keyframes")


@dataclass(frozen=True, slots=True)
class Outline:
    """A text's outline.

    `files` are how many the text has, `places` in which of them, from 1, each of its ids is; `links` are the keys
    of the texts that it links to, with the ids there. `silent` is one with a picture that says nothing in words,
    `moving` one with a drawing that moves.
    """

    files: int
    places: dict[str, int]
    links: tuple[tuple[str, str], ...]
    silent: bool
    moving: bool


def outline_of(bodies: Sequence[str], features: Collection[str]) -> Outline:
    """Return the outline of a text: the bodies of its files are given, and the features of its chapter."""
    places = {uid: place for place, body in reversed([*enumerate(bodies, 1)]) for uid in _ID.findall(body)}
    links = dict.fromkeys((match[2], fragment_of(match[1])) for body in bodies for match in LINK.finditer(body))
    moving = "svg" in features and any(MOVING.search(body.encode()) for body in bodies)
    return Outline(len(bodies), places, tuple(links), any(map(_SILENT.search, bodies)), moving)


def fragment_of(attributes: str) -> str:
    """Return the id that a link to an article leads to, empty where it leads to the article as a whole."""
    found = _FRAGMENT.search(attributes)
    return found[1] if found else ""
