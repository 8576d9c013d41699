"""A seeded series of Japanese articles, as long and as marked up as those of a real series of a company's blog.

`likeness.py` prints its figures beside those of a folder of real posts.
"""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

from PIL import Image, ImageDraw
from words import Writer, latin, nouns

_CATEGORIES = ("設備", "運用", "会計", "調査", "人")
# Characters of real posts: a share of posts is shorter than each.
_LENGTHS = ((0.0, 2_500), (0.25, 4_600), (0.5, 12_200), (0.75, 18_000), (0.97, 29_000), (1.0, 43_000))
_PICTURE = (1200, 630)


def article_key(number: int) -> str:
    """Return what the addresses of an article end in."""
    return f"{number:05}-kiji"


def article_name(number: int) -> str:
    """Return the name of an article's file, without its suffix."""
    return f"{_day(number).isoformat()}-{article_key(number)}"


def write_series(folder: Path, articles: int, seed: int = 0) -> None:
    """Write a Jekyll site of so many articles with a picture each; the same arguments give the same bytes."""
    posts, pictures = folder / "_posts", folder / "assets"
    posts.mkdir(parents=True)
    pictures.mkdir()
    for number in range(articles):
        (posts / f"{article_name(number)}.md").write_text(article(number, seed), encoding="utf-8")
        (pictures / f"{article_key(number)}.png").write_bytes(picture(number, seed))


def article(number: int, seed: int = 0) -> str:
    """Return an article's file: front matter and some 2,500 to 43,000 characters of text."""
    chance = random.Random(f"{seed} {number}")  # noqa: S311
    writer = Writer(chance)
    matter = [
        f'title: "第{number}回　{writer.title()}"',
        f"date: {_day(number)} 08:30:00 +0900",
        f'categories: ["{_CATEGORIES[number % len(_CATEGORIES)]}"]',
        f"tags: [{', '.join(sorted(chance.sample(nouns().words[:100], 5)))}]",
        'author: "編集部"',
        f'excerpt: "{writer.sentence()}{writer.sentence()}"',
        f'image: "/assets/{article_key(number)}.png"',
    ]
    return "\n".join(["---", "layout: post", *matter, "---", "", _body(writer, number, _length(chance))])


def picture(number: int, seed: int = 0) -> bytes:
    """Return an article's picture: a PNG of 1200 by 630 pixels and about 57 kB, as programs draw them."""
    chance = random.Random(f"picture {seed} {number}")  # noqa: S311
    image = Image.linear_gradient("L").rotate(90).resize(_PICTURE).convert("RGB")
    drawing = ImageDraw.Draw(image)
    for _ in range(420):
        x, y = chance.randrange(_PICTURE[0]), chance.randrange(_PICTURE[1])
        box = (x, y, x + chance.randrange(4, 240), y + chance.randrange(4, 90))
        colour = (chance.randrange(256), chance.randrange(256), chance.randrange(256))
        chance.choice((drawing.rectangle, drawing.ellipse, drawing.line))(box, fill=colour)
    target = io.BytesIO()
    image.save(target, "PNG")
    return target.getvalue()


def _length(chance: random.Random) -> int:
    share = chance.random()
    for (low, shorter), (high, longer) in pairwise(_LENGTHS):
        if share <= high:
            return round(shorter + (longer - shorter) * (share - low) / (high - low))
    return _LENGTHS[-1][1]


def _day(number: int) -> date:
    return date(2015, 1, 1) + timedelta(days=number)


def _body(writer: Writer, number: int, length: int) -> str:
    blocks = [_paragraph(writer)]
    written = len(blocks[0])
    kinds = tuple(_BLOCKS)
    while written < length:
        make = writer.chance.choices(kinds, tuple(_BLOCKS.values()))[0]
        blocks.append(make(writer, number))
        written += len(blocks[-1]) + 2
    return "\n\n".join([*blocks, "---", _paragraph(writer), ""])


def _paragraph(writer: Writer, number: int = 0) -> str:
    sentences = [writer.sentence() for _ in range(writer.chance.choice((3, 4, 5, 5, 6, 7)))]
    draw = writer.chance.random()
    if draw < 0.05:
        sentences.insert(1, f"**「{writer.title()}」**は{latin().draw(writer.chance)}で確かめられる。")
    elif draw < 0.13:
        sentences.insert(1, f"これは**{writer.noun()}**であり、{writer.sentence()}")
    return "".join(sentences)


def _section(writer: Writer, number: int) -> str:
    return f"## {writer.title()}"


def _subsection(writer: Writer, number: int) -> str:
    return f"### {writer.title()}"


def _deep(writer: Writer, number: int) -> str:
    return f"### {writer.title()}\n\n#### {writer.title()}"


def _items(writer: Writer, number: int) -> str:
    return "\n".join(f"- **{writer.title()}**：{writer.sentence()}" for _ in range(4))


def _steps(writer: Writer, number: int) -> str:
    return "\n".join(f"{item}. **{writer.title()}：**{writer.sentence()}" for item in range(1, 4))


def _table(writer: Writer, number: int) -> str:
    rows = [f"| {writer.noun()} | {writer.chance.randrange(9000)} | {writer.sentence()} |" for _ in range(5)]
    return "\n".join(["| 項目 | 値 | 見方 |", "| --- | ---: | --- |", *rows])


def _code(writer: Writer, number: int) -> str:
    cost = writer.chance.randrange(900)
    return (
        f"```python\n{latin().draw(writer.chance).lower()} = {cost} * hours\nprint(cost)  # {writer.noun()}\n```"
    )


def _terms(writer: Writer, number: int) -> str:
    words = latin()
    return f"{writer.sentence()}設定は`{words.draw(writer.chance)}_{words.draw(writer.chance)}`である。"


def _formula(writer: Writer, number: int) -> str:
    return f"{writer.sentence()}ここで $x_{{{writer.chance.randrange(9)}}} = \\frac{{a}}{{b}}$ とする。"


def _rule(writer: Writer, number: int) -> str:
    return "---"


def _linked(writer: Writer, number: int) -> str:
    if number and writer.chance.random() < 0.2:
        earlier = writer.chance.randrange(number)
        address = f"https://gappon.example/{_day(earlier):%Y/%m/%d}/{article_key(earlier)}/"
        return f"{writer.sentence()}前の回は[こちら]({address})で読める。"
    address = f"https://example.jp/{latin().draw(writer.chance).lower()}/{writer.chance.randrange(9999)}"
    return f"{writer.sentence()}[{writer.title()}]({address})を参照。"


# How often each kind of block comes, in real posts: their number for each article.
_BLOCKS: dict[Callable[[Writer, int], str], float] = {
    _paragraph: 44,
    _section: 2.5,
    _subsection: 6.2,
    _deep: 0.26,
    _items: 2.4,
    _steps: 0.55,
    _table: 0.39,
    _code: 0.08,
    _terms: 0.25,
    _formula: 0.2,
    _linked: 5,
    _rule: 1.1,
}
