"""What note-taking programs and kramdown do not show."""

from __future__ import annotations

import html
import re
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
        ("- 甲\n\n^list1", "<ul>\n<li>甲</li>\n</ul>\n"),
    ],
)
def test_what_is_left_out(render: Render, written: str, shown: str) -> None:
    assert render(written) == shown


@pytest.mark.parametrize(
    "text",
    [
        "バッチでは %%i と %%j を使い、%%~dp0 もある。",
        "%%time と %%timeit の違い",
        "達成率（%%）と前年比（%%）、「%%」と「%%」、単位は%%。次も%%。",
        "%%time は先頭に書く。\n\n本文\n\n記号は %%",
        "LIKE '%%山田%%' と LIKE \"%%東京%%\"",
        "甲\n\n    %% 初期化\n    x = 1;\n    %%\n    plot(x)",
        "<pre>\n%% 初期化\nx = 1;\n%%\n^\nplot(x) %%甲%%\n</pre>",
        "| 式 | 例 |\n|---|---|\n| ^hello | 行頭は ^hello |",
        "- ^hello\n- world",
        "甲\n\n^para1",
    ],
)
def test_marks_that_programs_have_are_shown(render: Render, text: str) -> None:
    shown = html.unescape(re.sub(r"<[^<>]*>", "", render(text)))
    assert re.findall(r"[\w%^~]+", shown) == re.findall(r"[\w%^~]+", re.sub(r"<[^<>]*>", "", text))
