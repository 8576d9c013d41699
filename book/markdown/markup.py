"""HTML among Markdown: Markdown within its elements is read, and `List<string>` is no element."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, html_block
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from book.elements import KNOWN, VOID, names
from book.markdown.findings import Finding, note
from book.markdown.tokens import with_lines

_TAG = re.compile(r"<(/?)([A-Za-z][\w:-]*)((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>")


# Text behind a comment on its line is text, not HTML.
_BEHIND_COMMENT = re.compile(r"(?:<!--(?:(?!-->).)*-->\s*)+(?=[^<\s])")


_HEADING = re.compile(
    r"<h([1-6])\b((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>((?:(?!</?h[1-6]\b).)+)</h\1\s*>", re.DOTALL | re.IGNORECASE
)
_NAMED = re.compile(r"\b(id|class)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)
_BLOCK_TAG = re.compile(r"</?(?:p|div|ul|ol|li|table|section|blockquote|pre|details|dl|hr)\b", re.IGNORECASE)
_HOLDS_BLOCKS = names("div section article aside main center blockquote details header footer nav body")
_AS_WRITTEN = names("pre code script style textarea svg math kbd samp title iframe video audio")
# What these show they have attributes or a closing tag for.
_NOTHING_ALONE = names("""
    area base data embed form html body head image input label line link map menu meta object option output
    param path pattern select source stop symbol template text title track use
""")
_COMPARED = re.compile(r"<[abipqsu]\s+[^=<>/]+>")
# Inline Markdown that authors write between tags; nothing else is read there.
_MARKS = (
    (re.compile(r"(?<!`)`([^`\n]+)`(?!`)"), lambda found: f"<code>{found[1]}</code>"),
    (re.compile(r"\*\*(?=\S)([^*\n]+?)(?<=\S)\*\*"), lambda found: f"<strong>{found[1]}</strong>"),
    (
        re.compile(r"!\[([^\[\]\n]*)\]\(([^()\s]+)\)"),
        lambda found: f'<img src="{escape(found[2])}" alt="{escape(found[1])}">',
    ),
    (re.compile(r"\[([^\[\]\n]+)\]\(([^()\s]+)\)"), lambda found: f'<a href="{escape(found[2])}">{found[1]}</a>'),
)


def markup_plugin(md: MarkdownIt) -> None:
    """Read Markdown in HTML, as kramdown does under `markdown="1"`, and show what only looks like an element."""
    md.block.ruler.at("html_block", _html_block, {"alt": ["paragraph", "reference", "blockquote"]})
    md.core.ruler.after("inline", "markup", _rule)


def _html_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    place = state.bMarks[start] + state.tShift[start]
    if not state.src.startswith("<", place):
        return False
    first = state.src[place : state.eMarks[start]]
    if _BEHIND_COMMENT.match(first) or not html_block(state, start, end, silent):
        return False
    if not silent and not _heading(state, start, first):
        token = state.tokens[-1]
        lines = token.content.split("\n")
        if token.content.startswith("<!--") and "-->" not in token.content:
            note(
                state.env, Finding(start + 1, "html.comment", "A comment is never closed, and hides all after it")
            )
        if at := _first_markdown(lines):
            token.content = "\n".join(lines[:at]) + "\n"
            state.line = start + at
            token.map = [start, state.line]
    return True


def _heading(state: StateBlock, start: int, first: str) -> bool:
    """Make a heading of one written as `<h2>…</h2>` on a line, and tell whether it was."""
    found = _HEADING.fullmatch(first.strip()) or _HEADING.fullmatch(state.tokens[-1].content.strip())
    if not found or _BLOCK_TAG.search(found[3]):
        return False
    state.tokens.pop()
    if "\n" not in found[0]:
        state.line = start + 1
    tag = f"h{found[1]}"
    opening = state.push("heading_open", tag, 1)
    opening.markup, opening.map = "#" * int(found[1]), [start, state.line]
    for key, double, single in _NAMED.findall(found[2]):
        opening.attrSet(key.lower(), double or single)
    inline = state.push("inline", "", 0)
    inline.content, inline.map, inline.children = " ".join(found[3].split()), [start, start + 1], []
    state.push("heading_close", tag, -1).markup = opening.markup
    return True


def _first_markdown(lines: list[str]) -> int:
    """Return the line, from 0, that begins with Markdown inside an element that may hold it; 0 for none."""
    open_tags: list[str] = []
    asked = False
    for at, line in enumerate(lines):
        text = line.strip()
        begins = bool(open_tags) and open_tags[-1] in _HOLDS_BLOCKS and len(line) - len(line.lstrip(" ")) < 4
        if at and text and begins and (asked or not text.startswith("<") or _HEADING.fullmatch(text)):
            return at
        if not (text.startswith("<") and text.endswith(">")):
            return 0
        for tag in _TAG.finditer(text):
            asked = asked or bool(re.search(r"\bmarkdown=[\"']?(?:1|block|span)", tag[3]))
            _follow(tag, open_tags)
    return 0


def _follow(tag: re.Match[str], open_tags: list[str]) -> None:
    name = tag[2].lower()
    if tag[1] and name in open_tags:
        while open_tags.pop() != name:
            pass
    elif not tag[1] and name not in VOID and not tag[3].endswith("/"):
        open_tags.append(name)


def _rule(state: StateCore) -> None:
    if "<" not in state.src:
        return
    for token in state.tokens:
        line = (token.map or [0])[0] + 1
        if token.type == "html_block":
            mended = "".join(_with_marks(token.content))
            if mended != token.content:
                note(state.env, Finding(line, "html.markdown", "Markdown between tags, which other readers print"))
                token.content = mended
        elif token.type == "inline" and "<" in token.content:
            for child, at in with_lines(token):
                _show_unknown(child, state, at + 1)


def _show_unknown(token: Token, state: StateCore, line: int) -> None:
    tag = _TAG.fullmatch(token.content) if token.type == "html_inline" else None
    if tag and _is_text(tag, state.src):
        token.type = "text"
        note(state.env, Finding(line, "html.unknown", f"{token.content} is no element, and shown as it stands"))


def _is_text(tag: re.Match[str], source: str) -> bool:
    """Tell words in angle brackets (`<AI>`, `<your-key>`, `<image>`) and comparisons (`a<b and c>d`) from tags."""
    name = tag[2].lower()
    if _COMPARED.fullmatch(tag[0]):
        return True
    if name in KNOWN and not (name in _NOTHING_ALONE and not tag[3].strip()):
        return False
    return not (re.search(r"[-:]", name) or name in KNOWN) or f"</{name}" not in source.lower()


def _with_marks(html: str) -> Iterator[str]:
    """Yield the parts of a piece of HTML, with the Markdown in its text as elements."""
    place, kept = 0, 0
    for tag in _TAG.finditer(html):
        yield _marked(html[place : tag.start()]) if not kept else html[place : tag.start()]
        yield tag[0]
        if tag[2].lower() in _AS_WRITTEN and not tag[3].endswith("/"):
            kept = max(0, kept - 1) if tag[1] else kept + 1
        place = tag.end()
    yield _marked(html[place:]) if not kept else html[place:]


def _marked(text: str) -> str:
    if "<" in text or not re.search(r"\*\*|`|\]\(", text):
        return text
    for pattern, element in _MARKS:
        text = pattern.sub(element, text)
    return text
