"""Front matter: YAML between `---` lines, every value with the line it stands on, the author's text as text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from book.errors import ArticleError, Problem
from book.loosematter import NoKeysError, read_loosely

_OPEN = re.compile(r"\A---[ \t]*\n")
_CLOSE = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)
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
    """Read an article's file. Raises ArticleError: not UTF-8, or front matter that is not closed or has no keys.

    A file without front matter is all text; one that is no YAML is read key by key; both are told in `problems`.
    """
    text = _decode(path)
    opening = _OPEN.match(text)
    if opening is None:
        message, remedy = "there is no front matter.", "Begin the file with ---, its title and ---."
        return FrontMatter(path, {}, text, 1, {}, (_problem(path, 1, message, remedy, "missing", fatal=False),))
    closing = _CLOSE.search(text, opening.end())
    if closing is None:
        raise _error(path, 1, "the front matter is not closed.", "End it with a line of ---.", "open")
    values, lines, problems = _parse(path, text[opening.end() : closing.start()])
    body_line = text.count("\n", 0, closing.end()) + 2
    return FrontMatter(path, values, text[closing.end() + 1 :], body_line, lines, problems)


def _decode(path: Path) -> str:
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = "the file is not UTF-8 text."
        raise _error(path, line, message, "Save it with the encoding UTF-8.", "encoding") from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _parse(path: Path, text: str) -> tuple[dict[str, Any], dict[str, int], tuple[Problem, ...]]:
    try:
        values, lines = _read_yaml(text)
    except (yaml.YAMLError, RecursionError) as error:
        return _parse_loosely(path, text, error)
    return values, {key: line + 2 for key, line in lines.items()}, ()


def _read_yaml(text: str) -> tuple[dict[str, Any], dict[str, int]]:
    """Return values and lines (from 0) of a mapping. Raises YAMLError and RecursionError."""
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        if node is None:
            return {}, {}
        if not isinstance(node, yaml.MappingNode):
            raise yaml.MarkedYAMLError(problem="it is no list of keys", problem_mark=node.start_mark)
        values = {str(key.value): _plain(loader, value) for key, value in node.value}
        return values, {str(key.value): key.start_mark.line for key, _ in node.value}
    finally:
        loader.dispose()


def _parse_loosely(
    path: Path, text: str, error: Exception
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
        raise _error(path, mark.line + 2 if mark else 1, message, remedy, "yaml") from error
    places = {key: lines[key] + 2 for key in loose} or {"": mark.line + 2 if mark else 1}
    problems = [
        _problem(path, line, f"{key}: {message}".removeprefix(": "), remedy, "yaml", fatal=False)
        for key, line in places.items()
    ]
    return values, {key: line + 2 for key, line in lines.items()}, tuple(problems)


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
