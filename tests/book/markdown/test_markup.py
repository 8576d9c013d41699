"""HTML among Markdown."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from markdown_it import MarkdownIt

from book.markdown import findings

Render = Callable[[str], str]
BOX = '<div class="box">'


@pytest.mark.parametrize(
    ("source", "html"),
    [
        (
            f"{BOX}\n**強**い。\n\n- 項目\n</div>\n",
            f"{BOX}<p><strong>強</strong>い。</p><ul><li>項目</li></ul></div>",
        ),
        (
            '<div markdown="1">\n<b>太</b>と**強**\n</div>',
            '<div markdown="1"><p><b>太</b>と<strong>強</strong></p></div>',
        ),
        (
            "<details>\n<summary>題</summary>\n- 甲\n- 乙\n</details>",
            "<details><summary>題</summary><ul><li>甲</li><li>乙</li></ul></details>",
        ),
        (
            "<div>**強**と`符`と[字](/a/)</div>",
            '<div><strong>強</strong>と<code>符</code>と<a href="/a/">字</a></div>',
        ),
        ("<table><tr><td>**強**</td></tr></table>", "<table><tr><td><strong>強</strong></td></tr></table>"),
        (
            "<aside>\n<p>文</p>\n<h3>**次**</h3>\n文\n</aside>",
            "<aside><p>文</p><h3><strong>次</strong></h3><p>文</p></aside>",
        ),
        ("<pre>\n**符**\n</pre>", "<pre>**符**</pre>"),
        ("<div>\n    <code>**符**</code>\n</div>", "<div>    <code>**符**</code></div>"),
        ("<ul>\n<li>甲</li>\n</ul>", "<ul><li>甲</li></ul>"),
        ("<!-- more -->**続**き", "<p><!-- more --><strong>続</strong>き</p>"),
        ("<!-- 秘 -->", "<!-- 秘 -->"),
        ("List<string>と<T>の<b>型</b>", "<p>List&lt;string&gt;と&lt;T&gt;の<b>型</b></p>"),
        ("<my-card>札</my-card>", "<my-card>札</my-card>"),
        ("鍵は<your-api-key>です", "<p>鍵は&lt;your-api-key&gt;です</p>"),
        ("<image>と<title>の印", "<p>&lt;image&gt;と&lt;title&gt;の印</p>"),
        ('甲<input type="text">と<text>乙</text>', '<p>甲<input type="text">と<text>乙</text></p>'),
        ("もしa<b and c>dなら<b>太</b>", "<p>もしa&lt;b and c&gt;dなら<b>太</b></p>"),
    ],
)
def test_markdown_and_html(render: Render, source: str, html: str) -> None:
    shown = render(source).replace("\n", "")
    assert (
        shown.removeprefix("<p>" if source.startswith("<my") else "").removesuffix(
            "</p>" if source.startswith("<my") else ""
        )
        == html
    )


def test_what_was_mended_is_told(make: Callable[..., MarkdownIt]) -> None:
    text = "甲<T>\n\n<b>**乙**</b>\n\n<div>**丙**</div>\n\n<!-- 丁\n\n戊"
    assert [(f.line, f.kind) for f in findings(make(), text)] == [
        (1, "html.unknown"),
        (5, "html.markdown"),
        (7, "html.comment"),
    ]


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("##　見出し\n", "<h2>見出し</h2>"),
        ("#　見出し\n本文", "<h2>見出し</h2><p>本文</p>"),
        ("####### 七つ\n", "<h2>七つ</h2>"),
        ("## 見出し##\n", "<h2>見出し</h2>"),
        ("## 見出し#\n", "<h2>見出し</h2>"),
        ("## C#\n", "<h2>C#</h2>"),
        ("## 見出し{#name}\n", '<h2 id="name">見出し</h2>'),
        ("## \n##\n### {#x}\n本文", "<p>本文</p>"),
        ("＃タグ", "<p>＃タグ</p>"),
    ],
)
def test_headings_with_slips(render: Render, source: str, html: str) -> None:
    assert render(source).replace("\n", "") == html


@pytest.mark.parametrize(
    ("source", "info"),
    [
        ("```python:main.py\nx\n```", "python"),
        ('```js title="a:b"\nx\n```', "js"),
        ("```{.python}\nx\n```", "python"),
        ("```{include} /etc/passwd\n```", "include"),
        ("```{note}\nx\n```", "{note}"),
        ("```c++:a.cc linenos\nx\n```", "c++ linenos"),
    ],
)
def test_what_a_fence_is_called(make: Callable[..., MarkdownIt], source: str, info: str) -> None:
    assert make().parse(source)[0].info == info


def test_lists_in_lists_are_read_to_a_depth_no_author_reaches(make: Callable[..., MarkdownIt]) -> None:
    text = "".join(f"{'  ' * depth}- 深さ{depth}\n" for depth in range(28))
    assert "深さ27" in make().render(text)
    deeper = "".join(f"{'  ' * depth}- 深さ{depth}\n" for depth in range(40))
    assert "nesting.deep" in {finding.kind for finding in findings(make(), deeper)}
