"""The comparison of what was written with what is shown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from book.fidelity.shown import Shown
from book.fidelity.source import Passage, letters, passages
from book.markdown.findings import Finding

_VERBATIM = re.compile(r"\{%-?\s*raw\s*-?%\}(.*?)\{%-?\s*endraw\s*-?%\}", re.DOTALL)
# Asterisks of programs (`**kwargs`, `2**10`, `a ** b`, `src/**/*.py`) are shown as they are.
_MARKS = re.compile(
    r"\*\*(?![a-z_/]|(?<=[A-Za-z0-9_)]\*\*)\d|(?<=\S \*\*) \S|(?<=/\*\*))"
    r"|\{:|\{%|\{\{|\]\(|~~~?(?=\S)|^#{1,6} |^\|?\s*:?-{3,}:?\s*\|",
    re.MULTILINE,
)
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_SHORT = 12  # letters: a passage below this is looked for nearby only, since it may occur anywhere
_NEARBY = 400  # letters
_SNIPPET = 30  # characters


def compare(source: str, page: Shown, *, title: str = "", written: str = "") -> list[Finding]:
    """List what the page lost, added or shows as marks; lines count from 1 within `source`.

    `source` is the text after the front matter with its Liquid resolved, `written` with its Liquid; `title` may
    be left out of the page.
    """
    expected = list(passages(source))
    text = letters(page.text)
    claims = _Claims(text, letters(title))
    found = [_lost(passage) for passage in expected if not claims.take(passage)]
    found += [Finding(line, "rendered.added", f"Shown, but not written: {part}") for line, part in claims.rest()]
    return sorted([*found, *_marks(page.prose, source, _VERBATIM.findall(written))])


def _lost(passage: Passage) -> Finding:
    return Finding(
        passage.line, "rendered.lost", f"Written, but not shown as it stands: {_short(passage.readings[0])}"
    )


class _Claims:
    """Which letters of the page are accounted for by a passage of the source."""

    def __init__(self, text: str, title: str) -> None:
        self.text = text
        self.title = title
        self.taken = bytearray(len(text))
        self.line_at = [0] * (len(text) + 1)
        self.place = 0

    def take(self, passage: Passage) -> bool:
        """Claim the passage, where reading has come to or else anywhere free; tell whether it was there.

        The title is shown by the page itself: the text may repeat it right here, or leave it out.
        """
        if passage.readings[0] == self.title and not self.text.startswith(self.title, self.place):
            return True
        place, reading = min(self._places(passage.readings), default=(-1, ""))
        if place < 0:
            return False
        end = place + len(reading)
        self.taken[place:end] = b"\1" * len(reading)
        self.line_at[end] = passage.line
        if place - self.place < _NEARBY:
            self.place = end
        return True

    def _places(self, readings: Iterable[str]) -> Iterator[tuple[int, str]]:
        for reading in readings:
            limit = self.place + _NEARBY + len(reading) if len(reading) < _SHORT else len(self.text)
            place = self._free(reading, self.place, limit)
            if place < 0:
                place = self._free(reading, 0, len(self.text))
            if place >= 0:
                yield place, reading

    def _free(self, reading: str, start: int, limit: int) -> int:
        place = self.text.find(reading, start, limit)
        while place >= 0 and any(self.taken[place : place + len(reading)]):
            place = self.text.find(reading, place + 1, limit)
        return place

    def rest(self) -> Iterator[tuple[int, str]]:
        """Yield what nobody claimed, with the line of the passage before it."""
        line = 1
        for run in re.finditer(rb"\x00+|\x01+", bytes(self.taken)):
            if run[0][0] == 0:
                yield line, _short(self.text[run.start() : run.end()])
            line = max((found for found in self.line_at[run.start() : run.end() + 1] if found), default=line)


def _marks(prose: Iterable[str], source: str, verbatim: Sequence[str]) -> Iterator[Finding]:
    for block in prose:
        for mark in _MARKS.finditer(block):
            around = block[max(0, mark.start() - 8) : mark.end() + 8]
            if _is_escaped(source, block, mark) or _is_verbatim(block, mark, verbatim):
                continue
            yield Finding(_line_of(source, block, mark), "rendered.mark", f"A mark is shown: {around.strip()}")


def _is_escaped(source: str, block: str, mark: re.Match[str]) -> bool:
    """Tell whether the author wrote the mark with backslashes, to have it shown."""
    behind = block[mark.start() : mark.end() + 4].split("\n")[0].rstrip()
    places = [found.start() for found in re.finditer(re.escape(behind), source)]
    plain = any(not (place and source[place - 1] == "\\") for place in places)
    return not plain and behind in _ESCAPE.sub(r"\1", source)


def _is_verbatim(block: str, mark: re.Match[str], verbatim: Sequence[str]) -> bool:
    """Tell whether the author wrote the mark within `{% raw %}`, to have it shown."""
    return any(block[mark.start() : mark.end() + 4] in kept for kept in verbatim)


def _line_of(source: str, block: str, mark: re.Match[str]) -> int:
    """Return the line of the source where the mark stands with the letters next to it, 1 where none does."""
    behind = block[mark.start() : mark.end() + 6].split("\n")[0].rstrip()
    place = source.find(behind)
    return source.count("\n", 0, place) + 1 if place >= 0 else 1


def _short(text: str) -> str:
    return text if len(text) <= _SNIPPET else f"{text[:_SNIPPET]}…"
