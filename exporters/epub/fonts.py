"""Fonts that a volume brings with it: installed ones, cut down to the characters that it uses."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from book.cache import Store
from book.fontsubset import find_font, subset_font, subset_key

_KIND = "font/otf"
_WEIGHTS = {"regular": "normal", "bold": "bold"}
# What vertical lines, ruby and kerning need; without all the alternative forms that nothing asks for.
_FEATURES = [
    "ccmp",
    "locl",
    "vert",
    "vrt2",
    "kern",
    "palt",
    "vpal",
    "halt",
    "vhal",
    "ruby",
    "liga",
    "mark",
    "mkmk",
]


@dataclass(frozen=True, slots=True)
class EmbeddedFont:
    """A font of a book: its family, its weight as style sheets name it, and its file."""

    family: str
    weight: str
    content: bytes
    media_type: str = _KIND

    @property
    def name(self) -> str:
        """Its name in the book."""
        return f"fonts/{hashlib.sha256(self.content).hexdigest()[:20]}.otf"


def cut_fonts(families: Mapping[str, str], texts: Iterable[str], store: Store) -> list[EmbeddedFont]:
    """Return the families, each with the key that names it, in two weights with the characters of the texts.

    Raises ExportError where a font is not installed, or its licence keeps it from being cut down and embedded.
    """
    characters = "".join(sorted(set().union(*texts) | set(map(chr, range(0x20, 0x7F)))))
    return [
        EmbeddedFont(family, css, _cut(family, weight, key, characters, store))
        for family, key in families.items()
        for weight, css in _WEIGHTS.items()
    ]


def font_sheet(fonts: Iterable[EmbeddedFont], body: str, headings: str) -> str:
    """Return the style sheet that has the book use its fonts."""
    faces = "".join(
        f'@font-face {{ font-family: "{font.family}"; font-weight: {font.weight}; src: url({font.name}); }}\n'
        for font in fonts
    )
    html = f'html {{ font-family: "{body}", serif; }}\n' if body else ""
    heads = "h1, h2, h3, h4, h5, h6, th, dt, .admonition-title, .meta, .tags"
    return faces + html + (f'{heads} {{ font-family: "{headings}", sans-serif; }}\n' if headings else "")


def _cut(family: str, weight: str, key: str, characters: str, store: Store) -> bytes:
    font = find_font(family, weight, key)
    place = subset_key(font, characters, _FEATURES)
    kept = store.get(place)
    if kept is None:
        kept = subset_font(font, characters, _FEATURES)
        store.put(place, kept)
    return kept
