"""Front matter: YAML between `---` lines or TOML between `+++`, every value with its line, texts as written."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import yaml

from book.errors import ArticleError, Problem
from book.loosematter import NoKeysError, read_loosely
from book.reading import typed_text
from book.yamlnodes import root_of

# Blank lines above it are a slip: Jekyll would publish the post without what it says.
_OPEN = re.compile(r"\A---[ \t]*\n|\A(?P<blank>(?:[ \t\u3000]*\n)+)---[ \t]*\n(?=[A-Za-z_][\w-]*[ \t]*:)")
_CLOSE = re.compile(r"^(?:-{3,}|\.{3})[ \t]*$", re.MULTILINE)
# Typed without leaving the Japanese keyboard: `title：題`.
_WIDE_COLON = re.compile(r"^([A-Za-z_][\w-]*)：[ \t\u3000]*", re.MULTILINE | re.ASCII)
# What a line of keys begins with: a key, an item, or what is indented or in brackets.
_AT_KEYS = re.compile(r"""[ \t\-\[\]{}]|[\w"'?-]+[ \t]*[:：](?:\s|\Z|(?<=：))""")
_TOML = re.compile(r"\A\+\+\+[ \t]*\n(.*?)^\+\+\+[ \t]*$\n?", re.DOTALL | re.MULTILINE)
_TOML_KEY = re.compile(r"[ \t]*([\w-]+)[ \t]*=")
# YAML folds a line end to a space, which between Japanese characters its author did not mean.
_FOLDED = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef]) (?=[\u3000-\u9fff\uff00-\uffef])")
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """An article file cut in two. `values` are plain (str, list, dict, int, bool); `lines` count from 1.

    `body_line` is the first line of the text after the front matter. `problems` are what was read all the same.
    """

    path: Path
    values: Mapping[str, Any]
    body: str
    body_line: int
    lines: Mapping[str, int] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    def line(self, key: str) -> int:
        """Return the line on which a key stands, or the front matter's first."""
        return self.lines.get(key, 1)

    def problem(self, key: str, message: str, remedy: str) -> Problem:
        """Return a problem with the value of a key."""
        return Problem(self.path, self.line(key), message, remedy, f"front-matter.{key}")


def read_front_matter(path: Path) -> FrontMatter:
    """Read an article's file. Raises ArticleError: not UTF-8, or front matter that has no keys.

    A file without front matter is all text; one that is no YAML is read key by key, one that is not closed up to
    the first text; all of it is told in `problems`.
    """
    text = _decode(path)
    if toml := _TOML.match(text):
        return _read_toml(path, text, toml)
    opening = _OPEN.match(text)
    if opening is None:
        return _without(path, text)
    closing = _CLOSE.search(text, opening.end())
    end, body = (closing.start(), closing.end() + 1) if closing else (len(text), len(text))
    keys = _end_of_keys(text, opening.end(), end)
    if keys == opening.end():
        return _without(path, text)
    is_open = closing is None or keys < end
    end, body = (keys, keys) if is_open else (end, body)
    above = text.count("\n", 0, opening.end()) - 1
    values, lines, problems = _parse(path, _WIDE_COLON.sub(r"\1: ", text[opening.end() : end]), above)
    if above:
        message, remedy = "blank lines stand above the front matter.", "Take them out: the file begins with ---."
        problems = (*problems, _problem(path, 1, message, remedy, "place", fatal=False))
    body_line = text.count("\n", 0, body) + 1
    if is_open:
        message, remedy = "the front matter is not closed.", "End it with a line of ---."
        problems = (*problems, _problem(path, body_line, message, remedy, "open", fatal=False))
    values = {key.lower(): value for key, value in values.items()} | values  # `Title:` is the title
    return FrontMatter(path, values, text[body:], body_line, lines, problems)


def _without(path: Path, text: str) -> FrontMatter:
    message, remedy = "there is no front matter.", "Begin the file with ---, its title and ---."
    return FrontMatter(path, {}, text, 1, {}, (_problem(path, 1, message, remedy, "missing", fatal=False),))


def _end_of_keys(text: str, start: int, end: int) -> int:
    """Return where the front matter ends: at the text after a blank line, or before any key, else at `end`.

    A closing line may be missing, and `---` in the middle of the text be a rule.
    """
    last, place, parted = start, start, True
    for line in text[start:end].splitlines(keepends=True):
        place += len(line)
        if not line.strip() or line.startswith("#"):
            parted = parted or not line.strip()
        elif parted and not _AT_KEYS.match(line):
            return last
        else:
            last, parted = place, False
    return end


def _decode(path: Path) -> str:
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = "the file is not UTF-8 text."
        raise _error(path, line, message, "Save it with the encoding UTF-8.", "encoding") from error
    return typed_text(text.replace("\r\n", "\n").replace("\r", "\n"))


def _read_toml(path: Path, text: str, found: re.Match[str]) -> FrontMatter:
    """Read front matter as Hugo and Zola have it. Raises ArticleError."""
    try:
        values = tomllib.loads(found[1])
    except (ValueError, RecursionError) as error:  # a number of thousands of figures is a ValueError
        raise _error(path, 1, f"the front matter is not valid TOML: {error}.", "Mend it.", "toml") from error
    lines = {key[1]: at for at, line in enumerate(found[1].split("\n"), 2) if (key := _TOML_KEY.match(line))}
    body_line = text.count("\n", 0, found.end()) + 1
    plain = {key: _text(value) for key, value in values.items()}
    return FrontMatter(path, plain, text[found.end() :], body_line, lines)


def _text(value: Any) -> Any:
    """Return a value of TOML as one of YAML would be: dates are text."""
    if isinstance(value, list):
        return [_text(item) for item in value]
    if isinstance(value, dict):
        return {key: _text(item) for key, item in value.items()}
    return str(value) if isinstance(value, date | datetime | time) else value


def _parse(path: Path, text: str, above: int) -> tuple[dict[str, Any], dict[str, int], tuple[Problem, ...]]:
    try:
        values, lines = _read_yaml(text)
    except (yaml.YAMLError, RecursionError) as error:
        return _parse_loosely(path, text, error, above)
    return values, {key: line + 2 + above for key, line in lines.items()}, ()


def _read_yaml(text: str) -> tuple[dict[str, Any], dict[str, int]]:
    """Return values and lines (from 0) of a mapping. Raises YAMLError and RecursionError."""
    loader = _Loader(text)
    try:
        node = root_of(loader)
        if node is None:
            return {}, {}
        if not isinstance(node, yaml.MappingNode):
            raise yaml.MarkedYAMLError(problem="it is no list of keys", problem_mark=node.start_mark)
        values = {str(key.value): _plain(loader, value) for key, value in node.value}
        return values, {str(key.value): key.start_mark.line for key, _ in node.value}
    finally:
        loader.dispose()


def _parse_loosely(
    path: Path, text: str, error: Exception, above: int
) -> tuple[dict[str, Any], dict[str, int], tuple[Problem, ...]]:
    def read(chunk: str) -> dict[str, Any] | None:
        try:
            return _read_yaml(chunk)[0]
        except (yaml.YAMLError, RecursionError):
            return None

    mark = getattr(error, "problem_mark", None)
    what = getattr(error, "problem", None) or "nested too deeply"
    message = f"the front matter is not valid YAML: {what}."
    remedy = "Put quotation marks round values with `: `, `#`, `[` or quotes in them."
    try:
        values, lines, loose = read_loosely(text, read)
    except NoKeysError:
        raise _error(path, mark.line + 2 + above if mark else 1, message, remedy, "yaml") from error
    places = {key: lines[key] + 2 + above for key in loose} or {"": mark.line + 2 + above if mark else 1}
    problems = [
        _problem(path, line, f"{key}: {message}".removeprefix(": "), remedy, "yaml", fatal=False)
        for key, line in places.items()
    ]
    return values, {key: line + 2 + above for key, line in lines.items()}, tuple(problems)


def _plain(loader: Any, node: yaml.Node) -> Any:
    """Return the node's value. Dates, clock times and words such as `no` stay the text the author wrote."""
    if isinstance(node, yaml.SequenceNode):
        return [_plain(loader, item) for item in node.value]
    if isinstance(node, yaml.MappingNode):
        return {str(key.value): _plain(loader, value) for key, value in node.value}
    text = str(node.value)
    if node.tag.endswith(":null"):
        return None
    if node.tag.endswith(":bool") and text.lower() in ("true", "false"):
        return text.lower() == "true"
    spans_lines = node.start_mark.line != node.end_mark.line
    return _FOLDED.sub("", text) if spans_lines and getattr(node, "style", None) != "|" else text


def _error(path: Path, line: int, message: str, remedy: str, kind: str) -> ArticleError:
    return ArticleError([_problem(path, line, message, remedy, kind, fatal=True)])


def _problem(path: Path, line: int, message: str, remedy: str, kind: str, *, fatal: bool) -> Problem:
    return Problem(path, line, message, remedy, f"front-matter.{kind}", fatal)
