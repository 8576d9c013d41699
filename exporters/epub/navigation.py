"""The contents of an e-book: one tree, written as the nav document and as the NCX (EPUB 3.3, 7)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import count, starmap

from exporters.chapter import Edition, EditionChapter, EditionText, Heading
from exporters.epub.links import Links, chapter_name
from exporters.epub.pagebreaks import mark_pages, page_id, page_mark
from exporters.epub.pages import COLOPHON, CONTENTS, COVER, TITLE, Writing, page, part_name
from exporters.epub.pieces import pieces


@dataclass(slots=True)
class Entry:
    """One line of the contents: what it says, where it leads, both as XHTML has them; what stands under it."""

    text: str
    address: str
    children: list[Entry] = field(default_factory=list)


def _entry(text: str, address: str) -> Entry:
    return Entry(escape(text, quote=False), escape(address))


def contents(edition: Edition, depth: int, links: Links) -> list[Entry]:
    """Return the tree of parts (1), articles (2) and headings (3 and deeper), down to `depth`."""
    entries = [_text(edition.preface)] if edition.preface else []
    for number, part in enumerate(edition.parts, 1):
        entry = _entry(part.title, part_name(number))
        if depth > 1:
            entry.children += (_article(chapter, depth, links) for chapter in part.chapters)
        entries.append(entry)
    entries += [_text(edition.afterword)] if edition.afterword else []
    entries.append(_entry("奥付", COLOPHON))
    return entries


def _text(text: EditionText) -> Entry:
    return _entry(text.page.title, chapter_name(text.page.key))


def _article(entry: EditionChapter, depth: int, links: Links) -> Entry:
    key = entry.article.key
    found = _entry(entry.article.title, links.address(key))
    headings = [heading for heading in entry.chapter.headings if heading.level <= depth - 1 and heading.id]
    _nest(found, [(heading, links.address(key, heading.id)) for heading in headings])
    return found


def _nest(root: Entry, headings: Sequence[tuple[Heading, str]]) -> None:
    open_entries: list[tuple[int, Entry]] = [(1, root)]
    for heading, address in headings:
        while open_entries[-1][0] >= heading.level:
            open_entries.pop()
        entry = _entry(heading.text, address)
        open_entries[-1][1].children.append(entry)
        open_entries.append((heading.level, entry))


def contents_pages(edition: Edition, entries: Sequence[Entry], writing: Writing) -> list[tuple[str, str]]:
    """Return the contents that readers leaf through, parts and articles, by file: several where they are long.

    The nav document goes deeper and is no page: reading systems show it on a panel of their own, at any length.
    """
    body, first = "".join(map(_section, entries)), ""
    if edition.printed:
        opening, *others = edition.printed.contents
        body, first = mark_pages(body, others), page_mark(opening.folio)
    made = []
    for place, piece in enumerate(pieces(body)):
        name = CONTENTS if not place else CONTENTS.replace(".", f"-{place + 1}.")
        heading = "" if place else f"{first}<h1>目次</h1>\n"
        label = "目次（続き）" if place else "目次"
        nav = f'<nav epub:type="toc" role="doc-toc" id="contents" aria-label="{label}">{heading}{piece}</nav>'
        made.append((name, page("目次", nav, writing, "contents", body_type="frontmatter")))
    return made


def _section(entry: Entry) -> str:
    below = "".join(f"<li>{_link(child)}</li>\n" for child in entry.children)
    if not below:
        return f"<p>{_link(entry)}</p>\n"
    return f"<section><h2>{_link(entry)}</h2>\n<ol>{below}</ol></section>\n"


def page_list(edition: Edition, links: Links, contents: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return number and place of every printed page, in the order of the e-book. `contents` are its pages."""
    if not edition.printed:
        return []
    listed = [*links.printed_pages(edition.preface.page.key)] if edition.preface else []
    for printed in edition.printed.contents:
        uid = page_id(printed.folio)
        name = next(name for name, text in contents if f' id="{uid}"' in text)
        listed.append((printed.folio, f"{name}#{uid}"))
    for entry in edition.chapters:
        listed += links.printed_pages(entry.page.key)
    if edition.afterword:
        listed += links.printed_pages(edition.afterword.page.key)
    return listed


def nav_page(
    edition: Edition, entries: Sequence[Entry], printed: Sequence[tuple[str, str]], writing: Writing
) -> str:
    """Return the nav document: contents, landmarks, and the printed pages by number and place."""
    first = chapter_name(edition.chapters[0].article.key)
    landmarks = (("cover", COVER, "表紙"), ("toc", CONTENTS, "目次"), ("bodymatter", first, "本文"))
    marks = "".join(
        f'<li><a epub:type="{kind}" href="{address}">{text}</a></li>' for kind, address, text in landmarks
    )
    body = (
        f'<nav epub:type="toc" role="doc-toc" id="toc"><h1>目次</h1>\n{_list(entries)}</nav>\n'
        f'<nav epub:type="landmarks" id="landmarks" hidden="hidden"><h2>目印</h2><ol>{marks}</ol></nav>'
    )
    if printed:
        pages = "".join(f'<li><a href="{escape(address)}">{folio}</a></li>' for folio, address in printed)
        head = '<nav epub:type="page-list" role="doc-pagelist" id="page-list" hidden="hidden">'
        body += f"\n{head}<h2>印刷版のページ</h2><ol>{pages}</ol></nav>"
    return page("目次", body, writing, "contents", body_type="frontmatter")


def _list(entries: Sequence[Entry]) -> str:
    return (
        "<ol>"
        + "".join(f"<li>{_link(e)}{_list(e.children) if e.children else ''}</li>\n" for e in entries)
        + "</ol>"
    )


def _link(entry: Entry) -> str:
    return f'<a href="{entry.address}">{entry.text}</a>'


def ncx(edition: Edition, entries: Sequence[Entry], printed: Sequence[tuple[str, str]]) -> str:
    """Return the NCX, for readers that know EPUB 2 alone (OPF 2.0.1, 2.4.1)."""
    volume = edition.volume
    pages = "".join(starmap(_page_target, printed))
    numbers = count(1)
    before = _entry("表紙", COVER), _entry(volume.title, TITLE)
    points = "".join(_point(entry, numbers) for entry in (*before, *entries))
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<ncx xmlns="http://www.daisy.org/z3986/2005/ncx/" version="2005-1" xml:lang="{edition.series.language}">'
        f'<head><meta name="dtb:uid" content="{escape(volume.identifier)}"/></head>'
        f"<docTitle><text>{escape(volume.title, quote=False)}</text></docTitle><navMap>{points}</navMap>"
        f"{f'<pageList>{pages}</pageList>' if pages else ''}</ncx>\n"
    )


def _page_target(folio: str, address: str) -> str:
    value = f'type="normal" value="{folio}"' if folio.isdigit() else 'type="front"'
    label = f"<navLabel><text>{folio}</text></navLabel>"
    return f'<pageTarget id="p-{folio}" {value}>{label}<content src="{escape(address)}"/></pageTarget>'


def _point(entry: Entry, numbers: Iterator[int]) -> str:
    number = next(numbers)
    below = "".join([_point(child, numbers) for child in entry.children])
    return (
        f'<navPoint id="n{number}"><navLabel><text>{entry.text}</text></navLabel>'
        f'<content src="{entry.address}"/>{below}</navPoint>'
    )
