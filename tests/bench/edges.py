"""How even the right edges of print are, and what that cost: `python tests/bench/edges.py [FOLDER [BUILD]]`.

Lays out every article of a folder (content/ by default) and prints, of all lines that are to be justified, the
share that falls short of the measure by more than a tenth of a character, and how far characters and spaces were
set apart. With BUILD its chapters are taken from a build that is there.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from weasyprint.layout import inline

from book.library import load_library
from book.settings import Settings, load_settings
from exporters.builders.run import run_sphinx
from exporters.editions import make_edition
from exporters.pdf.fonts import with_fonts
from exporters.pdf.layout import Shown, listening, render
from exporters.pdf.page import page_shape
from exporters.pdf.prepare import prepare

_ROOT = Path(__file__).parents[2]
_SHORT = 0.1
_SHOWN = 12
_SHARES = (50, 90, 99, 99.9, 100)


@dataclass(frozen=True, slots=True)
class Line:
    """A line that was to be justified: by how much it is short, and how far things in it were set apart, in em."""

    text: str
    short: float
    apart: float
    spread: float


def lines_set(html: str, sheets: tuple[str, ...], formulas: dict[str, str]) -> Iterator[Line]:
    """Lay out a document and yield its lines, but for the last of paragraphs."""
    original = inline.text_align

    def text_align(context: Any, line: Any, available: float, last: bool) -> Any:
        offset = original(context, line, available, last)
        if not last and line.style["text_align_all"] == "justify":
            line.measured = available
        return offset

    inline.text_align = text_align
    try:
        with listening():
            document, _ = render(html, sheets, {name: Shown(drawn.encode()) for name, drawn in formulas.items()})
    finally:
        inline.text_align = original
    for page in document.pages:
        for box in page._page_box.descendants():
            if hasattr(box, "measured"):
                yield _measured(box)


def _measured(line: Any) -> Line:
    size = line.style["font_size"]
    texts = [part for part in line.descendants() if getattr(part, "pango_layout", None) is not None]
    apart = max((getattr(text.pango_layout, "apart", 0.0) for text in texts), default=0.0)
    spread = max(
        (getattr(text.pango_layout, "spread", 0.0) or text.justification_spacing for text in texts), default=0.0
    )
    said = "".join(text.text for text in texts)
    return Line(said, (line.measured - line.width) / size, apart / size, spread / size)


def _lines(settings: Settings) -> Iterator[Line]:
    library = load_library(settings)
    shape = page_shape(settings.print.trim, settings.print.margins)
    seen: set[str] = set()
    for volume in library.volumes:
        edition = make_edition(library.series, volume, settings.build / "chapters", _ROOT / "conf/theme/print")
        sheet = with_fonts((edition.theme / "book.css").read_text(encoding="utf-8"), settings.print)
        for entry in edition.entries:
            if entry.page.key not in seen:
                seen.add(entry.page.key)
                source = prepare(entry, {}, settings.print)
                yield from lines_set(source.html, (sheet, shape.css), source.formulas)


def main() -> None:
    """Measure a folder of articles."""
    folder = Path(sys.argv[1]) if sys.argv[1:] else _ROOT / "content"
    with tempfile.TemporaryDirectory() as made:
        settings = load_settings(folder, None, Path(sys.argv[2]) if sys.argv[2:] else Path(made))
        if not (settings.build / "chapters").is_dir():
            run_sphinx("book-chapters", settings, 1)
        found = list(_lines(settings))
    short = [line for line in found if line.short > _SHORT]
    print(f"{len(found)} lines; {100 * len(short) / len(found):.2f} % fall short by more than {_SHORT} em")
    for name in ("apart", "spread"):
        values = sorted(getattr(line, name) for line in found)
        told = (f"{share} %: {values[int((len(values) - 1) * share / 100)]:.3f}" for share in _SHARES)
        print(f"{name}, em: " + ", ".join(told))
    print("\nmost short:")
    for line in sorted(short, key=lambda line: -line.short)[:_SHOWN]:
        print(f"  {line.short:6.2f}  {line.text}")
    print("\nfurthest apart:")
    for line in sorted(found, key=lambda line: -max(line.apart, line.spread / 2))[:_SHOWN]:
        print(f"  {line.apart:.3f} {line.spread:.3f}  {line.text}")


if __name__ == "__main__":
    main()
