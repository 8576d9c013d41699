"""The package's metadata (EPUB 3.3, 5.5; EPUB Accessibility 1.1, 2.2), derived from what the volume holds."""

from __future__ import annotations

from collections import Counter

from ebooklib import epub

from exporters.chapter import Edition


def add_metadata(book: epub.EpubBook, edition: Edition) -> None:
    """Say what the book is, who made it, and how it can be read."""
    series, volume = edition.series, edition.volume
    book.set_identifier(volume.identifier)
    book.language = series.language
    book.add_metadata("DC", "language", series.language)
    _add_titles(book, volume.title, volume.subtitle)
    _add_creators(book, edition)
    for name, value in (
        ("publisher", series.publisher),
        ("rights", series.rights),
        ("description", series.description),
    ):
        if value:
            book.add_metadata("DC", name, value)
    tags = Counter(tag for entry in edition.chapters for tag in entry.article.tags)
    for tag, _ in sorted(tags.items(), key=lambda item: (-item[1], item[0]))[:20]:
        book.add_metadata("DC", "subject", tag)
    if volume.title != series.title:
        _meta(book, "belongs-to-collection", series.title, id="collection")
        _meta(book, "collection-type", "series", refines="#collection")
        if volume.number is not None:
            _meta(book, "group-position", str(volume.number), refines="#collection")
    _add_accessibility(book, edition)
    book.direction = "rtl" if volume.vertical else "ltr"
    if volume.vertical:
        book.add_metadata(None, "meta", "", {"name": "primary-writing-mode", "content": "vertical-rl"})


def _add_titles(book: epub.EpubBook, title: str, subtitle: str) -> None:
    book.title = title
    book.add_metadata("DC", "title", title, {"id": "title"})
    _meta(book, "title-type", "main", refines="#title")
    if subtitle:
        book.add_metadata("DC", "title", subtitle, {"id": "subtitle"})
        _meta(book, "title-type", "subtitle", refines="#subtitle")


def _add_creators(book: epub.EpubBook, edition: Edition) -> None:
    authors = Counter(name for entry in edition.chapters for name in entry.article.authors)
    names = [name for name, _ in authors.most_common()] or [edition.series.author or edition.series.title]
    for number, name in enumerate(names, 1):
        book.add_metadata("DC", "creator", name, {"id": f"creator{number}"})
        _meta(book, "role", "aut", refines=f"#creator{number}", scheme="marc:relators")


def _add_accessibility(book: epub.EpubBook, edition: Edition) -> None:
    chapters = edition.bodies
    pictures = any(chapter.pictures or chapter.hero for chapter in chapters)
    features = ["structuralNavigation", "tableOfContents", "readingOrder"]
    features += ["alternativeText"] if pictures else []
    features += ["MathML"] if any("math" in chapter.features for chapter in chapters) else []
    features += ["rubyAnnotations"] if any("ruby" in chapter.features for chapter in chapters) else []
    for mode in ("textual", "visual") if pictures else ("textual",):
        _meta(book, "schema:accessMode", mode)
    _meta(book, "schema:accessModeSufficient", "textual")
    for feature in features:
        _meta(book, "schema:accessibilityFeature", feature)
    _meta(book, "schema:accessibilityHazard", "none")
    summary = "見出しと目次から各記事へ移動できます。本文はすべて文字で、読み上げと文字の拡大ができます。"
    _meta(book, "schema:accessibilitySummary", summary)


def _meta(book: epub.EpubBook, name: str, value: str, **others: str) -> None:
    book.add_metadata("OPF", "meta", value, {"property": name, **others})
