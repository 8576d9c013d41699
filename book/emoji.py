"""Emoji by their names, as GitHub, Qiita and Jekyll's jemoji have them: `:rocket:`."""

from __future__ import annotations

import re

# Not within words and times (`10:30:00`, `a::b`); several may stand side by side.
_NAMES = re.compile(r"(?<![A-Za-z0-9_:/])(?::[a-z0-9_+-]+:)+(?![A-Za-z0-9_:/])")
_NAME = re.compile(r":([^:]+):")
# Flags that have names of two letters there, and what else is named otherwise than in Unicode's annotations.
_FLAGS = frozenset(["jp", "kr", "cn", "us", "fr", "es", "it", "ru", "gb", "de"])
_OTHERS = {"thinking": "🤔", "keycap_ten": "🔟", "uk": "🇬🇧"}


def with_emoji(text: str) -> str:
    """Return a text with the emoji that it names; names of none stay as they are."""
    return _NAMES.sub(_named, text) if ":" in text else text


def _named(found: re.Match[str]) -> str:
    shown = _NAME.sub(lambda name: _emoji(name[1]) or name[0], found[0])
    return found[0] if _NAME.fullmatch(found[0]) is None and _NAME.search(shown) else shown


def _emoji(name: str) -> str:
    if name in _OTHERS:
        return _OTHERS[name]
    if name in _FLAGS:
        return "".join(chr(0x1F1E6 + ord(letter) - ord("a")) for letter in name)
    from rich.emoji import Emoji, NoEmoji  # its table of names is large, and few texts hold any

    try:
        return str(Emoji(name))
    except NoEmoji:
        return ""
