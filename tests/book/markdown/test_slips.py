"""Slips of the pen: spaces inside marks, links that miss being some, lines like items, notes, alerts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin

from book.markdown import ReaderOptions, configure, findings
from book.markdown.alerts import ALERT

Render = Callable[[str], str]


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("** 強い **点", "<strong>強い</strong> 点"),
        ("**強い **点と**　弱い**点", "<strong>強い</strong> 点と　<strong>弱い</strong>点"),
        ("**課題： **説明", "<strong>課題：</strong> 説明"),
        ("**甲**と ** `乙` で丙 **", "<strong>甲</strong>と  <strong><code>乙</code> で丙</strong> "),
        ("2 ** 3 ** 4", "2 ** 3 ** 4"),
        ("`** 符 **`と**強**い", "<code>** 符 **</code>と<strong>強</strong>い"),
        ("閉じだけ**の行\n**太い**と**太い**の行", "閉じだけの行<strong>太い</strong>と<strong>太い</strong>の行"),
        ("**太字が\n次の\n行**に続く", "<strong>太字が次の行</strong>に続く"),
        ("**(a)**b、c**(d)**", "<strong>(a)</strong>b、c<strong>(d)</strong>"),
        ("**甲****乙**と**丙** ****", "<strong>甲乙</strong>と<strong>丙</strong> ****"),
        ("_甲_です。_「乙」_が商品_分類_表とa_乙_b", "<em>甲</em>です。<em>「乙」</em>が商品_分類_表とa_乙_b"),
        ('**"Q"**uote', '<strong>"Q"</strong>uote'.replace('"', "&quot;")),
    ],
)
def test_emphasis(render: Render, source: str, shown: str) -> None:
    assert render(source) == f"<p>{shown.strip()}</p>\n"


@pytest.mark.parametrize(
    ("source", "address"),
    [
        ("[字](https://a.jp/b c)", "https://a.jp/b%20c"),
        ("![字](/図 1.png)", "/%E5%9B%B3%201.png"),
        ("![字](/a.png =300x200)", "/a.png"),
        ("![字](/a.png =300x)", "/a.png"),
        ('![字](/a b.png "題")', "/a%20b.png"),
        ("[字] (https://a.jp/b)", "https://a.jp/b"),
        ("[字]（https://a.jp/b）", "https://a.jp/b"),
        ("［字］(https://a.jp/b)", "https://a.jp/b"),
        ("［字］（https://a.jp/b）", "https://a.jp/b"),
        ("[字](www.a.jp/b)", "https://www.a.jp/b"),
    ],
)
def test_links_that_just_miss(render: Render, source: str, address: str) -> None:
    html = render(source)
    assert f'"{address}"' in html
    assert "字" in html
    assert not {"](", "（", "]"} & {mark for mark in ("](", "（", "]") if mark in html}


@pytest.mark.parametrize("source", ["[字](a b)", "[x] (y)", "`[字](https://a.jp/b c)`", "f(x)［1］(注)"])
def test_what_is_no_link_stays(render: Render, source: str) -> None:
    assert "<a " not in render(source)


def test_a_note_in_brackets_is_no_address(render: Render) -> None:
    assert render("[※1]と[図]\n\n[※1]: 注の文です。続き。\n\n[図]: 図一.png") == (
        '<p>[※1]と<a href="%E5%9B%B3%E4%B8%80.png">図</a></p>\n<p>[※1]: 注の文です。続き。</p>\n'
    )


def test_a_link_without_address_is_words_and_an_anchor_of_a_heading_nothing(render: Render) -> None:
    assert render("[**字**]()と[語](#a)") == '<p><strong>字</strong>と<a href="#a">語</a></p>\n'
    assert render("## 題[](https://a.jp/#x)") == "<h2>題</h2>\n"


def test_a_link_without_words_shows_its_address(render: Render) -> None:
    assert render("[](https://a.jp/)") == '<p><a href="https://a.jp/">https://a.jp/</a></p>\n'


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("次の点です。\n・甲\n・乙", "次の点です。<br />\n・甲<br />\n・乙"),
        ("①甲\n②乙", "①甲<br />\n②乙"),
        ("１．甲\n２．乙", "１．甲<br />\n２．乙"),
        ("(1) 甲\n(2) 乙", "(1) 甲<br />\n(2) 乙"),
        ("約\n3.5 倍", "約3.5 倍"),
        ("1.甲\n2.乙", "1.甲<br />\n2.乙"),
        ("[1] 甲\n[2] 乙", "[1] 甲<br />\n[2] 乙"),
        ("👉 甲\n💡**乙**", "👉 甲<br />\n💡<strong>乙</strong>"),
        ("**題です：**\n本文", "<strong>題です：</strong><br />\n本文"),
        ("**題**\n**小題** 本文", "<strong>題</strong><br />\n<strong>小題</strong> 本文"),
        ("前の文。\n**題**\n本文", "前の文。<br />\n<strong>題</strong><br />\n本文"),
        ("前の\n**語**", "前の<strong>語</strong>"),
        ("　段落一。\n　段落二。", "　段落一。<br />\n　段落二。"),
        ("約\n2.5倍の\n**伸び**\nを見せた", "約2.5倍の<strong>伸び</strong>を見せた"),
        ("**Note**\ntext", "<strong>Note</strong>\ntext"),
        ("**Note**\n注記", "<strong>Note</strong><br />\n注記"),
        ("💡 **要点**：\n本文", "💡 <strong>要点</strong>：<br />\n本文"),
    ],
)
def test_lines_that_are_meant_as_lines(render: Render, source: str, shown: str) -> None:
    assert render(source).strip().removeprefix("<p>").removesuffix("</p>") == shown.removeprefix("　")


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("-　甲\n-　乙", "<ul><li>甲</li><li>乙</li></ul>"),
        ("1.　甲\n2.　乙", "<ol><li>甲</li><li>乙</li></ol>"),
        ("＃＃　題\n\n文", "<h2>題</h2><p>文</p>"),
        ("　## 題\n\n　＃＃　次\n\n　#タグ", "<h2>題</h2><h2>次</h2><p>#タグ</p>"),
        ("＃＃題\n\n＃タグ", "<h2>題</h2><p>＃タグ</p>"),
        (
            "- 甲\n-\n- 乙\n\n文\n\n- \n\n1. \n2. 丙",
            "<ul><li>甲</li><li>乙</li></ul><p>文</p><ol><li></li><li>丙</li></ol>",
        ),
        ("　> 引用\n\n文", "<blockquote><p>引用</p></blockquote><p>文</p>"),
        ("　段落|一\n\n```\n　## 符\n```", "<p>段落|一</p><pre><code>　## 符</code></pre>"),
        ("＊＊強＊＊い", "<p><strong>強</strong>い</p>"),
        ("```\n＊＊符＊＊\n-　符\n```", "<pre><code>＊＊符＊＊-　符</code></pre>"),
        ("＊＊ 強 ＊＊と＃タグ", "<p>＊＊ 強 ＊＊と＃タグ</p>"),
        (
            "- 甲\n- 乙\n**題**\n- 丙",
            "<ul><li>甲</li><li>乙</li></ul><p><strong>題</strong></p><ul><li>丙</li></ul>",
        ),
        ("- 甲\n  **乙**\n続く**丙**", "<ul><li>甲<strong>乙</strong><br />続く<strong>丙</strong></li></ul>"),
    ],
)
def test_wide_marks_and_titles_below_lists(render: Render, source: str, html: str) -> None:
    assert render(source).replace("\n", "") == html


def test_alerts_and_calls_for_contents(render: Render) -> None:
    quoted = "<blockquote>\n<p>文</p>\n</blockquote>\n"
    for source in (
        "[!WARNING]\n> 文",
        "[!warning]\n>\n> 文",
        "[!WARNING] 文",
        "[!info]- 題の言葉\n> 文",
        "[!todo] 文",
    ):
        assert render(f"> {source}") == quoted
    assert render("> [!quote]+ 人\n> 文") == quoted.replace("文", "<strong>人</strong><br />\n文")
    assert render("> [!何か] 文") == "<blockquote>\n<p>[!何か] 文</p>\n</blockquote>\n"
    assert render("[TOC]\n\n[[_TOC_]]\n\n本文\n\n- [TOC]") == "<p>本文</p>\n<ul>\n<li></li>\n</ul>\n"


def test_kinds_of_alerts() -> None:
    def kinds(text: str) -> list[object]:
        return [token.meta.get(ALERT) for token in with_notes().parse(text) if token.type == "blockquote_open"]

    assert kinds("> [!abstract]\n> 文") == [("note", "Abstract")]
    assert kinds("> [!custom|x]- 題\n> 文") == [("note", "題")]
    assert kinds("> [!bug] 題\n> 文") == [("warning", "題")]
    assert kinds("> [!quote] 題\n> 文") == [None]


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("![[図 1.png]]", '<img src="図 1.png" alt="" class="wikilink" />'),
        ("![[図.PNG|400]]", '<img src="図.PNG" alt="" class="wikilink" width="400" />'),
        ("![[図.png|説明]]", '<img src="図.png" alt="説明" class="wikilink" />'),
        ("![[記事|語]]！", '<a href="記事" class="wikilink">語</a>！'),
        ("![[]]", "![[]]"),
    ],
)
def test_what_note_taking_programs_embed(render: Render, source: str, html: str) -> None:
    assert render(source) == f"<p>{html}</p>\n"


def with_notes() -> MarkdownIt:
    md = MarkdownIt("commonmark").use(footnote_plugin, inline=False, move_to_end=False, always_match_refs=True)
    configure(md, ReaderOptions())
    return md


@pytest.mark.parametrize(
    ("source", "notes"),
    [
        ("甲^[注の文]と乙", ["注の文"]),
        (
            "甲((アメリカの企業（半導体）。))と乙((次の注の文です。))",
            ["アメリカの企業（半導体）。", "次の注の文です。"],
        ),
        ("((a+b)*(c+d))と f((x+y+z+w)) と((笑))と(((アメリカの企業)))", []),
        ("式^[a-z]+$と`甲((アメリカの企業。))`と^[1]", []),
    ],
)
def test_notes_within_the_text(source: str, notes: list[str]) -> None:
    tokens = with_notes().parse(source)
    assert [token.content for token in tokens if token.type == "inline"][1:] == notes


def test_characters_of_a_regular_expression_are_no_note(render: Render) -> None:
    assert with_notes().render("[^0-9]と[^a-z]") == "<p>[^0-9]と[^a-z]</p>\n"


def test_notes_that_are_missing_or_there_twice() -> None:
    text = "甲[^1]と乙[^無い]。\n\n[^1]: 一\n\n[^2]: 二\n\n[^1]: また一\n"
    tokens = with_notes().parse(text)
    calls = [
        child.meta["label"] for token in tokens for child in token.children or () if child.type == "footnote_ref"
    ]
    assert calls == ["1"]
    opened = [token.meta["label"] for token in tokens if token.type == "footnote_reference_open"]
    assert opened == ["1", "2"]
    assert [token.content for token in tokens if token.type == "inline"] == [
        "甲[^1]と乙[^無い]。",
        "一",
        "また一",
        "二",
    ]
    assert [(f.line, f.kind) for f in findings(with_notes(), text)] == [
        (1, "footnote.missing"),
        (5, "footnote.unused"),
        (7, "footnote.double"),
    ]


def test_what_is_read_by_itself_calls_the_notes_of_its_article() -> None:
    env: dict[str, Any] = {}
    md = with_notes()
    md.parse("甲[^1]\n\n[^1]: 一\n", env)
    (paragraph,) = (token for token in md.parse("箱[^1]と[^2]", env) if token.type == "inline")
    assert [child.type for child in paragraph.children or ()] == ["text", "footnote_ref", "text"]


def test_a_note_within_itself_is_one_note() -> None:
    tokens = with_notes().parse("甲[^1]\n\n[^1]: [^1]: 一\n")
    assert [token.type for token in tokens].count("footnote_reference_open") == 1
    assert [token.content for token in tokens if token.type == "inline"] == ["甲[^1]", "一"]


def test_slips_are_told(make: Callable[..., MarkdownIt]) -> None:
    blocks = (
        "** 甲 **",
        "[乙](https://a.jp/b c)",
        "閉じ**\n**太い**",
        "[](/x)",
        "・一\n・二",
        "> [!TIP]\n> 文",
        "[TOC]",
    )
    text = "\n\n".join(blocks)
    assert [(f.line, f.kind) for f in findings(make(), text)] == [
        (1, "emphasis.spaces"),
        (3, "link.slip"),
        (5, "emphasis.unpaired"),
        (8, "link.empty"),
        (10, "line.kept"),
        (16, "contents.call"),
    ]
