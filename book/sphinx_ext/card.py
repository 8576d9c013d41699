"""The picture that stands for a page where it has none of its own: drawn, for Open Graph (1.91 to 1)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from html import escape
from pathlib import Path

import resvg_py

from book.model import Article, Series
from book.phrases import lines_of, width_of
from book.reading import xml_text
from book.sphinx_ext.workers import each

WIDTH, HEIGHT = 1200, 630
_LEFT, _MEASURE, _ROOM = 104, 1010, 372
_FEW = 24  # cards that are drawn sooner than a second process starts
_FONT = "'Noto Sans CJK JP', 'Hiragino Sans', sans-serif"
_INK, _SOFT, _PAPER, _MARK = "#1f2328", "#57606a", "#f6f8fa", "#1f4e79"


def article_card(series: Series, article: Article) -> str:
    """Return the drawing (SVG) for an article: its title in phrases, the series and the date."""
    date = f"{article.date.year}年{article.date.month}月{article.date.day}日"
    return _drawing(series.language, article.title, series.title, date)


def series_card(series: Series) -> str:
    """Return the drawing (SVG) for the series: its title in phrases, its publisher and subtitle."""
    return _drawing(series.language, series.title, series.publisher or series.author, series.subtitle)


def card_name(drawing: str) -> str:
    """Return the address of a drawn picture below the site's root: by what it shows."""
    return f"_pictures/card-{hashlib.sha256(drawing.encode()).hexdigest()[:16]}.png"


def write_cards(drawings: Iterable[str], out: Path, jobs: int) -> set[Path]:
    """Draw what is not there yet as PNG below `out`, with the system's fonts; return the files of all."""
    wanted = {out / card_name(drawing): drawing for drawing in drawings}
    missing = [(path, drawing) for path, drawing in wanted.items() if not path.exists()]
    (out / "_pictures").mkdir(parents=True, exist_ok=True)
    drawn = each(_draw, [(drawing,) for _, drawing in missing], jobs, few=_FEW)
    for (path, _), data in zip(missing, drawn, strict=True):
        part = path.with_name(f"{path.name}.part")
        part.write_bytes(data)
        part.replace(path)
    return set(wanted)


def _draw(drawing: str) -> bytes:
    return bytes(resvg_py.svg_to_bytes(svg_string=drawing, width=WIDTH, height=HEIGHT))


def _drawing(language: str, title: str, above: str, below: str) -> str:
    size, lines = _set(title)
    step = size * 1.42
    first = HEIGHT / 2 - step * (len(lines) - 1) / 2 + size * 0.36
    texts = [_text(first + number * step, size, line, _INK, 700) for number, line in enumerate(lines)]
    texts += [_text(100, 32, above, _SOFT), _text(HEIGHT - 70, 32, below, _SOFT)]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" xml:lang="{escape(language)}">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{_PAPER}"/>'
        f'<rect width="36" height="{HEIGHT}" fill="{_MARK}"/>{"".join(texts)}</svg>'
    )


def _set(title: str) -> tuple[int, list[str]]:
    """Return the largest size at which the title has room, and its lines; one too long is cut."""
    for size in (80, 72, 64, 56, 50, 44):
        lines = lines_of(title, _MEASURE / size)
        if len(lines) * size * 1.42 <= _ROOM and max(map(width_of, lines)) * size <= _MEASURE:
            return size, lines
    most = _MEASURE // size
    cut = [line[at : at + most] for line in lines for at in range(0, len(line), most)]
    return size, [*cut[:4], cut[4][:-1] + "…"] if len(cut) > 5 else cut


def _text(y: float, size: int, text: str, fill: str, weight: int = 400) -> str:
    fitted = min(float(size), _MEASURE / max(1.0, width_of(text)))
    return (
        f'<text x="{_LEFT}" y="{y:.1f}" font-family="{_FONT}" font-size="{fitted:.1f}" font-weight="{weight}" '
        f'fill="{fill}">{escape(xml_text(text.strip()))}</text>'
    )
