"""What programs and habits leave in texts: names of emoji, marks of sources and notes, lines, brackets."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from book.markdown import LiquidContext, prepare

Render = Callable[[str], str]


def test_emoji_by_name_are_shown_outside_of_code(render: Render) -> None:
    assert render("**:rocket:** と `:rocket:` と[:x:](/:x:/)") == (
        '<p><strong>🚀</strong> と <code>:rocket:</code> と<a href="/:x:/">❌</a></p>\n'
    )


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("1.8兆ドル【4†source】です【12:3†report.pdf】。", "1.8兆ドルです。"),
        ("拡大中です。citeturn0search1turn0news3", "拡大中です。"),
        ("拡大中です\ue200cite\ue202turn0search1\ue201。", "拡大中です。"),
        ("同様です :contentReference[oaicite:0]{index=0}。", "同様です。"),
        ("[oai_citation:1‡example.jp](https://example.jp/a)", '<a href="https://example.jp/a">example.jp</a>'),
        ("`【4†source】`", "<code>【4†source】</code>"),
        ('[caption id="a"]図の題[/caption]と[embed]x[/embed]と[caption]', "図の題とxと[caption]"),
        ("【†印】とcite turn0", "【†印】とcite turn0"),
    ],
)
def test_marks_of_sources_are_left_out(render: Render, written: str, shown: str) -> None:
    assert render(written) == f"<p>{shown}</p>\n"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (
            '{{< figure src="/a.png" alt="絵" caption="図の&題" >}}',
            '<figure><img src="/a.png" alt="絵"><figcaption>図の&amp;題</figcaption></figure>',
        ),
        ('{{< figure src="/a.png" >}}', '<p><img src="/a.png" alt=""></p>'),
        ('{{< youtube a-B_1 >}}と{{< vimeo id="12" >}}', "<https://youtu.be/a-B_1>と<https://vimeo.com/12>"),
        (
            '{{< tweet user="a" id="1" >}}{{< gist b 2 >}}',
            "<https://x.com/a/status/1><https://gist.github.com/b/2>",
        ),
        ("{{< highlight py >}}\nx\n{{< /highlight >}}", "```py\nx\n```"),
        ('{{< details "題" >}}\n文\n{{% /details %}}', "<details><summary>題</summary>\n文\n</details>"),
        ('[語]({{< ref "2025-01-01-a.md" >}})', "[語](2025-01-01-a.md)"),
        ("{{% notice tip %}}文{{% /notice %}}", "文"),
        ("```\n{{< youtube a >}}\n```", "```\n{{< youtube a >}}\n```"),
    ],
)
def test_shortcodes_of_hugo(written: str, shown: str) -> None:
    assert prepare(written, LiquidContext()).text == shown


@pytest.mark.parametrize(
    ("text", "bare"),
    [
        ("\n```markdown\n# 題\n\n文\n```\n", "\n\n# 題\n\n文\n\n"),
        ("```md\n# 題\n```py\nx\n```\n文\n```", "\n# 題\n```py\nx\n```\n文\n"),
        ("```markdown\n---\ntitle: 題\ntags:\n- 甲\n---\n文\n```", "\n\n\n\n\n\n文\n"),
        ("\n---\ntitle: 題\n---\n文\n\n---\n", "\n\n\n\n文\n\n---\n"),
        *(
            (same, same)
            for same in ("```markdown\n甲\n```\n文\n```\n乙\n```", "---\n\n文\n\n---\n", "```py\nx\n```", "文")
        ),
    ],
)
def test_what_is_round_a_whole_text_is_taken_off(text: str, bare: str) -> None:
    prepared = prepare(text, LiquidContext())
    assert prepared.text == bare
    assert [finding.kind for finding in prepared.findings] == ["text.wrapped"] * (text != bare)


@pytest.mark.parametrize(
    "text",
    [
        "3,000円（*1）で、年額（*2）です",
        "10*20*30",
        "*1 税込みは*2 別です",
        "[*1]と[*2]",
        "円 (*1)、(*2)",
        "額*1は「*2」と率*3は",
    ],
)
def test_numbers_of_notes_and_products_are_no_emphasis(render: Render, text: str) -> None:
    assert render(text) == f"<p>{text}</p>\n"
    assert render("*3倍*と*2026年*") == "<p><em>3倍</em>と<em>2026年</em></p>\n"


@pytest.mark.parametrize("words", ["2の累乗", "1は素数でない"])
def test_emphasis_may_begin_with_a_number(render: Render, words: str) -> None:
    assert f"これは<em>{words}</em>です" in render(f"前の行*1は注\nこれは*{words}*です\n\n後*2の*")


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ("*1 税込みです。", "*2 一括です。"),
        ("注1）参考値", "注2）会社資料"),
        ("１　在庫とは", "２　価格とは"),
        ("１、甲", "２、乙"),
        ("「なるほど」", "「そうです」"),
        ("－ 甲", "－ 乙"),
        ("佐藤「倍ですか」", "田中「はい」"),
        ("a) 甲", "b) 乙"),
        ("1-1. 甲", "1-2. 乙"),
        ("――――――", "免責です。"),
    ],
)
def test_lines_of_notes_and_of_speech_stay_lines(render: Render, above: str, below: str) -> None:
    assert render(f"{above}\n{below}") == f"<p>{above}<br />\n{below}</p>\n"


@pytest.mark.parametrize("text", ["売上は1、\n2、3年で", "彼は「はい」\nと言う", "「甲」と\n「乙」"])
def test_other_lines_go_on(render: Render, text: str) -> None:
    assert "<br" not in render(text)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("[https://a.jp/x:embed:cite]", '<a href="https://a.jp/x">https://a.jp/x</a>'),
        ("[https://a.jp/x:title=題]", '<a href="https://a.jp/x">題</a>'),
        ("https://a.jp/x[注]", '<a href="https://a.jp/x">https://a.jp/x</a>[注]'),
        ("https://a.jp/{id}", '<a href="https://a.jp/">https://a.jp/</a>{id}'),
    ],
)
def test_addresses_end_at_brackets(render: Render, written: str, shown: str) -> None:
    assert render(written) == f"<p>{shown}</p>\n"


def test_how_kramdown_reads_on_is_not_shown(render: Render) -> None:
    assert "nomarkdown" not in render("{::nomarkdown}\n<p>甲</p>\n{:/nomarkdown}\n\n乙")
    assert "{::nomarkdown}" in render("```\n{::nomarkdown}\n```")


def test_the_language_of_code_is_not_that_of_the_text(render: Render) -> None:
    assert render("`x`{: .language-python .a}") == '<p><code class="a">x</code></p>\n'


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ('![図](/a.png){width="50%" .x}続き', '<img src="/a.png" alt="図" width="50%" class="x" />続き'),
        ("[字](/a/){.x}と{.y}", '<a href="/a/" class="x">字</a>と{.y}'),
        ("[字](/a/){集合}", '<a href="/a/">字</a>{集合}'),
    ],
)
def test_attributes_of_pandoc_behind_pictures_and_links(render: Render, written: str, shown: str) -> None:
    assert render(written) == f"<p>{shown}</p>\n"
