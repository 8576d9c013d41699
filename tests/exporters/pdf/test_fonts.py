"""Fonts on pages: emoji, and what has no glyph."""

from __future__ import annotations

import pytest
from measure import lines_of, marks_of, said, set_pages

from exporters.pdf.page import page_shape


@pytest.mark.parametrize("emoji", ["🚀", "✅", "⚠️", "💡", "🧠", "👍🏽", "👨‍👩‍👧", "🇯🇵", "❤️", "⭐"])
def test_emoji_are_set_in_their_font_and_extracted_as_they_were(emoji: str) -> None:
    pdf, told = set_pages(f"<p>前{emoji}後<strong>{emoji}</strong></p>")
    assert told == []
    marks = list(marks_of(pdf))
    fonts = {mark.font for mark in marks if mark.text not in ("前", "後")}
    assert fonts == {"Noto-Emoji", "Noto-Emoji-Bold"}
    # Selectors of presentation have no glyph of their own.
    assert "".join(said(marks).split("\ufe0f")).count(emoji.replace("\ufe0f", "")) == 2


def test_keys_are_circled_figures() -> None:
    pdf, told = set_pages("<p>前1️⃣後#️⃣</p>")
    assert told == []
    assert said(list(marks_of(pdf))) == "前①後#"


def test_lines_with_emoji_end_at_the_edge() -> None:
    pdf, _ = set_pages(f"<p>{'絵文字🚀と✅と👨‍👩‍👧を、文に🇯🇵まぜました。' * 9}</p>")
    edge = page_shape("A5").inner + page_shape("A5").text_width
    lines = lines_of(pdf)[:-1]
    assert len(lines) >= 4
    for line in lines:
        last = line[-1]
        assert any(abs(last.end - over - edge) < last.size * 0.2 for over in (0, last.size / 2, last.size)), said(
            line
        )
