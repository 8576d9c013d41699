"""Chapters and surroundings that go wrong: a clear sentence, and the earlier good volume left as it was."""

from __future__ import annotations

import os
import pickle
import re
import subprocess
import sys
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest
from lxml import etree
from PIL import Image

from book.cache import Store, entries
from book.editions import PrintSettings
from book.errors import ExportError
from book.executor import local_executor
from exporters.chapter import Edition, EditionPart, Picture
from exporters.pdf import write_pdf
from exporters.pdf.page import page_shape
from exporters.pdf.tables import cut_wide_tables


def with_body(edition: Edition, body: str, pictures: tuple[Picture, ...] = ()) -> Edition:
    """Return an edition of one article that holds `body`."""
    first = edition.chapters[0]
    chapter = replace(first.chapter, text=body, headings=(), pictures=pictures, hero=None)
    part = EditionPart("部", "part", (replace(first, chapter=chapter),))
    return replace(edition, parts=(part,))


def bound(edition: Edition, folder: Path, pool: Executor | None = None) -> str:
    """Write a volume; return its text without white space."""
    with ThreadPoolExecutor(1) as threads:
        write_pdf(edition, PrintSettings(), folder / "book.pdf", pool or threads, folder / "cache")
    shown = subprocess.run(["pdftotext", folder / "book.pdf", "-"], capture_output=True, text=True, check=True)
    return re.sub(r"\s", "", shown.stdout)


def picture(path: Path, width: int = 10, height: int = 10) -> Picture:
    return Picture(path.name, path, "image/png", width, height)


def test_a_broken_picture_is_named_and_the_earlier_volume_stays(edition: Edition, tmp_path: Path) -> None:
    (tmp_path / "book.pdf").write_bytes(b"earlier")
    (tmp_path / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n broken")
    body = '<p><img src="pictures/broken.png" alt="図" width="10" height="10"/></p>'
    with pytest.raises(ExportError, match=r"broken\.png"):
        bound(with_body(edition, body, (picture(tmp_path / "broken.png"),)), tmp_path)
    assert (tmp_path / "book.pdf").read_bytes() == b"earlier"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["book.pdf", "broken.png", "cache"]


def test_an_enormous_picture_is_named(edition: Edition, tmp_path: Path) -> None:
    Image.new("1", (24000, 24000)).save(tmp_path / "huge.png")
    body = '<p><img src="pictures/huge.png" alt="図" width="24000" height="24000"/></p>'
    with pytest.raises(ExportError, match=r"huge\.png"):
        bound(with_body(edition, body, (picture(tmp_path / "huge.png", 24000, 24000),)), tmp_path)


def test_a_table_of_forty_columns_stays_on_the_page(edition: Edition, tmp_path: Path) -> None:
    head = "".join(f"<th>列{number}</th>" for number in range(40))
    row = "".join(f"<td>{number}</td>" for number in range(40))
    table = f"<table><thead><tr>{head}</tr></thead><tbody><tr>{row}</tr></tbody></table>"
    text = bound(with_body(edition, f'<div class="table">{table}</div>'), tmp_path)
    assert [text.count(f"列{number}") for number in (39, 20)] == [1, 1]
    boxes = subprocess.run(
        ["pdftotext", "-bbox", tmp_path / "book.pdf", "-"], capture_output=True, text=True, check=True
    )
    edges = [float(edge) for edge in re.findall(r'xMax="([\d.]+)"', boxes.stdout)]
    assert max(edges) < 148 * 72 / 25.4


def test_a_word_of_five_thousand_characters_is_broken(edition: Edition, tmp_path: Path) -> None:
    text = bound(with_body(edition, f"<p>{'w' * 5000}</p><p><code>{'c' * 5000}</code></p>"), tmp_path)
    assert text.count("w") >= 5000
    assert text.count("c") >= 5000


def test_an_article_of_hundreds_of_pages(edition: Edition, tmp_path: Path) -> None:
    bound(with_body(edition, f"<p>{'長い文です。' * 100}</p>" * 480), tmp_path)
    with pikepdf.open(tmp_path / "book.pdf") as pdf:
        assert len(pdf.pages) >= 300


@pytest.mark.parametrize("trim", ["20x30", "A99", "0x0", "148x", "9999x9999"])
def test_a_size_that_holds_no_text_is_an_error(edition: Edition, tmp_path: Path, trim: str) -> None:
    with ThreadPoolExecutor(1) as pool, pytest.raises(ExportError, match="no size of page"):
        write_pdf(edition, PrintSettings(trim=trim), tmp_path / "book.pdf", pool, tmp_path / "cache")


WIDTH = page_shape("A5").text_width
FULL = """
import pickle, resource, sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from book.editions import PrintSettings
from book.errors import ExportError
from exporters.pdf import write_pdf
edition, folder = pickle.load(sys.stdin.buffer), Path(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
try:
    with ThreadPoolExecutor(1) as pool:
        write_pdf(edition, PrintSettings(), folder / "book.pdf", pool, folder / "cache")
except ExportError as error:
    print(error)
"""


@pytest.mark.parametrize("room", [2_000, 60_000])
def test_a_full_disk_is_told_and_leaves_nothing_half_written(edition: Edition, tmp_path: Path, room: int) -> None:
    (tmp_path / "book.pdf").write_bytes(b"earlier")
    said = subprocess.run(
        [sys.executable, "-c", FULL, tmp_path, str(room)],
        input=pickle.dumps(edition),
        capture_output=True,
        check=True,
    )
    assert b"cannot be written" in said.stdout
    assert (tmp_path / "book.pdf").read_bytes() == b"earlier"
    assert {path.name for path in tmp_path.iterdir()} <= {"book.pdf", "cache"}
    for entry in entries(tmp_path / "cache"):
        assert Store(tmp_path / "cache" / entry.kind).get(entry.path.name), entry


def kill() -> None:
    os.kill(os.getpid(), 9)


def test_a_killed_worker_is_told_and_the_earlier_volume_stays(edition: Edition, tmp_path: Path) -> None:
    (tmp_path / "book.pdf").write_bytes(b"earlier")
    with local_executor(1) as pool:
        pool.submit(kill)
        with pytest.raises(ExportError, match="a worker ended"):
            bound(edition, tmp_path, pool)
    assert (tmp_path / "book.pdf").read_bytes() == b"earlier"


def test_a_cut_table_repeats_its_first_column_and_keeps_every_cell() -> None:
    rows = "".join(
        "<tr>" + "".join(f"<td id='c{row}.{column}'>{row}.{column}</td>" for column in range(20)) + "</tr>"
        for row in range(2)
    )
    body = etree.fromstring(f"<div>前<table id='t'><caption>題</caption><tbody>{rows}</tbody></table>後</div>")
    cut_wide_tables(body, WIDTH)
    tables = body.findall("table")
    assert [len(table.find(".//tr")) for table in tables] == [11, 10]
    assert [table.findtext(".//td") for table in tables] == ["0.0"] * 2
    assert {cell.text for cell in body.iter("td")} == {
        f"{row}.{column}" for row in range(2) for column in range(20)
    }
    assert [caption.text for caption in body.findall(".//caption")] == ["題", "題（続き）"]
    assert (body.text, tables[-1].tail) == ("前", "後")
    assert sorted(body.xpath("//@id")) == sorted({"t", *(f"c{cell.text}" for cell in body.iter("td"))})


@pytest.mark.parametrize(
    ("columns", "cell", "tables"),
    [
        (9, "12", 1),
        (9, "176.5TWh", 2),
        (8, "unbreakable", 2),
        (6, "a-very-long-word-that-breaks", 1),
        (40, "1", 4),
    ],
)
def test_a_table_is_cut_where_its_words_would_break(columns: int, cell: str, tables: int) -> None:
    rows = f"<tr>{f'<td>{cell}</td>' * columns}</tr>" * 3
    body = etree.fromstring(f"<div><table>{rows}</table></div>")
    cut_wide_tables(body, WIDTH)
    pieces = [len(table.find(".//tr")) for table in body.iter("table")]
    assert len(pieces) == tables
    assert sum(pieces) == columns + tables - 1
    assert max(pieces) - min(pieces) <= 1


def test_a_table_with_cells_over_columns_is_left_whole() -> None:
    cells = "<td colspan='2'>和</td>" + "<td>x</td>" * 20
    body = etree.fromstring(f"<div><table><tr>{cells}</tr></table></div>")
    cut_wide_tables(body, WIDTH)
    assert len(body.findall("table")) == 1
