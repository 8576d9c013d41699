"""The picture that stands for the series where a page has none of its own: drawn, for Open Graph (1.91 to 1)."""

from __future__ import annotations

from html import escape
from pathlib import Path

import resvg_py

from book.model import Series
from book.phrases import lines_of, width_of

NAME = "_pictures/series.png"
WIDTH, HEIGHT = 1200, 630
_FONT = "'Noto Sans CJK JP', 'Hiragino Sans', sans-serif"


def card_svg(series: Series) -> str:
    """Return the drawing: the series' title in phrases, its subtitle and its publisher."""
    lines = lines_of(series.title, 13)[:4]
    size = min(84, int(1000 / max(width_of(line) for line in lines)))
    top = HEIGHT // 2 - int(size * 1.4 * (len(lines) - 1) / 2)
    title = "".join(_text(100, top + int(n * size * 1.4), size, line, 700) for n, line in enumerate(lines))
    rest = _text(100, 120, 34, series.publisher or series.author) + _text(100, HEIGHT - 80, 34, series.subtitle)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'xml:lang="{escape(series.language)}">'
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#f6f8fa"/>'
        f'<rect width="36" height="{HEIGHT}" fill="#1f4e79"/>{title}{rest}</svg>'
    )


def write_card(series: Series, target: Path) -> None:
    """Draw the picture as PNG with the system's fonts, where the drawing changed since."""
    drawing, source = card_svg(series), target.with_suffix(".svg")
    if target.exists() and source.exists() and source.read_text(encoding="utf-8") == drawing:
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    data = bytes(resvg_py.svg_to_bytes(svg_string=drawing, width=WIDTH, height=HEIGHT))
    part = target.with_name(f"{target.name}.part")
    part.write_bytes(data)
    part.replace(target)
    source.write_text(drawing, encoding="utf-8")


def _text(x: int, y: int, size: int, text: str, weight: int = 400) -> str:
    fitted = min(size, int(1000 / max(1, width_of(text))))
    return (
        f'<text x="{x}" y="{y}" font-family="{_FONT}" font-size="{fitted}" font-weight="{weight}" '
        f'fill="#1f2328">{escape(text)}</text>'
    )
