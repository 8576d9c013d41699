"""The CJK amendment to CommonMark 6.2, and CommonMark itself where the amendment does not apply."""

from __future__ import annotations

import pytest
from markdown_it import MarkdownIt

from book.markdown.emphasis import cjk_emphasis_plugin

STOCK = MarkdownIt("commonmark").enable("strikethrough")
FRIENDLY = MarkdownIt("commonmark").enable("strikethrough").use(cjk_emphasis_plugin)


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("これは**「重要」**です", "これは<strong>「重要」</strong>です"),
        ("**終わった。**次へ", "<strong>終わった。</strong>次へ"),
        ("**価格（税込）**は", "<strong>価格（税込）</strong>は"),
        ("彼は*『本』*を", "彼は<em>『本』</em>を"),
        ("~~旧（廃止）~~新", "<s>旧（廃止）</s>新"),
        ("実行は**`make`**で", "実行は<strong><code>make</code></strong>で"),
        ("**50%**増、**(株)**山", "<strong>50%</strong>増、<strong>(株)</strong>山"),
        ("詳細は**[頁](a)**へ", '詳細は<strong><a href="a">頁</a></strong>へ'),
        ("한국어**(괄호)**를", "한국어<strong>(괄호)</strong>를"),
        ("葛󠄀**(城)**市", "葛󠄀<strong>(城)</strong>市"),
        ("𠮷**(野)**家", "𠮷<strong>(野)</strong>家"),
        ("ｶﾅ**(半角)**ｶﾅ", "ｶﾅ<strong>(半角)</strong>ｶﾅ"),
        ("ＡＢ**(全角)**ＣＤ", "ＡＢ<strong>(全角)</strong>ＣＤ"),
        ("〽︎**(歌)** a", "〽︎<strong>(歌)</strong> a"),
        ("“︁**(a)** b", "“︁<strong>(a)</strong> b"),
        ("㊙**(秘)** a", "㊙<strong>(秘)</strong> a"),
        ("***「二重」***に", "<em><strong>「二重」</strong></em>に"),
    ],
)
def test_marks_beside_cjk_are_emphasis(source: str, shown: str) -> None:
    assert FRIENDLY.render(source).strip() == f"<p>{shown}</p>"


COMMONMARK_6_2 = [
    "*foo bar*",
    "a * foo bar*",
    'a*"foo"*',
    "*\u00a0a\u00a0*",
    "*$*alpha.",
    "foo*bar*",
    "5*6*78",
    "_foo bar_",
    "_ foo bar_",
    'a_"foo"_',
    "foo_bar_",
    "пристаням_стремятся_",
    'aa_"bb"_cc',
    "foo-_(bar)_",
    "_foo*",
    "*foo bar *",
    "*(*foo)",
    "*(*foo*)*",
    "*foo*bar",
    "_(_foo)",
    "_(_foo_)_",
    "_foo_bar_baz_",
    "_(bar)_.",
    "**foo bar**",
    "** foo bar**",
    'a**"foo"**',
    "foo**bar**",
    "__foo, __bar__, baz__",
    "foo-__(bar)__",
    "**(**foo)",
    "*(**foo**)*",
    '**foo "*bar*" foo**',
    "**foo**bar",
    "*foo**bar**baz*",
    "***foo** bar*",
    "*foo **bar***",
    "foo***bar***baz",
    "foo******bar*********baz",
    "** is not an empty emphasis",
    "**** is not",
    "foo *\\**",
    "**foo*",
    "*foo**",
    "***foo**",
    "****foo*",
    "**foo***",
    "*foo****",
    "*foo _bar* baz_",
    "*foo __bar *baz bim__ bam*",
    "**foo **bar baz**",
    '*<img src="foo" title="*"/>',
    "*a `*`*",
    "**a<https://foo.bar/?q=**>",
    "a~~b~~c",
    "~~ a ~~",
    "🎉**(a)**🎉",
    "a**✅**b",
    "£**(a)**b",
]


@pytest.mark.parametrize("source", COMMONMARK_6_2)
def test_where_no_cjk_stands_nothing_changes(source: str) -> None:
    assert FRIENDLY.render(source) == STOCK.render(source)


@pytest.mark.parametrize("source", ["日_本_語", '日_"本"_語', "a_「b」_c", "「_a_」b", "_日本。_語"])
def test_underscores_within_words_stay_as_commonmark_has_them(source: str) -> None:
    assert FRIENDLY.render(source) == STOCK.render(source)


def test_other_parsers_of_the_process_are_left_alone() -> None:
    assert "<strong>" not in STOCK.render("**終わった。**次へ")


def test_single_tildes_follow_the_option() -> None:
    md = MarkdownIt("commonmark").enable("strikethrough").use(cjk_emphasis_plugin)
    md.options["strikethrough_single_tilde"] = True
    assert md.render("~「旧」~新 ~~~x~~~").strip() == "<p><s>「旧」</s>新 ~~~x~~~</p>"
