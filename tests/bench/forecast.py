"""What 100,000 articles would cost, computed from the rows that were measured, and from nothing else.

A straight line is laid through the cold builds of gappon (least squares), for wall seconds, processor seconds and
memory. What keeps one core busy while others wait follows from both clocks:
`wall = alone + (processors - alone) / cores`. More workers share the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from records import OURS, Row

ARTICLES = 100_000
# A build that waits for other work of the machine takes more wall seconds than processors: it foretells nothing.
_BUSY = 1.15
_WORKERS = (2, 8, 32, 128)
# The editions that are made in one piece have the cores of one machine alone; books are as many as are needed.
_BOOK = {"EPUB": 2_500, "PDF": 180}


@dataclass(frozen=True, slots=True)
class Forecast:
    """Seconds that one core alone is needed for, seconds that workers share, and the peak of memory in MB."""

    alone: float
    shared: float
    memory: float

    def hours(self, workers: int) -> float:
        """Return the wall hours with so many workers."""
        return (self.alone + self.shared / workers) / 3600


def forecast(rows: Sequence[Row], edition: str, articles: int = ARTICLES) -> Forecast | str:
    """Return the cost of so many articles, as one site or as books of a measured size; else why it is unknown."""
    cold = _cold(rows, edition)
    if why := _unknown(cold, edition):
        return why
    size = min(_BOOK[edition], cold[-1].articles) if edition in _BOOK else articles
    books, cores = articles / size, cold[-1].cores
    wall, cpu, memory = (
        _line(cold, figure)(size)
        for figure in (lambda row: row.cost.wall, lambda row: row.cost.cpu, lambda row: row.cost.memory)
    )
    alone = min(max(0.0, (wall * cores - cpu) / (cores - 1)), cpu)
    return Forecast(alone * books, (cpu - alone) * books, memory)


def _cold(rows: Sequence[Row], edition: str) -> list[Row]:
    found = (row for row in rows if (row.edition, row.phase, row.name) == (edition, "cold", OURS))
    return sorted(found, key=lambda row: row.articles)


def _unknown(cold: Sequence[Row], edition: str) -> str:
    if not cold:
        return "not measured"
    if edition not in _BOOK and len(cold) < 2:
        return "measured with one number of articles alone"
    if any(row.cost.wall > _BUSY * row.cost.cpu for row in cold):
        return "measured while the machine had other work"
    return "" if cold[-1].cores > 1 else "measured on one core"


def _line(rows: Sequence[Row], figure: Callable[[Row], float]) -> Callable[[float], float]:
    sizes, values = [row.articles for row in rows], [figure(row) for row in rows]
    middle, mean = sum(sizes) / len(sizes), sum(values) / len(values)
    spread = sum((size - middle) ** 2 for size in sizes)
    rise = sum((size - middle) * (value - mean) for size, value in zip(sizes, values, strict=True))
    return lambda size: mean + (rise / spread if spread else 0.0) * (size - middle)


def forecast_table(rows: Sequence[Row]) -> str:
    """Return the forecast as a Markdown table, with the sizes that it rests on."""
    head = "".join(f" {workers} workers |" for workers in _WORKERS)
    lines = [f"| {ARTICLES:,} articles | rests on | processor hours |{head} MB for one |", f"|{' --- |' * 8}"]
    for edition in ("web", "EPUB", "PDF"):
        told, sizes = forecast(rows, edition), [row.articles for row in _cold(rows, edition)]
        if isinstance(told, str):
            lines.append(f"| {edition} | {told} |{' – |' * 6}")
            continue
        what = f"{edition}, books of {min(_BOOK[edition], sizes[-1])} articles" if edition in _BOOK else edition
        hours = "".join(f" {told.hours(workers):.2f} h |" for workers in _WORKERS)
        total = (told.alone + told.shared) / 3600
        lines.append(
            f"| {what} | {', '.join(map(str, sizes))} articles | {total:.2f} |{hours} {told.memory:.0f} |"
        )
    return "\n".join(lines) + "\n"
