"""Liquid, as far as posts use it, resolved in the source without moving a line."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import escape
from operator import itemgetter
from pathlib import PurePosixPath
from typing import Any

from markdown_it import MarkdownIt

from book.markdown.findings import Finding
from book.markdown.liquidvalues import EMPTY, UnknownError, as_text, filtered, holds, is_same

# What a possessive pattern (`*+`) took it keeps: to look for the end of a tag takes no longer than the tag is.
_TAG = re.compile(r"\{%-?\s*+(\w*+)((?:(?!\{%|%\}).)*+)%\}|\{\{-?((?:(?!\{\{|\}\}).)*+)\}\}", re.DOTALL)
_ARGUMENT = re.compile(r"""(?<![\w-])([\w-]+)\s*=\s*("[^"]*"|'[^']*'|[\w.-]+)""")
_RAW = re.compile(r"\{%-?\s*raw\s*-?%\}((?:(?!\{%-?\s*raw\b).)*?)\{%-?\s*endraw\s*-?%\}", re.DOTALL)
_INCLUDE = re.compile(r"\{\{-?\s*include\.([\w-]+)\s*-?\}\}")
_SPAN = re.compile(r"(?<!`)(`+)(?!`)(.*?)(?<!`)\1(?!`)", re.DOTALL)
_FILTERS = re.compile(r"""((?:[^|"']|"[^"]*"|'[^']*')+)""")
_PAIRED = frozenset({"raw", "comment", "highlight", "mermaid", "for", "tablerow", "capture"})
_CONDITIONS = frozenset({"if", "unless", "elsif"})
_BRANCH = re.compile(
    r"\{%-?\s*+(if|unless|case|endif|endunless|endcase|else|elsif|when)\b((?:(?!\{%|-?%\}).)*+)-?%\}", re.DOTALL
)
_ASSIGNED = re.compile(r"\s*([\w-]+)\s*=(.*?)-?\Z", re.DOTALL)
# What is kept for later, and shown right below it, with at most one tag of HTML before it.
_SHOWN_BELOW = r"(\s*+)(<[A-Za-z][^<>]*>)?(\s*+)\{\{-?\s*%s\s*(?:\|[^{}]*)?\}\}"
_WHEN = re.compile(r",|\sor\s")
_ARGUMENTS = re.compile(r"""(?:[^,"']|"[^"]*"|'[^']*'|["'])+""")
# A gap in a prompt (`{{入力}}`): no name of Liquid's has letters like that.
_NO_VARIABLE = re.compile(r"[\w\s]*[\u3041-\u30ff\u3400-\u9fff]")
_NUMBER = re.compile(r"-?\d{1,18}(?:\.\d{1,18})?")
_WORDS: Mapping[str, Any] = {
    "true": True,
    "false": False,
    "nil": None,
    "null": None,
    "empty": EMPTY,
    "blank": EMPTY,
}
# What plugins show of other sites, by their tags: a link leads there.
_PLAYED: Mapping[str, str] = {
    "youtube": "https://youtu.be/",
    "vimeo": "https://vimeo.com/",
    "gist": "https://gist.github.com/",
    "twitter": "https://x.com/i/status/",
    "tweet": "https://x.com/i/status/",
}
_BLOCKS = MarkdownIt("commonmark").disable("inline")


@dataclass(frozen=True, slots=True)
class LiquidContext:
    """What tags and variables mean for one post.

    `site` and `page` are the settings and the front matter. `base` is the site's path below its host
    (`/blog` or empty), `address` its host (`https://example.jp`), both without a slash at their end.
    `post_url` finds a post's address by `YYYY-MM-DD-name`, None where there is no such post. `includes` are
    the publisher's templates by name, in which `{{ include.key }}` is what the tag says for `key`.
    """

    site: Mapping[str, Any] = field(default_factory=dict)
    page: Mapping[str, Any] = field(default_factory=dict)
    base: str = ""
    address: str = ""
    post_url: Callable[[str], str | None] = lambda _: None
    includes: Mapping[str, str] = field(default_factory=dict)


def resolve_liquid(text: str, context: LiquidContext) -> tuple[str, list[Finding]]:
    """Return the text with its Liquid resolved, and what had to be left out. As many lines as before.

    Code (fenced, indented, in spans) stays as it is, but for `{% raw %}` with its end. What is inserted is
    not read for Liquid again.
    """
    if "{%" not in text and "{{" not in text:
        return text, []
    resolver = _Resolver(text, context)
    return resolver.resolve(), resolver.findings


def _without_raw(code: str) -> str:
    """Return code without the tags that keep Liquid from reading it, which Jekyll reads everywhere."""
    return _RAW.sub(r"\1", code) if "endraw" in code else code


class _Resolver:
    """One pass over one text."""

    def __init__(self, text: str, context: LiquidContext) -> None:
        self.text = text
        self.context = context
        self.findings: list[Finding] = []
        self._assigned: dict[str, Any] = {}
        self._unknown: set[str] = set()
        self._skipped: dict[int, int] = {}
        self._open: set[str] = set()  # names of pairs of which none ends any more
        self._branches = _branches(text)
        self._starts = [0, *(found.end() for found in re.finditer("\n", text))]
        self._code = _code_ranges(text, self._starts)
        self._read: list[tuple[int, int]] = []

    def resolve(self) -> str:
        done: list[str] = []
        place = 0
        while found := _TAG.search(self.text, place):
            done.append(self.text[place : found.start()])
            inside = _end_of(self._code, found.start())
            if inside:
                done.append(_without_raw(self.text[found.start() : inside]))
                place = inside
            else:
                result, place = self._tag(found)
                self._read.append((found.start(), place))
                done.append(result)
        for opening in re.finditer(r"\{%|\{\{", self.text):
            if not _end_of(self._code, opening.start()) and not _end_of(self._read, opening.start()):
                line = bisect_right(self._starts, opening.start())
                message = "A Liquid tag that is never closed is shown as it stands"
                self.findings.append(Finding(line, "liquid.open", message))
        return "".join([*done, self.text[place:]])

    def _tag(self, found: re.Match[str]) -> tuple[str, int]:
        """Return what stands for the tag, and where reading goes on."""
        name, arguments = found[1], found[2]
        if found.start() in self._skipped:
            return self._skip(found.start(), self._skipped[found.start()])
        decide = self._decide if name in _CONDITIONS else self._choose if name == "case" else None
        if decide and (decided := decide(found)):
            return decided
        if name == "assign" and self._assign(arguments or ""):
            return "\n" * found[0].count("\n"), found.end()
        if name in _PAIRED:
            result = self._pair(found)
            if result:
                return result
        if _NO_VARIABLE.match(found[3] or ""):
            return found[0], found.end()
        kept = "\n" * found[0].count("\n")
        value = (
            self._expression(found[3].rstrip("-"))
            if found[3] is not None
            else self._address(name or "", arguments or "")
        )
        if value is None:
            self._note(found)
            value = ""
        return " ".join(value.split("\n")) + kept, found.end()

    def _pair(self, found: re.Match[str]) -> tuple[str, int] | None:
        name = found[1]
        if name in self._open:
            return None
        closing = re.compile(r"\{%-?\s*+end" + name + r"\s*+-?%\}").search(self.text, found.end())
        if not closing:
            self._open.add(name)
            return None
        body = self.text[found.end() : closing.start()]
        before, after = "\n" * found[0].count("\n"), "\n" * closing[0].count("\n")
        if name == "capture":
            return self._capture(found, body, closing)
        if name in {"for", "tablerow"}:  # what a site repeats
            self._note(found)
        if name not in {"raw", "highlight", "mermaid"}:
            return before + "\n" * body.count("\n") + after, closing.end()
        if name == "raw":
            return before + body + after, closing.end()
        return before + self._highlighted(found, body) + after, closing.end()

    def _capture(self, found: re.Match[str], body: str, closing: re.Match[str]) -> tuple[str, int]:
        """Keep a text for where its name stands; where that is right below, leave it, in the tag there."""
        name = (found[2] or "").strip("- \t\"'")
        inner = _Resolver(body, self.context)
        inner._assigned = dict(self._assigned)
        text = inner.resolve()
        lines = "\n" * found[0].count("\n"), "\n" * closing[0].count("\n")
        below = re.compile(_SHOWN_BELOW % re.escape(name)).match(self.text, closing.end())
        if below and "\n" in body:
            between = "\n" * (below[0].count("\n"))
            return lines[0] + (below[2] or "") + text + lines[1] + between, below.end()
        self._assigned[name] = text.strip()
        return lines[0] + "\n" * body.count("\n") + lines[1], closing.end()

    def _skip(self, start: int, end: int) -> tuple[str, int]:
        return "\n" * self.text.count("\n", start, end), end

    def _decide(self, found: re.Match[str]) -> tuple[str, int] | None:
        """Go on in the branch that holds, the first where nobody knows which does; None where it never ends."""
        marks = self._branches.get(found.start())
        if not marks:
            return None
        held = holds((found[2] or "").strip("- \n\t"), self._operand)
        if held is None:
            self._note(found)
        held = held is None or held is not (found[1] == "unless")
        end = marks[-1]
        self._skipped[end.start()] = end.end()
        if held:
            if len(marks) > 1:
                self._skipped[marks[0].start()] = end.end()
            return self._skip(found.start(), found.end())
        nearest = marks[0]
        return self._skip(found.start(), nearest.start() if nearest[1] == "elsif" else nearest.end())

    def _choose(self, found: re.Match[str]) -> tuple[str, int] | None:
        """Go on in the branch of a `case` whose value it is; None where that is not known: all are shown."""
        marks = self._branches.get(found.start(), [])
        try:
            value = self._operand((found[2] or "").strip("- \n\t"))
        except UnknownError:
            return None
        for at, mark in enumerate(marks[:-1]):
            named = (
                [self._operand(name.strip()) for name in _WHEN.split(mark[2])] if mark[1] == "when" else [value]
            )
            if any(is_same(value, name) for name in named):
                self._skipped[marks[at + 1].start()] = marks[-1].end()
                return self._skip(found.start(), mark.end())
        return self._skip(found.start(), marks[-1].end()) if marks else None

    def _operand(self, name: str) -> Any:
        """Return a value by its name, None where there is none. Raises UnknownError."""
        if len(name) > 1 and name[0] in "\"'" and name[-1] == name[0]:
            return name[1:-1]
        if name in _WORDS:
            return _WORDS[name]
        if _NUMBER.fullmatch(name):
            return float(name) if "." in name else int(name)
        if name in self._assigned:
            return self._assigned[name]
        if name in self._unknown or name.startswith(("site.time", "site.posts", "site.pages")):
            raise UnknownError(name)
        return self._looked_up(name)

    def _assign(self, written: str) -> bool:
        """Keep the value that a variable is given, and tell whether it is one that can be known."""
        found = _ASSIGNED.match(written)
        try:
            value = self._reckoned(found[2].strip()) if found else None
        except UnknownError:
            value = None
        if not found:
            return False
        self._assigned.pop(found[1], None)
        self._unknown.discard(found[1])
        if value is None:
            self._unknown.add(found[1])
        else:
            self._assigned[found[1]] = value
        return value is not None

    def _highlighted(self, found: re.Match[str], body: str) -> str:
        """Return a fence where the tags stand on lines of their own, else a code span."""
        language = re.sub(r"[^\w+#-].*", "", (found[2] or "").strip(), flags=re.DOTALL)
        language = "mermaid" if found[1] == "mermaid" else language
        longest = max((len(run) for run in re.findall(r"`+", body)), default=0)
        lead = self.text[self.text.rfind("\n", 0, found.start()) + 1 : found.start()]
        if body.strip() and not lead.strip() and body[0] == "\n" and body.rstrip(" \t")[-1] == "\n":
            fence = "`" * max(3, longest + 1)
            return f"{fence}{language}{body}{fence}"
        mark = "`" * (longest + 1)
        return f"{mark}{body}{mark}" if body.strip() else body

    def _address(self, name: str, arguments: str) -> str | None:
        target = arguments.strip("- \n\t").strip("\"'")
        if name == "post_url":
            return self.context.post_url(PurePosixPath(target).name.removesuffix(".md"))
        if name == "link" and target:
            return self._linked(target.lstrip("/"))
        if name in {"include", "include_relative", "include_cached"}:
            return self._included(arguments)
        if name in _PLAYED and (first := re.match(r"[\w:/.?=&@-]+", target)):
            return f"<{first[0] if '://' in first[0] else _PLAYED[name] + first[0]}>"
        return None

    def _included(self, arguments: str) -> str | None:
        name, _, rest = arguments.strip().partition(" ")
        includes = self.context.includes
        template = includes.get(name, includes.get(name.removesuffix(".html")))
        given = {key: self._value(value) or "" for key, value in _ARGUMENT.findall(rest)}
        if template is None:
            played = next((each for each in _PLAYED if each in f"{name} {given.get('provider', '')}"), "")
            return (
                f"<{_PLAYED[played]}{given['id']}>"
                if played and re.fullmatch(r"[\w-]+", given.get("id", ""))
                else None
            )
        return _INCLUDE.sub(lambda found: escape(given.get(found[1], "")), template)

    def _linked(self, path: str) -> str | None:
        if path.startswith("_posts/") or "/_posts/" in path:
            return self.context.post_url(PurePosixPath(path).stem)
        page = re.sub(r"(?:(?:^|/)index)?\.(?:md|markdown|html)$", "/", path)
        return f"{self.context.base}/{page.lstrip('/')}"

    def _expression(self, text: str) -> str | None:
        try:
            return as_text(self._reckoned(text))
        except UnknownError:
            return None

    def _reckoned(self, text: str) -> Any:
        """Return what an expression with its filters comes to. Raises UnknownError."""
        head, *filters = (part.strip() for part in _FILTERS.findall(text) or [""])
        value = self._operand(head)
        for written in filters:
            name, _, given = (part.strip() for part in written.partition(":"))
            if name in {"relative_url", "absolute_url"}:
                value = self._address_of(as_text(value), absolute=name == "absolute_url")
            elif value is None and name != "default":
                return None
            else:
                arguments = filter(None, map(str.strip, _ARGUMENTS.findall(given)))
                value = filtered(value, name, list(map(self._operand, arguments)))
        return value

    def _address_of(self, value: str | None, *, absolute: bool) -> str | None:
        if value is None or re.match(r"[a-z][a-z0-9+.-]*:|//", value, re.IGNORECASE):
            return value
        path = value if value.startswith("/") else f"/{value}"
        return (self.context.address if absolute else "") + self.context.base + path

    def _value(self, name: str) -> str | None:
        try:
            return as_text(self._operand(name))
        except UnknownError:
            return None

    def _looked_up(self, name: str) -> Any:
        root, *keys = name.split(".")
        jekyll = {"environment": "production"}
        roots = {"site": self.context.site, "page": self.context.page, "jekyll": jekyll}
        value: Any = self._assigned.get(root, roots.get(root))
        for key in keys:
            sized = key == "size" and not isinstance(value, Mapping)
            value = value.get(key) if isinstance(value, Mapping) else filtered(value, key, []) if sized else None
        return value

    def _note(self, found: re.Match[str]) -> None:
        line = bisect_right(self._starts, found.start())
        kind = (
            "liquid.variable"
            if found[3] is not None
            else f"liquid.{'include' if found[1] == 'include' else 'tag'}"
        )
        shown = " ".join(found[0].split())
        self.findings.append(Finding(line, kind, f"Left out, since it cannot be resolved: {shown}"))


def _branches(text: str) -> dict[int, list[re.Match[str]]]:
    """Return of each condition that ends, by the place of each branch, the branches behind that and the end."""
    found: dict[int, list[re.Match[str]]] = {}
    opened: list[list[re.Match[str]]] = []
    for mark in _BRANCH.finditer(text):
        if mark[1] in {"if", "unless", "case"}:
            opened.append([mark])
        elif opened:
            opened[-1].append(mark)
            if mark[1].startswith("end"):
                marks = opened.pop()
                found |= {branch.start(): marks[at:] for at, branch in enumerate(marks[:-1], 1)}
    return found


def _end_of(spans: list[tuple[int, int]], place: int) -> int:
    """Return where the span ends within which a place is, 0 where it is in none; spans are in order."""
    before = bisect_right(spans, place, key=itemgetter(0))
    return spans[before - 1][1] if before and place < spans[before - 1][1] else 0


def _code_ranges(text: str, starts: list[int]) -> list[tuple[int, int]]:
    """Return the spans of the text (from, to) that are code."""
    ends = [*starts[1:], len(text)]
    found = []
    for token in _BLOCKS.parse(text):
        if not token.map or token.map[0] >= len(starts):
            continue
        first, last = starts[token.map[0]], ends[min(token.map[1], len(ends)) - 1]
        if token.type in {"fence", "code_block"}:
            found.append((first, last))
        elif token.type == "inline":
            found += [span.span() for span in _SPAN.finditer(text, first, last)]
    return found
