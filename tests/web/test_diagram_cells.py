"""Drawings in characters in a browser: what stands in one column does so in the web edition and in e-books."""

from __future__ import annotations

from pathlib import Path

import pytest
from browser import chromium

from book.diagrams import with_cells

THEME = Path(__file__).parents[2] / "conf" / "theme"
DRAWING = "┌──────────┬───────┐\n│ 利用者　 │ ＡＰＩ│\n│ API ①→▼  │ ﾊﾝｶｸ ░│\n└──────────┴───────┘"
PLACES = """[...document.querySelectorAll('.line')].filter(e => '│┌┬┐└┴┘'.includes(e.textContent)).map(
  e => { const box = e.getBoundingClientRect(); return Math.round(10 * (box.left + box.right) / 2) })"""


@pytest.mark.parametrize("sheet", ["web/static/gappon.css", "epub/book.css"])
@pytest.mark.parametrize("font", ["Noto Sans Mono CJK JP", "DejaVu Sans Mono"])
def test_columns_stand_below_one_another_in_any_font(sheet: str, font: str, tmp_path: Path) -> None:
    style = (THEME / sheet).read_text(encoding="utf-8")
    page = tmp_path / "page.html"
    page.write_text(
        f'<!DOCTYPE html><meta charset="utf-8"><style>{style}\n'
        f'pre {{ font-family: "{font}", monospace !important }}</style>'
        f'<article class="bd-article">{with_cells(f"<pre>{DRAWING}</pre>")}</article>',
        encoding="utf-8",
    )
    with chromium(tmp_path / "profile") as tab:
        tab.open(page.as_uri())
        places = tab.run(PLACES)
    assert len(places) == 12
    assert (
        max(max(row) - min(row) for row in zip(*(places[at : at + 3] for at in range(0, 12, 3)), strict=True)) <= 2
    )
