from __future__ import annotations

from collections.abc import Callable

import pytest
from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin

from book.editions import ReadingSettings
from book.markdown import ReaderOptions, configure


def reader(title: str = "", *, spaced: bool = False, ruby: bool = True) -> MarkdownIt:
    md = MarkdownIt("commonmark").enable(["table", "strikethrough"]).use(dollarmath_plugin)
    configure(md, ReaderOptions(title, ReadingSettings(spaced=spaced, ruby=ruby, highlight=True)))
    return md


@pytest.fixture
def render() -> Callable[[str], str]:
    return reader().render


@pytest.fixture
def make() -> Callable[..., MarkdownIt]:
    return reader
