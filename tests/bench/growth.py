"""How the time of a cold build grows with the articles: what one takes of it at each size that was measured."""

from __future__ import annotations

from collections.abc import Sequence

from records import OURS, Row

_HEAD = "| edition | by | wall ms an article, by number of articles | ms for each further one | last to first |"


def growth_table(rows: Sequence[Row]) -> str:
    """Return a Markdown table of those that were measured at two sizes or more, empty where there are none.

    "Each further one" is what lies between the smallest and the largest size, so without what a build needs to
    start; "last to first" is what an article takes at the largest size, as a ratio to the smallest.
    """
    cold = [row for row in rows if row.phase == "cold"]
    lines = []
    for edition, name in sorted(
        {row.place[::3] for row in cold}, key=lambda one: (one[0], one[1] != OURS, one[1])
    ):
        sizes = sorted((row for row in cold if row.place[::3] == (edition, name)), key=lambda row: row.articles)
        if len(sizes) > 1:
            lines.append(_line(edition, name, sizes))
    return "\n".join([_HEAD, f"|{' --- |' * 5}", *lines]) + "\n" if lines else ""


def _line(edition: str, name: str, sizes: Sequence[Row]) -> str:
    first, last = sizes[0], sizes[-1]
    each = ", ".join(f"{_milliseconds(row):.1f} with {row.articles:,}" for row in sizes)
    further = 1000 * (last.cost.wall - first.cost.wall) / (last.articles - first.articles)
    return f"| {edition} | {name} | {each} | {further:.1f} | {_milliseconds(last) / _milliseconds(first):.2f} |"


def _milliseconds(row: Row) -> float:
    return 1000 * row.cost.wall / row.articles
