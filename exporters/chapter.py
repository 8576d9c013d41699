"""Chapter and Edition: what the e-book and print exporters are given. Nothing here knows of Sphinx.

A chapter's body is well-formed XHTML without a wrapping element, of this and nothing else:

- headings start at `<h2>` and never skip a level; each heading's id stands on its `<section id>`;
- pictures are `<img src="pictures/NAME" alt="…" width="…" height="…"/>`, NAME being a `Picture.name`;
- a link to an article is `<a href="PUBLISHED ADDRESS" data-article="KEY" data-fragment="ID">`, without `href`
  where the series has no address, without `data-fragment` where it means the article as a whole; links
  inside the chapter are `href="#id"`, all others absolute addresses;
- a note's call is `<a class="noteref" role="doc-noteref" id="fnref-N-M" href="#fn-N">N</a>` (M: which call of
  that note, from 1); the notes stand once, last in the body, as `<section class="footnotes"
  role="doc-endnotes"><ol><li id="fn-N"><p>…</p></li></ol></section>`, in ascending N, without backlinks:
  each medium adds its own;
- links and code whose words hold a run of 24 characters of ASCII and more, addresses most of all, are of class
  `long-word`: lines may part these anywhere;
- mathematics is `<math xmlns="…" display="block|inline" alttext="LATEX">`, block ones inside
  `<div class="math">`;
- code is `<pre class="code" data-language="python"><code>…</code></pre>` with Pygments' short class names;
  drawings in characters have the class `diagram` too, and cells of one or two columns (`book.diagrams`);
- tables are `<table>` with `<thead>`, `<tbody>`, inside `<div class="table">`;
- admonitions are `<aside class="admonition note"><p class="admonition-title">…</p>…</aside>`; a title that the
  author did not write is of class `generated` too;
- figures are `<figure><img/><figcaption>…</figcaption></figure>`; ruby, `<sup>`, `<sub>`, `<del>`, `<mark>`,
  `<details>`, `<dl>`, inline `<svg>` are as in HTML.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from book.errors import ExportError, Problem
from book.model import Article, Page, Series, Volume


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a chapter. `name` is unique by content (`<digest>.png`); width and height are in pixels."""

    name: str
    source: Path
    media_type: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside a chapter: its id, plain text, and level (2 to 6, never skipping one)."""

    id: str
    text: str
    level: int


@dataclass(frozen=True, slots=True)
class KeptBody:
    """A body that lies in a file, from one byte on to the file's end, and is read when it is asked for."""

    file: str
    begin: int
    size: int

    def read(self) -> str:
        """Return the body. Raises ExportError where the file is gone or damaged."""
        try:
            with open(self.file, "rb") as file:  # noqa: PTH123  (thousands of files)
                file.seek(self.begin)
                data = file.read()
            if len(data) == self.size:
                return data.decode()
        except (OSError, UnicodeDecodeError) as error:
            raise damaged(Path(self.file)) from error
        raise damaged(Path(self.file))


def damaged(file: Path) -> ExportError:
    """Return the error of a chapter that is missing or not what was written."""
    message = "this chapter is missing or damaged."
    return ExportError([Problem(file, 0, message, "Delete the build folder and build again.")])


@dataclass(frozen=True, slots=True)
class Chapter:
    """One article's body, ready for a book, as kept in `build/chapters/`.

    `digest` is the hash of all that the body depends on, pictures included, and of all that is known of the
    article: two chapters with the same digest are the same. `features` names what the body holds, out of `math`,
    `svg`, `code`, `table`, `notes`, `ruby`. `hero` is the article's own picture (front matter's `image`), not in
    the body. Of most chapters of a book nothing changed: their bodies are left in their files.
    """

    key: str
    digest: str
    text: str | KeptBody
    headings: tuple[Heading, ...]
    pictures: tuple[Picture, ...]
    features: tuple[str, ...]
    hero: Picture | None = None

    @property
    def body(self) -> str:
        """The body, read from its file each time it is asked for. Raises ExportError."""
        return self.text if isinstance(self.text, str) else self.text.read()


@dataclass(frozen=True, slots=True)
class EditionChapter:
    """An article with its chapter."""

    article: Article
    chapter: Chapter

    @property
    def page(self) -> Page:
        """The article as a text among texts."""
        return self.article


@dataclass(frozen=True, slots=True)
class EditionText:
    """A volume's preface or afterword, with its body."""

    page: Page
    chapter: Chapter


EditionEntry = EditionChapter | EditionText


@dataclass(frozen=True, slots=True)
class EditionPart:
    """A part of the volume, with its chapters in order."""

    title: str
    slug: str
    chapters: tuple[EditionChapter, ...]


@dataclass(frozen=True, slots=True)
class PrintedPage:
    """A page that bears a number: the number as printed, the text it begins with, and the first id on it."""

    folio: str
    opening: str
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class PrintedText:
    """An article, preface or afterword: the digest of the chapter that was printed, and its pages."""

    digest: str
    pages: tuple[PrintedPage, ...]


@dataclass(frozen=True, slots=True)
class PrintedVolume:
    """A printed volume: the pages of each text by key, and those of its contents. `trim` is its format."""

    trim: str
    texts: dict[str, PrintedText]
    contents: tuple[PrintedPage, ...] = ()

    @property
    def folios(self) -> Iterator[str]:
        """Yield the numbers of all pages of texts, in the order of the texts."""
        for text in self.texts.values():
            yield from (page.folio for page in text.pages)


@dataclass(frozen=True, slots=True)
class Edition:
    """A volume with its chapters: all that an exporter needs beside its own settings.

    `theme` is the folder of style sheets and templates of the medium (`conf/theme/epub`). `printed` is the printed
    volume of the same texts, where there is one.
    """

    series: Series
    volume: Volume
    parts: tuple[EditionPart, ...]
    theme: Path
    preface: EditionText | None = None
    afterword: EditionText | None = None
    printed: PrintedVolume | None = None

    @property
    def texts(self) -> tuple[EditionText, ...]:
        """The preface and the afterword, where there are any."""
        return tuple(text for text in (self.preface, self.afterword) if text)

    @property
    def entries(self) -> tuple[EditionEntry, ...]:
        """All that the volume holds: articles, then preface and afterword."""
        return (*self.chapters, *self.texts)

    @property
    def bodies(self) -> tuple[Chapter, ...]:
        """The bodies of all that the volume holds."""
        return tuple(entry.chapter for entry in self.entries)

    @property
    def chapters(self) -> tuple[EditionChapter, ...]:
        """All chapters in reading order."""
        return tuple(chapter for part in self.parts for chapter in part.chapters)
