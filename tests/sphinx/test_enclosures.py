"""Headings within raw HTML: an element ends where its author ended it; a heading of HTML is in the outline."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from book.settings import Settings
from exporters.chapters import read_chapter

Show = Callable[[str], tuple[str, str]]

FOLDED = """<details>
<summary>

**詳しい**話

</summary>

## 折り畳みの中の節

中の文。

</details>

折り畳みの後の文。[上へ](#折り畳みの中の節)

<div class="box">

### 箱の題

箱の文。

</div>

箱の後の文。
"""


def test_what_follows_a_folded_part_is_not_folded(shown: Show) -> None:
    for text in shown(FOLDED):
        (folded,) = re.findall(r"<details.*?</details>", text, re.DOTALL)
        assert re.search(r"<summary>\s*<span>\s*<strong>詳しい</strong>話", folded)
        assert "中の文" in folded
        assert "折り畳みの後の文" not in folded
        assert "<section" not in folded
        (box,) = re.findall(r'<div class="box">.*?</div>', text, re.DOTALL)
        assert "箱の文" in box
        assert "箱の後の文" not in box
        assert 'id="折り畳みの中の節"' in text
    assert 'href="#%E6%8A%98' in shown(FOLDED)[1]


def test_an_element_around_everything_keeps_the_outline(site: Settings, run: Callable[[str], Path]) -> None:
    post = site.source / "_posts" / "2025-09-01-3-third.md"
    post.write_text(
        '---\ntitle: 題\n---\n<div class="post" markdown="1">\n\n## 一\n\n文一\n\n## 二\n\n文二\n\n</div>\n',
        encoding="utf-8",
    )
    run("book-chapters")
    chapter = read_chapter(site.build / "chapters", "2025-09-01-3-third")
    assert [heading.text for heading in chapter.headings] == ["一", "二"]


def test_headings_of_html_are_headings(shown: Show, site: Settings) -> None:
    shown(
        '<h2 id="kigen">**起源**の章</h2>\n<p>最初の文。</p>\n\n<h3>\n細部\n</h3>\n\n文。\n\n'
        "<div><h3>箱の題</h3>箱</div>"
    )
    chapter = read_chapter(site.build / "chapters", "2025-09-01-3-third")
    assert [(heading.text, heading.level) for heading in chapter.headings][-2:] == [("起源の章", 2), ("細部", 3)]
    assert '<p class="rubric">箱の題</p>' in chapter.body
    assert not re.search(r"<h1|<h3[^>]*>箱", chapter.body)
