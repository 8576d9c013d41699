"""The one exception tree. Every error names the author's file, the line, what is wrong and what to do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One defect in what a publisher or author wrote.

    `line` counts from 1; 0 means the file as a whole. `remedy` says what to do, as a sentence.
    `kind` is a short stable name (`front-matter.date`, `link.unknown`), by which `check` counts.
    `fatal` is whether an edition cannot be built with it. `setting` is the key of publication.toml that is
    at fault (`print.serif`, `volumes[ID].writing`), where who found it does not know where the file lies:
    `book.settings.located` puts that in.
    """

    path: Path
    line: int
    message: str
    remedy: str = ""
    kind: str = "problem"
    fatal: bool = True
    setting: str = ""

    def __str__(self) -> str:
        """Return `file:line: message remedy`, the form editors and terminals link to."""
        place = f"{self.path}:{self.line}" if self.line else str(self.path)
        return f"{place}: {self.message} {self.remedy}".rstrip()


def setting_problem(key: str, message: str, remedy: str, kind: str) -> Problem:
    """Return what is wrong with a setting, of which only the key is known."""
    return Problem(Path("publication.toml"), 0, f"{key}: {message}", remedy, kind, setting=key)


class GapponError(Exception):
    """Base of all that gappon raises for a person to read. `exit_code` is the command's."""

    exit_code = 1


class ProblemsError(GapponError):
    """One or more defects in the publisher's or the authors' files, all of them listed."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(sorted(problems))
        super().__init__("\n".join(map(str, self.problems)))

    def __reduce__(self) -> tuple[type[ProblemsError], tuple[tuple[Problem, ...]]]:
        """Come out of a worker as what it was raised as: exceptions are else made anew from their text."""
        return type(self), (self.problems,)


class ArticleError(ProblemsError):
    """Articles that cannot be read: their front matter, text or pictures."""

    exit_code = 3


class SettingsError(ProblemsError):
    """publication.toml or _config.yml that cannot be read, or asks for what cannot be."""

    exit_code = 4


class VolumeError(ProblemsError):
    """A volume that chooses nothing, or names an article or volume that there is not."""

    exit_code = 5


class ExportError(ProblemsError):
    """An edition that could not be written: its picture, its chapter, its output folder."""

    exit_code = 6


class ClusterError(ProblemsError):
    """A cluster that cannot be reached, has no worker, or has workers other than this command."""

    exit_code = 8
