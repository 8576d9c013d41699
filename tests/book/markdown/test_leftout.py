"""What note-taking programs and kramdown do not show."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Render = Callable[[str], str]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("甲%%覚え書き%%乙", "<p>甲乙</p>\n"),
        ("甲\n\n%%\n覚え\n\n- 書き\n%%\n\n乙", "<p>甲</p>\n<p>乙</p>\n"),
        ("%% 覚え\n書き %%\n乙", "<p>乙</p>\n"),
        ("10%%増、20%%減。`%%x%%`と「%d%%と%s%%」", "<p>10%%増、20%%減。<code>%%x%%</code>と「%d%%と%s%%」</p>\n"),
        ("%% 閉じない\n次は100%%", "<p>%% 閉じない次は100%%</p>\n"),
        ("```\n%%\n甲\n%%\n```", "<pre><code>%%\n甲\n%%\n</code></pre>\n"),
        ("段落です。 ^block-id", "<p>段落です。</p>\n"),
        ("> 引用\n\n^quote1", "<blockquote>\n<p>引用</p>\n</blockquote>\n"),
        ("面積は x ^2 と m ^abcd です ^2", "<p>面積は x ^2 と m ^abcd です ^2</p>\n"),
        ("- 甲\n^\n- 乙", "<ul>\n<li>甲</li>\n</ul>\n<!-- -->\n<ul>\n<li>乙</li>\n</ul>\n"),
    ],
)
def test_what_is_left_out(render: Render, written: str, shown: str) -> None:
    assert render(written) == shown
