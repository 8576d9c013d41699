"""How the time of a cold build grows with the articles: what one takes of it at each size that was measured."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from records import OURS, Row

_HEAD = "| edition | by | articles | wall ms an article | last to first | CPU ms an article | last to first |"


def growth_table(rows: Sequence[Row]) -> str:
    """Return a Markdown table of those that were measured at two sizes or more, empty where there are none.

    "Last to first" is what an article takes at the largest size, as a ratio to the smallest.
    """
    cold = [row for row in rows if row.phase == "cold"]
    names = {row.place[::3] for row in cold}
    lines = []
    for edition, name in sorted(names, key=lambda one: (one[0], one[1] != OURS, one[1])):
        found = [row for row in cold if row.place[::3] == (edition, name)]
        if len(found) > 1:
            lines.append(_line(sorted(found, key=lambda row: row.articles)))
    return "\n".join([_HEAD, f"|{' --- |' * 7}", *lines]) + "\n" if lines else ""


def _line(sizes: Sequence[Row]) -> str:
    articles = ", ".join(f"{row.articles:,}" for row in sizes)
    wall, cpu = _each(sizes, lambda row: row.cost.wall), _each(sizes, lambda row: row.cost.cpu)
    return f"| {sizes[0].edition} | {sizes[0].name} | {articles} | {wall} | {cpu} |"


def _each(sizes: Sequence[Row], seconds: Callable[[Row], float]) -> str:
    each = [1000 * seconds(row) / row.articles for row in sizes]
    return f"{', '.join(f'{one:.1f}' for one in each)} | {each[-1] / each[0]:.2f}"
