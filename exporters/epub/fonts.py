"""Fonts that a volume brings with it: installed ones, cut down to the characters that it uses."""

from __future__ import annotations

import hashlib
import io
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from book.cache import Store
from book.errors import ExportError, Problem

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
# OpenType, OS/2, fsType: installable or editable embedding, with subsetting allowed.
_FREE, _NO_SUBSET = (0x0000, 0x0008), 0x0100


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


def cut_fonts(families: Iterable[str], texts: Iterable[str], store: Store) -> list[EmbeddedFont]:
    """Return the families in two weights with the characters of the texts. Raises ExportError.

    A font is refused that is not installed, or that its licence keeps from being cut down and embedded.
    """
    characters = "".join(sorted(set().union(*texts) | set(map(chr, range(0x20, 0x7F)))))
    return [
        EmbeddedFont(family, css, _cut(family, weight, characters, store))
        for family in families
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


def _cut(family: str, weight: str, characters: str, store: Store) -> bytes:
    import fontTools  # few books bring fonts, and this takes longer than to pack one anew
    from fontTools import subset
    from fontTools.ttLib import TTFont

    path, index = _installed(family, weight)
    said = f"{fontTools.version} {path} {path.stat().st_mtime_ns} {index} {_FEATURES} {characters}"
    key = hashlib.sha256(said.encode()).hexdigest()
    kept = store.get(key)
    if kept is None:
        with TTFont(path, fontNumber=index, recalcTimestamp=False) as font:
            _refuse_unfree(font, family, path)
            options = subset.Options(
                layout_features=_FEATURES, notdef_outline=True, name_IDs=[0, 1, 2, 4, 6, 13, 14]
            )
            cutter = subset.Subsetter(options)
            cutter.populate(text=characters)
            cutter.subset(font)
            target = io.BytesIO()
            font.save(target)
        kept = bytes(target.getvalue())
        store.put(key, kept)
    return kept


def _installed(family: str, weight: str) -> tuple[Path, int]:
    wanted = f"{family}:weight={weight}"
    try:
        told = subprocess.run(  # noqa: S603
            ["fc-match", "-f", "%{family}\t%{file}\t%{index}", wanted],  # noqa: S607
            capture_output=True,
            text=True,
            check=True,
        ).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        raise _refused(family, "cannot be looked for", "Install the package fontconfig.") from error
    names, file, index = told.split("\t")
    if family not in names.split(","):
        raise _refused(family, "is not installed", "Install it, or name another in [epub].")
    return Path(file), int(index) & 0xFFFF


def _refuse_unfree(font: Any, family: str, path: Path) -> None:
    allowed = font["OS/2"].fsType
    if allowed & 0x000F not in _FREE or allowed & _NO_SUBSET:
        raise _refused(
            family, f"may not be embedded, by what {path.name} says of its licence", "Name a free font."
        )


def _refused(family: str, what: str, remedy: str) -> ExportError:
    message = f"[epub]: the font {family} {what}."
    return ExportError([Problem(Path("publication.toml"), 0, message, remedy, "epub.font")])
