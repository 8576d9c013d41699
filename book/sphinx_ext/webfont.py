"""The publisher's own font for titles and headings (`[web] heading_font`), in pieces of which a page asks for few.

Running text stays in the system's fonts: the 700 different characters of an article weigh more than a whole first
visit may. The hundred of its headings do not: those that most pages need come in one piece, others by the dozen.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection
from itertools import chain
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx

from book.cache import Store
from book.errors import ExportError
from book.files import write_whole
from book.fontsubset import InstalledFont, find_font, subset_font, subset_key
from book.settings import Settings, located
from book.sphinx_ext.shelves import Shelves
from book.sphinx_ext.workers import each

SHEET = "_static/fonts/headings.css"
_FEATURES = ("ccmp", "halt", "kern")  # dashes of two ems; what `text-spacing-trim` asks for; Latin
_PIECE = 24
# Every page has Latin, kana and punctuation; of the others those common that one in eight articles has.
_ALWAYS = frozenset(map(chr, (*range(0x20, 0x7F), *range(0x3001, 0x3100), *range(0xFF01, 0xFF5F))))
_COMMON = 3
_RULES = (
    "h1, h2, h3, h4, h5, h6, .gp-brand, .gp-title "
    '{ font-family: "gappon-headings", var(--pst-font-family-base); }\n'
)


def check_font(settings: Settings) -> None:
    """Raise ExportError where the font that is set is not installed or not free, before anything is built."""
    if family := settings.web.heading_font:
        try:
            find_font(family, "bold", "web.heading_font")
        except ExportError as error:
            raise located(error, settings) from error


def keep_heading_characters(app: Sphinx, doctree: nodes.document) -> None:
    """Note which characters the headings of a document have (`doctree-read`)."""
    texts = "".join(title.astext() for title in doctree.findall(nodes.title))
    app.env.gappon_headings[app.env.docname] = "".join(sorted(set(texts)))  # type: ignore[attr-defined]


def write_fonts(app: Sphinx, shelves: Shelves) -> None:
    """Write the style sheet and the pieces that it names; take away those that it names no more."""
    folder = Path(app.outdir) / "_static" / "fonts"
    family = shelves.settings.web.heading_font
    files = _files(app, shelves, family) if family else {}
    for path in folder.glob("*"):
        if path.name not in files:
            path.unlink()
    for name, data in files.items():
        path = folder / name
        if not path.exists() or path.read_bytes() != data:
            folder.mkdir(parents=True, exist_ok=True)
            write_whole(path, data)


def _files(app: Sphinx, shelves: Shelves, family: str) -> dict[str, bytes]:
    font = find_font(family, "bold", "web.heading_font")
    store = Store(shelves.settings.cache / "fonts")
    cut = pieces(app.env.gappon_headings.values(), _labels(shelves))  # type: ignore[attr-defined]
    keys = [subset_key(font, piece, _FEATURES, web=True) for piece in cut]
    kept = [store.get(key) for key in keys]
    missing = [number for number, data in enumerate(kept) if data is None]
    tasks = [(font, cut[number]) for number in missing]
    for number, data in zip(missing, each(_woff2, tasks, app.parallel), strict=True):
        store.put(keys[number], data)
        kept[number] = data
    made = {piece: data for piece, data in zip(cut, kept, strict=True) if data is not None}
    names = {piece: f"{hashlib.sha256(data).hexdigest()[:16]}.woff2" for piece, data in made.items()}
    faces = "".join(_face(name, piece) for piece, name in names.items())
    return {Path(SHEET).name: (faces + _RULES).encode()} | {names[piece]: data for piece, data in made.items()}


def _woff2(font: InstalledFont, characters: str) -> bytes:
    return subset_font(font, characters, _FEATURES, web=True)


def _labels(shelves: Shelves) -> str:
    """Return all that headings and lists of the site's own say: the words of templates, the names of groups."""
    templates = (shelves.settings.conf / "theme" / "web" / "templates").glob("*.html")
    groups = (label for kind in shelves.groups.values() for label in kind)
    return "".join(
        [*(path.read_text(encoding="utf-8") for path in templates), *groups, shelves.library.series.title]
    )


def pieces(headings: Collection[str], labels: str) -> list[str]:
    """Return the characters of headings and labels in pieces: first the common ones, then those of like rarity.

    Which piece a character is in depends on it and on how rare it is alone, by powers of two: a new article has
    few of them cut anew.
    """
    held = Counter(chain.from_iterable(headings))
    shown = {character for character in {*held, *labels} if character.isprintable()}
    common = {c for c in shown if c in _ALWAYS or c in labels or _rarity(held[c], headings) <= _COMMON}
    rare: dict[int, list[str]] = {}
    for character in sorted(shown - common):
        rare.setdefault(_rarity(held[character], headings), []).append(character)
    cut = [piece for _, alike in sorted(rare.items()) for piece in _shared_out(alike)]
    return ["".join(sorted(common)), *cut]


def _rarity(count: int, headings: Collection[str]) -> int:
    """Return 1 for what half of the headings have, 2 for what a quarter has, and so on."""
    return (len(headings) // count).bit_length()


def _shared_out(characters: list[str]) -> list[str]:
    count = 1
    while count * _PIECE < len(characters):
        count *= 2
    shares = ("".join(c for c in characters if ord(c) % count == number) for number in range(count))
    return [share for share in shares if share]


def _face(name: str, piece: str) -> str:
    codes = ",".join(f"U+{ord(character):X}" for character in piece)
    return (
        f'@font-face {{ font-family: "gappon-headings"; font-weight: 700; font-display: swap; '
        f'src: url({name}) format("woff2"); unicode-range: {codes}; }}\n'
    )
