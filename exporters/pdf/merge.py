"""Binding: the volume's own pages and the shards become one PDF with one copy of each font."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC
from pathlib import Path
from types import MappingProxyType
from typing import Any, BinaryIO, cast
from urllib.parse import quote

import pikepdf
from pikepdf import Array, Dictionary, Name, OutlineItem, Pdf, Stream, String
from pikepdf.models import PdfMetadata

from exporters.chapter import Edition, Heading
from exporters.pdf.books import Book, Sibling
from exporters.pdf.colours import Inks
from exporters.pdf.front import (
    INDEX_ADDRESS,
    OWN_HEADS,
    Front,
    newest,
    part_address,
    running_heads,
    shortened,
)
from exporters.pdf.page import HEAD_HEIGHT, PageShape
from exporters.pdf.pagetree import blank_page, copy_pages, write_page_tree
from exporters.pdf.plan import Plan, PlannedEntry, roman
from exporters.pdf.prepare import place_of
from exporters.pdf.press import make_ready
from exporters.pdf.references import Reference, stamped
from exporters.pdf.structure import Structure
from exporters.pdf.written import PatientFile

_FOLIO_SIZE = 8.0


@dataclass(slots=True)
class Binder:
    """A book being bound: its pages so far, and the places that links can lead to.

    `places` maps an article's key (or a part's name) and an id, `""` for its beginning, to a destination;
    `numbers` maps articles' to the numbers of their pages. Numbering begins anew on the page (from 0) `first`;
    `labels` are the page labels (ISO 32000-1, 12.4.2).
    """

    pdf: Pdf
    shape: PageShape
    front: Front
    structure: Structure
    pages: list[pikepdf.Page] = field(default_factory=list)
    places: dict[tuple[str, str], Array] = field(default_factory=dict)
    heads: dict[tuple[str, bool], Any] = field(default_factory=dict)
    sheets: dict[str, list[Any]] = field(default_factory=dict)
    first: int = 0
    labels: list[Any] = field(default_factory=list)
    in_roman: bool = False
    shifts: dict[tuple[int, int], float] = field(default_factory=dict)
    moves: dict[float, Stream] = field(default_factory=dict)
    numbers: dict[tuple[str, str], int] = field(default_factory=dict)
    siblings: Mapping[str, Sibling] = field(default_factory=dict)

    def destination(self, page: Any, from_top: float) -> Array:
        """Return a destination: a page, with a height in points from its top, shown at the reader's zoom."""
        return Array([page, Name.XYZ, None, max(0.0, self.shape.height - from_top), None])

    @property
    def next_number(self) -> int:
        """The number of the page that comes next; odd ones are right pages, before the body too."""
        return len(self.pages) - self.first + 1

    def number_anew(self, style: Name, prefix: str = "") -> None:
        """Begin a right page with number 1, in decimal (`/D`) or roman (`/r`) numbers, behind a prefix."""
        self.start_on(1)
        self.first, self.in_roman = len(self.pages), style == Name.r
        label = Dictionary(S=style, P=String(prefix)) if prefix else Dictionary(S=style)
        self.labels += [self.first, label]

    def add_own(self, section: str, *, numbered: bool = False) -> Any:
        """Add a section of the volume's own pages, with folios or without; return its first page."""
        self.structure.add_section(section)
        for offset, sheet in enumerate(self.sheets[section]):
            number = self.next_number
            page = pikepdf.Page(sheet)
            self.pages.append(page)
            stamp = self.folio(number) if numbered else b""
            if offset and (title := OWN_HEADS.get(section)):
                stamp += self.own_head(page, number, title)
            if section != "cover":
                self.settle(page, number, stamp)
        return self.sheets[section][0]

    def refer(self, pages: Sequence[pikepdf.Page], references: Iterable[Reference]) -> None:
        """Put the numbers of pages into an article's pages, where there are boxes for them."""
        wanted: dict[int, dict[Reference, int | str]] = {}
        for reference in references:
            key, name = place_of(reference.address)
            sibling = self.siblings.get(key)
            number = sibling.shown(name) if sibling else self.numbers.get((key, name)) or self.numbers[key, ""]
            wanted.setdefault(reference.page, {})[reference] = number
        carrier = self.front.carrier
        for page, numbers in wanted.items():
            content = stamped(pages[page].obj.Contents.read_bytes(), numbers, carrier.digit_font, carrier.digits)
            pages[page].obj.Contents = Stream(self.pdf, content)

    def start_on(self, odd: int) -> None:
        """Add an empty page where the next is not a right (1) or left (0) one."""
        self.fill_to(self.next_number + (self.next_number % 2 != odd))

    def fill_to(self, number: int) -> None:
        """Add empty pages until the next has this number."""
        while self.next_number < number:
            self.pages.append(blank_page(self.pdf, self.shape.width, self.shape.height))

    def settle(self, page: pikepdf.Page, number: int, stamp: bytes) -> None:
        """Move a page's content and links to where its side has them, and stamp it."""
        shift = 0.0 if number % 2 else self.shape.shift
        self.shifts[page.obj.objgen] = shift
        page.contents_add(self.move(shift), prepend=True)
        page.contents_add(Stream(self.pdf, b"\nQ\n" + stamp))
        for link in page.obj.get("/Annots", ()):
            left, low, right, high = (float(edge) for edge in link.Rect)
            link.Rect = Array([round(left + shift, 3), low, round(right + shift, 3), high])

    def move(self, shift: float) -> Stream:
        """Return the content that moves a page's own to the right: one stream, which all pages of a side share."""
        if shift not in self.moves:
            self.moves[shift] = Stream(self.pdf, f"q 1 0 0 1 {shift:.3f} 0 cm\n".encode())
        return self.moves[shift]

    def folio(self, number: int) -> bytes:
        """Return the page number as content, at the outer edge of the page's foot: roman before the body."""
        shown = roman(number) if self.in_roman else str(number)
        digits = [self.front.carrier.digits[digit] for digit in shown]
        width = sum(advance for _, advance in digits) * _FOLIO_SIZE / 1000
        edge = self.shape.left_edge(number)
        x = edge + self.shape.text_width - width if number % 2 else edge
        glyphs = "".join(f"{glyph:04x}" for glyph, _ in digits)
        place = f"1 0 0 1 {x:.3f} {self.shape.folio_line:.3f} Tm"
        text = f"BT 0 g /{self.front.carrier.digit_font} {_FOLIO_SIZE} Tf {place} <{glyphs}> Tj ET"
        return f"/Artifact <</Type /Pagination /Subtype /Footer>> BDC q {text} Q EMC\n".encode()

    def own_head(self, page: pikepdf.Page, number: int, title: str) -> bytes:
        """Return the running head of one of the volume's own pages as content."""
        right = bool(number % 2)
        name = f"Head{list(self.heads).index((title, right))}"
        page.add_resource(self.heads[title, right], Name.XObject, Name(f"/{name}"))
        return self.head(number, name)

    def head(self, number: int, name: str) -> bytes:
        """Return the running head as content: the form of that name in the page's resources."""
        y = self.shape.head_line - HEAD_HEIGHT / 2
        place = f"1 0 0 1 {self.shape.left_edge(number):.3f} {y:.3f} cm"
        return f"/Artifact <</Type /Pagination /Subtype /Header>> BDC q {place} /{name} Do Q EMC\n".encode()


def bind(
    book: Book,
    shape: PageShape,
    target: Path,
    inks: Inks | None = None,
    siblings: Mapping[str, Sibling] = MappingProxyType({}),
    *,
    for_office: bool = False,
) -> int:
    """Write a book to `target`, with `inks` for a press; return how many pages it has.

    `siblings` are the articles of the other books of its set, by key.
    One `for_office` asks to be printed on both sides at its true size (ISO 32000-1, 12.2).
    """
    edition, plan, front = book.edition, book.plan, book.front
    with pikepdf.open(io.BytesIO(front.laid.pdf)) as pdf:
        binder = Binder(pdf, shape, front, Structure(pdf), numbers=plan.numbers(), siblings=siblings)
        with pikepdf.open(io.BytesIO(front.carrier.pdf)) as carrier:
            fonts = pdf.copy_foreign(carrier.pages[0].obj.Resources.Font)
        _share(fonts, pdf.pages[0].obj.Resources)
        _take_apart(binder, plan)
        outline = [*_bind_front(binder, plan, fonts), *_bind_body(binder, plan, fonts)]
        binder.structure.close_part()
        outline += [*_bind_text(binder, plan.afterword, fonts), *_bind_index(binder)]
        binder.start_on(0)
        outline.append(_item("奥付", binder.destination(binder.add_own("colophon"), 0)))
        _lead_links(binder)
        with pdf.open_outline() as tree:
            tree.root.extend(outline)
        write_page_tree(pdf, binder.pages)
        binder.structure.finish(lambda page: (binder.shifts.get(page.objgen, 0.0), 0.0))
        _describe(pdf, edition)
        pdf.Root.PageLabels = Dictionary(Nums=Array(binder.labels))
        if for_office:
            pdf.Root.ViewerPreferences.PrintScaling = Name("/None")
            pdf.Root.ViewerPreferences.Duplex = Name.DuplexFlipLongEdge
            pdf.Root.ViewerPreferences.PickTrayByPDFSize = True
        if inks:
            make_ready(pdf, binder.pages, shape, inks, newest(edition).astimezone(UTC))
        _save(pdf, target, "1.6" if inks else "")
    return len(binder.pages)


def _save(pdf: Pdf, target: Path, version: str) -> None:
    """Write the file, packed, the same on every call. Raises OSError."""
    with target.open("wb") as file:
        patient = PatientFile(file)
        pdf.save(
            cast(BinaryIO, patient),
            force_version=version,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            compress_streams=True,
            deterministic_id=True,
        )
        patient.tell_failure()


def _take_apart(binder: Binder, plan: Plan) -> None:
    """Take the volume's own pages out of their order, and make forms of the running heads."""
    pdf, front = binder.pdf, binder.front
    for number, head in enumerate(running_heads(plan), front.laid.pages):
        page = pdf.pages[number]
        binder.heads[head] = _form(page)
        binder.structure.drop_page(page.obj)
    for section in front.sections:
        binder.sheets[section] = [pdf.pages[number].obj for number in front.span(section)]
    del pdf.pages[:]
    for leftover in ("/Names", "/Outlines"):
        if leftover in pdf.Root:
            del pdf.Root[leftover]


def _share(fonts: Any, resources: Any) -> None:
    """Let resources have the fonts of the book."""
    for name, font in fonts.items():
        resources.Font[name] = font


def _form(page: pikepdf.Page) -> Any:
    """Return a running head's page as a form, which needs nothing but fonts."""
    form = page.as_form_xobject()
    form.Resources = Dictionary(Font=page.obj.Resources.Font)
    return form


def _bind_front(binder: Binder, plan: Plan, fonts: Any) -> Iterator[OutlineItem]:
    """Bind the cover, whose sides printers call 表1 and 表2, and the front matter."""
    binder.number_anew(Name.D, "表")
    yield _item("表紙", binder.destination(binder.add_own("cover"), 0))
    binder.number_anew(Name.r)
    binder.add_own("half-title")
    binder.start_on(1)
    yield _item("扉", binder.destination(binder.add_own("title"), 0))
    yield from _bind_text(binder, plan.preface, fonts)
    binder.start_on(1)
    yield _item("目次", binder.destination(binder.add_own("contents", numbered=True), 0))


def _bind_text(binder: Binder, text: PlannedEntry | None, fonts: Any) -> Iterator[OutlineItem]:
    if text:
        title = text.shard.title
        yield _bind_entry(binder, title, text, fonts)


def _bind_body(binder: Binder, plan: Plan, fonts: Any) -> Iterator[OutlineItem]:
    binder.number_anew(Name.D)
    for index, part in enumerate(plan.parts):
        binder.start_on(1)
        binder.structure.open_part()
        place = binder.destination(binder.add_own(f"part-{index}"), 0)
        binder.places[part_address(index), ""] = place
        item = _item(part.part.title, place)
        for article in part.articles:
            item.children.append(_bind_entry(binder, part.part.title, article, fonts))
        yield item


def _bind_index(binder: Binder) -> Iterator[OutlineItem]:
    if "index" in binder.sheets:
        binder.start_on(1)
        place = binder.destination(binder.add_own("index", numbered=True), 0)
        binder.places[INDEX_ADDRESS, ""] = place
        yield _item("索引", place)


def _bind_entry(binder: Binder, left: str, entry: PlannedEntry, fonts: Any) -> OutlineItem:
    """Add a shard, with `left` as the running head of its left pages; return its outline."""
    shard = entry.shard
    key, title = shard.key, shard.title
    binder.fill_to(entry.number)
    with pikepdf.open(io.BytesIO(shard.pdf())) as source:
        copies = copy_pages(binder.pdf, source)
        pages, heads = copies[: shard.laid.pages], [_form(page) for page in copies[shard.laid.pages :]]
        binder.structure.add_shard(source, pages, len(copies))
    binder.pages += pages
    binder.refer(pages, shard.laid.references)
    resources = pages[0].obj.Resources
    _share(fonts, resources)
    resources.XObject.HeadR = heads[0]
    resources.XObject.HeadL = heads[1] if len(heads) > 1 else binder.heads[left, False]
    for number, page in enumerate(pages, entry.number):
        head = binder.head(number, "HeadR" if number % 2 else "HeadL") if number > entry.number else b""
        binder.settle(page, number, head + binder.folio(number))
    binder.places[key, ""] = binder.destination(pages[0].obj, 0)
    for name, (offset, from_top) in shard.laid.anchors.items():
        binder.places[key, name] = binder.destination(pages[offset].obj, from_top)
    for page in pages:
        for link in page.obj.get("/Annots", ()):
            if "/Dest" in link:
                link.Dest = binder.places[key, str(link.Dest)]
    item = _item(title, binder.places[key, ""])
    _add_headings(binder, key, item, shard.entry.chapter.headings)
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
    item = OutlineItem(shortened(title), place)
    item.is_closed = True
    return item


def _lead_links(binder: Binder) -> None:
    """Turn `book:` addresses into destinations; an article's beginning stands for an id it does not have."""
    for page in binder.pages:
        for link in page.obj.get("/Annots", ()):
            address = str(link.A.get("/URI", "")) if "/A" in link else ""
            if not address.startswith("book:"):
                continue
            key, name = place_of(address)
            if key in binder.siblings:
                link.A = _away(binder.siblings[key].address, name)
                continue
            del link["/A"]
            link.Dest = binder.places.get((key, name)) or binder.places[key, ""]


def _away(address: str, name: str) -> Dictionary:
    """Return the action of a link to another book of the set: to the published address, or to that book's file."""
    if "://" in address:
        return Dictionary(S=Name.URI, URI=String(address + (f"#{quote(name)}" if name else "")))
    file = Dictionary(Type=Name.Filespec, F=String(address), UF=String(address))
    return Dictionary(S=Name.GoToR, F=file, D=Array([0, Name.Fit]))


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
