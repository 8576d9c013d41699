"""Names of sections in addresses, as GitHub makes them, since posts link to them."""

from __future__ import annotations

import unicodedata


def github_slug(text: str) -> str:
    """Return the anchor GitHub gives a heading: lower case, no punctuation but - and _, spaces as -."""
    return "".join(_letter(char) for char in text.strip().lower())


def _letter(char: str) -> str:
    if char == " ":
        return "-"
    category = unicodedata.category(char)
    return char if char == "-" or category[0] in "LMN" or category == "Pc" else ""


class SlugCounter:
    """The slugs of one document, each given once: a second `概要` becomes `概要-1`."""

    def __init__(self) -> None:
        self._given: dict[str, int] = {}

    def unique(self, text: str) -> str:
        """Return the slug for the next heading with this text; a heading of symbols alone is `section`."""
        stem = github_slug(text) or "section"
        slug = stem
        while slug in self._given:
            self._given[stem] += 1
            slug = f"{stem}-{self._given[stem]}"
        self._given[slug] = 0
        return slug
