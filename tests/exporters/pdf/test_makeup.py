"""What a printed book is made up of, page by page; and what print does not do, which it says."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pikepdf
import pytest
from measure import lines_of, set_pages
from test_volume import text_of

from book.editions import PrintSettings
from book.errors import ExportError
from exporters.chapter import Edition
from exporters.pdf import write_pdf
from exporters.pdf.front import _phrased
from exporters.pdf.heads import head_html
from exporters.pdf.page import page_shape


def plain(text: str) -> str:
    return re.sub(r"\s", "", text)


def stamps(page: pikepdf.Page) -> list[str]:
    """Return what is stamped on a page as an artifact of pagination, by its kind."""
    marked = (operands for operands, operator in pikepdf.parse_content_stream(page) if str(operator) == "BDC")
    about = (operands[1] for operands in marked if str(operands[0]) == "/Artifact")
    return sorted(str(said.Subtype)[1:] for said in about if said.get("/Type") == "/Pagination")


def test_the_parts_of_a_book_follow_one_another(volume: Path, edition: Edition) -> None:
    with pikepdf.open(volume) as pdf:
        count = len(pdf.pages)
        assert sum(str(operator) == "f" for _, operator in pikepdf.parse_content_stream(pdf.pages[0])) > 1, "drawn"
    pages = [text_of(volume, number) for number in range(1, count + 1)]
    title, part = plain(edition.volume.title), edition.parts[0]
    half, full = (number for number, page in enumerate(pages[1:10], 1) if page.startswith(title))
    assert pages[half] == title
    assert len(pages[full]) > len(title)
    found = [half, full]
    for said in ("目次", plain(part.title), plain(part.chapters[0].article.title), "索引", title):
        found.append(
            next(number for number, page in enumerate(pages) if number > found[-1] and page.startswith(said))
        )
    assert all(number % 2 == 0 for number in found[:4]), "half-title, title, contents and parts are right pages"
    assert "発行日" in pages[found[-1]]
    opening, first = pages[found[4]], part.chapters[0].article
    assert f"{first.date.year}年{first.date.month}月{first.date.day}日" in opening
    assert all(f"#{tag}" in opening for tag in first.tags)


def test_running_heads_and_folios_are_artifacts_and_stand_on_no_opening(edition: Edition, tmp_path: Path) -> None:
    part, target = edition.parts[0], tmp_path / "a.pdf"
    entry = part.chapters[0]
    long = replace(
        entry, chapter=replace(entry.chapter, text=f"<p>{'長い段落が続きます。' * 400}</p>", headings=())
    )
    with ThreadPoolExecutor(1) as pool:
        made = replace(edition, parts=(replace(part, chapters=(long,)),))
        write_pdf(made, PrintSettings(index=False), target, pool, tmp_path / "cache")
    title, name = plain(entry.article.title), plain(part.title)
    with pikepdf.open(target) as pdf:
        labels = [page.label for page in pdf.pages]
        opening = labels.index("2")
        assert title in text_of(target, opening + 1)
        assert stamps(pdf.pages[opening]) == ["Footer"]
        body = range(opening + 1, opening + 5)
        assert all(stamps(pdf.pages[number]) == ["Footer", "Header"] for number in body)
    for number in body:
        shown = text_of(target, number + 1)
        assert shown.startswith(title if int(labels[number]) % 2 else name)
        assert shown.endswith(labels[number])


def test_vertical_lines_are_refused_in_print(edition: Edition, tmp_path: Path) -> None:
    vertical = replace(edition, volume=replace(edition.volume, vertical=True))
    with ThreadPoolExecutor(1) as pool, pytest.raises(ExportError, match="horizontal lines only") as raised:
        write_pdf(vertical, PrintSettings(), tmp_path / "a.pdf", pool, tmp_path / "cache")
    assert [problem.kind for problem in raised.value.problems] == ["print.vertical"]
    assert "gappon epub" in str(raised.value)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("title", ["その第一部「生成AIの経済学」", "AI最新ニュースと「推論」の章"])
def test_titles_of_parts_are_spaced_as_text_is(title: str) -> None:
    shown = _phrased(title, page_shape("A5"), 24)
    pdf, _ = set_pages(f"<section class='part'><h1>{shown}</h1></section>")
    for line in lines_of(pdf):
        for first, second in pairwise(line):
            one = first.text.isascii() == second.text.isascii()
            halved = second.text == "「" and line.index(second) == 0
            wide = 0 if one or halved else 0.25
            assert second.x - first.end == pytest.approx(wide * first.size, abs=0.1 * first.size)


def test_a_cut_running_head_ends_behind_a_word() -> None:
    shape = page_shape("新書")
    title = "連載の全社員エージェント化とその費用」、それからの話をいつまでも続ける"
    heads = {head_html(title[cut:], shape, right=True) for cut in range(len(title))}
    cut = [head for head in heads if "…" in head]
    assert cut
    assert not [head for head in cut if "、…" in head]


def test_a_title_of_two_halves_breaks_between_them() -> None:
    assert _phrased("連載\u3000技術編", page_shape("A5"), 13) == "連\ufeff載<br/>技\ufeff術\ufeff編"
