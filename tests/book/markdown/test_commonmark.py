"""CommonMark's own examples: where the amendment for CJK does not apply, nothing changes."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from markdown_it import MarkdownIt

from book.markdown.emphasis import cjk_emphasis_plugin

SPEC = Path(__file__).parents[3] / ".setup" / "node" / "node_modules" / "commonmark-spec" / "spec.txt"
EXAMPLE = re.compile(r"^`{32} example\n(.*?)^\.\n(.*?)^`{32}$", re.MULTILINE | re.DOTALL)
READER = MarkdownIt("commonmark").use(cjk_emphasis_plugin)


def examples() -> list[tuple[str, str]]:
    text = SPEC.read_text(encoding="utf-8").replace("→", "\t")
    return EXAMPLE.findall(text)


def normal(html: str) -> str:
    """Return the HTML without the differences that mean nothing: `<hr />`, line ends in an empty quotation."""
    return re.sub(r"(<(?:blockquote|li)>)\s+(?=</)", r"\1", re.sub(r"\s*/>", ">", html)).strip()


def test_all_examples_are_there() -> None:
    assert len(examples()) > 640


@pytest.mark.parametrize(("source", "html"), examples(), ids=lambda _: "")
def test_an_example_of_the_specification(source: str, html: str) -> None:
    assert normal(READER.render(source)) == normal(html)
