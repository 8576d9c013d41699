"""Reading everything and listing every defect, as `gappon check` does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin

from book.deadlinks import Text, check_links, text_of
from book.errors import Problem, ProblemsError, VolumeError
from book.frontmatter import read_front_matter
from book.library import group, read_texts
from book.liquid import liquid_context
from book.lists import at_lists
from book.markdown import ReaderOptions, configure, findings, prepare
from book.markdown.tokens import with_lines
from book.markdown.wikilinks import CLASS as WIKILINK
from book.measure import UNSHOWN, NotAPictureError, measure
from book.mend import run_together
from book.model import Library, Page
from book.pictures import find_picture, on_site
from book.settings import Settings


def check(settings: Settings) -> tuple[list[Problem], Library | None]:
    """Return every problem, sorted, and the library where it could be made."""
    articles, pages, problems, _ = read_texts(settings)
    library = None
    if articles:
        try:
            library = group(settings, articles, pages)
        except VolumeError as error:
            problems += error.problems
    permalinks = {page.key: page.permalink for page in (*pages, *articles)}
    texts = []
    for page in (*pages, *articles):
        text, found = _read(page, settings, permalinks)
        texts.append(text)
        problems += found
        problems += [*run_together(page), *_check_own_picture(page)]
    if library:
        problems += [*check_links(texts, library), *at_lists(library, settings.web.page)]
    return sorted(set(problems)), library


def _read(article: Page, settings: Settings, permalinks: Mapping[str, str]) -> tuple[Text, list[Problem]]:
    """Return an article's links and anchors, and what was mended in its text or cannot be shown."""
    prepared = prepare(read_front_matter(article.path).body, liquid_context(article, settings, permalinks.get))
    md = MarkdownIt("commonmark").enable(["table", "strikethrough"]).use(dollarmath_plugin)
    md.use(footnote_plugin, inline=False, move_to_end=False, always_match_refs=True)  # as MyST has it
    configure(md, ReaderOptions(article.title, settings.reading))
    before = article.first_line - 1
    found = [
        Problem(article.path, before + line, f"{message.rstrip('.')}.", "", kind, fatal=False)
        for line, kind, message in (*prepared.findings, *findings(md, prepared.text))
    ]
    tokens = md.parse(prepared.text, {})
    for token in tokens:
        for child, line in with_lines(token):
            if child.type == "image":
                found += _check_picture(child, article, settings, before + line + 1)
    return text_of(article, tokens, before), found


def _check_own_picture(page: Page) -> Iterator[Problem]:
    try:
        if page.picture:
            measure(page.picture)
    except NotAPictureError:
        message, remedy = f"image: the picture {page.image} {UNSHOWN}", "Save it anew as PNG, JPEG or SVG."
        yield Problem(page.path, 1, message, remedy, "front-matter.image", fatal=False)


def _check_picture(token: Token, article: Page, settings: Settings, line: int) -> Iterator[Problem]:
    address = on_site(str(token.attrs.get("src", "")), settings.series.address)
    if "://" in address or address.startswith("data:"):
        return
    fatal = settings.reading.missing_pictures == "error" and token.attrs.get("class") != WIKILINK
    try:
        measure(find_picture(address, article.path, settings.source))
    except ProblemsError as error:
        for problem in error.problems:
            yield Problem(article.path, line, problem.message, problem.remedy, problem.kind, fatal)
    except NotAPictureError:
        yield Problem(
            article.path,
            line,
            f"the picture {address} {UNSHOWN}",
            "Save it anew as PNG, JPEG or SVG.",
            "picture.broken",
            fatal,
        )
