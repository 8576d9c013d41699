"""Page numbers beside cross-references: 「（→123ページ）」 behind a link to another article of the volume.

An article is laid out before anybody knows the numbers of pages, its own or others'. So a box is laid out behind
the link, wide enough for the digits that the number is expected to have; the number is put into it when the book
is bound. Where the expectation was wrong, the number stands in the middle of its box, or is drawn narrower.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from lxml import etree

from exporters.chapter import EditionChapter
from exporters.pdf.marks import glue
from exporters.pdf.page import LINE, TEXT_SIZE, PageShape
from exporters.pdf.tails import add_behind

BOX = "page-number"
# What is printed beside the digits; all of it is in the font of folios.
SIGNS = "（→ページ第巻頁）"
# 1/1000 em: the brackets half as wide as they are, an arrow and three kana; a digit of Noto Serif CJK JP.
_SIGNS_WIDTH, _DIGIT_WIDTH = 5000.0, 555.0
# How much of a page real articles fill: they have headings, tables, pictures and last lines.
_FILLED = 0.7
_UNSOUND = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "pre", "thead", "summary"))
# Cells of tables with more columns are too narrow for the box.
_MOST_COLUMNS = 4


@dataclass(frozen=True, slots=True)
class Reference:
    """A box: its page (from 0), the number of its marked content, where it leads, and how many digits it holds."""

    page: int
    mark: int
    address: str
    digits: int


def expected_digits(chapters: Sequence[EditionChapter], shape: PageShape) -> dict[str, int]:
    """Return how many digits the number of each article's first page is expected to have, by the article's key.

    It depends on how much the articles before it say, so that an edit changes few of them, and seldom.
    """
    lines = (shape.height - shape.top - shape.bottom) // LINE
    capacity = shape.text_width / TEXT_SIZE * lines * _FILLED
    expected, page = {}, 2.0
    for chapter in chapters:
        expected[chapter.article.key] = len(str(int(page)))
        page += 0.5 + chapter.article.characters / capacity
    return expected


def add_references(body: etree._Element, digits: Mapping[str, int], own: str) -> None:
    """Put a box behind each link to another article of the volume; `own` is the article's key.

    `digits` are those that the numbers of the volume's articles are expected to have. Headings, code, and tables
    of many columns get no box.
    """
    for link in body.xpath("//a[@data-article][starts-with(@href, 'book:')]"):
        key = link.get("data-article", "")
        if key not in digits or key == own or not "".join(link.itertext()).strip() or _narrow(link):
            continue
        box = etree.Element("span", {"class": BOX, "data-to": link.get("href", "")})
        box.set("style", f"width:{_width(digits[key]) / 1000:.3f}em")
        box.text = "0" * digits[key]
        add_behind(link, box)
        glue(box)


def _width(digits: int) -> float:
    return _SIGNS_WIDTH + digits * _DIGIT_WIDTH


def _narrow(link: etree._Element) -> bool:
    around = list(link.iterancestors())
    if any(element.tag in _UNSOUND for element in around):
        return True
    rows = (row for element in around if element.tag == "table" for row in element.iter("tr"))
    return max((len(row) for row in rows), default=0) > _MOST_COLUMNS


def stamped(
    content: bytes,
    numbers: Mapping[Reference, int | str],
    font: str,
    glyphs: Mapping[str, tuple[int, float]],
) -> bytes:
    """Return a page's content with numbers in the place of what was laid out in their boxes.

    A number is a page's, or what is said of a page in another book. `glyphs` are those of digits and SIGNS in
    `font`, with their widths in 1/1000 em. Raises ValueError where marked content holds no text to replace:
    WeasyPrint, which is pinned, then writes it otherwise.
    """
    for reference, number in numbers.items():
        start = rb"/MCID %d>>\s+BDC(?:(?!EMC).)*?" % reference.mark
        found = re.search(start + rb"(/\S+)( [\d.]+ Tf\s+)(\[[^\]]*\] TJ)", content, re.DOTALL)
        if found is None:
            raise ValueError(f"marked content {reference.mark} holds no text")
        shown = _shown(number, _width(reference.digits), glyphs).encode()
        content = content[: found.start(1)] + b"/" + font.encode() + found[2] + shown + content[found.end() :]
    return content


def _shown(number: int | str, box: float, glyphs: Mapping[str, tuple[int, float]]) -> str:
    """Return the reference as operators: in the middle of its box, and no wider than it."""
    left, *inner, right = tuple(f"（→{number}）" if isinstance(number, str) else f"（→{number}ページ）")
    width = sum(glyphs[sign][1] for sign in inner) + (glyphs[left][1] + glyphs[right][1]) / 2
    text = "".join(f"{glyphs[sign][0]:04x}" for sign in (left, *inner, right))
    if width > box:
        return f"{100 * box / width:.2f} Tz [{glyphs[left][1] / 2:.1f} <{text}>] TJ 100 Tz"
    return f"[{glyphs[left][1] / 2 - (box - width) / 2:.1f} <{text}>] TJ"
