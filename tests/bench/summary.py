"""What was measured, as a table for the README and as plots."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from math import ceil, log10
from pathlib import Path

from records import OURS, Records, Row

_COLOURS = ("#b3261e", "#1f6feb", "#2da44e", "#8250df", "#bf8700", "#57606a")
_WIDE, _HIGH, _LEFT, _TOP, _KEY = 460, 300, 56, 34, 270


def head(records: Records) -> str:
    """Return when, on what, and with which versions the rows were measured: all of them, where runs differ."""
    days = sorted({row.date for row in records.rows if row.date})
    machines = sorted({row.machine for row in records.rows if row.machine})
    runs = sorted({row.runs for row in records.rows})
    when = " to ".join(dict.fromkeys((days[0], days[-1]))) if days else "never"
    told = f"Measured {when} on {'; and on '.join(machines)}. Medians of {' or '.join(map(str, runs))} runs."
    versions = sorted({f"{row.name}: {row.versions}" for row in records.rows if row.versions})
    return "\n".join([told, "", *(f"- {line}" for line in versions)])


def left_out(records: Records) -> str:
    """Return who was left out, and why."""
    lines = []
    for one in records.skipped:
        at = f" with {one.articles} articles" if one.articles else ""
        lines.append(f"- SKIPPED: {one.name} ({one.edition}){at}: {one.why}")
    return "\n".join(lines)


def not_so_far(rows: Sequence[Row]) -> str:
    """Tell who was not measured at as many articles as gappon was, and what it would take there."""
    lines = []
    cold = [row for row in sorted(rows, key=lambda row: (_order(row), row.articles)) if row.phase == "cold"]
    for name, edition in dict.fromkeys((row.name, row.edition) for row in cold if row.name != OURS):
        measured = [row for row in cold if (row.name, row.edition) == (name, edition)]
        ours = [row.articles for row in cold if (row.name, row.edition) == (OURS, edition)]
        if ours and max(ours) > measured[-1].articles:
            lines.append(f"- {name} ({edition}): {_growing(measured, max(ours))}")
    return (
        "\n".join(["Cold builds that were not measured at the largest size of gappon:", "", *lines])
        if lines
        else ""
    )


def _growing(measured: Sequence[Row], articles: int) -> str:
    """Tell what was measured, and what the power of the size through the last two would come to."""
    told = ", ".join(f"{row.cost.wall:.0f} s with {row.articles:,}" for row in measured)
    if len(measured) < 2:
        return told
    less, more = measured[-2:]
    power = log10(more.cost.wall / less.cost.wall) / log10(more.articles / less.articles)
    expected = more.cost.wall * (articles / more.articles) ** power
    return f"{told}; growing on alike, {expected:,.0f} s with {articles:,}"


def summary(rows: Sequence[Row]) -> str:
    """Return a short table for the README: each at the largest size that gappon was measured at too."""
    lines = [
        "| edition | articles | by | wall s | processor s | peak MB | times gappon's wall |",
        f"|{' --- |' * 7}",
    ]
    cold = [row for row in rows if row.phase == "cold"]
    for name, edition in dict.fromkeys((row.name, row.edition) for row in sorted(cold, key=_order)):
        mine = [row for row in cold if (row.name, row.edition) == (name, edition) and _ours(rows, row)]
        if not mine:
            continue
        row = max(mine, key=lambda row: row.articles)
        lines.append(f"| {edition} | {row.articles:,} | {name} | {_told(rows, row)} |")
    for row in sorted((row for row in rows if row.name == OURS and row.phase != "cold"), key=_order):
        if row.articles == max(other.articles for other in rows if other.place[::3] == row.place[::3]):
            lines.append(f"| {row.edition} | {row.articles:,} | {OURS}, {row.phase} | {_told(rows, row)} |")
    return "\n".join(lines) + "\n"


def _order(row: Row) -> tuple[int, bool, str]:
    return ("web", "EPUB", "PDF").index(row.edition), row.name != OURS, row.name


def put(path: Path, name: str, text: str) -> None:
    """Put a text into a paper, between `<!-- name -->` and `<!-- /name -->`. Raises ValueError without these."""
    before, mark, rest = path.read_text(encoding="utf-8").partition(f"<!-- {name} -->\n")
    _, end, after = rest.partition(f"<!-- /{name} -->")
    if not mark or not end:
        raise ValueError(f"{path.name} has no place for {name}")
    path.write_text(f"{before}{mark}\n{text}\n{end}{after}", encoding="utf-8")


def table(rows: Sequence[Row]) -> str:
    """Return a Markdown table; `x gappon` is how many times gappon's wall seconds a build took."""
    lines = ["| edition | articles | build | by | wall s | CPU s | peak MB | x gappon |", f"|{' --- |' * 8}"]
    for row in sorted(rows, key=lambda row: (row.edition, row.articles, row.phase, row.cost.wall)):
        lines.append(f"| {row.edition} | {row.articles} | {row.phase} | {row.name} | {_told(rows, row)} |")
    return "\n".join(lines) + "\n"


def _told(rows: Sequence[Row], row: Row) -> str:
    ours = _ours(rows, row)
    ratio = f"{row.cost.wall / ours.cost.wall:.2f}" if ours else "–"
    return f"{row.cost.wall:.2f} | {row.cost.cpu:.2f} | {row.cost.memory:.0f} | {ratio}"


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
