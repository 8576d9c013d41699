"""Where the pages of the printed volume begin in the text of the e-book (EPUB Accessibility 1.1, 2.3)."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape, unescape

from exporters.chapter import PrintedPage

_PIECE = re.compile(r"(<[^>]*>)")
_NAME = re.compile(r"</?([\w:]+)")
# What print shows otherwise, or elsewhere.
_SKIPPED = frozenset(("math", "svg", "rt", "rp"))
_OPENING = re.compile(r'(?:(?:<section(?: id="[^"]*")?>\s*)?<h[2-6]>)?(?:<a class="noteref"[^>]*>)?\Z')
# Characters of the words by which a place is found, most first; how many that print alone shows may precede them;
# and within how many, more than a page of A4 holds, they stand.
_LENGTHS = (30, 20, 14, 10, 7)
_ADDED = 20
_REACH = 4000


@dataclass(slots=True)
class _Text:
    """A body's text without spaces, and where in the body each run of it begins."""

    whole: str
    starts: list[int] = field(default_factory=list)
    runs: list[tuple[int, str]] = field(default_factory=list)

    def place(self, offset: int) -> int:
        """Return where in the body the character of that offset stands."""
        index = bisect_right(self.starts, offset) - 1
        begin, run = self.runs[index]
        left = offset - self.starts[index]
        for match in re.finditer(r"&[^;]+;|\S", run):
            if not left:
                return begin + match.start()
            left -= len("".join(unescape(match[0]).split()))
        return begin + len(run)


def page_mark(folio: str) -> str:
    """Return the mark of a page's beginning."""
    said = escape(folio)
    return f'<span role="doc-pagebreak" id="{page_id(folio)}" aria-label="{said}"></span>'


def page_id(folio: str) -> str:
    """Return the id of a page's mark, which is unique in the volume."""
    return f"page-{folio}"


def mark_pages(body: str, pages: Sequence[PrintedPage], position: int = 0) -> str:
    """Return a body with a mark where each of the pages begins.

    A page is found by its first words; where these are nothing but what print added, by its first id; where it has
    none either (a picture fills it), it begins where the page before it does. None is before `position`.
    """
    text = _text(body)
    places: list[int] = []
    least, reach = 0, _REACH
    for page in pages:
        offset = _find(text.whole, page.opening, least, least + reach)
        reach += _REACH
        if offset is not None:
            least, reach = offset + 1, _REACH
            place = text.place(offset)
        else:
            place = body.find("<", body.find(f' id="{page.anchor}"')) if page.anchor else -1
            place = place if place >= (places[-1] if places else position) else position
        position = max(position, _before_opening(body, place))
        places.append(position)
    return _inserted(body, list(zip(places, pages, strict=True)))


def _inserted(body: str, marks: list[tuple[int, PrintedPage]]) -> str:
    parts, end = [], 0
    for place, page in marks:
        parts += [body[end:place], page_mark(page.folio)]
        end = place
    return "".join([*parts, body[end:]])


def _text(body: str) -> _Text:
    found, inside, place, length = _Text(""), 0, 0, 0
    words = []
    for index, piece in enumerate(_PIECE.split(body)):
        if index % 2:
            name = match[1] if (match := _NAME.match(piece)) else ""
            if name in _SKIPPED and not piece.endswith("/>"):
                inside += -1 if piece.startswith("</") else 1
        elif piece and not inside:
            shown = "".join(unescape(piece).split())
            if shown:
                found.starts.append(length)
                found.runs.append((place, piece))
                words.append(shown)
                length += len(shown)
        place += len(piece)
    found.whole = "".join(words)
    return found


def _find(whole: str, opening: str, least: int, most: int) -> int | None:
    """Return the next place of the longest run of words with which a page begins."""
    for length in _LENGTHS:
        for skipped in range(max(1, min(_ADDED, len(opening) - length + 1))):
            words = opening[skipped : skipped + length]
            if len(words) == length and (offset := whole.find(words, least, most)) >= 0:
                return offset
    offset = whole.find(opening, least, most) if len(opening) > 3 else -1
    return offset if offset >= 0 else None


def _before_opening(body: str, place: int) -> int:
    """Return the place before a heading or call of a note that the page begins with: a mark is no part of them."""
    opened = _OPENING.search(body, max(0, place - 200), place)
    return opened.start() if opened else place
