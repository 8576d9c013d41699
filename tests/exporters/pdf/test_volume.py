"""Print volumes of the small Jekyll site: opened with pikepdf, read with poppler, checked with qpdf."""

from __future__ import annotations

import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pikepdf
from lxml import etree

from book.editions import PrintSettings
from book.executor import local_executor
from exporters.chapter import Edition
from exporters.pdf import write_pdf
from exporters.pdf.captions import number_captions
from exporters.pdf.plan import roman


def text_of(pdf: Path, *pages: int) -> str:
    span = ["-f", str(pages[0]), "-l", str(pages[-1])] if pages else []
    shown = subprocess.run(["pdftotext", *span, "-layout", pdf, "-"], capture_output=True, text=True, check=True)
    return re.sub(r"\s", "", shown.stdout)


def test_qpdf_finds_nothing(volume: Path) -> None:
    subprocess.run(["qpdf", "--check", volume], check=True, capture_output=True)


def test_every_font_is_embedded_once_and_none_is_type_3(volume: Path) -> None:
    lines = subprocess.run(["pdffonts", volume], capture_output=True, text=True, check=True).stdout.splitlines()[
        2:
    ]
    assert len(lines) >= 3
    assert all(re.search(r"yes yes yes\s+\d+\s+0$", line) and "Type 3" not in line for line in lines)
    names = [line.split()[0].partition("+")[2] for line in lines]
    assert len(names) == len(set(names))


def test_contents_print_the_label_of_the_page_they_lead_to(volume: Path, edition: Edition) -> None:
    with pikepdf.open(volume) as pdf:
        objects = [page.obj.objgen for page in pdf.pages]
        labels = [page.label for page in pdf.pages]
        listed = next(
            number
            for number, page in enumerate(pdf.pages, 1)
            if sum("/Dest" in link for link in page.obj.get("/Annots", [])) >= len(edition.chapters)
        )
        places = [objects.index(link.Dest[0].objgen) for link in pdf.pages[listed - 1].obj.Annots]
    contents = text_of(volume, listed)
    for entry in edition.chapters:
        title = re.sub(r"\s", "", entry.article.title)
        printed = re.search(re.escape(title) + r"[.…・]*(\d+)", contents)
        assert printed is not None
        page = labels.index(printed[1])
        assert page in places
        assert title in text_of(volume, page + 1)
        assert printed[1] in text_of(volume, page + 1)


def test_the_outline_holds_parts_articles_and_headings(volume: Path) -> None:
    with pikepdf.open(volume) as pdf, pdf.open_outline() as outline:
        tree = {item.title: [child.title for child in item.children] for item in outline.root}
    assert tree["技術"] == ["最初の記事、*星*つき", "二番目の記事"]


def test_every_paragraph_is_printed(volume: Path) -> None:
    shown = text_of(volume)
    for paragraph in (
        "最初の段落です。",
        "脚注の本文です。",
        "注記の本文です。",
        "二番目です。",
        "隠れた段落です。",
        "発行日",
    ):
        assert paragraph in shown


def test_one_worker_or_many_make_the_same_bytes_and_nothing_is_laid_out_twice(
    volume: Path, edition: Edition, tmp_path: Path
) -> None:
    with local_executor(1) as pool:
        write_pdf(edition, PrintSettings(), tmp_path / "one.pdf", pool, tmp_path / "cache")
    assert (tmp_path / "one.pdf").read_bytes() == volume.read_bytes()
    shards = {path: path.stat().st_ino for path in (tmp_path / "cache").rglob("*") if path.is_file()}
    with ThreadPoolExecutor(1) as pool:
        write_pdf(edition, PrintSettings(), tmp_path / "two.pdf", pool, tmp_path / "cache")
    assert {path: path.stat().st_ino for path in shards} == shards
    assert (tmp_path / "two.pdf").read_bytes() == volume.read_bytes()


def test_the_front_matter_bears_roman_numbers_as_its_labels_say(volume: Path) -> None:
    with pikepdf.open(volume) as pdf:
        labels = [page.label for page in pdf.pages]
    page = next(number for number in range(len(labels)) if text_of(volume, number + 1).startswith("目次"))
    assert labels[page] == "v"
    assert text_of(volume, page + 1).endswith("v")
    assert [roman(number) for number in (4, 9, 40, 1994)] == ["iv", "ix", "xl", "mcmxciv"]


def test_articles_begin_on_right_pages_where_that_is_set(edition: Edition, tmp_path: Path) -> None:
    with ThreadPoolExecutor(1) as pool:
        settings = PrintSettings(article_start="recto")
        write_pdf(edition, settings, tmp_path / "recto.pdf", pool, tmp_path / "cache")
    with pikepdf.open(tmp_path / "recto.pdf") as pdf, pdf.open_outline() as outline:
        objects = [page.obj.objgen for page in pdf.pages]
        starts = [
            objects.index(article.destination[0].objgen) + 1 for part in outline.root for article in part.children
        ]
    assert len(starts) == 3
    assert all(start % 2 for start in starts)


def test_captions_are_numbered_by_kind_unless_the_author_did() -> None:
    figure = "<figure><img/><figcaption>{}</figcaption></figure>"
    table = "<table><caption>値</caption><tr><td/></tr></table>"
    body = etree.fromstring(f"<article>{figure.format('形')}{table}{figure.format('色')}</article>")
    number_captions(body)
    assert "".join(body.itertext()) == "図1　形表1　値図2　色"
    told = etree.fromstring(f"<article>{figure.format('図3：形')}{figure.format('色')}{table}</article>")
    number_captions(told)
    assert "".join(told.itertext()) == "図3：形色表1　値"
    source = etree.fromstring(f"<article>{figure.format('出典：白書')}{figure.format('色')}</article>")
    number_captions(source)
    assert "".join(source.itertext()) == "出典：白書図1　色"
