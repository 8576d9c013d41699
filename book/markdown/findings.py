"""What the reader mended, and what it could not: places for `check` to list."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any, NamedTuple

_KEY = "reader_findings"


class Finding(NamedTuple):
    """A place in a text. `line` counts from 1, within the text; `kind` is the stable name to count by."""

    line: int
    kind: str
    message: str


def note(env: MutableMapping[str, Any], finding: Finding) -> None:
    """Record a finding in the environment of a parse."""
    env.setdefault(_KEY, set()).add(finding)


def noted(env: MutableMapping[str, Any]) -> list[Finding]:
    """Return what was recorded during the parse with this environment, by line."""
    return sorted(env.get(_KEY, ()))
