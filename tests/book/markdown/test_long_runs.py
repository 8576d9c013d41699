"""Texts of one mark over and over, a slip of the finger or somebody's malice, take seconds and no hours."""

from __future__ import annotations

import time

import pytest
from markdown_it import MarkdownIt
from mdit_py_plugins.attrs import attrs_block_plugin
from mdit_py_plugins.colon_fence import colon_fence_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin

from book.editions import ReadingSettings
from book.fidelity.source import passages
from book.markdown import LiquidContext, ReaderOptions, configure, findings, prepare
from book.reading import join_lines, plain_text

LENGTH = 30_000  # characters: what grows with the square takes tens of seconds
MOST = 4.0  # processor seconds
MARKS = " \t\u3000\"'#$%&()*+-./:;<=>?@[\\]^_`{|}~!,1aあ。「」｜《》・①（）［］＊＃【】"
UNITS = (
    *MARKS,
    *("{%", "{{", "{{a}}", "{% raw %}", "{% if a %}", "<!--", "<b>", "<div>\n", "<script>\n", '<a href="', "&#"),
    *("```", "[^1]", "[^1]\n", "^[", "![", "](", "[a](", "|`a`", "|a|\n", "$$", "\\(", "\\\n", "\\begin{align}\n"),
    *(
        "a{:b}",
        "{:a",
        "{::comment}",
        "*[a]: ",
        "- a\n",
        "> ",
        "a\n: ",
        "--|",
        "** a",
        "【1†",
        "【1:",
        "[[",
        "《《",
    ),
)
# What a run stands behind where it was slow by itself.
BEHIND = (
    ("# a", " "),
    ("† a", " "),
    ("[a](", " "),
    ("![a](b", " "),
    ("![x](y){", "a=bba=b"),
    ("| a |\n|---|\n|", "-"),
    ("| a |\n|---|\n| \\", "\\("),
    ("https://a", ")"),
    ("[https://a", ":embed"),
    ("<div>\n<p>**", "!["),
    ("{% assign a = ", " "),
    ("{% include a ", "a"),
    ("{{ a | f: ", ","),
    ("{% if a ", "and "),
    ("{% case a %}{% when ", " "),
    ("{% capture a %}b\nc{% endcapture %}", " "),
    ("{% ", " "),
    ("{{< x ", " a=b"),
    ("> >", ">"),
)


def _read(text: str) -> None:
    md = MarkdownIt("commonmark").enable(["table", "strikethrough"]).use(dollarmath_plugin)
    md.use(footnote_plugin, inline=False, move_to_end=False, always_match_refs=True)
    md.use(deflist_plugin).use(attrs_block_plugin).use(colon_fence_plugin)
    configure(md, ReaderOptions("題", ReadingSettings(highlight=True)))
    findings(md, prepare(text, LiquidContext()).text)


def _seconds(text: str) -> float:
    started = time.process_time()
    _read(text)
    plain_text(text)
    join_lines(text)
    list(passages(text))
    return time.process_time() - started


@pytest.mark.parametrize("unit", UNITS)
def test_a_run_is_read_soon(unit: str) -> None:
    assert _seconds(f"x{unit * (LENGTH // len(unit))}x") < MOST


@pytest.mark.parametrize(("before", "unit"), BEHIND)
def test_a_run_behind_what_it_may_belong_to_is_read_soon(before: str, unit: str) -> None:
    assert _seconds(f"{before}{unit * (LENGTH // len(unit))}!") < MOST
