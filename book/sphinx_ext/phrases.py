"""Titles as HTML that breaks between phrases."""

from __future__ import annotations

from markupsafe import Markup, escape

from book.phrases import phrases


def phrased(title: str) -> Markup:
    """Return a title as HTML with a `<wbr>` between phrases, for `word-break: keep-all`."""
    return Markup("<wbr>").join(escape(phrase) for phrase in phrases(title))
