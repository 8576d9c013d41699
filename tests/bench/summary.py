"""What was measured, as a table for the README and as plots."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, log10

from meter import Cost

OURS = "gappon"
_COLOURS = ("#b3261e", "#1f6feb", "#2da44e", "#8250df", "#bf8700", "#57606a")
_WIDE, _HIGH, _LEFT, _TOP, _KEY = 460, 300, 56, 34, 190


@dataclass(frozen=True, slots=True)
class Row:
    """The cost of one build: of which edition, by whom, of how many articles, cold or not."""

    edition: str
    phase: str
    articles: int
    name: str
    cost: Cost


def table(rows: Sequence[Row]) -> str:
    """Return a Markdown table; `x gappon` is how many times gappon's wall seconds a build took."""
    lines = ["| edition | articles | build | by | wall s | CPU s | peak MB | x gappon |", f"|{' --- |' * 8}"]
    for row in sorted(rows, key=lambda row: (row.edition, row.articles, row.phase, row.cost.wall)):
        ours = _ours(rows, row)
        ratio = f"{row.cost.wall / ours.cost.wall:.2f}" if ours else "–"
        told = f"{row.cost.wall:.2f} | {row.cost.cpu:.2f} | {row.cost.memory:.0f} | {ratio}"
        lines.append(f"| {row.edition} | {row.articles} | {row.phase} | {row.name} | {told} |")
    return "\n".join(lines) + "\n"


def _ours(rows: Iterable[Row], other: Row) -> Row | None:
    place = (other.edition, other.phase, other.articles, OURS)
    return next((row for row in rows if (row.edition, row.phase, row.articles, row.name) == place), None)


def plot(rows: Sequence[Row], title: str) -> str:
    """Return an SVG of wall seconds over articles, both in powers of ten, a line for each name."""
    sizes = [row.articles for row in rows]
    low, high = _decades([row.cost.wall for row in rows])
    left, right = log10(min(sizes)), log10(max(sizes))

    def x(articles: int) -> float:
        return _LEFT + (_WIDE * (log10(articles) - left) / (right - left) if right > left else _WIDE / 2)

    def y(seconds: float) -> float:
        return _TOP + _HIGH * (high - log10(seconds)) / (high - low)

    marks = [_text(_LEFT, 20, title, "start")]
    for decade in range(low, high + 1):
        marks.append(_line([(_LEFT, y(10.0**decade)), (_LEFT + _WIDE, y(10.0**decade))], "#d0d7de"))
        marks.append(_text(_LEFT - 6, y(10.0**decade) + 4, f"{10.0**decade:g} s", "end"))
    marks += [_text(x(size), _TOP + _HIGH + 18, str(size), "middle") for size in sorted(set(sizes))]
    for number, name in enumerate(dict.fromkeys(row.name for row in rows)):
        colour = _COLOURS[number % len(_COLOURS)]
        points = sorted((x(row.articles), y(row.cost.wall)) for row in rows if row.name == name)
        marks.append(_line(points, colour, 2))
        marks += [f'<circle cx="{a:.1f}" cy="{b:.1f}" r="3" fill="{colour}"/>' for a, b in points]
        marks.append(_text(_LEFT + _WIDE + 14, _TOP + 16 + 20 * number, name, "start", colour))
    size = f'width="{_LEFT + _WIDE + _KEY}" height="{_TOP + _HIGH + 30}"'
    start = f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="sans-serif" font-size="12">'
    return "\n".join([start, '<rect width="100%" height="100%" fill="#fff"/>', *marks, "</svg>"]) + "\n"


def _decades(seconds: Sequence[float]) -> tuple[int, int]:
    low, high = int(log10(min(seconds)) // 1), ceil(log10(max(seconds)))
    return low, max(high, low + 1)


def _line(points: Sequence[tuple[float, float]], colour: str, width: int = 1) -> str:
    path = " ".join(f"{a:.1f},{b:.1f}" for a, b in points)
    return f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="{width}"/>'


def _text(x: float, y: float, text: str, anchor: str, colour: str = "#24292f") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}">{escape(text)}</text>'
