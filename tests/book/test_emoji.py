"""Emoji by name, in titles and texts, and what only looks like one."""

from __future__ import annotations

import pytest

from book.emoji import with_emoji


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (":rocket: 成長", "🚀 成長"),
        ("伸び:tada:です", "伸び🎉です"),
        (":star::star::jp:", "⭐⭐🇯🇵"),
        (":+1: と :-1:", "👍 と 👎"),
        (":thinking:", "🤔"),
    ],
)
def test_names_are_shown(written: str, shown: str) -> None:
    assert with_emoji(written) == shown


@pytest.mark.parametrize(
    "text", ["10:30:00", "3:2:1", "key:value:pair", "C::x::call", ":not_an_emoji:", "http://a.jp/:x:/b", "::x::"]
)
def test_other_colons_stay(text: str) -> None:
    assert with_emoji(text) == text
