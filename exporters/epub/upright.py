"""Figures and Latin letters in vertical lines: what stands upright, and what is set side by side (縦中横)."""

from __future__ import annotations

import re
from collections.abc import Iterator

_TAG = re.compile(r"(<[^>]+>)")
_NAME = re.compile(r"</?([a-zA-Z0-9:]+)")
# Elements set in horizontal lines of their own, and the readings of ruby.
_LEFT_ALONE = frozenset(("pre", "code", "math", "svg", "table", "rt"))
_INLINE = frozenset(("a", "abbr", "b", "cite", "del", "dfn", "em", "i", "ins", "mark", "ruby", "s", "small"))
_INLINE |= frozenset(("span", "strong", "sub", "sup", "u"))

# Runs that nothing Western stands next to, not even over a space: those keep lying with their words.
_RUN = re.compile(
    r"(?<![!-~])(?<![!-~] )"
    r"(?:(?P<beside>\d{1,2}|[!?]{2})|(?P<above>\d{3,4}|[A-Z]{1,4}|[a-z]))(?P<percent>%?)"
    r"(?![!-~]| [!-~])"
)
# References to characters stand for one character each.
_REFERENCE = re.compile(r"&(?:#\d+|#x[0-9a-fA-F]+|\w+);")


def stand_upright(body: str) -> str:
    """Return the XHTML of a body with marked figures, letters and exclamations (JLREQ 2.3.2, 3.2.5).

    `tcy` are one or two figures, or two exclamation marks, side by side in the place of one character;
    `upright` are three or four figures, and abbreviations of capitals, one below the other. Longer figures and
    words lie, as Western text does.
    """
    pieces = _TAG.split(body)
    for line in _lines(pieces):
        _mark(pieces, line)
    return "".join(pieces)


def _lines(pieces: list[str]) -> Iterator[list[tuple[int, bool]]]:
    """Yield the places of the texts that are read on from one another, and whether each may be marked."""
    line: list[tuple[int, bool]] = []
    inside = 0
    for index, piece in enumerate(pieces):
        if index % 2 == 0:
            line.append((index, not inside))
            continue
        name = match[1] if (match := _NAME.match(piece)) else ""
        if name in _LEFT_ALONE and not piece.endswith("/>"):
            inside += -1 if piece.startswith("</") else 1
        if name not in _INLINE and name not in _LEFT_ALONE:
            yield line
            line = []
    yield line


def _mark(pieces: list[str], line: list[tuple[int, bool]]) -> None:
    whole = "".join(_REFERENCE.sub(_stand_in, pieces[index]) for index, _ in line)
    runs = list(_RUN.finditer(whole))
    start = 0
    for index, free in line if runs else ():
        end = start + len(pieces[index])
        inside = [run for run in runs if start <= run.start() and run.end() <= end] if free else []
        for run in reversed(inside):
            text = pieces[index]
            pieces[index] = text[: run.start() - start] + _marked(run) + text[run.end() - start :]
        start = end


def _stand_in(reference: re.Match[str]) -> str:
    return "x" * len(reference[0])


def _marked(run: re.Match[str]) -> str:
    percent = f'<span class="upright">{run["percent"]}</span>' if run["percent"] else ""
    kind, text = ("tcy", run["beside"]) if run["beside"] else ("upright", run["above"])
    return f'<span class="{kind}">{text}</span>{percent}'
