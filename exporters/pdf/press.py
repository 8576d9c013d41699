"""What a press needs beside the pages: bleed, boxes, crop marks, inks (ISO 15930-7, PDF/X-4)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from pikepdf import Array, Dictionary, Name, Page, Pdf, Stream, String
from pikepdf.models import PdfMetadata

from exporters.pdf.colours import Inks, convert
from exporters.pdf.page import MM, PageShape

BLEED = 3 * MM
MARK = 10 * MM
EDGE = BLEED + MARK
# The corners' marks are as wide as printers in Japan draw them, in all four inks.
_MARK_WIDTH = 0.1 * MM


def make_ready(pdf: Pdf, pages: Sequence[Page], shape: PageShape, inks: Inks, moment: datetime) -> None:
    """Turn a bound book of these pages into one for the press, without tags and links, which no press reads."""
    for number, page in enumerate(pages):
        _frame(pdf, page, shape, cover=number == 0)
    _move_outline(pdf.Root.get("/Outlines"))
    for key in ("/StructTreeRoot", "/MarkInfo", "/PageLayout"):
        if key in pdf.Root:
            del pdf.Root[key]
    convert(pdf, inks)
    profile = Stream(pdf, inks.icc)
    profile.N = 4
    intent = Dictionary(Type=Name.OutputIntent, S=Name.GTS_PDFX, DestOutputProfile=pdf.make_indirect(profile))
    intent.OutputConditionIdentifier = intent.Info = String(inks.name)
    pdf.Root.OutputIntents = Array([intent])
    _identify(pdf, moment)


def _frame(pdf: Pdf, page: Page, shape: PageShape, *, cover: bool) -> None:
    """Put a page into the middle of a sheet with bleed and marks; the cover reaches into the bleed."""
    width, height = shape.width, shape.height
    grow = max((width + 2 * BLEED) / width, (height + 2 * BLEED) / height) if cover else 1.0
    x, y = EDGE - (grow - 1) * width / 2, EDGE - (grow - 1) * height / 2
    bleed = (MARK, MARK, width + 2 * BLEED, height + 2 * BLEED)
    clip = " ".join(f"{edge:.3f}" for edge in bleed)
    begin = f"q {clip} re W n {grow:.5f} 0 0 {grow:.5f} {x:.3f} {y:.3f} cm\n"
    page.contents_add(Stream(pdf, begin.encode()), prepend=True)
    page.contents_add(Stream(pdf, b"\nQ\n" + crop_marks(width, height)))
    page.obj.MediaBox = Array([0, 0, round(width + 2 * EDGE, 3), round(height + 2 * EDGE, 3)])
    page.obj.BleedBox = _box(MARK, width + 2 * BLEED, height + 2 * BLEED)
    page.obj.TrimBox = _box(EDGE, width, height)
    for key in ("/Annots", "/StructParents", "/Tabs", "/CropBox", "/ArtBox"):
        if key in page.obj:
            del page.obj[key]


def _box(edge: float, width: float, height: float) -> Array:
    return Array([round(place, 3) for place in (edge, edge, edge + width, edge + height)])


def crop_marks(width: float, height: float) -> bytes:
    """Return the marks (トンボ) as content: double ones at the corners, crosses in the middle of the sides."""
    lines: list[tuple[tuple[float, float], ...]] = []
    for x, outward in ((EDGE, -1), (EDGE + width, 1)):
        for y, upward in ((EDGE, -1), (EDGE + height, 1)):
            bleed_x, bleed_y = x + outward * BLEED, y + upward * BLEED
            far_x, far_y = bleed_x + outward * MARK, bleed_y + upward * MARK
            lines.append(((far_x, y), (bleed_x, y), (bleed_x, far_y)))
            lines.append(((far_x, bleed_y), (x, bleed_y), (x, far_y)))
    across, up = EDGE + width / 2, EDGE + height / 2
    for y in (MARK / 2, 2 * EDGE + height - MARK / 2):
        lines += [((across - MARK, y), (across + MARK, y)), ((across, y - MARK / 2), (across, y + MARK / 2))]
    for x in (MARK / 2, 2 * EDGE + width - MARK / 2):
        lines += [((x, up - MARK), (x, up + MARK)), ((x - MARK / 2, up), (x + MARK / 2, up))]
    drawn = " ".join(_line(points) for points in lines)
    return f"/Artifact <</Type /Page>> BDC q {_MARK_WIDTH:.3f} w 1 1 1 1 K {drawn} Q EMC\n".encode()


def _line(points: tuple[tuple[float, float], ...]) -> str:
    (x, y), *others = points
    return f"{x:.3f} {y:.3f} m " + " ".join(f"{x:.3f} {y:.3f} l" for x, y in others) + " S"


def _move_outline(item: object) -> None:
    """Move the destinations of an outline as the pages' content was moved."""
    stack = [item]
    while stack:
        entry = stack.pop()
        if isinstance(entry, Dictionary):
            if "/Dest" in entry and isinstance(entry.Dest, Array):
                entry.Dest = Array([*entry.Dest[:3], float(entry.Dest[3]) + EDGE, entry.Dest[4]])
            stack += [entry.get("/First"), entry.get("/Next")]


def _identify(pdf: Pdf, moment: datetime) -> None:
    PdfMetadata.register_xml_namespace("http://www.npes.org/pdfx/ns/id/", "pdfxid")
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        del metadata["pdfuaid:part"]
        metadata["pdfxid:GTS_PDFXVersion"] = "PDF/X-4"
        metadata["pdf:Trapped"] = "False"
        for key in ("xmp:CreateDate", "xmp:MetadataDate"):
            metadata[key] = moment.isoformat()
        metadata["xmpMM:VersionID"] = "1"
        metadata["xmpMM:RenditionClass"] = "default"
    pdf.docinfo["/Trapped"] = Name("/False")
