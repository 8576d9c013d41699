"""Definition lists as kramdown has them: several terms, several definitions."""

from __future__ import annotations

import re

import pytest
from markdown_it import MarkdownIt
from mdit_py_plugins.deflist import deflist_plugin

from book.markdown import ReaderOptions, configure


def _kinds(text: str) -> str:
    md = MarkdownIt("commonmark").use(deflist_plugin)
    configure(md, ReaderOptions())
    return "".join(re.sub(r"<(/?)(\w+)>\n?", r"<\1\2>", md.render(text)).split("\n"))


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("甲\n: 説明", "<dl><dt>甲</dt><dd>説明</dd></dl>"),
        (
            "甲\n**乙**\n: 説明\n: 二つ目",
            "<dl><dt>甲</dt><dt><strong>乙</strong></dt><dd>説明</dd><dd>二つ目</dd></dl>",
        ),
        (
            "甲\n乙\n: 説明\n\n丙\n丁\n: 別の説明",
            "<dl><dt>甲</dt><dt>乙</dt><dd>説明</dd><dt>丙</dt><dt>丁</dt><dd>別の説明</dd></dl>",
        ),
        ("> 甲\n> 乙\n> : 説明", "<blockquote><dl><dt>甲</dt><dt>乙</dt><dd>説明</dd></dl></blockquote>"),
        ("甲\n乙\n\n文", "<p>甲乙</p><p>文</p>"),
        ("時刻は\n:30 だ", "<p>時刻は:30 だ</p>"),
    ],
)
def test_every_line_above_a_definition_is_a_term(text: str, html: str) -> None:
    assert _kinds(text) == html
