"""A seeded series of Japanese articles, as long and as marked up as those of a real series of a company's blog.

The measures are of 173 such posts: 13,400 characters on average (2,900 to 43,000), and in each 2.6 headings of the
second level and 6.5 of the third, 10 items of lists, 18 emphasised phrases, 5 links, a table in one of three.
"""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path

# Words are put together, so that there are as many different ones as in real text: indexes live on that.
_HEADS_TEXT = """
    変電 冷却 推論 学習 光回 設備 半導 契約 検査 記憶 電力 予測 部品 人材 開発 顧客 監査 物流
    倉庫 保守 模型 標本 税率 為替 通信 製造 流通 資源 地域 海外 国内 農業 医療 教育 行政 金融
    保険 交通 観光 建築 素材 化学 機械 精密 航空 海運 鉄道 小売 印刷 放送 報道 翻訳 研究 特許
    規格 法務 財務 経理 広報 採用 研修 安全 品質 環境 気象 地質 水質
"""
_HEADS = _HEADS_TEXT.split()
_TAILS_TEXT = """
    容量 温度 費用 計画 遅延 比率 残高 手順 帯域 単価 誤差 在庫 育成 速度 満足 記録 時間 面積
    間隔 精度 偏差 改定 変動 効率 需要 供給 収益 負債 資産 投資 回収 期間 目標 実績 基準 方針
    体制 責任 権限 対策 課題 原因 結果 影響 評価 指標 統計 試算 見積 前提 仮説 検証 報告 会議
    資料 提案 合意 判断 選択 分担 外注 内製 更新 廃止
"""
_TAILS = _TAILS_TEXT.split()
_PLACES = ("北の工場では", "昨年の調査では", "四月の会議では", "現場の記録では", "試算によると", "長い目で見ると")
_VERBS = (
    "を毎月見直す。",
    "が二割ほど下がった。",
    "を三つの案で比べてみる。",
    "は思ったよりも早く変わっていく。",
    "を測るところから始めるとよいだろう。",
    "について担当者に話を聞いた。",
    "が決め手になると考えている。",
    "を一つずつ確かめながら進める必要がある。",
)
_NAMES = ("Kubernetes", "Python", "PostgreSQL", "GPU", "API", "CSV", "LLM", "SaaS")
_CATEGORIES = ("設備", "運用", "会計", "調査", "人")


def article_key(number: int) -> str:
    """Return what the addresses of an article end in."""
    return f"{number:05}-kiji"


def article_name(number: int) -> str:
    """Return the name of an article's file, without its suffix."""
    return f"{_day(number).isoformat()}-{article_key(number)}"


def write_series(folder: Path, articles: int, seed: int = 0) -> None:
    """Write a Jekyll site of so many articles; the same arguments give the same bytes."""
    posts = folder / "_posts"
    posts.mkdir(parents=True)
    for number in range(articles):
        (posts / f"{article_name(number)}.md").write_text(article(number, seed), encoding="utf-8")


def article(number: int, seed: int = 0) -> str:
    """Return an article's file: front matter and some 3,000 to 43,000 characters of text."""
    chance = random.Random(f"{seed} {number}")  # noqa: S311
    length = min(43_000, max(2_900, round(chance.lognormvariate(9.24, 0.57))))
    matter = [
        f'title: "第{number}回　{_word(chance)}と{_word(chance)}"',
        f"date: {_day(number)} 08:30:00 +0900",
        f'categories: ["{_CATEGORIES[number % len(_CATEGORIES)]}"]',
        f"tags: [{', '.join(sorted(chance.sample(_HEADS, 4)))}]",
        'author: "編集部"',
    ]
    return "\n".join(["---", "layout: post", *matter, "---", "", *_body(chance, number, length)])


def _word(chance: random.Random) -> str:
    return f"{chance.choice(_HEADS)}{chance.choice(_TAILS)}"


def _day(number: int) -> date:
    return date(2015, 1, 1) + timedelta(days=number)


def _body(chance: random.Random, number: int, length: int) -> list[str]:
    blocks = [_paragraph(chance)]
    written = 0
    while written < length:
        block = _block(chance, number)
        blocks.append(block)
        written += len(block)
    return "\n\n".join([*blocks, "---", _paragraph(chance), ""]).split("\n")


def _block(chance: random.Random, number: int) -> str:
    """Return a block; the shares are those of the real series' blocks."""
    draw = chance.random()
    if draw < 0.04:
        return f"## {_word(chance)}"
    if draw < 0.12:
        return f"### {_word(chance)}を読む"
    if draw < 0.15:
        return "\n".join(f"- **{_word(chance)}**：{_sentence(chance)}" for _ in range(4))
    if draw < 0.16:
        return "\n".join(f"{item}. {_sentence(chance)}" for item in range(1, 4))
    if draw < 0.166:
        return _table(chance)
    if draw < 0.168:
        return f"```python\ncost = {chance.randrange(900)} * hours\nprint(cost)  # {_word(chance)}\n```"
    if draw < 0.22:
        return f"{_sentence(chance)}[{_word(chance)}](https://example.jp/{chance.randrange(999)})を参照。"
    if draw < 0.23 and number:
        return f"前の回は[こちら]({_address(chance.randrange(number))})で読める。"
    return _paragraph(chance)


def _address(number: int) -> str:
    return f"https://gappon.example/{_day(number):%Y/%m/%d}/{article_key(number)}/"


def _paragraph(chance: random.Random) -> str:
    sentences = [_sentence(chance) for _ in range(chance.randint(3, 10))]
    if chance.random() < 0.15:
        sentences.insert(1, f"**「{_word(chance)}」**は{chance.choice(_NAMES)}で確かめられる。")
    return "".join(sentences)


def _sentence(chance: random.Random) -> str:
    subjects = f"{_word(chance)}と{_word(chance)}"
    return f"{chance.choice(_PLACES)}、{subjects}{chance.choice(_VERBS)}"


def _table(chance: random.Random) -> str:
    rows = [f"| {_word(chance)} | {chance.randrange(9000)} | {_sentence(chance)} |" for _ in range(5)]
    return "\n".join(["| 項目 | 値 | 見方 |", "| --- | ---: | --- |", *rows])
