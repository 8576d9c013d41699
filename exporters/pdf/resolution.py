"""How finely pictures are printed: what a printer asks before taking a book."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Matrix, Name

# Dots per inch that halftones of 150 to 175 lines are fed with.
WANTED = 300


def resolution_report(book: Path) -> str:
    """Return a line for each picture of a book, the coarsest first: its page, its pixels, its dots per inch."""
    with pikepdf.open(book) as pdf:
        found = sorted(place for page in pdf.pages for place in _pictures(page))
    low = sum(dots < WANTED for dots, *_ in found)
    lines = [f"{len(found)} pictures, {low} of them below {WANTED} dots per inch"]
    lines += [f"{dots:>6} dpi  page {label}: {width} x {height} pixels" for dots, _, label, width, height in found]
    return "\n".join(lines) + "\n"


def _pictures(page: pikepdf.Page) -> Iterator[tuple[int, int, str, int, int]]:
    pictures: Any = page.resources.get("/XObject", {})
    if not any(found.get("/Subtype") == Name.Image for found in pictures.values()):
        return
    matrix, kept = Matrix(), []
    steps: Any = pikepdf.parse_content_stream(page, "q Q cm Do")
    for operands, operator in steps:
        if str(operator) == "q":
            kept.append(matrix)
        elif str(operator) == "Q":
            matrix = kept.pop()
        elif str(operator) == "cm":
            matrix = Matrix(*(float(number) for number in operands)) @ matrix
        elif (picture := pictures[str(operands[0])]).get("/Subtype") == Name.Image:
            width, height = int(picture.Width), int(picture.Height)
            dots = min(72 * width / _length(matrix.a, matrix.b), 72 * height / _length(matrix.c, matrix.d))
            yield round(dots), page.index, page.label, width, height


def _length(across: float, up: float) -> float:
    return float((across * across + up * up) ** 0.5) or 1e-6
