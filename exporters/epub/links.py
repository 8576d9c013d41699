"""Where everything in a volume stands: its texts' files, and links to articles turned into links to these."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from functools import cache
from urllib.parse import unquote

from exporters.chapter import Chapter, Edition
from exporters.epub.outline import LINK, Outline, fragment_of, outline_of
from exporters.epub.pagebreaks import mark_pages, page_id, page_mark
from exporters.epub.pieces import pieces

NOTES = '<section class="footnotes" role="doc-endnotes">'
_HREF = re.compile(r'\shref="([^"]*)"')
_INSIDE = re.compile(r'\shref="#(?!fn-)([^"]*)"')
_CLASS = re.compile(r'\sclass="[^"]*"')
_PICTURE = re.compile(r'(?<="pictures/)[^"]+')


@cache
def chapter_name(key: str) -> str:
    """Return the file name of an article in any book: ASCII, and the same whatever else the book holds."""
    safe = re.sub(r"[^a-z0-9-]+", "-", key.lower()).strip("-")[:60]
    return f"a-{safe}-{hashlib.sha256(key.encode()).hexdigest()[:8]}.xhtml"


class Links:
    """Where everything in the book stands. `names` are those of pictures that became other files."""

    def __init__(self, edition: Edition, names: Mapping[str, str], known: Mapping[str, Outline]) -> None:
        """Look through the texts whose outlines are not `known`."""
        self._chapters = {entry.page.key: entry.chapter for entry in edition.entries}
        self._printed = edition.printed.texts if edition.printed else {}
        self._names = names
        self._pieces: dict[str, list[str]] = {}
        self.outlines = {key: known.get(key) or self._outline(chapter) for key, chapter in self._chapters.items()}

    def _outline(self, chapter: Chapter) -> Outline:
        return outline_of(self._pieces_of(chapter.key), chapter.features)

    def _pieces_of(self, key: str) -> list[str]:
        """Return the bodies of a text's files; each has all notes, of which it will show those that it calls."""
        if key not in self._pieces:
            body = self._marked(key, self._chapters[key].body)
            if self._names:
                body = _PICTURE.sub(lambda match: self.picture(match[0]), body)
            head, mark, tail = body.partition(NOTES)
            self._pieces[key] = [piece + mark + tail for piece in pieces(head)]
        return self._pieces[key]

    def _marked(self, key: str, body: str) -> str:
        """Return a body with the beginnings of its printed pages marked, but for the first."""
        if not self._printed:
            return body
        head, mark, tail = body.partition(NOTES)
        return mark_pages(head, self._printed[key].pages[1:]) + mark + tail

    def picture(self, name: str) -> str:
        """Return the name that a picture has in the book."""
        return self._names.get(name, name)

    def first_page(self, key: str) -> str:
        """Return the mark of the first printed page of a text, nothing where the volume is not printed."""
        return page_mark(self._printed[key].pages[0].folio) if self._printed else ""

    def printed_pages(self, key: str) -> Iterator[tuple[str, str]]:
        """Yield number and place of the printed pages of a text."""
        for number, page in enumerate(self._printed[key].pages if self._printed else ()):
            uid = page_id(page.folio)
            yield page.folio, self.address(key, uid) if number else f"{chapter_name(key)}#{uid}"

    def files(self, key: str) -> list[tuple[str, str]]:
        """Return the names of a text's files and the bodies in them: one, but for very long texts.

        They are asked for once: the memory is for others then.
        """
        cut = self._pieces_of(key)
        del self._pieces[key]
        return [(_file_name(key, place), body) for place, body in enumerate(cut, 1)]

    def address(self, key: str, fragment: str = "") -> str:
        """Return where a text begins, or the place of that id in it, where it has one."""
        place = self.outlines[key].places.get(fragment) if fragment else None
        return f"{_file_name(key, place)}#{fragment}" if place else chapter_name(key)

    def addresses(self, key: str) -> tuple[str, ...]:
        """Return where a text's links to others lead, each once: an empty one leads into another book."""
        links = self.outlines[key].links
        return tuple(self.address(*link) if link[0] in self._chapters else "" for link in links)

    def resolve(self, key: str, body: str) -> str:
        """Return the body of one of a text's files with its links resolved."""
        if self.outlines[key].files > 1:
            body = _INSIDE.sub(
                lambda match: match[0] if f' id="{unquote(match[1])}"' in body else self._other(key, match), body
            )
        return LINK.sub(self._one, body)

    def _other(self, key: str, match: re.Match[str]) -> str:
        return f' href="{self.address(key, unquote(match[1]))}"'

    def _one(self, match: re.Match[str]) -> str:
        attributes, key, text = match[1], match[2], match[3]
        if key in self._chapters:
            address = self.address(key, fragment_of(attributes))
        elif (href := _HREF.search(attributes)) is not None:
            address = href[1]
        else:
            return text
        kind = _CLASS.search(attributes)
        return f'<a{kind[0] if kind else ""} href="{address}">{text}</a>'


def _file_name(key: str, place: int) -> str:
    name = chapter_name(key)
    return name if place == 1 else name.replace(".xhtml", f"-{place}.xhtml")
