"""`make bench`: gappon beside others that make the same editions of the same generated series."""

from __future__ import annotations

import argparse
import json
import os
import platform
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from contestants import CONTESTANTS, TREE, Contestant, MissingError, environment, version
from generator import article_name, write_series
from meter import Cost, FailedError, measure, middle
from proof import prove
from summary import OURS, Row, plot, table

_SEED = 1
_SOURCES = ("site/_posts", "source", "docs", "content/posts", "content", "_posts")


def main() -> None:
    """Measure what the command line asks for, and write table, plots and figures."""
    wanted = _arguments()
    target: Path = wanted.out
    target.mkdir(parents=True, exist_ok=True)
    rows: list[Row] = []
    told: list[str] = []
    for contestant in CONTESTANTS:
        if contestant.edition not in wanted.editions or (wanted.only and contestant.name not in wanted.only):
            continue
        try:
            commands = environment(contestant, target / "environments")
            if named := version(contestant, commands):
                told.append(named)
            sizes = wanted.print_sizes if contestant.edition == "PDF" else wanted.sizes
            for row in _measured(contestant, commands, sizes, wanted.repeats, target, told):
                rows.append(row)
        except (MissingError, FailedError) as error:
            _tell(told, f"SKIPPED: {contestant.name} ({contestant.edition}): {error}")
    _write(rows, told, wanted.repeats, target)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    numbers = {"type": int, "nargs": "+", "metavar": "N"}
    parser.add_argument("--sizes", default=[100, 200, 400, 800], help="articles of web and EPUB", **numbers)
    parser.add_argument("--print-sizes", default=[10, 20, 40], help="articles of PDF", **numbers)
    parser.add_argument("--repeats", default=3, type=int, help="runs of each, of which the medians are told")
    parser.add_argument("--editions", default=["web", "EPUB", "PDF"], choices=["web", "EPUB", "PDF"], nargs="+")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="these contestants alone")
    parser.add_argument("--out", type=Path, default=TREE / "build" / "bench", help="where results are written")
    return parser.parse_args()


def _measured(
    contestant: Contestant, commands: Path, sizes: list[int], repeats: int, target: Path, told: list[str]
) -> Iterator[Row]:
    for articles in sizes:
        if articles > contestant.most:
            _tell(told, f"SKIPPED: {contestant.name} ({contestant.edition}) with {articles} articles: too slow")
            continue
        found: dict[str, list[Cost]] = {}
        for _ in range(repeats):
            for phase, cost in _run(contestant, commands, articles, target / "log.txt"):
                found.setdefault(phase, []).append(cost)
        for phase, costs in found.items():
            row = Row(contestant.edition, phase, articles, contestant.name, middle(costs))
            print(f"{row.edition:5} {articles:5} {phase:9} {row.name:24} {row.cost.wall:8.2f} s", flush=True)
            yield row


def _run(contestant: Contestant, commands: Path, articles: int, log: Path) -> Iterator[tuple[str, Cost]]:
    """Build in a fresh folder; where builds are incremental, again as it is, and after an edit."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        write_series(folder / "series", articles, _SEED)
        contestant.prepare(folder / "series", folder / "work")
        command = contestant.command(commands, folder / "work")
        yield "cold", measure(command, folder / "work", log)
        prove(contestant.edition, articles, folder / "series", folder / "work")
        if contestant.incremental:
            yield "unchanged", measure(command, folder / "work", log)
            _edit(folder / "work", articles // 2)
            yield "one edit", measure(command, folder / "work", log)


def _edit(work: Path, number: int) -> None:
    places = (work / place / f"{article_name(number)}.md" for place in _SOURCES)
    (path,) = (place for place in places if place.exists())
    path.write_text(path.read_text(encoding="utf-8") + "\n追記した段落である。\n", encoding="utf-8")


def _tell(told: list[str], line: str) -> None:
    print(line, flush=True)
    told.append(line)


def _write(rows: list[Row], told: list[str], repeats: int, target: Path) -> None:
    cores = len(os.sched_getaffinity(0))
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    machine = f"{cores} cores, {memory:.0f} GB, {platform.system()}, Python {platform.python_version()}"
    how = f"medians of {repeats}, generated articles, seed {_SEED}."
    head = f"Measured {datetime.now(UTC):%Y-%m-%d}: {machine}; {how}"
    parts = [head, "", table(rows), *(f"- {line}" for line in dict.fromkeys(told)), ""]
    (target / "bench.md").write_text("\n".join(parts), encoding="utf-8")
    (target / "bench.json").write_text(json.dumps([asdict(row) for row in rows], indent=1), encoding="utf-8")
    for edition, phase in dict.fromkeys((row.edition, row.phase) for row in rows):
        shown = [row for row in rows if (row.edition, row.phase) == (edition, phase)]
        shown.sort(key=lambda row: row.name != OURS)
        name = f"{edition.lower()}-{phase.replace(' ', '-')}.svg"
        (target / name).write_text(plot(shown, f"{edition}, {phase}: wall seconds, by articles"), encoding="utf-8")
    print(f"{target}/bench.md")


if __name__ == "__main__":
    main()
