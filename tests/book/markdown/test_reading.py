"""Line ends, headings, outline, dollars, attribute lists, ruby, slugs, findings."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from markdown_it import MarkdownIt

from book.markdown import SlugCounter, findings, github_slug

Render = Callable[[str], str]
Make = Callable[..., MarkdownIt]


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("日本語\nの行", "日本語の行"),
        ("**強調**\nの続き", "<strong>強調</strong>の続き"),
        ("文。\n**次**", "文。<strong>次</strong>"),
        ("two\nwords", "two\nwords"),
        ("日本\nJapan", "日本Japan"),
        ("한국\n사람", "한국\n사람"),
        ("葛󠄀\n城", "葛󠄀城"),
        ("行  \n末", "行<br />\n末"),
    ],
)
def test_line_ends(render: Render, source: str, shown: str) -> None:
    assert render(source) == f"<p>{shown}</p>\n"


def test_a_line_end_between_cjk_and_latin_as_the_setting_says(make: Make) -> None:
    assert make(spaced=True).render("日本\nJapan\nです\nよ") == "<p>日本\nJapan\nですよ</p>\n"


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("短い見出し\n---\n", "<h2>短い見出し</h2>\n"),
        ("AIとは？\n---\n", "<h2>AIとは？</h2>\n"),
        ("まとめ（今年）\n---\n", "<h2>まとめ（今年）</h2>\n"),
        ("これは文です。\n---\n", "<p>これは文です。</p>\n<hr />\n"),
        ("あ" * 61 + "\n---\n", f"<p>{'あ' * 61}</p>\n<hr />\n"),
        ("一行\n二行\n---\n", "<p>一行二行</p>\n<hr />\n"),
        ("##見出し\n", "<h2>見出し</h2>\n"),
        ("###AIの話\n", "<h2>AIの話</h2>\n"),
        ("#生成AI #LLM\n\n本文\n", "<p>#生成AI #LLM</p>\n<p>本文</p>\n"),
        ("#はじめに\n\n本文\n", "<h2>はじめに</h2>\n<p>本文</p>\n"),
        ("本文\n\n#生成AI\n", "<p>本文</p>\n<p>#生成AI</p>\n"),
        ("段落\n- 項目\n", "<p>段落</p>\n<ul>\n<li>項目</li>\n</ul>\n"),
        ("    ##字下げ\n", "<pre><code>##字下げ\n</code></pre>\n"),
    ],
)
def test_headings_and_rules(render: Render, source: str, html: str) -> None:
    assert render(source) == html


def test_a_table_needs_no_blank_line_before_it(render: Render) -> None:
    assert "<table>" in render("表の前\n| a | b |\n|---|---|\n| 1 | 2 |\n")


def test_the_outline_starts_at_the_second_level_and_skips_none(render: Render) -> None:
    html = render("# 大\n\n#### 小\n\n## 中\n\n> # 引用\n")
    assert html.replace("\n", "") == "<h2>大</h2><h3>小</h3><h3>中</h3><blockquote><h2>引用</h2></blockquote>"


@pytest.mark.parametrize(
    "source",
    ["# 題 名！\n\n本文", "**題名**\n本文", "題名。\n\n本文", "本文\n\n## 題名", "# {題|だい}<b>名</b>\n\n本文"],
)
def test_the_title_is_not_shown_twice(make: Make, source: str) -> None:
    assert make("題名！").render(source) == "<p>本文</p>\n"


@pytest.mark.parametrize(
    ("source", "is_formula"),
    [
        ("$20から$30です", False),
        ("価格は$0.30、$1.20 です", False),
        ("$5 and $10", False),
        ("単価$10/月と$20/月", False),
        ("$10/user$ と $5/1M$", False),
        ("$1/N$ と $1000/940$", True),
        ("$x^2$ です", True),
        ("$2x + 1 = y$", True),
        (r"$\text{売上} = p q$", True),
        (r"$売上 = 単価 \times 数量$", True),
        ("$利益率 = 利益 ÷ 売上$", True),
        ("$20=3000円、$30=4500円", False),
        ("$AAPLと$NVDAを買う", False),
        ("$TSLA = 買い、という$NVDA", False),
    ],
)
def test_dollars(render: Render, source: str, is_formula: bool) -> None:
    html = render(source)
    assert ("math inline" in html) is is_formula
    assert is_formula or html == f"<p>{source}</p>\n"


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        (r"\( a+b \)と", "$a+b$"),
        (r"\\(x_1\\)と", "$x_1$"),
        (r"\[ E = mc^2 \]", "$$E = mc^2$$"),
        (r"\\[ E = mc^2 \\]", "$$E = mc^2$$"),
    ],
)
def test_formulas_in_the_brackets_of_tex(make: Make, source: str, shown: str) -> None:
    (inline,) = (token for token in make().parse(source) if token.type == "inline")
    formula = next(child for child in inline.children or () if child.type.startswith("math"))
    assert f"{formula.markup}{formula.content}{formula.markup}" == shown


@pytest.mark.parametrize("source", [r"\[字\](/a/)", r"\[x\]: 注", r"\(注\)", r"C:\\(名)", r"\( 閉じない"])
def test_escaped_brackets_are_brackets(render: Render, source: str) -> None:
    assert "math" not in render(source)


def test_marks_between_prices_keep_their_meaning(render: Render) -> None:
    assert render("$20から**$30**まで") == "<p>$20から<strong>$30</strong>まで</p>\n"


def test_displayed_formula_within_a_paragraph(render: Render) -> None:
    assert '<span class="math inline">x^2</span>' in render("式は $$x^2$$ です")
    assert '<div class="math inline">' in render("式は\n$$x^2$$\nです")
    assert render("$$は$$です") == "<p>$$は$$です</p>\n"


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("段落\n{: .cta #here title='題'}\n", '<p class="cta" id="here" title="題">段落</p>\n'),
        ("{: .next}\n段落\n", '<p class="next">段落</p>\n'),
        (
            "[字](u){: .b target=_blank onclick='x()' style=\"y\"}",
            '<p><a href="u" class="b" target="_blank">字</a></p>\n',
        ),
        ("**強**{: .r}い", '<p><strong class="r">強</strong>い</p>\n'),
        ("`{: .x}`", "<p><code>{: .x}</code></p>\n"),
        ("* TOC\n{:toc}\n\n本文", "<p>本文</p>\n"),
        ("## 見出し {#name}\n", '<h2 id="name">見出し</h2>\n'),
        ("## 見出し\n{:.no_toc}\n", '<h2 class="no_toc">見出し</h2>\n'),
        ("## 見出し {#name .big}\n", '<h2 id="name" class="big">見出し</h2>\n'),
        ("- a\n  {: .in}\n- b\n", '<ul>\n<li class="in">a</li>\n<li>b</li>\n</ul>\n'),
        ("字{: .x}", "<p>字</p>\n"),
        ("前{::comment}秘{:/comment}後", "<p>前後</p>\n"),
        ("{::comment}\n秘密\n\n秘密\n{:/comment}\n\n本文", "<p>本文</p>\n"),
    ],
)
def test_attribute_lists(render: Render, source: str, html: str) -> None:
    assert render(source) == html


@pytest.mark.parametrize("block", ["- a\n- b", "| a |\n|---|\n| 1 |", "> 引用", "```\n{: .code}\n```"])
def test_a_list_belongs_to_any_block_before_it(render: Render, block: str) -> None:
    html = render(f"{block}\n{{: .box}}\n")
    assert 'class="box"' in html
    assert "{: .box" not in html


def test_ruby(render: Render, make: Make) -> None:
    one = "<ruby>漢字<rp>(</rp><rt>かんじ</rt><rp>)</rp></ruby>"
    assert render("{漢字|かんじ}と｜漢字《かんじ》") == f"<p>{one}と{one}</p>\n"
    assert render("{東京|とう|きょう}").count("<rt>") == 2
    assert "<ruby>GPU<rp>" in render("{GPU|ジーピーユー}")
    assert render("{a|b} {x|かな} ｜<b>《&》") == (
        "<p>{a|b} {x|かな} <ruby>&lt;b&gt;<rp>(</rp><rt>&amp;</rt><rp>)</rp></ruby></p>\n"
    )
    assert "<ruby>" not in make(ruby=False).render("{漢字|かんじ}")


def test_slugs() -> None:
    assert github_slug("1. AI導入の「手順」、費用 & 効果_a") == "1-ai導入の手順費用--効果_a"
    slugs = SlugCounter()
    assert [slugs.unique(text) for text in ("概要", "概要", "概要-1", "🎉", "概要")] == [
        "概要",
        "概要-1",
        "概要-1-1",
        "section",
        "概要-2",
    ]


def test_an_asterisk_without_partner_is_not_shown(render: Render) -> None:
    assert render("**壮大な\n\n計画 ** です") == "<p>壮大な</p>\n<p>計画  です</p>\n"
    assert render("2**8 `**あ` \\*\\*あ") == "<p>2**8 <code>**あ</code> **あ</p>\n"


def test_findings(make: Make) -> None:
    text = "##見出し\n\n文です。\n---\n\n一行\n**題\n\n\ufffd\n\n```\ncode"
    found = [(finding.line, finding.kind) for finding in findings(make(), text)]
    assert found == [
        (1, "heading.space"),
        (4, "heading.rule"),
        (7, "emphasis.unpaired"),
        (9, "character.lost"),
        (11, "fence.open"),
    ]
    rescued = "# 大\n\n### 小\n\n**「強」**い\n\n題\n"
    assert [(f.line, f.kind) for f in findings(make("大"), rescued)] == [
        (1, "title.repeated"),
        (5, "emphasis.cjk"),
    ]
    assert [(f.line, f.kind) for f in findings(make(), rescued)] == [
        (1, "heading.level"),
        (3, "heading.level"),
        (5, "emphasis.cjk"),
    ]
    assert findings(make(), "```\ncode\n```\n\n> ~~~\n> a\n> ~~~\n\n**良**い") == []


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("==大==事と==**太**==", "<mark>大</mark>事と<mark><strong>太</strong></mark>"),
        ("a == b == c、===", "a == b == c、==="),
        ("《《ここが》》大事", '<em class="bouten">ここが</em>大事'),
        (
            "文。《《点》》と{漢字|かんじ}",
            '文。<em class="bouten">点</em>と<ruby>漢字<rp>(</rp><rt>かんじ</rt><rp>)</rp></ruby>',
        ),
        ("｜漢字《かんじ》と《本》", "<ruby>漢字<rp>(</rp><rt>かんじ</rt><rp>)</rp></ruby>と《本》"),
        ("`==符号==` `《《符》》`", "<code>==符号==</code> <code>《《符》》</code>"),
    ],
)
def test_marks_of_japanese_authors(render: Render, source: str, html: str) -> None:
    assert render(source) == f"<p>{html}</p>\n"


@pytest.mark.parametrize(
    ("source", "address", "rest"),
    [
        ("詳しくはhttps://example.jp/a?b=c#dを参照。", "https://example.jp/a?b=c#d", "を参照。"),
        ("https://example.jp/.", "https://example.jp/", "."),
        ("（https://example.jp/a_(b)）", "https://example.jp/a_(b)", "）"),
        ("(https://example.jp/a)", "https://example.jp/a", ")"),
    ],
)
def test_bare_addresses_are_links(render: Render, source: str, address: str, rest: str) -> None:
    assert f'<a href="{address}">{address}</a>{rest}</p>' in render(source)


@pytest.mark.parametrize(
    "source", ["`https://a.jp/`", "[https://a.jp/](/b)", '<a href="/b">https://a.jp/</a>', "https://"]
)
def test_addresses_that_are_no_links_of_their_own(render: Render, source: str) -> None:
    assert 'href="https' not in render(source)


def test_abbreviations(render: Render) -> None:
    html = render("PUEとPUE2、`PUE`、電力。\n\n*[PUE]: 効率 <x>\n*[電力]: W\n")
    assert html == (
        '<p><abbr title="効率 &lt;x&gt;">PUE</abbr>とPUE2、<code>PUE</code>、<abbr title="W">電力</abbr>。</p>\n'
    )


def test_environments_of_tex_need_no_dollars(make: Make) -> None:
    source = "次の式です。\n\\begin{align}\na &= b \\\\\nc &= d\n\\end{align}\n続き"
    formula = next(token for token in make().parse(source) if token.type == "math_block")
    assert (formula.map, formula.content) == ([1, 5], "\\begin{align}\na &= b \\\\\nc &= d\n\\end{align}")
    assert not any(token.type == "math_block" for token in make().parse("\\begin{align}\n\nと書く。\\end{align}"))


def test_formulas_in_cells_stand_in_their_lines(render: Render) -> None:
    assert '<td><span class="math inline">x</span></td>' in render("| a | b |\n|---|---|\n| $$x$$ | 1 |")
