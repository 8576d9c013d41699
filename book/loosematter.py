"""Front matter that is no YAML, read key by key as its author meant it: `title: AI: 次の一手`, `tags: [@甲`.

Jekyll publishes such posts without what their front matter says. Here only what a key itself has wrong is read
loosely, as text; everything else is YAML still.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from book.reading import join_lines

_KEY = re.compile(r"(?P<key>[A-Za-z_][\w-]*)[ \t]*:(?=\s|$)[ \t]*(?P<value>.*)")
_ITEM = re.compile(r"\s*-[ \t]+(.*)")
_QUOTED = re.compile(r"""(["'])(.*)\1""", re.DOTALL)


class NoKeysError(Exception):
    """What stands there is no front matter, however loosely it is read: it holds no key."""


def read_loosely(
    text: str, read: Callable[[str], dict[str, Any] | None]
) -> tuple[dict[str, Any], dict[str, int], list[str]]:
    """Return the values and lines (from 0) of the keys, and the keys whose values are no YAML.

    `read` reads YAML with one key, and returns None where it is not valid. Raises NoKeysError.
    """
    values: dict[str, Any] = {}
    lines: dict[str, int] = {}
    loose = []
    for number, key, value, chunk in _chunks(text):
        found = read("\n".join(chunk))
        if found is None:
            loose.append(key)
            found = {key: _loose(value, chunk[1:])}
        values |= found
        lines[key] = number
    if not values:
        raise NoKeysError
    return values, lines, loose


def _chunks(text: str) -> Iterator[tuple[int, str, str, list[str]]]:
    """Yield each key at the margin with its line's number, the value beside it, and all its lines."""
    number, key, value, chunk = 0, "", "", list[str]()
    for count, line in enumerate(text.split("\n")):
        match = _KEY.fullmatch(line)
        if match is None:
            chunk.append(line)
            continue
        if key:
            yield number, key, value, chunk
        number, key, value, chunk = count, match["key"], match["value"], [line]
    if key:
        yield number, key, value, chunk


def _loose(value: str, below: list[str]) -> Any:
    """Return a value as text, or as a list of texts where it is written as one."""
    items = [match[1] for line in below if (match := _ITEM.fullmatch(line))]
    if items and not value.strip():
        return [_text(item) for item in items]
    text = join_lines("\n".join((value, *below)))
    if text.startswith("[") and (text.endswith("]") or not re.search(r"\]", text)):
        return [_text(item) for item in text.strip("[]").split(",")]
    return _text(re.sub(r"\A[|>][+-]? ", "", text))


def _text(value: str) -> str:
    """Return a text without the quotation marks round it."""
    value = value.strip()
    quoted = _QUOTED.fullmatch(value)
    return re.sub(r'\\(["\\])', r"\1", quoted[2]) if quoted else value
