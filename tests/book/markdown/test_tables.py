"""Tables as authors write them, faulty ones too: every cell is shown, and what was mended is told by its line."""

from __future__ import annotations

import re

import pytest
from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin

from book.markdown import ReaderOptions, configure, findings


def _parser() -> MarkdownIt:
    md = MarkdownIt("commonmark").enable("strikethrough")
    configure(md, ReaderOptions())
    return md


def _shown(text: str) -> str:
    """Return what is shown: a line for each row or paragraph, heads with #, cells parted by /."""
    html = _parser().render(text)
    html = re.sub(r"</t[hd]>\s*<t[hd][^>]*>", "/", html)
    html = re.sub(r"<th(?: [^>]*)?>", "#", html)
    return re.sub(r"\n+", "\n", re.sub(r"</?(?:table|thead|tbody|tr|td|th|p|ul|li)[^>]*>", "", html)).strip()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("| 甲 | 乙 |\n|---|---|\n| 1 | 2 |", "#甲/乙\n1/2"),
        ("甲 | 乙\n--- | ---\n1 | 2", "#甲/乙\n1/2"),
        ("本文です。\n| 甲 | 乙 |\n|---|---|\n| 1 | 2 |", "本文です。\n#甲/乙\n1/2"),
        ("| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n※ 注記です。", "#甲/乙\n1/2\n※ 注記です。"),
        ("| 甲 | 乙 |\n|---|---|\n| 1 |", "#甲/乙\n1/"),
        ("| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n|---|---|\n| - | - |\n|===|===|\n| 3 | 4 |", "#甲/乙\n1/2\n-/-\n3/4"),
        ("| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n|===\n| 3 | 4 |\n|==+==:|\n| = | 5 |", "#甲/乙\n1/2\n3/4\n=/5"),
        ("|---+--:|\n| 甲 | 乙 |\n|---+--:|\n| 1 | 2 |\n|---+--:|", "#甲/乙\n1/2"),
        ("本文\n|---|---|\n| 1 | 2 |\n| 3 | 4 |", "本文\n#/\n1/2\n3/4"),
        ("| 甲 | 乙 |\n|----+----|\n| 1+1 | 2 |", "#甲/乙\n1+1/2"),
        (
            "文\n\n+--+--+\n| 甲 | 乙 |\n+==+=:+\n| 1 | 長い |\n|  | 文 |\n+--+--+\n| 2 | 3 |\n+--+--+\n\n後",
            "文\n#甲/乙\n1/長い文\n2/3\n後",
        ),
        ("| 甲 |\n|---|\n| 1 |", "#甲\n1"),
        ("| 甲 | 乙 |\n|ーーー|:—|\n| 1 | — |", "#甲/乙\n1/—"),
        ("| 甲 | 乙 |\n| — | —- |\n| — | — |", "#甲/乙\n—/—"),
        ("| 甲 | 乙 |\n|---|---|", "#甲/乙"),
        ("| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n- 項目", "#甲/乙\n1/2\n項目"),
        (r"| 甲 | 乙 |" "\n|---|---|\n" r"| 1\|2 | 3 |", "#甲/乙\n1|2/3"),
        ("| 甲 | 乙 |\n|---|---|\n| `a|b` | 2 |", "#甲/乙\n<code>a|b</code>/2"),
        ("| 甲 | 乙 |\n|---|---|\n| ` | ` |", "#甲/乙\n`/`"),
        ("| 甲 | 乙 |\n|---|---|\n| `a|b` |", "#甲/乙\n<code>a|b</code>/"),
        ("| 甲 | 乙 |\n|---|---|\n| `a | b` | 2 |", "#甲/乙\n<code>a | b</code>/2"),
        ("| 甲 | 乙 |\n|---|---|\n| [x|y](/u) | 2 |", '#甲/乙\n<a href="/u">x|y</a>/2'),
        ("| 甲 | 乙 |\n|---|---|\n| [x|y](/u) |", '#甲/乙\n<a href="/u">x|y</a>/'),
        (
            "| 甲 | 乙 |\n|---|---|\n| [x](/u?a|b) | [y](/v) |",
            '#甲/乙\n<a href="/u?a%7Cb">x</a>/<a href="/v">y</a>',
        ),
        ('| 甲 | 乙 |\n|---|---|\n| <b title="x|y">z</b> | 2 |', '#甲/乙\n<b title="x|y">z</b>/2'),
        ("| 甲 | 乙 |\n|---|---|\n| $20 | $30 |\n|$1|$2|", "#甲/乙\n$20/$30\n$1/$2"),
        ("| [x|y](/u) | 2 |\n|---|---|\n| 1 | 2 |", '#<a href="/u">x|y</a>/2\n1/2'),
        (
            "| 甲 | 乙 |\n|---|---|\n| {漢字|かんじ} | 2 |",
            "#甲/乙\n<ruby>漢字<rp>(</rp><rt>かんじ</rt><rp>)</rp></ruby>/2",
        ),
        ("- 項目\n| 甲 | 乙 |\n|---|---|\n| 1 | 2 |", "項目\n#甲/乙\n1/2"),
        ("1. 項目\n   | 甲 | 乙 |\n   |---|---|\n   | 1 | 2 |", "<ol>\n項目\n#甲/乙\n1/2\n</ol>"),
        ("甲 | 乙\n---", "<h2>甲 | 乙</h2>"),
        ("|x| は |y| より小さい。", "|x| は |y| より小さい。"),
        ("甲 | 乙\n丙 | 丁", "甲 | 乙丙 | 丁"),
    ],
)
def test_tables_that_need_no_mending(text: str, shown: str) -> None:
    assert _shown(text) == shown
    assert findings(_parser(), text) == []


@pytest.mark.parametrize(
    ("text", "shown", "lines"),
    [
        ("| 甲 | 乙 |\n|---|---|\n| 1 | 2 | 3 |", "#甲/乙/\n1/2/3", [3]),
        ("| 甲 | 乙 |\n|---|---|\n| 1 || 2 |", "#甲/乙/\n1//2", [3]),
        ("| 甲 | 乙 |\n|---|---|\n| 1 | 2 || 3 | 4 |", "#甲/乙\n1/2\n3/4", [3]),
        ("| 甲 | 乙 |\n|---|---|| 1 | 2 |\n| 3 | 4 |", "#甲/乙\n1/2\n3/4", [2]),
        ("| 甲 | 乙 |\n|---|---|---|\n| 1 | 2 | 3 |", "#甲/乙/\n1/2/3", [2]),
        ("| 甲 | 乙 | 丙 |\n|---|---|\n| 1 | 2 | 3 |", "#甲/乙/丙\n1/2/3", [2]),
        ("| 甲 | 乙 |\n| 1 | 2 |\n| 3 | 4 |", "#甲/乙\n1/2\n3/4", [1]),
        ("| 甲 | 乙 |\n\n|---|---|\n\n| 1 | 2 |\n\n| 3 | 4 |", "#甲/乙\n1/2\n3/4", [2, 4, 6]),
        ("| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n\n| 3 | 4 |\n\n終わり。", "#甲/乙\n1/2\n3/4\n終わり。", [4]),
    ],
)
def test_tables_that_are_mended_and_told(text: str, shown: str, lines: list[int]) -> None:
    assert _shown(text) == shown
    found = findings(_parser(), text)
    assert [(finding.kind, finding.line) for finding in found] == [("table.mended", line) for line in lines]


def test_two_tables_with_a_blank_line_between_stay_two() -> None:
    table = "| 甲 | 乙 |\n|---|---|\n| 1 | 2 |\n"
    assert _shown(f"{table}\n{table}") == "#甲/乙\n1/2\n#甲/乙\n1/2"
    assert findings(_parser(), f"{table}\n{table}") == []


def test_one_endless_row_does_not_make_every_other_as_wide() -> None:
    text = "| 甲 | 乙 |\n|---|---|\n" + "| 1 | 2 |\n" * 300 + "|" + "x|" * 1000
    assert len(_parser().render(text)) < 100_000


@pytest.mark.parametrize("formula", ["$P(A|B)$", "$|x|$", "$\\{x | x > 0\\}$", "$$|x|$$"])
def test_bars_of_formulas_part_no_cells(formula: str) -> None:
    md = MarkdownIt("commonmark").use(dollarmath_plugin)
    configure(md, ReaderOptions())
    tokens = md.parse(f"| 甲 | 乙 |\n|---|---|\n| {formula} | 2 |\n")
    cells = [token for token in tokens if token.type == "inline"][2:]
    assert [[child.type for child in cell.children or [] if child.content] for cell in cells] in (
        [["math_inline"], ["text"]],
        [["math_inline_double"], ["text"]],
    )
    assert (cells[0].children or [])[0].content == formula.strip("$")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("文\n｜甲｜乙：丙｜\n｜---｜：--｜\n｜1｜2｜\n\n｜甲｜", "文\n#甲/乙：丙\n1/2\n｜甲｜"),
        ("｜甲｜乙｜\n｜丙｜丁｜", "｜甲｜乙｜<br />\n｜丙｜丁｜"),
        ("～～～\n\n~~~\n｜甲｜\n｜---｜\n~~~", "～～～\n<code>｜甲｜\n｜---｜\n</code>"),
    ],
)
def test_tables_of_wide_bars(text: str, shown: str) -> None:
    assert _shown(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "```\n+---+---+\n| 甲 | 乙 |\n+---+---+\n```",
        "+---+---+\n| 甲乙 |\n+---+---+\n| 1 | 2 |\n+---+---+",
        "+---+---+\n| 甲 | 乙",
        "<pre>\n+---+---+\n| 1 | 2 |\n+---+---+\n</pre>",
        '<div><pre class="sql">\n+---+---+\n| 1 | 2 |\n+---+---+\n</pre></div>',
    ],
)
def test_what_is_no_grid_stays_as_written(text: str) -> None:
    assert "+---+---+" in _shown(text)


def test_grids_stay_in_their_list() -> None:
    md = MarkdownIt("commonmark")
    configure(md, ReaderOptions())
    html = md.render("1. 甲\n\n   +---+---+\n   | 1 | 2 |\n   +---+---+\n   | 3 | 4 |\n   +---+---+\n\n2. 乙")
    assert html.index("<table") < html.index("</ol>")
