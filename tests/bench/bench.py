"""`make bench`: gappon beside others that make the same editions of the same generated series.

make bench                                          all of it, which takes hours
make bench BENCH="--only web --sizes 100 400"       a part; what was measured before stays
make bench BENCH="--only EPUB gappon --missing"     what of a part has not been measured yet
make bench BENCH="--report"                         nothing is measured, the report is written anew
make bench BENCH="--papers"                         the same, and put into README and SCALE
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from contestants import CONTESTANTS, HERE, TREE, Contestant, MissingError, environment, version
from forecast import forecast_table
from generator import article_name, write_series
from growth import growth_table
from meter import Cost, FailedError, measure, middle
from proof import prove
from records import OURS, Records, Row, Skipped, read_records, write_records
from summary import head, left_out, not_so_far, plot, put, summary, table

_SEED = 1
_SOURCES = ("site/_posts", "source", "docs", "content/posts", "content", "_posts")
_SIZES = {"web": (200, 600, 1600, 2500), "EPUB": (250, 2500), "PDF": (20, 60, 180)}
_PLOTS = TREE / ".github" / "pictures"


def main() -> None:
    """Measure what the command line asks for, beside what earlier runs did; write table, plots and figures."""
    wanted = _arguments()
    target: Path = wanted.out
    target.mkdir(parents=True, exist_ok=True)
    kept = target / "bench.json"
    records = read_records(kept)
    for contestant in [] if wanted.report or wanted.papers else _chosen(wanted.only):
        for articles in wanted.sizes or _SIZES[contestant.edition]:
            if wanted.missing and records.has(contestant.edition, contestant.name, articles):
                continue
            records = _with(records, contestant, articles, wanted.repeats, target)
            write_records(kept, records)
    _report(records, target)
    if wanted.papers:
        _into_papers(records, target)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", default=[], metavar="WHAT", help="these editions and contestants")
    parser.add_argument("--sizes", nargs="+", type=int, metavar="N", help="numbers of articles")
    parser.add_argument("--repeats", default=3, type=int, help="runs of each, of which the medians are told")
    parser.add_argument("--missing", action="store_true", help="leave out what was measured before")
    parser.add_argument("--report", action="store_true", help="measure nothing")
    parser.add_argument(
        "--papers", action="store_true", help="measure nothing; put tables and plots into the papers"
    )
    parser.add_argument("--out", type=Path, default=TREE / "build" / "bench", help="where results are written")
    wanted = parser.parse_args()
    known = {name.lower() for contestant in CONTESTANTS for name in (contestant.name, contestant.edition)}
    if unknown := [name for name in wanted.only if name.lower() not in known]:
        parser.error(f"there is no {unknown[0]!r}; there are: {', '.join(sorted(known))}")
    return wanted


def _chosen(only: Sequence[str]) -> list[Contestant]:
    """Return the contestants of the editions that are named, all where none is; of these, those that are named."""
    named = {name.lower() for name in only}
    editions = named & {contestant.edition.lower() for contestant in CONTESTANTS}
    names = named - editions
    return [
        contestant
        for contestant in CONTESTANTS
        if (not editions or contestant.edition.lower() in editions)
        and (not names or contestant.name.lower() in names)
    ]


def _with(records: Records, contestant: Contestant, articles: int, repeats: int, target: Path) -> Records:
    """Return the records with what a contestant costs at a size, or why it was left out."""

    def skipped(why: str, at: int = articles) -> Records:
        print(f"SKIPPED: {contestant.name} ({contestant.edition}), {articles} articles: {why}", flush=True)
        return records.without(Skipped(contestant.edition, at, contestant.name, why))

    if articles > contestant.most:
        return skipped("it would take hours")
    try:
        commands = environment(contestant, target / "environments")
        versions = version(contestant, commands)
    except MissingError as error:
        return skipped(str(error), 0)
    series = _series(articles, target)
    found: dict[str, list[Cost]] = {}
    try:
        for _ in range(repeats):
            for phase, cost in _run(contestant, commands, articles, series, target / "log.txt"):
                found.setdefault(phase, []).append(cost)
                told = f"{contestant.edition:5} {articles:5} {phase:9} {contestant.name:24}"
                print(f"{told} {cost.wall:8.2f} s, {cost.cpu:8.2f} of processors", flush=True)
    except FailedError as error:
        return skipped(f"it failed: {str(error).strip().splitlines()[-1]}")
    cores, day = len(os.sched_getaffinity(0)), f"{datetime.now(UTC):%Y-%m-%d}"
    return records.with_rows(
        Row(
            contestant.edition,
            phase,
            articles,
            contestant.name,
            middle(costs),
            repeats,
            cores,
            day,
            _machine(),
            versions,
        )
        for phase, costs in found.items()
    )


def _machine() -> str:
    cores = len(os.sched_getaffinity(0))
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    models = [line for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")]
    model = models[0].partition(": ")[2] if models else platform.machine()
    return f"{cores} cores ({model}), {memory:.0f} GB, {platform.system()}, Python {platform.python_version()}"


def _series(articles: int, target: Path) -> Path:
    """Return the folder of a series, written where it is not yet, or was by another generator."""
    code = [(HERE / name).read_text(encoding="utf-8") for name in ("generator.py", "words.py")]
    folder, mark = target / "series" / str(articles), f"{_SEED}\n{''.join(code)}"
    stamp = folder.with_suffix(".txt")
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != mark:
        shutil.rmtree(folder, ignore_errors=True)
        write_series(folder, articles, _SEED)
        stamp.write_text(mark, encoding="utf-8")
    return folder


def _run(
    contestant: Contestant, commands: Path, articles: int, series: Path, log: Path
) -> Iterator[tuple[str, Cost]]:
    """Build in a fresh folder; where builds are incremental, again as it is, and after an edit."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        work = Path(name) / "work"
        contestant.prepare(series, work)
        command = contestant.command(commands, work)
        yield "cold", measure(command, work, log)
        prove(contestant.edition, articles, series, work)
        if contestant.incremental:
            yield "unchanged", measure(command, work, log)
            _edit(work, articles // 2)
            yield "one edit", measure(command, work, log)


def _edit(work: Path, number: int) -> None:
    places = (work / place / f"{article_name(number)}.md" for place in _SOURCES)
    (path,) = (place for place in places if place.exists())
    path.write_text(path.read_text(encoding="utf-8") + "\n追記した段落である。\n", encoding="utf-8")


def _report(records: Records, target: Path) -> None:
    parts = [_measured(records), forecast_table(records.rows)]
    (target / "bench.md").write_text("\n\n".join(filter(None, parts)) + "\n", encoding="utf-8")
    (target / "summary.md").write_text(summary(records.rows), encoding="utf-8")
    (target / "forecast.md").write_text(forecast_table(records.rows), encoding="utf-8")
    for edition, phase in dict.fromkeys((row.edition, row.phase) for row in records.rows):
        shown = [row for row in records.rows if (row.edition, row.phase) == (edition, phase)]
        shown.sort(key=lambda row: (row.name != OURS, row.name))
        name = f"{edition.lower()}-{phase.replace(' ', '-')}.svg"
        (target / name).write_text(plot(shown, f"{edition}, {phase}: wall seconds, by articles"), encoding="utf-8")
    told = summary(records.rows), not_so_far(records.rows), forecast_table(records.rows), left_out(records)
    print("\n".join(("", *told, str(target / "bench.md"))))


def _measured(records: Records) -> str:
    rows = records.rows
    parts = head(records), table(rows), growth_table(rows), not_so_far(rows), left_out(records)
    return "\n\n".join(part.strip() for part in parts if part)


def _into_papers(records: Records, target: Path) -> None:
    plots = []
    for drawing in sorted(target.glob("*-cold.svg")):
        name = f"bench-{drawing.name}"
        shutil.copyfile(drawing, _PLOTS / name)
        plots.append(f"![{drawing.stem}]({_PLOTS.relative_to(TREE).as_posix()}/{name})")
    others = not_so_far(records.rows)
    told = f"{head(records).splitlines()[0]}\n\n{summary(records.rows)}\n{others}\n\n{' '.join(plots)}"
    for name in ("README.md", "README.ja.md"):
        put(TREE / name, "bench", told)
    put(TREE / "SCALE.md", "bench", _measured(records) + "\n")
    put(TREE / "SCALE.md", "forecast", forecast_table(records.rows))


if __name__ == "__main__":
    main()
