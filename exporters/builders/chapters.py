"""The builder of chapters: each article's body written once, as a file, for every book that holds it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Set
from dataclasses import replace
from html import escape, unescape
from pathlib import Path
from urllib.parse import unquote

from docutils import nodes
from sphinx.util import logging

from book.cache import said_of
from book.files import files_below
from book.measure import UNSHOWN, NotAPictureError, measure
from book.model import Page
from book.sphinx_ext.project import ArticleProject, project_of
from book.sphinx_ext.writing import ResolvingWriters
from exporters.builders.webonly import without_web_only
from exporters.builders.xhtml import ChapterTranslator
from exporters.chapter import Chapter, Heading, Picture
from exporters.chapters import chapter_name, write_chapter

logger = logging.getLogger(__name__)


class ChapterBuilder(ResolvingWriters):
    """Writes `build/chapters/<key>.chapter` for each article and page whose doctree or surroundings changed."""

    name = "book-chapters"
    format = "xhtml"
    epilog = ""
    allow_parallel = True
    supported_image_types = ["image/svg+xml", "image/png", "image/jpeg", "image/gif", "image/webp"]
    default_translator_class = ChapterTranslator

    def init(self) -> None:
        """Take the articles from the project."""

    @property
    def project(self) -> ArticleProject:
        return project_of(self.env)

    def get_outdated_docs(self) -> Iterator[str]:
        """Yield the texts without a chapter file; changed ones come through `env-updated`."""
        there = {file.name for file in files_below(self.outdir)}
        for docname, article in self.project.texts.items():
            if chapter_name(article.key) not in there:
                yield docname

    def get_target_uri(self, docname: str, typ: str | None = None) -> str:
        """Return a name to tell pages apart by; addresses in books are the exporters' business."""
        return docname

    def prepare_writing(self, docnames: Set[str]) -> None:
        """Need nothing."""

    def write_doc(self, docname: str, doctree: nodes.document) -> None:
        """Write one article's chapter."""
        article = self.project.texts.get(docname)
        if article is None:
            return
        settings = self.project.settings
        translator = ChapterTranslator(doctree, self)
        doctree.walkabout(translator)
        written = translator.body
        whole = self.parts_of_books(written)
        pictures = {
            name: picture_of(settings.source / uri.lstrip("/"))
            for uri, name in translator.pictures.items()
            if f'"{name}"' in whole
        }
        body = known_places(place_pictures(whole, pictures))
        chapter = Chapter(
            key=article.key,
            digest="",
            text=body,
            headings=tuple(translator.headings if whole is written else headings_left(translator.headings, body)),
            pictures=tuple({picture.name: picture for picture in pictures.values()}.values()),
            features=tuple(sorted(translator.features)),
            hero=hero_of(article),
        )
        said = said_of((chapter, article)).replace(f"{settings.source}/", "")  # the same wherever the articles lie
        write_chapter(Path(self.outdir), replace(chapter, digest=hashlib.sha256(said.encode()).hexdigest()))

    def parts_of_books(self, body: str) -> str:
        """Return the body without what the publisher keeps to the web edition."""
        settings = self.project.settings
        return without_web_only(body, settings.web_only, settings.web.allowed_html)


class RenderedBuilder(ChapterBuilder):
    """Writes every article as it is shown on the web, for `gappon check --rendered` to compare."""

    name = "book-rendered"

    def get_outdated_docs(self) -> Iterator[str]:
        """Yield every article: what stands there is of an earlier check."""
        yield from self.project.texts

    def parts_of_books(self, body: str) -> str:
        """Return the body whole."""
        return body


def headings_left(headings: Iterable[Heading], body: str) -> Iterator[Heading]:
    """Yield the headings that a body still has, at the levels they have there."""
    levels = dict(re.findall(r'<section id="([^"]*)">\s*<h([2-6])>', body))
    for heading in headings:
        if level := levels.get(escape(heading.id)):
            yield replace(heading, level=int(level))


def place_pictures(body: str, pictures: dict[str, Picture]) -> str:
    """Put the pictures' names and sizes in the places the translator left for them."""

    def place(match: re.Match[str]) -> str:
        picture = pictures[match[1]]
        size = f' width="{picture.width}" height="{picture.height}"' if picture.width else ""
        return f'<img src="pictures/{picture.name}"{match[2]}{size}/>'

    return re.sub(r'<img src="(picture-\d+)"( alt="[^"]*")/>', place, body)


def picture_of(path: Path) -> Picture:
    """Return a picture, named by what it holds. Raises NotAPictureError."""
    size = measure(path)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()[:20]
    return Picture(f"{digest}{size.suffix}", path, size.media_type, size.width, size.height)


def hero_of(text: Page) -> Picture | None:
    """Return a text's own picture; one that cannot be read is told, and left out."""
    try:
        return picture_of(text.picture) if text.picture else None
    except NotAPictureError:
        logger.warning(
            "image: the picture %s %s",
            text.image,
            UNSHOWN,
            location=text.docname,
            type="gappon",
            subtype="picture",
        )
        return None


def known_places(body: str) -> str:
    """Leave out the addresses of places that the body does not have: a link there would be an error.

    What stands in a note is no place: e-books have it as often as it is called, and not where it is not.
    """
    text, _, notes = body.partition('<section class="footnotes"')
    ids = {*re.findall(r'<\w[^<>]*?\sid="([^"]*)"', text), *re.findall(r'<li id="(fn-\d+)">', notes)}

    def keep(match: re.Match[str]) -> str:
        return match[0] if escape(unquote(unescape(match[2]))) in ids else match[1]

    return re.sub(r'(<\w[^<>]*?) href="#([^"]*)"', keep, body)
