"""Whatever an author types, the reader raises nothing, loses nothing, and does not dwell on it."""

from __future__ import annotations

import time
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin

from book.markdown import LiquidContext, ReaderOptions, configure, findings, github_slug, prepare

LETTERS = "あ漢。「」x("
PIECES = st.sampled_from(
    [
        "**",
        "*",
        "_",
        "~~",
        "`",
        "```",
        "\n",
        "\n\n",
        "---",
        "===",
        "# ",
        "##",
        "#",
        "{:",
        "}",
        "{: .a}",
        "{:toc}",
        "{::comment}",
        "{:/}",
        "- ",
        "> ",
        "| a |",
        "|---|",
        "$",
        "$$",
        "{%",
        "%}",
        "{% raw %}",
        "{% endraw %}",
        "{% highlight a %}",
        "{{",
        "}}",
        '"',
        "'",
        "{漢|かん}",
        "｜",
        "《",
        "》",
        "あ",
        "漢",
        "。",
        "「",
        "」",
        "x",
        "1",
        " ",
        "    ",
        "[a](b)",
        "![c](d)",
        "[a](/b c)",
        "[] (https://a.jp)",
        "[^1]",
        "[^1]: ",
        "> [!NOTE]",
        "[TOC]",
        "<b>",
        "<div>",
        '<div markdown="1">',
        "</div>",
        "<!--",
        "<T>",
        "-\u3000",
        "＊＊",
        "＃＃ ",
        "####### ",
        "・",
        "①",
        "\\(",
        "\\)",
        "```{x}",
        ":::",
        "한",
        "葛\U000e0100",
        "\ufe01",
        "“",
        "\ufffd",
        "\\",
        "\t",
        "\r\n",
    ]
)
TEXTS = st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=80)


def reader() -> MarkdownIt:
    md = MarkdownIt("commonmark").enable(["table", "strikethrough"]).use(dollarmath_plugin)
    md.use(footnote_plugin, inline=False, move_to_end=False, always_match_refs=True)
    configure(md, ReaderOptions())
    return md


READER = reader()


def letters(text: str) -> Counter[str]:
    """Count the characters shown that no notation of Markdown is made of."""
    inlines = (child for token in READER.parse(text) for child in token.children or ())
    whole = {"fence", "code_block", "math_block"}
    blocks = (token.info + token.content for token in READER.parse(text) if token.type in whole)
    shown = "".join([*(child.content for child in inlines), *blocks])
    return Counter(char for char in shown if char in LETTERS)


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_nothing_raises(text: str) -> None:
    READER.parse(prepare(text, LiquidContext()).text)
    findings(READER, text)
    github_slug(text)


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_liquid_keeps_the_number_of_lines(text: str) -> None:
    assert prepare(text, LiquidContext()).text.count("\n") == text.count("\n")


VISIBLE = st.lists(
    st.sampled_from(
        [
            "**",
            "*",
            "~~",
            "_",
            "あ",
            "漢",
            "。",
            "「",
            "」",
            "x",
            "1",
            " ",
            "\n",
            "\n\n",
            "---",
            "##",
            "- ",
            "$",
            "(",
            ")",
        ]
    ),
    max_size=40,
).map("".join)


@settings(max_examples=300, deadline=None)
@given(VISIBLE)
def test_no_letter_is_lost_or_added(text: str) -> None:
    assert letters(text) == Counter(char for char in text if char in LETTERS)


@pytest.mark.parametrize(
    "piece",
    [
        '{:"',
        "{:'",
        "{% ",
        '{% "',
        "{{ ",
        "{% raw %}",
        "$$",
        "$1",
        "あ\n",
        "**",
        "{漢|",
        "｜漢《",
        "[a](b){:.c}",
        "a\n{:.b}\n",
        "[a](/b ",
        "\\(x",
        "＊＊あ",
        "<div>\nあ\n",
        "・あ\n",
        "[^1]: あ\n\n",
        "**あ\n",
        "| `a|b` ",
    ],
)
def test_no_text_takes_time_out_of_proportion(piece: str) -> None:
    text = piece * 1500
    start = time.process_time()
    MarkdownIt("commonmark").parse(text)
    reader().parse(prepare(text, LiquidContext()).text)
    assert time.process_time() - start < 5
