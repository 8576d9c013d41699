"""Fonts on pages: emoji, and what has no glyph."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest
from measure import lines_of, marks_of, said, set_pages

from book.editions import PrintSettings
from book.errors import ExportError
from book.executor import local_executor
from exporters.chapter import Edition
from exporters.pdf import write_pdf
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


def test_a_book_is_set_in_the_fonts_that_are_named(edition: Edition, tmp_path: Path) -> None:
    with local_executor(1) as pool:
        write_pdf(edition, PrintSettings(serif="Noto Sans CJK JP"), tmp_path / "a.pdf", pool, tmp_path / "cache")
    with pikepdf.open(tmp_path / "a.pdf") as pdf:
        printed = [number for number, page in enumerate(pdf.pages) if number and "/Font" in page.Resources]
    content = (tmp_path / "a.pdf").read_bytes()
    names = {mark.font for page in printed for mark in marks_of(content, page)}
    assert "Noto-Sans-CJK-JP" in names
    assert "Noto-Serif-CJK-JP" not in names


def test_a_font_that_is_not_installed_is_told(edition: Edition, tmp_path: Path) -> None:
    with local_executor(1) as pool, pytest.raises(ExportError) as raised:
        write_pdf(edition, PrintSettings(sans="没有Gothic"), tmp_path / "a.pdf", pool, tmp_path / "cache")
    assert "publication.toml" in str(raised.value)
    assert "print.sans" in str(raised.value)
    assert "没有Gothic" in str(raised.value)
    assert not (tmp_path / "a.pdf").exists()
