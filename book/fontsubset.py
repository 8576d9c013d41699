"""Installed fonts, cut down to the characters that an edition shows, for editions that bring their own."""

from __future__ import annotations

import hashlib
import io
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path

from book.cache import key_of
from book.errors import ExportError, setting_problem

# OpenType, OS/2, fsType: installable or editable embedding, with subsetting allowed.
_FREE, _NO_SUBSET = (0x0000, 0x0008), 0x0100
_NAMES = [0, 1, 2, 4, 6, 13, 14]  # of font, style and licence


@dataclass(frozen=True, slots=True)
class InstalledFont:
    """A font's file, and its number inside that file."""

    path: Path
    index: int


def find_font(family: str, weight: str, key: str) -> InstalledFont:
    """Return the font of a family in a weight (`regular`, `bold`), which a key of publication.toml names.

    Raises ExportError where it is not installed, or its licence keeps it from being cut down and embedded.
    """
    try:
        told = subprocess.run(  # noqa: S603
            ["fc-match", "-f", "%{family}\t%{file}\t%{index}", f"{family}:weight={weight}"],  # noqa: S607
            capture_output=True,
            text=True,
            check=True,
        ).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        raise _refused(family, key, "cannot be looked for", "Install the package fontconfig.") from error
    names, file, index = told.split("\t")
    if family not in names.split(","):
        raise _refused(family, key, "is not installed", "Install it, or name another.")
    font = InstalledFont(Path(file), int(index) & 0xFFFF)
    if not _is_free(font):
        what = f"may not be embedded, by what {font.path.name} says of its licence"
        raise _refused(family, key, what, "Name a free font.")
    return font


def _is_free(font: InstalledFont) -> bool:
    from fontTools.ttLib import TTFont  # few editions bring fonts, and it takes long to import

    with TTFont(font.path, fontNumber=font.index, lazy=True) as opened:
        allowed = opened["OS/2"].fsType
    return allowed & 0x000F in _FREE and not allowed & _NO_SUBSET


def _refused(family: str, key: str, what: str, remedy: str) -> ExportError:
    kind = f"{key.partition('.')[0]}.font"
    return ExportError([setting_problem(key, f"the font {family} {what}.", remedy, kind)])


def subset_key(font: InstalledFont, characters: str, features: Sequence[str], *, web: bool = False) -> str:
    """Return the key under which `subset_font` of the same is kept (book.cache)."""
    tools = [version("fonttools"), version("brotli") if web else ""]
    return key_of(*tools, _content(font.path), f"{font.index} {features} {web}", characters)


@cache
def _content(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def subset_font(font: InstalledFont, characters: str, features: Sequence[str], *, web: bool = False) -> bytes:
    """Return a font of these characters with these features: OpenType, or for the web WOFF2 without hints.

    The same is made on every call: nothing in it is a time or a path.
    """
    from fontTools import subset
    from fontTools.ttLib import TTFont

    with TTFont(font.path, fontNumber=font.index, recalcTimestamp=False) as opened:
        options = subset.Options(
            layout_features=list(features),
            notdef_outline=True,
            name_IDs=_NAMES,
            hinting=not web,
            desubroutinize=web,  # it packs better
        )
        cutter = subset.Subsetter(options)
        cutter.populate(text=characters)
        cutter.subset(opened)
        if web:
            opened.flavor = "woff2"
        target = io.BytesIO()
        opened.save(target)
    return target.getvalue()
