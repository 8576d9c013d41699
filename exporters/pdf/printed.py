"""What an e-book has to know of the pages of a printed volume."""

from __future__ import annotations

from exporters.chapter import PrintedPage, PrintedText, PrintedVolume
from exporters.pdf.front import Front
from exporters.pdf.plan import Plan, PlannedEntry, roman


def printed_volume(plan: Plan, front: Front, trim: str) -> PrintedVolume:
    """Return the pages that bear a number and hold what e-books hold too: texts and contents."""
    texts = {entry.shard.key: _text(entry) for entry in plan.entries}
    contents = tuple(
        PrintedPage(roman(number), front.laid.openings[page])
        for number, page in enumerate(front.span("contents"), plan.contents)
    )
    return PrintedVolume(trim, texts, contents)


def _text(entry: PlannedEntry) -> PrintedText:
    laid = entry.shard.laid
    highest: dict[int, tuple[float, str]] = {}
    for name, (page, from_top) in laid.anchors.items():
        highest[page] = min(highest.get(page, (from_top, name)), (from_top, name))
    pages = (
        PrintedPage(entry.shown(page), laid.openings[page], highest.get(page, (0.0, ""))[1])
        for page in range(laid.pages)
    )
    return PrintedText(entry.shard.entry.chapter.digest, tuple(pages))
