"""The reader of Japanese Jekyll posts: plugins for a markdown-it parser, and the source made ready for it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.normalize_url import normalizeLink
from markdown_it.token import Token

from book.editions import ReadingSettings
from book.markdown.abbreviations import abbreviations_plugin
from book.markdown.alerts import alerts_plugin
from book.markdown.autolinks import autolinks_plugin
from book.markdown.brackets import brackets_plugin
from book.markdown.codewords import codewords_plugin
from book.markdown.debris import debris_plugin
from book.markdown.definitions import definitions_plugin
from book.markdown.dollars import dollars_plugin
from book.markdown.emphasis import cjk_emphasis_plugin
from book.markdown.equations import equations_plugin
from book.markdown.fences import fences_plugin
from book.markdown.figures import figures_plugin
from book.markdown.findings import Finding, noted
from book.markdown.gridtables import gridtables_plugin
from book.markdown.hatena import without_hatena
from book.markdown.headings import headings_plugin
from book.markdown.hugo import without_shortcodes
from book.markdown.indents import indents_plugin
from book.markdown.kramdown import kramdown_plugin
from book.markdown.leftout import leftout_plugin
from book.markdown.linebreaks import linebreaks_plugin
from book.markdown.liquid import LiquidContext, resolve_liquid
from book.markdown.marks import dots_plugin, highlight_plugin
from book.markdown.markup import markup_plugin
from book.markdown.notes import notes_plugin
from book.markdown.ruby import ruby_plugin
from book.markdown.shortcodes import shortcodes_plugin
from book.markdown.slips import slips_plugin
from book.markdown.slugs import SlugCounter, github_slug
from book.markdown.spared import spared_plugin
from book.markdown.stray import stray_plugin
from book.markdown.structure import structure_plugin
from book.markdown.tables import tables_plugin
from book.markdown.widemarks import wide_marks_plugin
from book.markdown.wikilinks import wikilinks_plugin
from book.reading import typed_text
from book.wrapped import unwrapped

__all__ = [
    "Finding",
    "LiquidContext",
    "Prepared",
    "ReaderOptions",
    "SlugCounter",
    "bare_text",
    "configure",
    "findings",
    "github_slug",
    "prepare",
]


# MyST's own block syntax would swallow lines of a post: `% 増`, `+++`, `(注)=`.
_NOT_IN_POSTS = ("myst_line_comment", "myst_block_break", "myst_target")


# Lists and quotations, each item a level of its own: markdown-it leaves out without a word what is deeper.
_DEEPEST = 60

_AS_USUAL = ReadingSettings()
_COMMONMARK = MarkdownIt("commonmark").enable("strikethrough")


@dataclass(frozen=True, slots=True)
class ReaderOptions:
    """How one article is read.

    `title` is the article's own, not to be shown twice; `reading` is what the publisher sets.
    """

    title: str = ""
    reading: ReadingSettings = _AS_USUAL


@dataclass(frozen=True, slots=True)
class Prepared:
    """A source ready for the parser, line for line the author's, and what was left out of it."""

    text: str
    findings: tuple[Finding, ...]


def prepare(text: str, context: LiquidContext) -> Prepared:
    """Resolve the Liquid of a text, and take off what is round it. As many lines come out as go in."""
    typed = typed_text(text)
    bare = unwrapped(typed)
    resolved, left_out = resolve_liquid(without_shortcodes(without_hatena(bare)), context)
    if bare != typed:
        line = len(typed) - len(typed.lstrip())
        message = "A fence round the whole text, or front matter once more, is left out"
        left_out = [Finding(typed.count("\n", 0, line) + 1, "text.wrapped", message), *left_out]
    return Prepared(resolved, tuple(left_out))


def bare_text(text: str) -> str:
    """Return what `prepare` makes of a text without Liquid."""
    return without_hatena(unwrapped(typed_text(text)))


def configure(md: MarkdownIt, options: ReaderOptions) -> None:
    """Make this one parser read as authors mean it. Call once, after all other plugins are in."""
    md.enable("table")
    tables_plugin(md)
    definitions_plugin(md)
    md.options["maxNesting"] = _DEEPEST
    md.validateLink = _any_address  # type: ignore[method-assign,assignment]
    md.normalizeLink = _whole_address  # type: ignore[method-assign,assignment]
    md.disable(_NOT_IN_POSTS, True)
    cjk_emphasis_plugin(md, lenient=True)
    dollars_plugin(md)
    equations_plugin(md)
    brackets_plugin(md)
    structure_plugin(md, title=options.title)
    headings_plugin(md)
    indents_plugin(md)
    kramdown_plugin(md)
    leftout_plugin(md)
    figures_plugin(md)
    gridtables_plugin(md)
    fences_plugin(md)
    linebreaks_plugin(md, spaced=options.reading.spaced)
    markup_plugin(md)
    stray_plugin(md)
    wide_marks_plugin(md)
    debris_plugin(md)
    shortcodes_plugin(md)
    slips_plugin(md)
    codewords_plugin(md)
    notes_plugin(md)
    alerts_plugin(md)
    wikilinks_plugin(md)
    abbreviations_plugin(md)
    if options.reading.autolinks:
        autolinks_plugin(md)
    if options.reading.highlight:
        highlight_plugin(md)
    if options.reading.dots:
        dots_plugin(md)
    if options.reading.ruby:
        ruby_plugin(md)
    spared_plugin(md)


def _whole_address(address: str) -> str:
    """Encode an address as markdown-it does; `www.example.jp` is one without its scheme."""
    return normalizeLink(f"https://{address}" if address.lower().startswith("www.") else address)


def _any_address(_: str) -> bool:
    """Read every link as a link: which may be followed is for the sanitiser, and no mark is shown."""
    return True


def findings(md: MarkdownIt, text: str) -> list[Finding]:
    """Read the text with a configured parser and list what an editor should look at, by line from 1."""
    env: dict[str, Any] = {}
    tokens = md.parse(text, env)
    lines = text.split("\n")
    found = [*noted(env), *_replacements(lines)]
    for token in tokens:
        if token.level >= _DEEPEST - 1 and token.nesting == 1:
            line = (token.map or [0])[0] + 1
            message = f"What is nested in more than {_DEEPEST // 2} lists is lost"
            found.append(Finding(line, "nesting.deep", message))
        if token.type == "fence" and _is_open(token, lines):
            found.append(Finding((token.map or [0])[0] + 1, "fence.open", "The code block is never closed"))
        elif token.type == "inline":
            found += [*_unpaired(token), *_rescued(token)]
    return sorted(set(found))


def _replacements(lines: list[str]) -> Iterator[Finding]:
    for number, line in enumerate(lines, 1):
        if "\ufffd" in line:
            yield Finding(number, "character.lost", "A character was lost here (U+FFFD)")


def _is_open(token: Token, lines: list[str]) -> bool:
    first, end = token.map or [0, 0]
    last = lines[end - 1] if first < end - 1 <= len(lines) - 1 else ""
    mark = re.escape(token.markup[:1])
    return not re.search(rf"(?:^|[\s>]){mark}{{{len(token.markup)},}}\s*$", last)


def _unpaired(inline: Token) -> Iterator[Finding]:
    line = (inline.map or [0])[0] + 1
    for token in inline.children or []:
        if token.type == "text" and "**" in token.content:
            yield Finding(line, "emphasis.unpaired", "Asterisks without a partner are shown as they are")


def _rescued(inline: Token) -> Iterator[Finding]:
    """Find emphasis that CommonMark itself would have left as asterisks."""
    if not re.search(r"\*|~~", inline.content):
        return
    plain = _COMMONMARK.parseInline(inline.content)[0].children or []
    if _marks(inline.children or []) > _marks(plain):
        line = (inline.map or [0])[0] + 1
        yield Finding(
            line, "emphasis.cjk", "Emphasis beside Japanese marks, which other readers print as asterisks"
        )


def _marks(tokens: list[Token]) -> int:
    return sum(token.type in {"strong_open", "em_open", "s_open"} for token in tokens)
