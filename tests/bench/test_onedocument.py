"""The single document that print is measured beside is the same book: its articles, contents, pictures, links."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from contestants import CONTESTANTS
from generator import write_series


def test_it_holds_what_gappon_lays_out(tmp_path: Path) -> None:
    write_series(tmp_path / "series", 3, 1)
    (contestant,) = (one for one in CONTESTANTS if one.name == "one WeasyPrint document, the same book")
    contestant.prepare(tmp_path / "series", tmp_path / "work")
    page = (tmp_path / "work" / "book" / "book.html").read_text(encoding="utf-8")
    assert page.count('<div class="chapter"') == 3
    names = set(re.findall(' id="([^"]+)"', page))
    led = re.findall('class="entry[^>]*><a href="#([^"]+)"', page)
    assert len(led) >= 3
    assert set(led) <= names
    assert "book:" not in re.sub('data-to="[^"]*"', "", page)
    shown = re.findall('src="([^"]+)"', page)
    assert len(shown) >= 3
    assert all((tmp_path / "work" / "book" / name).is_file() for name in shown)
    command = contestant.command(Path(sys.executable).parent, tmp_path / "work")
    subprocess.run(command, cwd=tmp_path / "work", check=True, capture_output=True)
    book = tmp_path / "work" / "book.pdf"
    text = subprocess.run(["pdftotext", "-layout", book, "-"], capture_output=True, text=True, check=True).stdout
    contents = text.partition("\f")[2].partition("\f")[0]
    numbers = [int(number) for number in re.findall(r"[.…]{2,} *([0-9]+)$", contents, re.MULTILINE)]
    assert len(numbers) >= 3
    assert (
        "Tagged:          yes"
        in subprocess.run(["pdfinfo", book], capture_output=True, text=True, check=True).stdout
    )
