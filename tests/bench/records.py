"""What was measured, kept in one file from run to run, so that a full run may be done in parts."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from meter import Cost

OURS = "gappon"


@dataclass(frozen=True, slots=True)
class Row:
    """The cost of one build: of which edition, by whom, of how many articles, cold or not; medians of `runs`.

    `cores` is how many this machine gave it, `date` the day, `machine` and `versions` what is printed of both.
    """

    edition: str
    phase: str
    articles: int
    name: str
    cost: Cost
    runs: int = 1
    cores: int = 1
    date: str = ""
    machine: str = ""
    versions: str = ""

    @property
    def place(self) -> tuple[str, str, int, str]:
        """What it is the cost of: a later row of the same place takes its place."""
        return self.edition, self.phase, self.articles, self.name


@dataclass(frozen=True, slots=True)
class Skipped:
    """Who was left out of an edition, at how many articles (0: all), and why."""

    edition: str
    articles: int
    name: str
    why: str


@dataclass(frozen=True, slots=True)
class Records:
    """All rows, and all that was left out."""

    rows: tuple[Row, ...] = ()
    skipped: tuple[Skipped, ...] = ()

    def with_rows(self, rows: Iterable[Row]) -> Records:
        """Return these with other rows, which replace earlier ones, and the note that they were left out."""
        new = {row.place: row for row in rows}
        done = {(row.edition, row.name, row.articles) for row in new.values()}
        kept = {row.place: row for row in self.rows} | new
        out = [
            one
            for one in self.skipped
            if (one.edition, one.name, one.articles) not in done
            and not (one.articles == 0 and any((one.edition, one.name) == place[:2] for place in done))
        ]
        return Records(tuple(kept[place] for place in sorted(kept)), tuple(out))

    def without(self, skipped: Skipped) -> Records:
        """Return these with a note on who was left out."""
        return Records(self.rows, tuple(dict.fromkeys((*self.skipped, skipped))))

    def has(self, edition: str, name: str, articles: int) -> bool:
        """Tell whether this was measured."""
        return any((row.edition, row.name, row.articles) == (edition, name, articles) for row in self.rows)


def read_records(path: Path) -> Records:
    """Return what an earlier run left, nothing where there was none."""
    if not path.exists():
        return Records()
    kept = json.loads(path.read_text(encoding="utf-8"))
    rows = (Row(**{**row, "cost": Cost(**row["cost"])}) for row in kept["rows"])
    return Records(tuple(rows), tuple(Skipped(**one) for one in kept["skipped"]))


def write_records(path: Path, records: Records) -> None:
    """Keep the records, whole."""
    part = path.with_name(f".{path.name}.part")
    part.write_text(json.dumps(asdict(records), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    part.replace(path)
