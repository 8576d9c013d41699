"""The fonts of print: the system's that [print] names, and one for emoji, the same on every machine."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import weasyprint.pdf.fonts
from fontTools.ttLib import TTFont
from weasyprint.text.ffi import ffi, fontconfig, pangoft2
from weasyprint.text.fonts import FontConfiguration

from book.editions import PrintSettings
from book.errors import ExportError, Problem, setting_problem

EMOJI = "Noto Emoji"
MONO = "Noto Sans Mono CJK JP"
_EMOJI_FILE = "NotoEmoji[wght].ttf"
# Pango asks for the family "emoji" wherever Unicode has a character be one; a colour font would give bitmaps.
_ALIAS = f"""<?xml version="1.0"?><fontconfig><match target="pattern">
<test name="family"><string>emoji</string></test>
<edit name="family" mode="prepend_first" binding="strong"><string>{EMOJI}</string></edit></match></fontconfig>"""

# The fonts that the style sheets name, by the setting that has others in their place.
_NAMED = {"serif": "Noto Serif CJK JP", "sans": "Noto Sans CJK JP", "mono": MONO}


def with_fonts(sheet: str, settings: PrintSettings) -> str:
    """Return a style sheet with the fonts that the settings name."""
    names = {own: getattr(settings, key) for key, own in _NAMED.items()}
    return re.sub("|".join(f'"{own}"' for own in names), lambda match: f'"{names[match[0][1:-1]]}"', sheet)


def need_fonts(settings: PrintSettings) -> None:
    """Raise ExportError where a font is not installed: others in its place would be seen only in print."""
    try:
        listed = subprocess.run(["fc-list", ":", "family"], capture_output=True, text=True, check=True).stdout  # noqa: S607
    except (OSError, subprocess.CalledProcessError) as error:
        remedy = "Install the package fontconfig."
        problem = Problem(Path("fc-list"), 0, "the installed fonts cannot be listed.", remedy, "print.font")
        raise ExportError([problem]) from error
    families = {name.strip().replace("\\", "") for line in listed.splitlines() for name in line.split(",")}
    asked = {key: getattr(settings, key) for key in _NAMED}
    problems = [
        setting_problem(f"print.{key}", f"the font {name!r} is not installed.", _remedy(name), "print.font")
        for key, name in asked.items()
        if name not in families
    ]
    if problems:
        raise ExportError(problems)


def _remedy(name: str) -> str:
    if name in _NAMED.values():
        return "Install the package fonts-noto-cjk."
    return "Install it, or name one that `fc-list : family` lists."


@cache
def advances(family: str, characters: str) -> tuple[float, ...]:
    """Return how wide characters are in a font, in em; half an em each where it has none of them."""
    command = ["fc-match", "-f", "%{file}\n%{index}", family]
    path, index = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split("\n")  # noqa: S603
    with TTFont(path, fontNumber=int(index) & 0xFFFF, lazy=True) as font:
        glyphs, widths, em = font.getBestCmap(), font["hmtx"], font["head"].unitsPerEm
        return tuple(
            widths[glyphs[ord(character)]][0] / em if ord(character) in glyphs else 0.5 for character in characters
        )


@contextmanager
def unread_font_files() -> Iterator[None]:
    """Draw without the files of fonts, which are embedded in no shard: some 20 MB for each size of each."""
    original = weasyprint.pdf.fonts.get_hb_object_data
    weasyprint.pdf.fonts.get_hb_object_data = lambda _face: b""
    try:
        yield
    finally:
        weasyprint.pdf.fonts.get_hb_object_data = original


def emoji_file() -> Path:
    """Return the font of EMOJI, which a package brings: emoji in outlines."""
    return Path(str(files("manimgx_fonts").joinpath(_EMOJI_FILE)))


@cache
def font_configuration() -> Any:
    """Return the process's one font configuration: each costs memory that is not given back."""
    fonts = FontConfiguration()
    fontconfig.FcConfigAppFontAddFile(fonts._config, str(emoji_file()).encode())
    fontconfig.FcConfigParseAndLoadFromMemory(fonts._config, _ALIAS.encode(), True)
    pangoft2.pango_fc_font_map_config_changed(ffi.cast("PangoFcFontMap *", fonts.font_map))
    return fonts
