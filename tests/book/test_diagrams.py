"""Drawings in characters: which blocks are some, how their characters were counted, frames mended by blanks."""

from __future__ import annotations

import re
from html import unescape

import pytest

from book.diagrams import Drawing, drawing_of, with_cells

NARROW = "┌──────────┐\n│ 利用者   │\n│ API      │\n└─────┬────┘\n      ▼"
WIDE = "┏━━━━┓\n┃利用者　┃\n┃ＡＰＩ　┃\n┗━━━━┛"
TREE = "src/\n├── a.py  # 学習\n└── b.py"
FRAMED = "+------+-----+\n| 企業 | PER |\n+------+-----+"


@pytest.mark.parametrize(
    ("text", "wide", "columns"), [(NARROW, False, 12), (TREE, False, 16), (FRAMED, False, 14)]
)
def test_ambiguous_characters_are_narrow_as_in_a_terminal(text: str, wide: bool, columns: int) -> None:
    drawing = drawing_of(text)
    assert drawing is not None
    assert (drawing.wide, drawing.columns) == (wide, columns)


def test_or_wide_where_only_so_the_lines_meet() -> None:
    drawing = drawing_of("┏━━━┓\n┃売上AB┃\n┃ABCD売┃\n┗━━━┛")
    assert drawing is not None
    assert (drawing.wide, drawing.columns) == (True, 10)


@pytest.mark.parametrize(
    "code", ["a = 1\n# ────\nb = 2\n# ────", "x | y\nz | w", "---\na: 1\n---", "a -> b\nc → d", "│"]
)
def test_rules_and_pipes_are_no_drawing(code: str) -> None:
    assert drawing_of(code) is None
    assert with_cells(f"<pre>{code}</pre>") == f"<pre>{code}</pre>"


def test_cells_hold_each_character_and_leave_tags_and_names() -> None:
    html = with_cells(f'<p>─</p><pre class="code" data-language="text"><code>{TREE}\n<b>&amp;</b></code></pre>')
    assert html.startswith(
        '<p>─</p><pre class="code diagram" data-language="text"><code>src/\n<span class="d1 line">├'
    )
    assert "a.py  # 学習\n" in html, "nothing behind it must stand in a column"
    assert '<span class="d2">学</span>' in with_cells(f"<pre>{TREE.replace('a.py', '学習.py')}</pre>")
    assert unescape(re.sub("<[^>]*>", "", html)) == f"─{TREE}\n&"
    assert '<pre class="diagram broad">' in with_cells("<pre>┏━━━┓\n┃売上AB┃\n┃ABCD売┃\n┗━━━┛</pre>")


def test_uprights_come_below_their_frame_by_blanks_alone() -> None:
    written = (
        "┌────────┐  ┌────┐\n│ 利用者    │  │ あ  │\n│ API │ │ B │\n│ 長い名前の箱 │ │ A │\n└────────┘  └────┘"
    )
    shown = re.sub("<[^>]*>", "", with_cells(f"<pre>{written}</pre>")).split("\n")
    assert shown[1:4] == ["│ 利用者 │  │ あ │", "│ API    │  │ B  │", "│ 長い名前の箱 │ │ A │"]


def test_boxes_that_only_blanks_keep_from_meeting_are_not_wide() -> None:
    written = (
        "┌──────────────┐     ┌──────────────┐\n"
        "│  推論サーバー  │────▶│   GPU群      │\n"
        "└──────────────┘     └──────────────┘"
    )
    assert drawing_of(written) == Drawing(wide=False, columns=39)
    shown = re.sub("<[^>]*>", "", with_cells(f"<pre>{written}</pre>")).split("\n")
    assert shown[1] == "│  推論サーバー│────▶│   GPU群      │"
