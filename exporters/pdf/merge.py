"""Binding: the volume's own pages and the shards become one PDF with one copy of each font."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC
from pathlib import Path
from typing import Any
from warnings import catch_warnings, simplefilter

import pikepdf
from pikepdf import Array, Dictionary, Name, OutlineItem, Pdf, Stream, String
from pikepdf.models import PdfMetadata

from exporters.chapter import Edition, Heading
from exporters.pdf.colours import Inks
from exporters.pdf.front import HEAD_HEIGHT, INDEX_ADDRESS, Front, newest, part_address, running_heads
from exporters.pdf.page import PageShape
from exporters.pdf.plan import Plan, PlannedArticle, PlannedPart
from exporters.pdf.prepare import place_of
from exporters.pdf.press import make_ready
from exporters.pdf.references import Reference, stamped
from exporters.pdf.structure import Structure

_FOLIO_SIZE = 8.0


@dataclass(slots=True)
class Binder:
    """A book being bound: its pages so far, and the places that links can lead to.

    `places` maps an article's key (or a part's name) and an id, `""` for its beginning, to a destination;
    `numbers` maps articles' to the numbers of their pages.
    """

    pdf: Pdf
    shape: PageShape
    front: Front
    structure: Structure
    places: dict[tuple[str, str], Array] = field(default_factory=dict)
    heads: dict[tuple[str, bool], Any] = field(default_factory=dict)
    sheets: dict[str, list[Any]] = field(default_factory=dict)
    front_pages: int = 0
    shifts: dict[tuple[int, int], float] = field(default_factory=dict)
    numbers: dict[tuple[str, str], int] = field(default_factory=dict)

    def destination(self, page: Any, from_top: float) -> Array:
        """Return a destination: a page, with a height in points from its top, shown at the reader's zoom."""
        return Array([page, Name.XYZ, None, max(0.0, self.shape.height - from_top), None])

    @property
    def next_number(self) -> int:
        """The number of the page that comes next; odd ones are right pages, before the body too."""
        return len(self.pdf.pages) - self.front_pages + 1

    def add_own(self, section: str, *, numbered: bool = False) -> Any:
        """Add a section of the volume's own pages, with folios or without; return its first page."""
        self.structure.add_section(section)
        for sheet in self.sheets[section]:
            number = self.next_number
            self.pdf.pages.append(pikepdf.Page(sheet))
            page = self.pdf.pages[-1]
            if section != "cover":
                self.settle(page, number, self.folio(number) if numbered else b"")
        return self.pdf.pages[-len(self.sheets[section])].obj

    def refer(self, pages: Sequence[pikepdf.Page], references: Iterable[Reference]) -> None:
        """Put the numbers of pages into an article's pages, where there are boxes for them."""
        wanted: dict[int, dict[Reference, int]] = {}
        for reference in references:
            key, name = place_of(reference.address)
            number = self.numbers.get((key, name)) or self.numbers[key, ""]
            wanted.setdefault(reference.page, {})[reference] = number
        font, digits = self.front.digit_font, self.front.digits
        for page, numbers in wanted.items():
            content = stamped(pages[page].obj.Contents.read_bytes(), numbers, font, digits)
            pages[page].obj.Contents = Stream(self.pdf, content)

    def start_on(self, odd: int) -> None:
        """Add an empty page where the next is not a right (1) or left (0) one."""
        self.fill_to(self.next_number + (self.next_number % 2 != odd))

    def fill_to(self, number: int) -> None:
        """Add empty pages until the next has this number."""
        while self.next_number < number:
            self.pdf.add_blank_page(page_size=(self.shape.width, self.shape.height))

    def settle(self, page: pikepdf.Page, number: int, stamp: bytes) -> None:
        """Move a page's content and links to where its side has them, and stamp it."""
        shift = 0.0 if number % 2 else self.shape.shift
        self.shifts[page.obj.objgen] = shift
        page.contents_add(Stream(self.pdf, f"q 1 0 0 1 {shift:.3f} 0 cm\n".encode()), prepend=True)
        page.contents_add(Stream(self.pdf, b"\nQ\n" + stamp))
        for link in page.obj.get("/Annots", ()):
            left, low, right, high = (float(edge) for edge in link.Rect)
            link.Rect = Array([round(left + shift, 3), low, round(right + shift, 3), high])

    def folio(self, number: int) -> bytes:
        """Return the page number as content, at the outer edge of the page's foot: roman before the body."""
        shown = str(number) if self.front_pages else roman(number)
        digits = [self.front.digits[digit] for digit in shown]
        width = sum(advance for _, advance in digits) * _FOLIO_SIZE / 1000
        edge = self.shape.left_edge(number)
        x = edge + self.shape.text_width - width if number % 2 else edge
        glyphs = "".join(f"{glyph:04x}" for glyph, _ in digits)
        place = f"1 0 0 1 {x:.3f} {self.shape.folio_line:.3f} Tm"
        text = f"BT 0 g /{self.front.digit_font} {_FOLIO_SIZE} Tf {place} <{glyphs}> Tj ET"
        return f"/Artifact <</Type /Pagination /Subtype /Footer>> BDC q {text} Q EMC\n".encode()

    def head(self, number: int) -> bytes:
        """Return the running head as content: the form `HeadR` or `HeadL` of the page's resources."""
        y = self.shape.head_line - HEAD_HEIGHT / 2
        place = f"1 0 0 1 {self.shape.left_edge(number):.3f} {y:.3f} cm"
        name = "HeadR" if number % 2 else "HeadL"
        return f"/Artifact <</Type /Pagination /Subtype /Header>> BDC q {place} /{name} Do Q EMC\n".encode()


def roman(number: int) -> str:
    """Return a number as page labels of style /r have it (ISO 32000-1, 12.4.2)."""
    values = (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl")
    text = ""
    for value, letters in (*values, (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")):
        text += letters * (number // value)
        number %= value
    return text


def bind(
    edition: Edition, plan: Plan, shape: PageShape, front: Front, target: Path, inks: Inks | None = None
) -> int:
    """Write the volume to `target`, with `inks` for a press; return how many pages it has."""
    with pikepdf.open(io.BytesIO(front.pdf)) as pdf:
        binder = Binder(pdf, shape, front, Structure(pdf), numbers=plan.numbers())
        fonts = pdf.pages[0].obj.Resources.Font
        _take_apart(binder, plan)
        outline = [*_bind_front(binder), *_bind_body(binder, plan, fonts)]
        binder.structure.close_part()
        outline += _bind_index(binder)
        binder.start_on(0)
        outline.append(_item("奥付", binder.destination(binder.add_own("colophon"), 0)))
        _lead_links(binder)
        with pdf.open_outline() as tree:
            tree.root.extend(outline)
        binder.structure.finish(lambda page: (binder.shifts.get(page.objgen, 0.0), 0.0))
        _describe(pdf, edition)
        labels = [0, Dictionary(S=Name.r), binder.front_pages, Dictionary(S=Name.D)]
        pdf.Root.PageLabels = Dictionary(Nums=Array(labels))
        if inks:
            make_ready(pdf, shape, inks, newest(edition).astimezone(UTC))
        pages = len(pdf.pages)
        mode = pikepdf.ObjectStreamMode.generate
        pdf.save(
            target,
            force_version="1.6" if inks else "",
            object_stream_mode=mode,
            compress_streams=True,
            deterministic_id=True,
        )
    return pages


def _take_apart(binder: Binder, plan: Plan) -> None:
    """Take the volume's own pages out of their order, and make forms of the running heads."""
    pdf, front = binder.pdf, binder.front
    for index, head in enumerate(running_heads(plan)):
        page = pdf.pages[front.sections[f"head-{index}"]]
        binder.heads[head] = page.as_form_xobject()
        binder.structure.drop_page(page.obj)
    binder.structure.drop_page(pdf.pages[front.sections["carrier"]].obj)
    for section in front.sections:
        binder.sheets[section] = [pdf.pages[number].obj for number in front.span(section)]
    del pdf.pages[:]
    for leftover in ("/Names", "/Outlines"):
        if leftover in pdf.Root:
            del pdf.Root[leftover]


def _bind_front(binder: Binder) -> Iterator[OutlineItem]:
    yield _item("表紙", binder.destination(binder.add_own("cover"), 0))
    binder.start_on(1)
    binder.add_own("half-title")
    binder.start_on(1)
    yield _item("扉", binder.destination(binder.add_own("title"), 0))
    binder.start_on(1)
    yield _item("目次", binder.destination(binder.add_own("contents", numbered=True), 0))
    binder.start_on(1)
    binder.front_pages = len(binder.pdf.pages)


def _bind_body(binder: Binder, plan: Plan, fonts: Any) -> Iterator[OutlineItem]:
    for index, part in enumerate(plan.parts):
        binder.start_on(1)
        binder.structure.open_part()
        place = binder.destination(binder.add_own(f"part-{index}"), 0)
        binder.places[part_address(index), ""] = place
        item = _item(part.part.title, place)
        for article in part.articles:
            item.children.append(_bind_article(binder, part, article, fonts))
        yield item


def _bind_index(binder: Binder) -> Iterator[OutlineItem]:
    if "index" in binder.sheets:
        binder.start_on(1)
        place = binder.destination(binder.add_own("index", numbered=True), 0)
        binder.places[INDEX_ADDRESS, ""] = place
        yield _item("索引", place)


def _bind_article(binder: Binder, part: PlannedPart, article: PlannedArticle, fonts: Any) -> OutlineItem:
    """Add an article's shard; return its outline."""
    shard = article.shard
    key, title = shard.chapter.article.key, shard.chapter.article.title
    binder.fill_to(article.number)
    start = len(binder.pdf.pages)
    with pikepdf.open(shard.pdf) as source, catch_warnings():
        simplefilter("ignore")  # pikepdf warns of links by name, which are pointed at their places below
        binder.pdf.pages.extend(source.pages)
        pages = [binder.pdf.pages[start + offset] for offset in range(shard.laid.pages)]
        binder.structure.add_shard(source, pages)
    binder.refer(pages, shard.laid.references)
    resources = pages[0].obj.Resources
    for name, font in fonts.items():
        resources.Font[name] = font
    resources.XObject.HeadL = binder.heads[part.part.title, False]
    resources.XObject.HeadR = binder.heads[title, True]
    for number, page in enumerate(pages, article.number):
        binder.settle(page, number, binder.head(number) + binder.folio(number))
    binder.places[key, ""] = binder.destination(pages[0].obj, 0)
    for name, (offset, from_top) in shard.laid.anchors.items():
        binder.places[key, name] = binder.destination(pages[offset].obj, from_top)
    for page in pages:
        for link in page.obj.get("/Annots", ()):
            if "/Dest" in link:
                link.Dest = binder.places[key, str(link.Dest)]
    item = _item(title, binder.places[key, ""])
    _add_headings(binder, key, item, shard.chapter.chapter.headings)
    return item


def _add_headings(binder: Binder, key: str, item: OutlineItem, headings: tuple[Heading, ...]) -> None:
    above: list[tuple[int, OutlineItem]] = [(1, item)]
    for heading in headings:
        place = binder.places.get((key, heading.id))
        if place is None:
            continue
        while above[-1][0] >= heading.level:
            above.pop()
        child = _item(heading.text, place)
        above[-1][1].children.append(child)
        above.append((heading.level, child))


def _item(title: str, place: Array) -> OutlineItem:
    item = OutlineItem(title, place)
    item.is_closed = True
    return item


def _lead_links(binder: Binder) -> None:
    """Turn `book:` addresses into destinations; an article's beginning stands for an id it does not have."""
    for page in binder.pdf.pages:
        for link in page.obj.get("/Annots", ()):
            address = str(link.A.get("/URI", "")) if "/A" in link else ""
            if not address.startswith("book:"):
                continue
            key, name = place_of(address)
            del link["/A"]
            link.Dest = binder.places.get((key, name)) or binder.places[key, ""]


def _describe(pdf: Pdf, edition: Edition) -> None:
    """Say what the book is: title, author, language, and the date of its newest article."""
    series, volume = edition.series, edition.volume
    author = series.author or series.publisher
    moment = newest(edition).astimezone(UTC)
    pdf.Root.Lang = String(series.language)
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    pdf.Root.PageLayout = Name.TwoPageRight
    PdfMetadata.register_xml_namespace("http://www.aiim.org/pdfua/ns/id/", "pdfuaid")
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        metadata["pdfuaid:part"] = "1"
        metadata["dc:title"] = volume.title
        metadata["dc:language"] = {series.language}
        metadata["xmp:ModifyDate"] = moment.isoformat()
        if author:
            metadata["dc:creator"] = [author]
    for key in list(pdf.docinfo.keys()):
        del pdf.docinfo[key]
    stamp = f"D:{moment:%Y%m%d%H%M%S}+00'00'"
    said = {"/Title": volume.title, "/Author": author, "/CreationDate": stamp, "/ModDate": stamp}
    for key, text in {**said, "/Creator": "gappon"}.items():
        if text:
            pdf.docinfo[key] = text
