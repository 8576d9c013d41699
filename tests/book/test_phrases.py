"""Where titles may be broken, and how they are broken into lines."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from book.phrases import lines_of, phrases, width_of

TITLES = (
    "生成AIの推論費用はどこまで下がるのか――トークン単価から読む2026年の採算",
    "「電力3.5GW」は足りるのか？　GPT-5.2時代のデータセンター（前編）",
    "NVIDIA・AMD・Intelの2025年第3四半期：売上高$57Bと利益率75%を読む",
    "100万トークン1ドル時代へ",
)


@pytest.mark.parametrize("title", TITLES)
def test_no_number_or_word_is_broken_and_no_mark_stands_where_it_may_not(title: str) -> None:
    pieces = phrases(title)
    assert "".join(pieces) == title
    for before, after in pairwise(pieces):
        assert not (before[-1].isascii() and before[-1].isalnum() and after[0].isascii() and after[0].isalnum())
        assert not before[-1].isdigit(), "a number stays with its counter"
        assert after[0] not in "、。？！）」：・％%"
        assert before[-1] not in "（「$"


def test_lines_are_as_few_and_as_even_as_phrases_allow() -> None:
    lines = lines_of("推論費用はどこまで下がるのかを単価から読む", 16)
    assert lines == ["推論費用はどこまで", "下がるのかを単価から読む"]


@pytest.mark.parametrize("measure", [5, 9, 13, 20])
@pytest.mark.parametrize("title", [*TITLES, "短い", ""])
def test_lines_hold_the_whole_title(title: str, measure: float) -> None:
    lines = lines_of(title, measure)
    assert "".join(lines) == title
    assert all(width_of(line) <= measure or len(phrases(line)) == 1 for line in lines)


@pytest.mark.parametrize(
    ("title", "word"),
    [
        ("高リスクAI規制3つの影響", "規制"),
        ("成功事例20選", "事例"),
        ("中小企業の業務を自動化する", "中小企業"),
        ("大手精密機器メーカーとの実例", "精密"),
        ("視点1：推論の費用", "視点"),
        ("2024年問題で物流はどうなる", "2024年問題"),
        ("その真意は何でしょうか？による業務効率化", "による"),
        ("企業における生成AIの活用", "における"),
        ("費用を見積もる――「6ND」の一行で読む", "「6ND」の"),
        ("推論（インファレンス）を支える", "）を"),
    ],
)
def test_words_of_kanji_are_not_broken(title: str, word: str) -> None:
    assert any(word in piece for piece in phrases(title))


def test_words_of_two_kanji_may_part() -> None:
    assert phrases("人材不足と業務自動化") != ("人材不足と業務自動化",)


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        (
            "電力はどこから来るのか？　系統接続の待ち行列の読み方",
            ["電力はどこから来るのか？　", "系統接続の待ち行列の読み方"],
        ),
        (
            "ハイパースケーラー設備投資6,900億ドルの会計学：減価償却と「循環取引」の論争",
            ["ハイパースケーラー設備投資", "6,900億ドルの会計学：", "減価償却と「循環取引」の論争"],
        ),
    ],
)
def test_lines_end_behind_marks_and_not_within_names_and_figures(title: str, lines: list[str]) -> None:
    assert lines_of(title, 19) == lines


def test_a_paragraph_for_a_title_takes_no_longer_than_its_length_says() -> None:
    title = "2026年の電力市場は、生成AIの需要でどう変わるのかを「産業」から読む。" * 60
    lines = lines_of(title, 19)
    assert "".join(lines) == title
    assert len(lines) > 80


@pytest.mark.parametrize(
    "title", ["検索の進化がもたらす産業構造の転換", "変わらぬ価値をもたらす企業", "未来をてらす技術"]
)
def test_no_phrase_begins_with_the_end_of_a_verb(title: str) -> None:
    assert not [phrase for phrase in phrases(title) if re.match("[ぁ-ん][一-龥]", phrase)]
    assert "ご利用と" in phrases("皆様のご利用とお客様の声")
