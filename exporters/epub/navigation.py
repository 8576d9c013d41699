"""The contents of an e-book: one tree, written as the nav document and as the NCX (EPUB 3.3, 7)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape

from exporters.chapter import Edition, EditionChapter, EditionText, Heading
from exporters.epub.pages import COLOPHON, COVER, NAV, TITLE, Links, Writing, chapter_name, page, part_name


@dataclass(slots=True)
class Entry:
    """One line of the contents: what it says, where it leads, what stands under it."""

    text: str
    address: str
    children: list[Entry] = field(default_factory=list)


def contents(edition: Edition, depth: int, links: Links) -> list[Entry]:
    """Return the tree of parts (1), articles (2) and headings (3 and deeper), down to `depth`."""
    entries = [_text(edition.preface)] if edition.preface else []
    for number, part in enumerate(edition.parts, 1):
        articles = [_article(chapter, depth, links) for chapter in part.chapters] if depth > 1 else []
        entries.append(Entry(part.title, part_name(number), articles))
    entries += [_text(edition.afterword)] if edition.afterword else []
    entries.append(Entry("奥付", COLOPHON))
    return entries


def _text(text: EditionText) -> Entry:
    return Entry(text.page.title, chapter_name(text.page.key))


def _article(entry: EditionChapter, depth: int, links: Links) -> Entry:
    key = entry.article.key
    found = Entry(entry.article.title, links.address(key))
    headings = [heading for heading in entry.chapter.headings if heading.level <= depth - 1 and heading.id]
    _nest(found, [(heading, links.address(key, heading.id)) for heading in headings])
    return found


def _nest(root: Entry, headings: Sequence[tuple[Heading, str]]) -> None:
    open_entries: list[tuple[int, Entry]] = [(1, root)]
    for heading, address in headings:
        while open_entries[-1][0] >= heading.level:
            open_entries.pop()
        entry = Entry(heading.text, address)
        open_entries[-1][1].children.append(entry)
        open_entries.append((heading.level, entry))


def nav_page(edition: Edition, entries: Sequence[Entry], writing: Writing) -> str:
    """Return the nav document: contents and landmarks."""
    first = chapter_name(edition.chapters[0].article.key)
    landmarks = (("cover", COVER, "表紙"), ("toc", f"{NAV}#toc", "目次"), ("bodymatter", first, "本文"))
    marks = "".join(
        f'<li><a epub:type="{kind}" href="{address}">{text}</a></li>' for kind, address, text in landmarks
    )
    body = (
        f'<nav epub:type="toc" role="doc-toc" id="toc"><h1>目次</h1>\n{_list(entries)}</nav>\n'
        f'<nav epub:type="landmarks" id="landmarks" hidden="hidden"><h2>目印</h2><ol>{marks}</ol></nav>'
    )
    return page("目次", body, writing, "contents", body_type="frontmatter")


def _list(entries: Sequence[Entry]) -> str:
    return (
        "<ol>"
        + "".join(f"<li>{_link(e)}{_list(e.children) if e.children else ''}</li>\n" for e in entries)
        + "</ol>"
    )


def _link(entry: Entry) -> str:
    return f'<a href="{escape(entry.address)}">{escape(entry.text, quote=False)}</a>'


def ncx(edition: Edition, entries: Sequence[Entry]) -> str:
    """Return the NCX, for readers that know EPUB 2 alone."""
    volume = edition.volume
    points = "".join(_points([Entry("表紙", COVER), Entry(volume.title, TITLE), *entries], iter(range(1, 10**9))))
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/" version="2005-1" xml:lang="{edition.series.language}">'
        f'<head><meta name="dtb:uid" content="{escape(volume.identifier)}"/></head>'
        f"<docTitle><text>{escape(volume.title, quote=False)}</text></docTitle><navMap>{points}</navMap></ncx>\n"
    )


def _points(entries: Sequence[Entry], numbers: Iterator[int]) -> Iterator[str]:
    for entry in entries:
        yield (
            f'<navPoint id="n{next(numbers)}"><navLabel><text>{escape(entry.text, quote=False)}</text></navLabel>'
            f'<content src="{escape(entry.address)}"/>'
        )
        yield from _points(entry.children, numbers)
        yield "</navPoint>"
