"""The picture that stands for a page where it has none of its own: drawn, for Open Graph (1.91 to 1)."""

from __future__ import annotations

import hashlib
import io
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from book.files import write_whole
from book.fonts import gothic
from book.model import Article, Series
from book.phrases import lines_of, width_of
from book.sphinx_ext.workers import each

WIDTH, HEIGHT = 1200, 630
_LEFT, _MEASURE, _ROOM = 104, 1010, 372
_FEW = 200  # cards that are drawn sooner than a second process starts
_INK, _PAPER, _MARK = (0x1F, 0x23, 0x28), (0xF6, 0xF8, 0xFA), (0x1F, 0x4E, 0x79)
# A card has 16 colours: from the paper to the ink in even steps, and one for the mark at its edge.
_STEPS = 14
_SOFT = round(_STEPS * 0.74)
_EDGE = _STEPS + 1
_LEVEL = [round(value * _STEPS / 255) for value in range(256)]
_DESIGN = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()


@dataclass(frozen=True, slots=True)
class Card:
    """What a card shows: a title, a line above it and a line below."""

    title: str
    above: str
    below: str


def article_card(series: Series, article: Article) -> Card:
    """Return an article's card: its title, the series and the date."""
    date = f"{article.date.year}年{article.date.month}月{article.date.day}日"
    return Card(article.title, series.title, date)


def series_card(series: Series) -> Card:
    """Return the series' card: its title, its publisher and subtitle."""
    return Card(series.title, series.publisher or series.author, series.subtitle)


def card_name(card: Card) -> str:
    """Return the address of a drawn picture below the site's root: by what it shows."""
    return f"_pictures/card-{hashlib.sha256(f'{_DESIGN}{card}'.encode()).hexdigest()[:16]}.png"


def write_cards(cards: Iterable[Card], out: Path, jobs: int) -> set[Path]:
    """Draw what is not there yet as PNG below `out`, with a font of the system; return the files of all."""
    wanted = {out / card_name(card): card for card in cards}
    missing = [(path, card) for path, card in wanted.items() if not path.exists()]
    (out / "_pictures").mkdir(parents=True, exist_ok=True)
    for (path, _), data in zip(missing, each(draw, [(card,) for _, card in missing], jobs, few=_FEW), strict=True):
        write_whole(path, data)
    return set(wanted)


def draw(card: Card) -> bytes:
    """Return a card as PNG. What no font of this machine can show is left out."""
    levels = Image.new("L", (WIDTH, HEIGHT), 0)
    pen = ImageDraw.Draw(levels)
    size, lines = _set(card.title)
    step = size * 1.42
    first = HEIGHT / 2 - step * (len(lines) - 1) / 2 + size * 0.36
    for number, line in enumerate(lines):
        _write(pen, first + number * step, size, line, _STEPS, bold=True)
    _write(pen, 100, 32, card.above, _SOFT)
    _write(pen, HEIGHT - 70, 32, card.below, _SOFT)
    drawn = Image.frombytes("P", levels.size, levels.point(_LEVEL).tobytes())
    drawn.paste(_EDGE, (0, 0, 36, HEIGHT))
    drawn.putpalette(_palette())
    file = io.BytesIO()
    drawn.save(file, "PNG", bits=4, compress_type=zlib.Z_RLE)  # soon done, and small for even surfaces
    return file.getvalue()


def _palette() -> list[int]:
    steps = [
        round(paper + (ink - paper) * step / _STEPS)
        for step in range(_STEPS + 1)
        for paper, ink in zip(_PAPER, _INK, strict=True)
    ]
    return [*steps, *_MARK]


def _set(title: str) -> tuple[int, list[str]]:
    """Return the largest size at which the title has room, and its lines; one too long is cut."""
    for size in (80, 72, 64, 56, 50, 44):
        lines = lines_of(title, _MEASURE / size)
        if len(lines) * size * 1.42 <= _ROOM and max(map(width_of, lines)) * size <= _MEASURE:
            return size, lines
    most = _MEASURE // size
    cut = [line[at : at + most] for line in lines for at in range(0, len(line), most)]
    return size, [*cut[:4], cut[4][:-1] + "…"] if len(cut) > 5 else cut


def _write(pen: ImageDraw.ImageDraw, y: float, size: int, text: str, level: int, *, bold: bool = False) -> None:
    """Write a line of text with its base at `y`; `level` is how dark, of _STEPS."""
    font = gothic(bold=bold)
    if font is None:
        return
    shown = font.shown(text.strip())
    fitted = int(min(size, _MEASURE / max(1.0, width_of(shown))))
    shade = round(level * 255 / _STEPS)
    pen.text((_LEFT, y), shown, fill=shade, font=_sized(font.path, font.index, fitted), anchor="ls")


@cache
def _sized(path: str, index: int, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(path, size, index, layout_engine=ImageFont.Layout.BASIC)
