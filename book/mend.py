"""Posts whose lines have run together: headings, items and rules in the middle of a line, set apart again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from book.errors import Problem
from book.frontmatter import read_front_matter
from book.markdown.characters import is_unspaced
from book.markdown.fenced import fenced
from book.model import Page

_END = r"(?<=[。．.！？!?」』）)\]*:：—-])"
_HEADING = re.compile(_END + r"\s+(?=#{2,6}\s\S)|(?<=[。．！？」』）])(?=#{2,6}\s\S)")
_RULE = re.compile(_END + r"\s+---+(?:\s+|$)")
_ITEM = re.compile(_END + r"\s+(?=-\s(?:\*\*|\[|[^\s-]))")
_NUMBERED = re.compile(rf"(?:{_END}\s+|\A\s*)(?=(\d{{1,2}})[.)]\s+\S)")
_OPENING = re.compile(r"(#{2,6}\s+)(\S.*)", re.DOTALL)
_SHORTEST_HEADING = 3  # characters


def run_together(article: Page) -> Iterator[Problem]:
    """Yield the lines of an article in whose middle a heading stands."""
    text = read_front_matter(article.path).body
    for number, line in _prose(text):
        if found := _HEADING.search(line):
            message = f"a heading stands in the middle of the line: {line[found.end() : found.end() + 20]}…"
            remedy = "Run gappon check --fix for a copy with the lines set apart."
            place = article.first_line - 1 + number
            yield Problem(article.path, place, message, remedy, "lines.together", fatal=False)


def mended(text: str) -> str:
    """Return the text with what ran together on lines of its own. Other lines stay as they are."""
    lines = text.split("\n")
    for number, line in _prose(text):
        if _HEADING.search(line):
            lines[number - 1] = _set_apart(line)
    return "\n".join(lines)


def write_mended(article: Page, folder: Path) -> Path | None:
    """Write a mended copy of the article into `folder`; return its path, None where nothing is to be mended."""
    whole = article.path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
    body = read_front_matter(article.path).body
    text = mended(body)
    if text == body:
        return None
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / article.path.name
    target.write_text(whole.removesuffix(body) + text, encoding="utf-8")
    return target


def _prose(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines outside fenced code, numbered from 1."""
    lines = text.split("\n")
    for number, (line, is_code) in enumerate(zip(lines, fenced(lines), strict=True), 1):
        if not is_code:
            yield number, line


def _set_apart(line: str) -> str:
    parts = [piece for part in _HEADING.split(line) for piece in _blocks(part)]
    return "\n\n".join(part.strip() for part in parts if part.strip())


def _blocks(part: str) -> Iterator[str]:
    """Yield a heading, and what follows it: paragraphs, lists and rules."""
    rest = part
    if opening := _OPENING.match(part):
        end = _end_of_heading(opening[2])
        yield opening[1] + opening[2][:end]
        rest = opening[2][end:]
    sections = _RULE.split(rest)
    for at, section in enumerate(sections):
        if at:
            yield "---"
        words, *numbered = _numbered(section)
        before, items = _items(words)
        yield before
        yield "\n".join(items)
        yield "\n".join(line for item in numbered for line in _with_items(item))


def _items(text: str) -> tuple[str, list[str]]:
    """Return what is before the items of a list, and those."""
    before, *items = _ITEM.split(text)
    if before.lstrip().startswith("- "):
        before, items = "", [before, *items]
    return before, [item.strip() for item in items]


def _numbered(text: str) -> list[str]:
    """Return what is before `1.`, and the items that are numbered on from there, where there are two at least."""
    places, wanted = [], 1
    for found in _NUMBERED.finditer(text):
        if int(found[1]) == wanted:
            places.append(found.end())
            wanted += 1
    if len(places) < 2:
        return [text]
    return [text[start:end] for start, end in pairwise([0, *places, len(text)])]


def _with_items(numbered: str) -> Iterator[str]:
    """Yield a numbered item, and below it those of the list within it."""
    before, items = _items(numbered)
    yield before.strip()
    yield from (f"   {item}" for item in items)


def _end_of_heading(text: str) -> int:
    """Return where the heading ends: at a list, at a space between Japanese characters, or with its words."""
    for space in re.finditer(r"\s+", text):
        before, rest = text[space.start() - 1], text[space.end() :]
        words = space.start() >= _SHORTEST_HEADING and rest and _parts(before, rest[0])
        if words or re.match(r"(?:-|1[.)])\s+\S", rest):
            return space.start()
    return len(text)


def _parts(before: str, after: str) -> bool:
    return (is_unspaced(before) or before in "”’") and (is_unspaced(after) or after in "*[")
