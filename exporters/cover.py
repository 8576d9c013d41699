"""The drawn cover, one design for the e-book and for print: the volume's title, period and publisher."""

from __future__ import annotations

import hashlib
from html import escape
from importlib.metadata import version

import resvg_py

from book.cache import Store, key_of
from book.model import Series, Volume
from book.phrases import lines_of, width_of
from book.toolchain import fonts_digest

WIDTH, HEIGHT = 1600, 2560
_INKS = ("#1f3a5f", "#5b2a3c", "#24483e", "#4a3b1f", "#3a2f5b", "#2b4450")
_FONT = "'Noto Serif CJK JP', 'Hiragino Mincho ProN', serif"


def cover_svg(series: Series, volume: Volume, *, plain: bool = False) -> str:
    """Return the cover as SVG of 1600 by 2560 units; the same volume always gives the same drawing.

    A plain one has no ground and nothing at the edge, for printers that cannot print there.
    """
    ink = _INKS[hashlib.sha256(volume.id.encode()).digest()[0] % len(_INKS)]
    lines = title_lines(volume.title)
    size = min(150, int(1240 / max(1.0, *(width_of(line) for line in lines))))
    step = int(size * 1.45)
    top = 620
    title = "".join(_text(180, top + i * step, size, line, ink, 700) for i, line in enumerate(lines))
    below = top + len(lines) * step
    rest = [
        _text(180, 300, 52, series.title if series.title not in volume.title else "", "#555555"),
        _text(180, below + 30, 60, volume.subtitle, "#333333"),
        _text(180, HEIGHT - 420, 56, volume.period, "#333333"),
        _text(180, HEIGHT - 260, 52, series.publisher or series.author, "#333333"),
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
        f'viewBox="0 0 {WIDTH} {HEIGHT}" xml:lang="ja">'
        f"{'' if plain else _ground(ink)}"
        f'<rect x="180" y="{HEIGHT - 560}" width="1240" height="3" fill="{ink}"/>'
        f"{title}{''.join(rest)}</svg>"
    )


def _ground(ink: str) -> str:
    paper = f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#f7f4ec"/>'
    return f'{paper}<rect width="72" height="{HEIGHT}" fill="{ink}"/>'


def title_lines(title: str, measure: float = 9.0) -> list[str]:
    """Break a title between phrases into lines of at most about `measure` full-width characters."""
    pieces = title.replace("｜", "　").split("　")
    return [line for piece in pieces if piece for line in lines_of(piece, measure)] or [title]


def _text(x: int, y: int, size: int, text: str, fill: str, weight: int = 400) -> str:
    if not text:
        return ""
    fitted = min(size, int(1240 / max(1.0, width_of(text))))
    return (
        f'<text x="{x}" y="{y}" font-family="{_FONT}" font-size="{fitted}" font-weight="{weight}" '
        f'fill="{fill}">{escape(text)}</text>'
    )


def cover_png(svg: str, store: Store) -> bytes:
    """Return the cover as PNG with the system's fonts; it is drawn once, and kept in the store. Raises OSError."""
    key = key_of(version("resvg-py"), fonts_digest(), svg)
    png = store.get(key)
    if png is None:
        png = bytes(resvg_py.svg_to_bytes(svg_string=svg, width=WIDTH, height=HEIGHT))
        store.put(key, png)
    return png
