"""Front matter: YAML between `---` lines, every value with the line it stands on, the author's text as text."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from book.errors import ArticleError, Problem

_OPEN = re.compile(r"\A---[ \t]*\n")
_CLOSE = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)
# YAML folds a line end to a space, which between Japanese characters its author did not mean.
_FOLDED = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef]) (?=[\u3000-\u9fff\uff00-\uffef])")
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """An article file cut in two. `values` are plain (str, list, dict, int, bool); `lines` count from 1.

    `body_line` is the first line of the text after the front matter.
    """

    path: Path
    values: Mapping[str, Any]
    body: str
    body_line: int
    lines: Mapping[str, int] = field(default_factory=dict)

    def line(self, key: str) -> int:
        """Return the line on which a key stands, or the front matter's first."""
        return self.lines.get(key, 1)

    def problem(self, key: str, message: str, remedy: str) -> Problem:
        """Return a problem with the value of a key."""
        return Problem(self.path, self.line(key), message, remedy, f"front-matter.{key}")


def read_front_matter(path: Path) -> FrontMatter:
    """Read an article's file. Raises ArticleError: not UTF-8, no front matter, or broken YAML."""
    text = _decode(path)
    opening = _OPEN.match(text)
    if opening is None:
        raise _error(path, 1, "there is no front matter.", "Begin the file with --- and its title.", "missing")
    closing = _CLOSE.search(text, opening.end())
    if closing is None:
        raise _error(path, 1, "the front matter is not closed.", "End it with a line of ---.", "open")
    values, lines = _parse(path, text[opening.end() : closing.start()])
    body_line = text.count("\n", 0, closing.end()) + 2
    return FrontMatter(path, values, text[closing.end() + 1 :], body_line, lines)


def _decode(path: Path) -> str:
    data = path.read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = "the file is not UTF-8 text."
        raise _error(path, line, message, "Save it with the encoding UTF-8.", "encoding") from error
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _parse(path: Path, text: str) -> tuple[dict[str, Any], dict[str, int]]:
    try:
        loader = _Loader(text)
        try:
            node = loader.get_single_node()
            if node is None:
                return {}, {}
            if not isinstance(node, yaml.MappingNode):
                raise _error(path, 2, "the front matter is no list of keys.", "Write `key: value`.", "yaml")
            values = {str(key.value): _plain(loader, value) for key, value in node.value}
            return values, {str(key.value): key.start_mark.line + 2 for key, _ in node.value}
        finally:
            loader.dispose()
    except (yaml.YAMLError, RecursionError) as error:
        raise _yaml_error(path, error) from error


def _yaml_error(path: Path, error: Exception) -> ArticleError:
    mark = getattr(error, "problem_mark", None)
    line = mark.line + 2 if mark else 1
    what = getattr(error, "problem", None) or "nested too deeply"
    remedy = "Put quotation marks round values with `: `, `#`, `[` or quotes in them."
    return _error(path, line, f"the front matter is not valid YAML: {what}.", remedy, "yaml")


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
    return ArticleError([Problem(path, line, message, remedy, f"front-matter.{kind}")])
