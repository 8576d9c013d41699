"""What the command says while it works: lines with the time left where no terminal watches."""

from __future__ import annotations

import io

from rich.console import Console

from exporters.progress import Reporter, _Lines


def test_lines_tell_the_time_left_and_not_too_often() -> None:
    said, clock = io.StringIO(), [0.0]
    lines = _Lines(Console(file=said, width=200), lambda: clock[0])
    lines.begin("articles read", 100)
    for _ in range(100):
        clock[0] += 2
        lines.advance(1)
    told = said.getvalue().splitlines()
    assert told[0] == "articles read: 8 of 100, about 3 min left"
    assert told[-1] == "articles read: 96 of 100, about 8 s left"
    assert len(told) == 12


def test_on_a_terminal_a_bar_shows_it_and_goes() -> None:
    said = io.StringIO()
    console = Console(file=said, force_terminal=True, width=100)
    assert list(Reporter(console).track(iter("abc"), 3, "volume: articles laid out")) == ["a", "b", "c"]
    assert "volume: articles laid out" in said.getvalue()
    assert "3/3" in said.getvalue()


def test_short_work_says_nothing() -> None:
    said = io.StringIO()
    assert list(Reporter(Console(file=said)).track([1, 2], 2, "volume")) == [1, 2]
    assert said.getvalue() == ""
