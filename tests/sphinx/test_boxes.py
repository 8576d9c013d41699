"""What Zenn's, Qiita's and GitHub's authors write: boxes, folded text, names of files, formulas, cards."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

Show = Callable[[str], tuple[str, str]]


def _box(kind: str, title: str, more: str = "") -> str:
    return f'<aside class="admonition {kind}"><p class="admonition-title{more}">{title}</p>\\s*'


@pytest.mark.parametrize(
    ("text", "html"),
    [
        (":::message\n本文\n:::", '<aside class="admonition note">.*注記.*<p>本文</p>'),
        (":::message alert\n本文\n:::", '<aside class="admonition warning">.*警告.*<p>本文</p>'),
        (":::note warn\n本文\n:::", '<aside class="admonition warning">.*<p>本文</p>'),
        (":::note 題の言葉\n本文\n:::", _box("note", "題の言葉") + "<p>本文</p>"),
        ("::: tip 題の**言葉**\n- 項\n:::", _box("tip", r"題の\*\*言葉\*\*") + "<ul>"),
        (":::danger[題]\n本文\n:::", _box("danger", "題") + "<p>本文</p>"),
        (
            '文\n!!! warning "題"\n    本文\n\n    - 項\n\n後',
            f"<p>文</p>\\s*{_box('warning', '題')}<p>本文</p>\\s*<ul>.*</aside>\\s*<p>後</p>",
        ),
        ('??? tip "題"\n    本文\n', "<details.*<summary>題</summary>.*<p>本文</p>"),
        ('=== "題"\n    ```py\n    x\n    ```\n', "<details.*<summary>題</summary>.*<pre"),
        ("!!! すごい\n本文", "<p>!!! すごい"),
        ("> [!NOTE]\n> 本**文**", _box("note", "注記", " generated") + "<p>本<strong>文</strong></p>\n</aside>"),
        ("> [!CAUTION]\n>\n> 本文\n>\n> 続き", _box("caution", "注意", " generated") + "<p>本文</p>\n<p>続き</p>"),
        ("> [!info]- 題の言葉\n> 本文", _box("note", "題の言葉") + "<p>本文</p>"),
        ("> [!danger] 題の言葉\n> - 項", _box("warning", "題の言葉") + "<ul>"),
        (":::{admonition} 題の言葉\n:class: tip\n本文\n:::", _box("tip", "題の言葉") + "<p>本文</p>"),
        (
            ":::details 題の言葉\n## 節\n\n本文\n:::\n\n後",
            "<summary>題の言葉</summary>.*本文.*</details>.*<p>後</p>",
        ),
        ("```js:app.js\nx\n```", r'<p class="caption">app\.js</p>\s*<pre class="code" data-language="js">'),
        (
            "```diff python:主.py\n+ x\n```",
            r'<p class="caption">主\.py</p>\s*<pre class="code" data-language="diff">',
        ),
        ("```js {file=app.js}\nx\n```", r'<p class="caption">app\.js</p>'),
        (
            '```py title="主.py" {1,3} linenos\nx\n```',
            r'<p class="caption">主\.py</p>\s*<pre class="code" data-language="py">',
        ),
        (
            '<div class="mermaid">\ngraph LR\n  A --> B\n</div>',
            r'data-language="mermaid"><code>graph LR\n  A --&gt; B',
        ),
        (
            "> **Warning**\n> 文",
            r'<aside class="admonition warning"><p class="admonition-title generated">警告</p>\s*<p>文</p>',
        ),
        (
            "> 文\n{: .prompt-tip }",
            r'<aside class="admonition tip"><p class="admonition-title generated">ヒント</p>\s*<p>文</p>',
        ),
        ("文\n{: .notice--danger}\n\n次", r'<aside class="admonition warning">.*<p>文</p>\s*</aside>\s*<p>次'),
        ("> **Note** です", "<blockquote>\\s*<p><strong>Note</strong> です"),
        ("```{.ruby .numberLines}\nx\n```", '<pre class="code" data-language="ruby">'),
        ("```math\nx^2\n```", '<div class="math"><math alttext="x\\^2"'),
        ("式$`x^2`$の", '<math alttext="x\\^2"'),
        ("@[card](https://a.example/b)", '<a href="https://a.example/b">https://a.example/b</a>'),
        ("@[youtube](a-B_1)", '<a href="https://youtu.be/a-B_1">https://youtu.be/a-B_1</a>'),
        (
            '<iframe src="//www.youtube.com/embed/a-B_1?rel=0" title="動画の題"></iframe>',
            '<p><a href="https://youtu.be/a-B_1">動画の題</a></p>',
        ),
        ("値は<math><mi>x</mi><annotation>y</annotation></math>です", "<p>値はxです</p>"),
        (
            "![絵](/assets/chart.png)\n*図の**題**の言葉*",
            r'<figure[^>]*>\s*<img [^>]*alt="絵"[^>]*/>\s*<figcaption>図の<strong>題</strong>の言葉</figcaption>',
        ),
        (
            "[![絵](/assets/chart.png)](https://a.example/)  \n*図の題*",
            r'<figure[^>]*>\s*<a href="https://a.example/"><img [^>]*/></a>\s*<figcaption>図の題</figcaption>',
        ),
        (
            "- [x] 済\n- [ ] 未",
            '<li class="task-list-item"><p>☑ 済</p>\\s*</li>\\s*<li class="task-list-item"><p>☐ 未</p>',
        ),
        ("か\u3099と\x07制\x0b御", "<p>がと制御</p>"),
        (
            "文^[その場の**注**、[語](https://b.example/)。]と`^[x]`",
            r'文<a class="noteref".*<code>\^\[x\]</code>.*その場の<strong>注',
        ),
        ("一^[甲]と二^[乙]", r'一<a class="noteref"[^>]*>1</a>と二<a.*>2</a>.*id="fn-1"><p>甲.*id="fn-2"><p>乙'),
        ("![絵](/assets/chart.png)の*図*", "<p><img [^>]*/>の<em>図</em></p>"),
        ('文<svg width="9" height="9"><text>字</text></svg>文', "<text>字</text></svg>文"),
    ],
)
def test_they_are_shown_as_meant(shown: Show, text: str, html: str) -> None:
    page, chapter = shown(text)
    assert re.search(html, chapter, re.DOTALL)
    assert not re.search(r":::|@\[|<p>[^<]*\{", page + chapter)
