"""Items with full-width spaces, and with too few spaces below a number."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest


@pytest.mark.parametrize(
    ("text", "html"),
    [
        (
            "- 親\n　- 子\n　　- 孫\n- 次",
            "<ul><li>親<ul><li>子<ul><li>孫</li></ul></li></ul></li><li>次</li></ul>",
        ),
        ("-　甲\n-　乙", "<ul><li>甲</li><li>乙</li></ul>"),
        ("1.　甲\n2.　乙", "<ol><li>甲</li><li>乙</li></ol>"),
        (
            "1. 親\n  - 子\n    - 孫\n  - 子二\n2. 次",
            "<ol><li>親<ul><li>子<ul><li>孫</li></ul></li><li>子二</li></ul></li><li>次</li></ol>",
        ),
        ("1. 親\n   - 子\n2. 次", "<ol><li>親<ul><li>子</li></ul></li><li>次</li></ol>"),
        ("　- 文中の横棒", "<p>- 文中の横棒</p>"),
        ("文。\n　続きの行", "<p>文。<br />　続きの行</p>"),
        ("```\n-　甲\n1. a\n  - b\n```", "<pre><code>-　甲1. a  - b</code></pre>"),
        ("- 甲\n  - 乙", "<ul><li>甲<ul><li>乙</li></ul></li></ul>"),
    ],
)
def test_items_stand_where_they_were_meant_to(render: Callable[[str], str], text: str, html: str) -> None:
    assert re.sub("\n", "", render(text)) == html
