"""Texts that are no articles (about, licence, prefaces): which files they are, and what they say of themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

from book.articles import FieldReader, image_of, picture_of, title_of
from book.errors import ArticleError, Problem
from book.excerpts import first_paragraph
from book.frontmatter import FrontMatter, read_front_matter
from book.model import Page
from book.permalinks import STYLES, docname_for
from book.pictures import PictureFinder
from book.reading import plain_text
from book.settings import Settings, line_of

# Where the web edition has lists, search and the like of its own: a site's page there would be one of those.
_TAKEN = frozenset(("index", "404", "categories", "tags", "authors", "archive", "search"))
# Where it has files of its own.
_OWN = frozenset(("_static", "_images", "_pictures", "_search", "downloads"))

# What makes a name a pattern, which stands for what there is.
_WILD = re.compile(r"[*?[]")


def is_taken(text: Page) -> bool:
    """Tell whether the web edition makes a page of its own at a text's address, or keeps its files there."""
    folder, _, page = text.docname.partition("/")
    return folder in _OWN or text.docname in ("index", "404") or (folder in _TAKEN and page == "index")


def page_files(settings: Settings) -> list[Path]:
    """Return the files of pages: as the settings order them, then those of volumes. Raises ArticleError."""
    bound = (name for volume in settings.volumes for name in (volume.preface, volume.afterword) if name)
    patterns = (*settings.pages.files, *bound)
    return list(dict.fromkeys(path for pattern in patterns for path in _matching(settings, pattern)))


def _matching(settings: Settings, pattern: str) -> Iterator[Path]:
    try:
        found = sorted(settings.source.glob(pattern))
    except (ValueError, NotImplementedError) as error:
        message = f"pages.files: {pattern!r} is no path below the source."
        remedy = "Write a path or a pattern like _pages/*.md."
        line = line_of(settings, "pages.files")
        raise ArticleError([Problem(settings.publication, line, message, remedy, "settings")]) from error
    for path in found:
        # Some file systems find about.md for About.md: what a site has must not depend on that.
        if path.resolve().is_relative_to(settings.source) and path.is_file() and path in path.parent.iterdir():
            yield path


def _missing(settings: Settings, name: str) -> Problem:
    message = f"pages.files: there is no {name} below the source, written so."
    remedy = "Write that text, or take its name out."
    line = line_of(settings, "pages.files")
    return Problem(settings.publication, line, message, remedy, "settings.pages", fatal=False)


def read_pages(settings: Settings) -> tuple[list[Page], list[Problem]]:
    """Return the pages to publish, and every problem with pages. Raises ArticleError as `page_files` does."""
    pages: list[Page] = []
    problems: list[Problem] = []
    matched = {pattern: [*_matching(settings, pattern)] for pattern in settings.pages.files}
    problems += [
        _missing(settings, name) for name, found in matched.items() if not found and not _WILD.search(name)
    ]
    linked = {path for found in matched.values() for path in found}
    for path in page_files(settings):
        try:
            page, found = _read(read_front_matter(path), settings, linked=path in linked)
        except ArticleError as error:
            problems += error.problems
            continue
        problems += found
        if page is not None and (settings.drafts or not page.draft):
            pages.append(page)
    return pages, problems


def _read(matter: FrontMatter, settings: Settings, *, linked: bool) -> tuple[Page | None, list[Problem]]:
    values = {key: value for key, value in matter.values.items() if value is not None}
    reader = FieldReader(matter, values, ZoneInfo(settings.series.timezone), list(matter.problems))
    if values.get("published") is False:
        return None, []
    title = title_of(reader)
    docname = _docname(reader, settings)
    if docname.split("/")[0] in _TAKEN:
        message = (
            f"the address {_permalink(reader, settings)} is that of a list which the web edition makes itself."
        )
        reader.fail("permalink", message, "Give the page another permalink.", fatal=False)
        return None, reader.problems
    fatal = any(problem.fatal for problem in reader.problems)
    return None if fatal else _page(reader, settings, title, docname, linked=linked), reader.problems


def _page(reader: FieldReader, settings: Settings, title: str, docname: str, *, linked: bool) -> Page:
    matter = reader.matter
    image, alt = image_of(reader, settings)
    picture, problems = picture_of(image, matter.line("image"), matter.path, PictureFinder(settings.source))
    reader.problems += problems
    return Page(
        key=matter.path.relative_to(settings.source).with_suffix("").as_posix(),
        slug=matter.path.stem,
        path=matter.path,
        first_line=matter.body_line,
        title=title,
        permalink=_permalink(reader, settings),
        docname=docname,
        description=plain_text(reader.text("description")) or first_paragraph(matter.body),
        image=image,
        image_alt=alt,
        picture=picture,
        draft=reader.values.get("draft") is True,
        noindex="noindex" in reader.text("robots"),
        canonical_url=reader.address("canonical_url"),
        redirect_from=reader.names("redirect_from", "redirect_from", words=False),
        layout=reader.text("layout"),
        linked=linked,
        extra=dict(reader.values),
    )


def _permalink(reader: FieldReader, settings: Settings) -> str:
    """Return a page's address: its own, or its path, as a folder where the site's articles have such."""
    if own := reader.text("permalink"):
        return own if own.startswith("/") else f"/{own}"
    path = reader.matter.path.relative_to(settings.source).with_suffix("")
    parts = [part for part in path.parts if not part.startswith("_")]
    if parts[-1:] == ["index"]:
        return "/".join(["", *parts[:-1], ""])
    pattern = STYLES.get(settings.permalink, settings.permalink)
    return "/" + "/".join(parts) + ("/" if pattern.endswith("/") else ".html")


def _docname(reader: FieldReader, settings: Settings) -> str:
    permalink = _permalink(reader, settings)
    try:
        return docname_for(permalink)
    except ValueError:
        if permalink == "/":
            return "index"
        reader.fail("permalink", f"{permalink!r} is no address below the site.", "Write it as /about/.")
        return "none"
