"""What is not shown: `%%comments%%` and `^block-ids` of Obsidian, kramdown's `^`, which ends a block."""

from __future__ import annotations

import re
from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore

from book.elements import names
from book.markdown.fenced import as_written
from book.reading import COMMENT_ENDS, COMMENT_OPENS

_COMMENT = re.compile(rf"{COMMENT_OPENS}[^%\n]+{COMMENT_ENDS}")
_OPENS = re.compile(r" {0,3}%%(?![A-Za-z~])")
_CLOSES = re.compile(r"(?<![A-Za-z0-9０-９%％\\])%%\s*\Z")
_EMPTY = "<!-- -->"  # which ends a block, as `^` does
# Alone it names the block above it, which is no paragraph.
_NAMED = names("blockquote_close bullet_list_close ordered_list_close table_close fence colon_fence math_block")
_ID = re.compile(r"(?:\s|\A)\^(?=[a-z0-9-]*[a-z])[a-z0-9][a-z0-9-]{3,}\s*\Z")


def leftout_plugin(md: MarkdownIt) -> None:
    """Leave them out; as many lines stay."""
    md.core.ruler.after("normalize", "comments_of_notes", _comments)
    md.core.ruler.before("inline", "block_ids", _ids)


def _comments(state: StateCore) -> None:
    if "%%" in state.src or "\n^\n" in state.src:
        state.src = "\n".join(_without(state.src.split("\n")))


def _without(lines: list[str]) -> Iterator[str]:
    """Yield lines without comments and without `^` alone, which ends a block."""
    last = max((at for at, line in enumerate(lines) if _CLOSES.search(line)), default=-1)
    within = False
    for at, (line, is_code) in enumerate(zip(lines, as_written(lines), strict=True)):
        opens = _OPENS.match(line) and line.count("%%") == 1
        if is_code or not within:
            within = bool(opens) and not is_code and at < last
            yield line if is_code else "" if within else _EMPTY if line == "^" else _shown(line)
        else:
            within = _CLOSES.search(line) is None
            yield ""


def _shown(line: str) -> str:
    return line if "`" in line else _COMMENT.sub("", line)


def _ids(state: StateCore) -> None:
    if "^" not in state.src or not (" ^" in state.src or "\n^" in state.src):
        return
    places = [at for at, token in enumerate(state.tokens) if token.type == "inline" and "^" in token.content]
    for at in reversed(places):
        token = state.tokens[at]
        if state.tokens[at - 1].type in {"td_open", "th_open"}:
            continue
        found = _ID.search(token.content)
        if found and token.content[: found.start()]:
            token.content = token.content[: found.start()]
        elif found and at > 1 and state.tokens[at - 2].type in _NAMED:
            del state.tokens[at - 1 : at + 2]
