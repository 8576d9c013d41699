"""A generated series: articles of words that share their pairs of characters, as 製造業 and 造業者 do."""

from __future__ import annotations

import random

from book.settings import Settings

ARTICLES = 60
ADDRESS = "https://series.example/sub/path/"
FIRST = "2023/01/15/0-kiji/index.html"
_WORDS = """
    製造業 製造 造業者 半導体 導体 半数 電力 電力会社 会社員 力学 冷却水 却下 水冷 データセンター センター データ
    エージェント エージェンシー ジェネレーター 推論 推論費用 費用対効果 学習率 学習 率直 ストレージ ストロー
    トークン トークナイザー ＧＰＵ NVIDIA node.js GPT-5 CUDA OpenAI ai株式会社 ㍿未来 ﾒﾓﾘｰ帯域 帯域幅
    減価償却 償却 原価 通信料 料金 料金表 有価証券報告書 報告書 証券 𠮷野 キャッシュフロー フロー Kubernetes
"""
NOUNS = _WORDS.split()
VERBS = ("を調べる。", "が増えている。", "と比べた。", "を見積もる。", "は下がった。", "の仕組みを読む。")


def _sentence(chance: random.Random) -> str:
    return chance.choice(NOUNS) + "は" + chance.choice(NOUNS) + chance.choice(VERBS)


def _date(number: int) -> str:
    return f"{2023 + number % 3}-{number % 12 + 1:02}-15"


def file_name(number: int) -> str:
    """Return the name of an article's file."""
    return f"{_date(number)}-{number}-kiji.md"


def article(number: int) -> str:
    """Return the file of an article."""
    chance = random.Random(number)  # noqa: S311
    lines = [_sentence(chance) for _ in range(14)]
    matter = [
        f'title: "第{number}回　{chance.choice(NOUNS)}と{chance.choice(NOUNS)}"',
        f"date: {_date(number)}",
        f"category: {'技術' if number % 2 else '産業'}",
        f"tags: [{', '.join(chance.sample(NOUNS[:12], 3))}]",
        f"author: {'甲' if number % 5 else '乙'}",
    ]
    table = f"| 項目 | 値 |\n| --- | --- |\n| {lines[10]} | {number} |"
    body = ["## はじめに", "".join(lines[:7]), f"**{lines[7]}**{lines[8]}\n{lines[9]}", table, "## おわりに"]
    return "\n".join(["---", *matter, "---", ""]) + "\n\n".join([*body, "".join(lines[11:]), ""])


def edit(settings: Settings, number: int, old: str, new: str) -> None:
    """Put other words into an article, in the first place where the old ones stand."""
    post = settings.source / "_posts" / file_name(number)
    text = post.read_text(encoding="utf-8")
    assert old in text
    post.write_text(text.replace(old, new, 1), encoding="utf-8")
