"""Emoji by name and language models' marks of sources, in running text and in code."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Render = Callable[[str], str]


def test_emoji_by_name_are_shown_outside_of_code(render: Render) -> None:
    assert render("**:rocket:** と `:rocket:` と[:x:](/:x:/)") == (
        '<p><strong>🚀</strong> と <code>:rocket:</code> と<a href="/:x:/">❌</a></p>\n'
    )


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("1.8兆ドル【4†source】です【12:3†report.pdf】。", "1.8兆ドルです。"),
        ("拡大中です。citeturn0search1turn0news3", "拡大中です。"),
        ("拡大中です\ue200cite\ue202turn0search1\ue201。", "拡大中です。"),
        ("同様です :contentReference[oaicite:0]{index=0}。", "同様です。"),
        ("[oai_citation:1‡example.jp](https://example.jp/a)", '<a href="https://example.jp/a">example.jp</a>'),
        ("`【4†source】`", "<code>【4†source】</code>"),
        ("【†印】とcite turn0", "【†印】とcite turn0"),
    ],
)
def test_marks_of_sources_are_left_out(render: Render, written: str, shown: str) -> None:
    assert render(written) == f"<p>{shown}</p>\n"
