"""Liquid's values: what filters make of them, and whether conditions hold. It knows nothing of texts."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from html import escape
from typing import Any
from urllib.parse import quote, quote_plus

Lookup = Callable[[str], Any]

# One side of a comparison, or an argument: a text in quotation marks or a name.
_OPERAND = r"""(?:"[^"]*"|'[^']*'|[\w.-]+)"""
_TEST = re.compile(rf"\s*({_OPERAND})(?:\s*(==|!=|<>|<=|>=|<|>|contains)\s*({_OPERAND}))?\s*", re.DOTALL)
_JOINT = re.compile(r""""[^"]*"|'[^']*'|\b(and|or)\b""")
_COMPARED: Mapping[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}
_RECKONED: Mapping[str, Callable[[float, float], float]] = {
    "plus": operator.add,
    "minus": operator.sub,
    "times": operator.mul,
    "modulo": operator.mod,
    "at_least": max,
    "at_most": min,
}
_OF_TEXT: Mapping[str, Callable[[str], str]] = {
    "strip": str.strip,
    "lstrip": str.lstrip,
    "rstrip": str.rstrip,
    "upcase": str.upper,
    "downcase": str.lower,
    "capitalize": lambda text: text[:1].upper() + text[1:],
    "escape": escape,
    "escape_once": escape,
    "xml_escape": escape,
    "uri_escape": partial(quote, safe="/:?#[]@!$&'()*+,;=%"),
    "url_encode": quote_plus,
    "strip_html": lambda text: re.sub(r"<[^<>]*>", "", text),
    "strip_newlines": lambda text: text.replace("\n", ""),
    "markdownify": lambda text: text,
    "smartify": lambda text: text,
}
_OF_ANY: Mapping[str, Callable[[Any], Any]] = {
    "size": lambda value: len(value) if isinstance(value, (str, list, tuple)) else 0,
    "first": lambda value: value[0] if isinstance(value, (list, tuple)) and value else None,
    "last": lambda value: value[-1] if isinstance(value, (list, tuple)) and value else None,
}


# What filters may make of a text or a number: a few of them could double it without end.
_LONGEST = 100_000  # characters
_LARGEST = 1e18
_PLACES = 20


class UnknownError(Exception):
    """A value that nobody but the site's own program can know."""


def as_text(value: Any) -> str | None:
    """Return how a value is written out, None for what is no text."""
    if isinstance(value, (list, tuple)):
        return "".join(str(item) for item in value)
    return str(value) if isinstance(value, (str, int, float)) and not isinstance(value, bool) else None


def filtered(value: Any, name: str, arguments: Sequence[Any]) -> Any:
    """Return what a filter makes of a value. Raises UnknownError for a filter that is none of these."""
    if name == "default":
        return arguments[0] if value in (None, False, "") and arguments else value
    if name in _OF_ANY:
        return _OF_ANY[name](value)
    if name in _RECKONED or name in {"divided_by", "round", "ceil", "floor", "abs"}:
        return _reckoned(_number(value), name, [_number(argument) for argument in arguments])
    if name == "join":
        parted = value if isinstance(value, (list, tuple)) else [value]
        return str(arguments[0] if arguments else " ").join(str(item) for item in parted)
    text = as_text(value)
    if text is None:
        raise UnknownError(name)
    changed = _OF_TEXT[name](text) if name in _OF_TEXT else _changed(text, name, list(map(str, arguments)))
    if len(changed) > _LONGEST:
        raise UnknownError(name)
    return changed


def _changed(text: str, name: str, arguments: Sequence[str]) -> Any:
    match name, arguments:
        case "append", [other]:
            return text + other
        case "prepend", [other]:
            return other + text
        case "replace", [old, new] if text.count(old) * len(new) <= _LONGEST:
            return text.replace(old, new)
        case "replace_first", [old, new]:
            return text.replace(old, new, 1)
        case "remove", [old]:
            return text.replace(old, "")
        case "split", [mark]:
            return text.split(mark) if mark else list(text)
        case "truncate", [length, *_]:
            most = int(_number(length))
            return text if len(text) <= most else f"{text[: max(0, most - 3)]}..."
        case "date", [form]:
            return _dated(text, form)
    raise UnknownError(name)


def _reckoned(number: float, name: str, arguments: Sequence[float]) -> float:
    try:
        if name == "round":
            places = max(-_PLACES, min(int(arguments[0]), _PLACES)) if arguments else 0
            return round(number, places) if places else round(number)
        if name == "divided_by":
            whole = isinstance(number, int) and isinstance(arguments[0], int)
            return number // arguments[0] if whole else number / arguments[0]
        if name in {"ceil", "floor", "abs"}:
            return abs(number) if name == "abs" else int(number // 1) + (name == "ceil" and number % 1 > 0)
        return _RECKONED[name](number, arguments[0])
    except (ArithmeticError, IndexError) as error:
        raise UnknownError(name) from error


def _number(value: Any) -> float:
    try:
        known = isinstance(value, (int, float))
        number = value if known else int(value) if re.fullmatch(r"\s*-?\d+\s*", str(value)) else float(value)
    except (TypeError, ValueError) as error:
        raise UnknownError(str(value)) from error
    if not abs(number) <= _LARGEST:  # nor what is no number
        raise UnknownError(str(value))
    return number


def _dated(value: str, form: str) -> str:
    try:
        return datetime.fromisoformat(value).strftime(form)
    except ValueError as error:
        raise UnknownError(value) from error


def holds(written: str, value: Lookup) -> bool | None:
    """Tell whether a condition holds, joints from right to left as Liquid has it; None where that is not known.

    `value` looks a name up, None where there is none of that name, and raises UnknownError.
    """
    parts = _parted(written)
    try:
        held = _holds(parts[-1], value)
        for at in range(len(parts) - 3, -1, -2):
            one = _holds(parts[at], value)
            held = (one and held) if parts[at + 1] == "and" else (one or held)
    except UnknownError:
        return None
    return held


def _parted(written: str) -> list[str]:
    """Return comparisons and the joints between them, which stand outside of quotation marks."""
    parts, place = list[str](), 0
    for joint in _JOINT.finditer(written):
        if joint[1]:
            parts += [written[place : joint.start()], joint[1]]
            place = joint.end()
    return [*parts, written[place:]]


def _holds(written: str, value: Lookup) -> bool:
    test = _TEST.fullmatch(written)
    if not test:
        raise UnknownError(written)
    left, right = value(test[1]), value(test[3]) if test[3] else None
    if not test[2]:
        return left is not None and left is not False
    if test[2] == "contains":
        return str(right) in (list(map(str, left)) if isinstance(left, (list, tuple)) else str(left or ""))
    if test[2] in _COMPARED:
        return left is not None and right is not None and _COMPARED[test[2]](_number(left), _number(right))
    return is_same(left, right) is (test[2] == "==")


def is_same(left: Any, right: Any) -> bool:
    """Tell whether two values are the same; `empty` and `blank` are what is empty."""
    for one, other in ((left, right), (right, left)):
        if other is EMPTY:
            return one in (None, "", [], ()) or one is EMPTY
    return bool(left == right)


class _Empty:
    """What `empty` and `blank` stand for."""


EMPTY = _Empty()
