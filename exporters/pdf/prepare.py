"""From a chapter to the HTML that WeasyPrint lays out: links, notes, mathematics, ruby, wide tables."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from lxml import etree

from book.editions import PrintSettings
from book.model import Article
from book.reading import html_text
from exporters.chapter import EditionChapter, EditionEntry
from exporters.pdf.addresses import print_addresses
from exporters.pdf.breaks import keep_last_character, keep_last_characters, keep_leads, part_headings
from exporters.pdf.captions import number_captions
from exporters.pdf.code import set_rows
from exporters.pdf.columns import keep_phrases_of_cells, set_columns
from exporters.pdf.heads import head_html
from exporters.pdf.marks import glue, set_dots, set_ruby
from exporters.pdf.notes import place_notes
from exporters.pdf.page import TEXT_SIZE, PageShape, page_shape
from exporters.pdf.references import add_references
from exporters.pdf.spacing import broken, keep_phrases, measure_of, space_text, spaced
from exporters.pdf.speech import spoken
from exporters.pdf.tables import (
    close_feet,
    close_rows,
    cut_wide_tables,
    end_with_feet,
    keep_groups,
    name_headless,
)
from exporters.pdf.terms import Term, mark_terms

if TYPE_CHECKING:
    from exporters.pdf.maths import Formula

# By how much further lines of a formula on lines of its own are indented, in em.
_TURNED = 2.0
# The numbers of notes.
_CALLS = re.compile('<a class="noteref"[^>]*>[^<]*</a>')
# As many pictures of one figure share so much of a page.
_TOGETHER, _SHARED = 4, 0.88
# What a sentence ends with.
_ENDS = tuple("。．.！!？?」』）)")


@dataclass(frozen=True, slots=True)
class Source:
    """What a shard is made from: its HTML, the formulas it shows, by the address in the HTML, and its terms.

    `heading_shift` is how many levels its headings lie below the book's: an article's are below those of its part.
    `undrawn` are the formulas that are printed as they were written, `unset` the characters of others that no
    font has.
    """

    html: str
    formulas: dict[str, str]
    undrawn: tuple[str, ...]
    unset: str
    terms: tuple[Term, ...] = ()
    heading_shift: int = 1


def book_address(key: str, fragment: str = "") -> str:
    """Return the address of a place in the book, to be turned into a destination when it is bound."""
    return f"book:{quote(key, safe='')}" + (f"#{quote(fragment, safe='')}" if fragment else "")


def place_of(address: str) -> tuple[str, str]:
    """Return the key and the id that `book_address` made an address of."""
    key, _, fragment = address.removeprefix("book:").partition("#")
    return unquote(key), unquote(fragment)


def prepare(entry: EditionEntry, digits: Mapping[str, int], settings: PrintSettings) -> Source:
    """Return a text as HTML for print.

    `digits` are those that the page's number of each article of the volume, to which links can lead, likely has.
    """
    # Entities of HTML would be unknown to XML; the contract is XML, and recovery keeps the rest of a slip.
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, huge_tree=True)
    body = etree.fromstring(f"<article>{entry.chapter.body}</article>".encode(), parser)
    terms = mark_terms(body)
    _links(body, digits)
    print_addresses(body, settings)
    fonts, shape = (settings.serif, settings.sans), page_shape(settings.trim, settings.margins)
    place_notes(body, shape)
    formulas, undrawn, unset = _formulas(body, fonts, shape.text_width / TEXT_SIZE)
    _continue_sentences(body)
    set_ruby(body)
    set_dots(body)
    set_rows(body, shape.text_width, settings.mono)
    number_captions(body)
    end_with_feet(body)
    name_headless(body)
    close_rows(body)
    close_feet(body)
    keep_groups(body)
    cut_wide_tables(body, shape.text_width)
    add_references(body, digits, entry.page.key)
    cells = set_columns(body, shape.text_width)
    _each(body, "details", lambda details: details.set("open", "open"))
    _each(body, "ol", _numbered)
    _pictures(body, shape)
    part_headings(body)
    space_text(body)
    keep_phrases_of_cells(cells)
    keep_phrases(body, shape.text_width)
    keep_last_characters(body)
    keep_leads(body)
    _each(body, "h2", _bar)
    inner = etree.tostring(body, encoding="unicode", method="html")
    shift = 1 if isinstance(entry, EditionChapter) else 0
    return Source(_page(entry, shape, inner + _heads(entry, shape)), formulas, undrawn, unset, terms, shift)


def _each(body: etree._Element, tag: str, change: Callable[[etree._Element], None]) -> None:
    for element in list(body.iter(tag)):
        change(element)


def _numbered(items: etree._Element) -> None:
    """Give a list its author's numbers: to WeasyPrint `start` and `value` are hints, which it passes over."""
    _count(items, "start", 1, "")
    for item in items.iterchildren("li"):
        _count(item, "value", 0, ";counter-increment:none")


def _count(element: etree._Element, name: str, before: int, more: str) -> None:
    number = element.get(name, "")
    if re.fullmatch(r"-?\d{1,6}", number):
        counter = f"counter-reset:list-item {int(number) - before}{more}"
        element.set("style", f"{element.get('style', '')};{counter}".lstrip(";"))


def _links(body: etree._Element, keys: Collection[str]) -> None:
    for link in body.xpath("//a[@data-article]"):
        key = link.get("data-article", "")
        if key in keys:
            link.set("href", book_address(key, link.get("data-fragment", "")))


def _pictures(body: etree._Element, shape: PageShape) -> None:
    """Show pictures by their address in the book; paragraphs of nothing but pictures are no running text.

    Few pictures that stand together share a page.
    """
    for image in body.iter("img"):
        source = image.get("src", "")
        if source.startswith("pictures/"):
            image.set("src", f"picture:{source.removeprefix('pictures/')}")
            _stand_apart(image)
    for holder in body.xpath("//figure | //*[@class='picture']"):
        images = holder.xpath(".//img[starts-with(@src, 'picture:')]")
        for image in images if 1 < len(images) <= _TOGETHER else ():
            image.set("style", f"max-height:{_SHARED * shape.text_height / len(images):.1f}pt")


def _stand_apart(image: etree._Element) -> None:
    around = next(
        (above for above in image.iterancestors() if above.tag not in ("a", "span", "em", "strong")), None
    )
    if around is not None and around.tag in ("p", "div") and not "".join(around.itertext()).strip():
        around.set("class", "picture")


def _formulas(
    body: etree._Element, fonts: tuple[str, str], measure: float
) -> tuple[dict[str, str], tuple[str, ...], str]:
    """Put drawings in the place of formulas. `measure` is the length of a line in em.

    Returns them by address, the formulas that cannot be drawn, and the characters of others that no font has.
    """
    found = list(body.iter("{http://www.w3.org/1998/Math/MathML}math"))
    if not found:
        return {}, (), ""
    from exporters.pdf.mathfont import unknown_to_fonts  # 0.2 s, for those who have formulas
    from exporters.pdf.maths import draw_parts

    drawn: dict[str, str] = {}
    undrawn: list[str] = []
    unset = unknown_to_fonts((formula.get("alttext", "") for formula in found), *fonts)
    for formula in found:
        latex = formula.get("alttext", "")
        inline = formula.get("display") != "block"
        parts = draw_parts(latex, fonts, measure if inline else measure - _TURNED, inline=inline)
        shown = [_drawn(part, f"formula:{len(drawn) + place}") for place, part in enumerate(parts)]
        drawn |= {image.get("src", ""): part.svg for image, part in zip(shown, parts, strict=True)}
        if shown:
            shown[0].set("alt", spoken(formula))  # which speaks for all parts
        else:
            shown = [_plain_formula(latex)]
            undrawn.append(latex)
        _replace(formula, shown)
        for image in (shown[0], shown[-1]) if inline else ():
            glue(image)
    return drawn, tuple(undrawn), unset


def _replace(formula: etree._Element, shown: list[etree._Element]) -> None:
    shown[-1].tail, formula.tail = formula.tail, None
    for part in shown:
        formula.addprevious(part)
    for part in shown[:-1]:
        part.set("class", "formula part")
    formula.getparent().remove(formula)


def _continue_sentences(body: etree._Element) -> None:
    """Mark what goes on with a sentence behind a formula on lines of its own: it is no new paragraph."""
    for formula in body.xpath('//div[@class="math"]'):
        before, after = formula.getprevious(), formula.getnext()
        if after is None or after.tag != "p" or before is None or before.tag != "p":
            continue
        if not "".join(before.itertext()).rstrip().endswith(_ENDS):
            after.set("class", "continued")


def _plain_formula(latex: str) -> etree._Element:
    shown = etree.Element("code", {"class": "formula"})
    shown.text = latex
    return shown


def _drawn(drawing: Formula, address: str) -> etree._Element:
    style = f"width:{drawing.width:.3f}em;height:{drawing.height:.3f}em;vertical-align:{-drawing.depth:.3f}em"
    return etree.Element("img", {"class": "formula", "src": address, "alt": "", "style": style})


def _bar(heading: etree._Element) -> None:
    """Put what a heading says into a box that draws the bar beside it."""
    bar = etree.Element("span", {"class": "bar"})
    bar.text, heading.text = heading.text, None
    bar.extend(list(heading))
    heading.append(bar)


def _heads(entry: EditionEntry, shape: PageShape) -> str:
    """Return the running heads: an article's is for right pages alone, on left ones stands that of its part."""
    sides = (True,) if isinstance(entry, EditionChapter) else (True, False)
    return "".join(head_html(entry.page.title, shape, right=right) for right in sides)


def _page(entry: EditionEntry, shape: PageShape, body: str) -> str:
    """Return the page: the opening, then the body."""
    title = html.escape(entry.page.title)
    shown = html.escape(broken(spaced(entry.page.title), measure_of("h1", shape.text_width)))
    below = _below(entry) if isinstance(entry, EditionChapter) else ""
    return (
        f'<!DOCTYPE html><html lang="ja"><head><meta charset="utf-8"/><title>{title}</title></head><body>'
        f'<header class="opening"><h1>{shown}</h1>{below}</header>'
        f"{body}</body></html>"
    )


def _below(entry: EditionChapter) -> str:
    """Return what stands below an article's title: its facts, picture and excerpt."""
    article, hero = entry.article, entry.chapter.hero
    picture = ""
    if hero:
        alt = html.escape(article.image_alt)
        picture = f'<div class="hero"><img src="picture:{hero.name}" alt="{alt}"/></div>'
    told = article.excerpt and not _begins_with(entry.chapter.body, article.excerpt)
    lead = html.escape(keep_last_character(spaced(article.excerpt))) if told else ""
    excerpt = f'<p class="excerpt">{lead}</p>' if lead else ""
    return f"{_facts(article)}{picture}{excerpt}"


def _begins_with(body: str, excerpt: str) -> bool:
    """Tell whether an article's first sentences are its excerpt: nobody reads the same twice on one page."""
    said = "".join(excerpt.rstrip("….").split())
    beginning = _CALLS.sub("", body[: 4000 + 8 * len(said)])
    return said in "".join(html_text(beginning).split())[: 400 + len(said)]


def _facts(article: Article) -> str:
    date = f"{article.date.year}年{article.date.month}月{article.date.day}日"
    said = [date, "、".join(article.authors), f"約{article.reading_time}分" if article.reading_time else ""]
    line = "　".join(html.escape(spaced(word)) for word in said if word)
    tags = "　".join(f"#{html.escape(spaced(tag))}" for tag in article.tags)
    return f'<p class="facts">{line}</p>' + (f'<p class="tags">{tags}</p>' if tags else "")
