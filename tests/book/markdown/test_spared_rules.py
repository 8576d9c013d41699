"""Rules that a text has no mark for are not asked, and no text reads otherwise for it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from markdown_it import MarkdownIt
from mdit_py_plugins.colon_fence import colon_fence_plugin
from mdit_py_plugins.dollarmath import dollarmath_plugin

from book.markdown import ReaderOptions, configure, spared

PIECES = (
    "段落です。",
    "*[略語]: 説明\n\n略語です。",
    "文\n{: .note}",
    "!!! note\n    甲",
    "\\begin{align}\na\n\\end{align}",
    "$$\nx\n$$",
    "| 甲 |\n|---|\n| 乙 |",
    "<div>\n甲\n</div>",
    ":::{note}\n甲\n:::",
    "甲{:.x} {漢|かん} ｜字《じ》 《《点》》 ==光==",
    "[[名]] ![[図.png]] \\(x^2\\) $y$ <b>太</b> <https://a.jp> `符` &amp;",
)


def _parser() -> MarkdownIt:
    md = MarkdownIt("commonmark").enable(["table", "strikethrough"]).use(dollarmath_plugin).use(colon_fence_plugin)
    configure(md, ReaderOptions("題"))
    return md


def test_every_rule_that_is_spared_is_one_of_the_reader(make: Callable[..., MarkdownIt]) -> None:
    md = make().use(colon_fence_plugin)
    assert spared._BLOCKS.keys() <= {rule.name for rule in md.block.ruler.__rules__}
    assert spared._SPANS.keys() <= {rule.name for rule in md.inline.ruler.__rules__}


@pytest.mark.parametrize("piece", PIECES)
def test_texts_are_read_as_by_all_rules(piece: str) -> None:
    md, all_rules = _parser(), _parser()
    all_rules.core.ruler.disable("spared")
    for text in (piece, "段落です。", piece):  # what one text spares the next may need
        assert md.render(text) == all_rules.render(text)
    asked = {rule.name for ruler in (md.block.ruler, md.inline.ruler) for rule in ruler.__rules__ if rule.enabled}
    assert (spared._BLOCKS.keys() | spared._SPANS.keys()) - asked
