"""Elements of HTML by name, for all that read or write it."""

from __future__ import annotations


def names(text: str) -> frozenset[str]:
    """Return the names in a text, parted by blanks."""
    return frozenset(text.split())


# Elements without an end tag (HTML 13.1.2).
VOID = names("area base br col embed hr img input link meta param source track wbr")
