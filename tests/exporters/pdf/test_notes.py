"""Notes at the foot of pages: each is placed once, whatever calls it."""

from __future__ import annotations

import pytest
from lxml import etree

from exporters.pdf.notes import place_notes


def call(number: int) -> str:
    return f'<a class="noteref" role="doc-noteref" href="#fn-{number}">{number}</a>'


@pytest.mark.parametrize(
    ("text", "notes", "shown"),
    [
        (f"文{call(1)}", ["注"], "文注"),
        (f"文{call(1)}と{call(1)}", ["注"], "文注と1"),
        (f"文{call(1)}", [f"一{call(2)}", f"二{call(1)}"], "文一二1"),
        ("文", [f"注{call(1)}"], "文注1"),
        ("文", [f"一{call(2)}", f"二{call(1)}"], "文一二1"),
    ],
)
def test_notes_that_call_notes(text: str, notes: list[str], shown: str) -> None:
    items = "".join(f'<li id="fn-{number}"><p>{note}</p></li>' for number, note in enumerate(notes, 1))
    ends = f'<section class="footnotes" role="doc-endnotes"><ol>{items}</ol></section>'
    body = etree.fromstring(f"<article><p>{text}</p>{ends}</article>")
    place_notes(body)
    assert "".join(body.itertext()) == shown
