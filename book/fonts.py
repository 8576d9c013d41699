"""The Gothic of drawn pictures: the file of a Japanese font on this machine, and the characters it has."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from functools import cache

_FAMILIES = "Noto Sans CJK JP,Hiragino Sans,Noto Sans JP"


@dataclass(frozen=True, slots=True)
class Font:
    """A font's file, its number inside that file, and the characters (code points) it has glyphs for."""

    path: str
    index: int
    characters: frozenset[int]

    def shown(self, text: str) -> str:
        """Return the text without what the font cannot show."""
        return "".join(character for character in text if ord(character) in self.characters)


@cache
def gothic(*, bold: bool = False) -> Font | None:
    """Return the best Japanese Gothic that fontconfig knows of, None where there is no fontconfig."""
    pattern = f"{_FAMILIES}:lang=ja:{'bold' if bold else 'regular'}"
    command = ["fc-match", "-f", "%{file}\n%{index}\n%{charset}", pattern]
    try:
        found = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603
    except (OSError, subprocess.CalledProcessError):
        return None
    path, index, charset = found.split("\n", 2)
    return Font(path, int(index), frozenset(_code_points(charset)))


def _code_points(charset: str) -> list[int]:
    """Return the code points of a list of hexadecimal ranges: `20-7e a0 3041-3096`."""
    found: list[int] = []
    for part in charset.split():
        first, _, last = part.partition("-")
        found.extend(range(int(first, 16), int(last or first, 16) + 1))
    return found
