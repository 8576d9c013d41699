"""Lines that are entries, speakers or titles for their author, and underlined emphasis beside Japanese."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from book.excerpts import first_paragraph
from book.markdown import LiquidContext, prepare
from book.reading import typed_text


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("日時：10月1日\n場所：東京\n参加費：無料", ["日時：10月1日", "場所：東京", "参加費：無料"]),
        ("**甲：** はい。\n**乙：** いいえ。", ["甲： はい。", "乙： いいえ。"]),
        ("Q. 問い\nA. 答え", ["Q. 問い", "A. 答え"]),
        ("■ 概要\n本文の一行。", ["■ 概要", "本文の一行。"]),
        ("【概要】\n本文の一行。", ["【概要】", "本文の一行。"]),
        ("この文は長いので\n理由：途中で折り返す。", ["この文は長いので理由：途中で折り返す。"]),
        ("https://a.example/\nhttps://b.example/", ["https://a.example/", "https://b.example/"]),
        (
            "https://a.example/ を見て\nhttps://b.example/ も見る",
            ["https://a.example/ を見てhttps://b.example/ も見る"],
        ),
        ("-甲の項\n-乙の項\n続き", ["-甲の項", "-乙の項続き"]),
        ("\\- 甲\n\\- 乙", ["- 甲", "- 乙"]),
        ("1\\. 甲\n2\\. 乙", ["1. 甲", "2. 乙"]),
        ("• 甲\n• 乙", ["• 甲", "• 乙"]),
        ("A. 甲\nB. 乙\n[ ] 丙\n[x] 丁", ["A. 甲", "B. 乙[ ] 丙", "[x] 丁"]),
        ("a. 甲\nb. 乙", ["a. 甲", "b. 乙"]),
        ("(a) 甲\n(b) 乙", ["(a) 甲", "(b) 乙"]),
        ("ア）甲\nイ）乙", ["ア）甲", "イ）乙"]),
        ("Ⅰ 甲\nⅡ 乙", ["Ⅰ 甲", "Ⅱ 乙"]),
        ("1️⃣甲\n2️⃣乙", ["1️⃣甲", "2️⃣乙"]),
        ("STEP1. 甲\nSTEP2. 乙", ["STEP1. 甲", "STEP2. 乙"]),
        ("第1章　総論\n第2章　各論", ["第1章 総論", "第2章 各論"]),
        ("2026.1.15　甲\n2026.2.1　乙", ["2026.1.15 甲", "2026.2.1 乙"]),
        ("**【強気】** 甲\n**【弱気】** 乙", ["【強気】 甲", "【弱気】 乙"]),
        ("「道具である」\n――ある経営者", ["「道具である」", "――ある経営者"]),
        ("前年比です\n（出所）会社資料\n（注1）推計", ["前年比です", "（出所）会社資料", "（注1）推計"]),
        ("推移\n（単位：億円）\n出典：官報", ["推移", "（単位：億円）", "出典：官報"]),
        ("（注意が要る\n場合）もある", ["（注意が要る場合）もある"]),
        ("推移\n年\t額\n2025\t8.5\n以上", ["推移", "年 額", "2025 8.5", "以上"]),
        ("甲社が売る。\n　↓\n乙社が\n買う", ["甲社が売る。", "↓", "乙社が買う"]),
        ("*甲です。*\n*乙です。*", ["<em>甲です。</em>", "<em>乙です。</em>"]),
        ("*甲*は\n*乙*だ", ["<em>甲</em>は<em>乙</em>だ"]),
        ("[1] 甲\n[2]: 乙", ["[1] 甲", "[2]: 乙"]),
        ("注意です。\n〔参考〕資料\n【注】推計", ["注意です。", "〔参考〕資料", "【注】推計"]),
        ("――でしょうか。\n田中：はい", ["――でしょうか。", "田中：はい"]),
        ("この文は\n【速報】と書く", ["この文は【速報】と書く"]),
        ("+5.2%の上昇\n-3.1%の下落", ["+5.2%の上昇", "-3.1%の下落"]),
        ("12月5日（金）\n新版を\n出す", ["12月5日（金）", "新版を出す"]),
        ("KPI\n～～～\n指標", ["KPI", "～～～", "指標"]),
        ("――なるほど。\n山田　ただし", ["――なるほど。", "山田 ただし"]),
        ("PER＝株価÷EPS\nPBR＝株価÷BPS", ["PER＝株価÷EPS", "PBR＝株価÷BPS"]),
        ("**甲 太郎**（こう・たろう）\n経歴は", ["甲 太郎（こう・たろう）", "経歴は"]),
        ("**甲社**（東京）\nは伸びた", ["甲社（東京）は伸びた"]),
        ("売上は\n$5Bから\n$6Bへ", ["売上は$5Bから$6Bへ"]),
        ("前は\n「甲」と\n（乙）と\n（丙）である", ["前は「甲」と（乙）と（丙）である"]),
    ],
)
def test_lines_of_their_own_stay_so(render: Callable[[str], str], text: str, lines: list[str]) -> None:
    html = re.sub(r"</?(?:p|strong|a)[^>]*>", "", render(text))
    assert [" ".join(line.split()) for line in html.split("<br />")] == lines


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("これは__「強調」__です", "これは<strong>「強調」</strong>です"),
        ("これは__強調__です", "これは<strong>強調</strong>です"),
        ("これは__init__です", "これは__init__です"),
        ("`a__強調__b`と__x__", "<code>a__強調__b</code>と__x__"),
        ("a__強調__b", "a__強調__b"),
    ],
)
def test_underlines_beside_japanese_are_emphasis(render: Callable[[str], str], text: str, html: str) -> None:
    assert render(text) == f"<p>{html}</p>\n"


def test_excerpts_hold_no_marks_of_boxes_and_tasks() -> None:
    assert first_paragraph("文\n:::\n\n次") == "文"
    assert first_paragraph('@[card](https://a.jp)\n\n??? tip "題"\n    中\n\n文である。') == "文である。"
    assert first_paragraph("今日は電力の話((計算機の置き場の話))です%%覚え%%。 ^id-1") == "今日は電力の話です。"
    assert first_paragraph("> [!NOTE]\n> 注の文") == "注の文"
    assert first_paragraph("- [x] 済んだ事") == "済んだ事"


def test_an_excerpt_is_the_first_sentences_that_are_there() -> None:
    assert first_paragraph("# 導入\n**【最新】** 発表が相次いだ。\n\n次") == "【最新】 発表が相次いだ。"
    assert first_paragraph("**要点**:\n\n- **発表**: 春\n- **目的**: 夏\n\n文である。") == "文である。"
    assert first_paragraph("```\n図\n\n図の続き\n```\n\n文である。") == "文である。"
    assert first_paragraph("<style>\np { }\n\na { }\n</style>\n\n文である。") == "文である。"
    assert first_paragraph("以下の表。\n| a | b |\n|---|---|\n| 1 | 2 |") == "以下の表。"
    assert first_paragraph("以下の記事。\n---\n\n次") == "以下の記事。"
    assert first_paragraph("[参照][決算]と[字][]&hellip;R&amp;D") == "参照と字…R&D"
    assert first_paragraph("- 春の\n  続き\n- 夏") == "春の続き"
    assert first_paragraph("1. 春\n2. 夏") == "春"
    assert first_paragraph("    字下げ\n      コード\n\n文である。") == "文である。"
    assert first_paragraph("2026年に始まった。") == "2026年に始まった。"
    assert first_paragraph("[^1]: 注\n\n*[AI]: 略語\n\n文") == "文"


def test_formulas_of_excerpts_are_text_and_prices_stay() -> None:
    assert first_paragraph("合計を割る。\n$$\\mu = \\frac{a}{n}$$") == "合計を割る。"
    assert first_paragraph("平均 $\\mu$ と $x_i$、\\(n\\) 個") == "平均 μ と xi、n 個"
    assert first_paragraph("油は $64.14から **$61.87** へ") == "油は $64.14から $61.87 へ"
    assert first_paragraph("総額 $a+b+c+d=\\frac{p}{q}$ を\n\n費用は\\$5である。") == "費用は$5である。"
    assert first_paragraph(r"星印 \* と\_印") == "星印 * と_印"


def test_what_no_keyboard_types_is_not_shown() -> None:
    assert typed_text("か\u3099と\x07制\x0b御\x0c") == "がと制御"
    assert typed_text("cafe\u0301、\ufa19") == "café、\ufa19"
    assert prepare("か\u3099\x00", LiquidContext()).text == "が"
