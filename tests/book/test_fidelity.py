"""The comparison of written and shown text: silent where all is well, and not blind."""

from __future__ import annotations

import pytest

from book.fidelity import compare, shown

SOURCE = """# 題

はじめの**段落**です。[文字](https://example.jp/a_(b) "題")と`code_x`を含む。

1. 一番目の項目{: .x}
2. 二番目の項目[^1]

| 列 | 値 |
|----|---:|
| 甲 | 12 |

```python
a = "**b**"  # [x](y)
```

:::{note} 見出しつき
中の文。
:::

:::{figure} /p.png
:alt: 図の説明
:width: 100
図の題
:::

![写真](/q.png) {漢字|かんじ} &amp; <b>太字</b> <!-- 秘密 -->

[^1]: 脚注の文。
"""
PAGE = """<p>はじめの<strong>段落</strong>です。<a href="x">文字</a>と<code>code_x</code>を含む。</p>
<ol><li>一番目の項目</li><li>二番目の項目<a class="noteref" href="#fn-1">1</a></li></ol>
<div class="table"><table><tr><th>列</th><th>値</th></tr><tr><td>甲</td><td>12</td></tr></table></div>
<pre class="code"><code>a = "**b**"  # [x](y)</code></pre>
<aside class="admonition note"><p class="admonition-title generated">注記</p>
<p>見出しつき</p><p>中の文。</p></aside>
<figure><img src="p" alt="図の説明"/><figcaption>図の題</figcaption></figure>
<p><img src="q" alt="写真"/> <ruby>漢字<rp>(</rp><rt>かんじ</rt><rp>)</rp></ruby> &amp; <b>太字</b> </p>
<section class="footnotes"><ol><li id="fn-1"><p>脚注の文。</p></li></ol></section>"""


def found(page: str, source: str = SOURCE) -> list[tuple[int, str]]:
    return [(finding.line, finding.kind) for finding in compare(source, shown(page), title="題")]


def test_a_page_that_shows_what_was_written() -> None:
    assert found(PAGE) == []


@pytest.mark.parametrize(
    ("right", "wrong", "where"),
    [
        ("<p>中の文。</p>", "", [(17, "rendered.lost")]),
        ("<td>12</td>", "<td>13</td>", [(8, "rendered.added"), (10, "rendered.lost")]),
        ("<p>中の文。</p>", "<p>中の文。</p><p>中の文。</p>", [(17, "rendered.added")]),
        ("<b>太字</b>", "<b>太字</b>です", [(26, "rendered.added")]),
        ("を含む。", "を含む。**", [(3, "rendered.mark")]),
        ("<strong>段落</strong>", "**段落**", [(1, "rendered.mark"), (3, "rendered.mark")]),
        ("一番目の項目", "一番目の項目{: .x}", [(5, "rendered.added"), (5, "rendered.mark")]),
        ('alt="図の説明"', 'alt=""', [(21, "rendered.lost")]),
        ("<p>脚注の文。</p>", "", [(28, "rendered.lost")]),
    ],
)
def test_planted_faults_are_found(right: str, wrong: str, where: list[tuple[int, str]]) -> None:
    assert right in PAGE
    assert found(PAGE.replace(right, wrong, 1)) == where


def test_marks_in_code_are_no_fault() -> None:
    assert found("<p><code>**kwargs {% x %}</code></p>", "`**kwargs {% x %}`") == []


def test_a_sentence_left_out_where_it_occurs_twice_is_missed_once() -> None:
    source = "同じ文が二度ある。\n\n間の文。\n\n同じ文が二度ある。\n"
    assert found("<p>同じ文が二度ある。</p><p>間の文。</p>", source) == [(5, "rendered.lost")]


def test_the_title_may_be_repeated_or_left_out() -> None:
    assert found("<p>文</p>", "題\n\n文") == []
    assert found("<p>題</p><p>文</p>", "題\n\n文") == []


@pytest.mark.parametrize(
    ("source", "page"),
    [
        ("\\*\\*星\\*\\*", "<p>**星**</p>"),
        ("- [x] 済み", "<ul><li>済み</li></ul>"),
        ("{東京|とう|きょう}", "<p><ruby>東<rp>(</rp><rt>とう</rt><rp>)</rp>京<rt>きょう</rt></ruby></p>"),
        (
            "> [!NOTE]\n> 文",
            '<aside class="admonition note"><p class="admonition-title generated">注記</p><p>文</p></aside>',
        ),
        (
            "> [!NOTE] 題\n> 文",
            '<aside class="admonition note"><p class="admonition-title">題</p><p>文</p></aside>',
        ),
        ("[字] (https://a.jp/x)と[甲](<b c>)", "<p>字と甲</p>"),
        ("List<string>と<b>太</b>", "<p>List&lt;string&gt;と<b>太</b></p>"),
        ("[※1]: 注の文", "<p>[※1]: 注の文</p>"),
        (
            "`<br>`と`{: .x}`と\\{: .y}と\\<b\\>",
            "<p><code>&lt;br&gt;</code>と<code>{: .x}</code>と{: .y}と&lt;b&gt;</p>",
        ),
        (
            "<table><caption>表の題</caption></table>文<o:p></o:p>",
            "<table><caption>表の題</caption></table><p>文</p>",
        ),
        (
            "文((その場の長い注です))の[https://a.jp:embed:cite]",
            "<p>文の<a>https://a.jp</a></p><p>その場の長い注です</p>",
        ),
        ("正規表現は^[a-z]+です", "<p>正規表現は^[a-z]+です</p>"),
        ('!!! warning "題"\n    文', "<aside><p>題</p><p>文</p></aside>"),
        ('=== "題"\n    文', "<details><summary>題</summary><p>文</p></details>"),
        ("甲%%覚え%%乙 ^block-id", "<p>甲乙</p>"),
        ("式\\eqref{a}", '<p>式<span class="generated">(1)</span></p>'),
        ("$x \\label{a}$", '<p><math alttext="x \\tag{1}"/></p>'),
        ("[字](/a){ .button }と![図](/b){#fig:a width=50%}", '<p>字と<img alt="図"/></p>'),
        ("引数の **kwargs と2**10とa ** bとsrc/**/*.py", "<p>引数の **kwargs と2**10とa ** bとsrc/**/*.py</p>"),
        ("文\n[1]: https://a.jp/", "<p>文 [1]: https://a.jp/</p>"),
    ],
)
def test_slips_that_were_mended_are_no_fault(source: str, page: str) -> None:
    assert found(page, source) == []


def test_what_a_mended_slip_lost_is_found() -> None:
    assert found("<p>字と</p>", "[字] (https://a.jp/x)と甲") == [(1, "rendered.added"), (1, "rendered.lost")]
    assert found("<p>と太</p>", "List<string>と<b>太</b>") == [(1, "rendered.added"), (1, "rendered.lost")]


def test_notes_in_the_text_and_readings_are_found_where_they_are_shown() -> None:
    source = "文^[その場の注]の続き。\n\n<ruby>東<rt>とう</rt>京<rt>きょう</rt></ruby>と\\[括弧\\](甲)。\n"
    body = (
        "<p>文の続き。</p><p><ruby>東<rt>とう</rt>京<rt>きょう</rt></ruby>と[括弧](甲)。</p>"
        "<svg><text>図の字</text></svg><p>その場の注</p>"
    )
    assert compare(source, shown(body)) == []


def test_marks_within_raw_are_meant_to_be_shown() -> None:
    page, source = "<p>{{ page.title }}を使う</p>", "{{ page.title }}を使う\n"
    assert [kind for _, kind in found(page, source)] == ["rendered.mark"]
    written = "{% raw %}{{ page.title }}{% endraw %}を使う\n"
    assert compare(source, shown(page), written=written) == []


def test_a_link_in_the_place_of_a_video_is_looked_for() -> None:
    video = '<iframe src="https://www.youtube.com/embed/a1"></iframe>\n\n本文です。\n'
    assert found("<p>https://youtu.be/a1</p><p>本文です。</p>", video) == []
    assert [kind for _, kind in found("<p>本文です。</p>", video)] == ["rendered.lost"]
    counter = '<iframe src="https://www.googletagmanager.com/ns.html" height="0"></iframe>\n\n本文です。\n'
    assert found("<p>本文です。</p>", counter) == []
