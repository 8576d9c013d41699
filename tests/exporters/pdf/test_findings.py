"""What authors are told of their pages: characters without a glyph, formulas that cannot be drawn."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pytest

from book.editions import PrintSettings
from book.errors import ExportError, Problem
from book.library import load_library
from book.settings import load_settings
from exporters.builders.run import run_sphinx
from exporters.chapter import Edition
from exporters.editions import make_edition
from exporters.pdf import write_pdf

CONF = Path(__file__).parents[3] / "conf"
DATE = datetime(2026, 1, 2, tzinfo=UTC)
ARTICLE = f"""---
title: 見出し
date: {DATE:%Y-%m-%d}
categories: [試験]
---

はじめの段落です。

ないかな𰀀と式 $\\text{{成長𰀁}}$ です。

$$\\begin{{cases}}\\end{{cases}}$$
"""


@pytest.fixture(scope="module")
def wedge(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    folder = tmp_path_factory.mktemp("wedge")
    (folder / "site").mkdir()
    (folder / "site" / "wedge.md").write_text(ARTICLE, encoding="utf-8")
    settings = load_settings(folder / "site", CONF, folder / "build")
    run_sphinx("book-chapters", settings, 1)
    library = load_library(settings)
    place = folder / "build" / "chapters"
    return make_edition(library.series, library.volumes[0], place, CONF / "theme" / "print")


@pytest.fixture(scope="module")
def told(wedge: Edition, tmp_path_factory: pytest.TempPathFactory) -> list[list[Problem]]:
    """Return what is told of the volume when it is laid out, and when it is bound again from what was kept."""
    folder = tmp_path_factory.mktemp("findings")
    rounds: list[list[Problem]] = []
    for _ in range(2):
        rounds.append([])
        with ThreadPoolExecutor(1) as pool:
            geta = PrintSettings(missing_glyphs="geta")
            write_pdf(wedge, geta, folder / "a.pdf", pool, folder / "cache", rounds[-1].append)
    with pikepdf.open(folder / "a.pdf") as pdf:
        assert len(pdf.pages) > 4
    return rounds


def test_characters_without_a_glyph_are_told_with_file_and_line(told: list[list[Problem]]) -> None:
    glyphs = [problem for problem in told[0] if problem.kind == "print.glyph"]
    assert [(problem.path.name, problem.line) for problem in glyphs] == [("wedge.md", 9), ("wedge.md", 9)]
    assert "𰀀” (U+30000)" in str(glyphs[0])
    assert "𰀁” (U+30001)" in str(glyphs[1])
    assert not any(problem.fatal for problem in told[0])


def test_a_formula_printed_as_written_is_told(told: list[list[Problem]]) -> None:
    formulas = [problem for problem in told[0] if problem.kind == "print.formula"]
    assert [problem.line for problem in formulas] == [11]


def test_nothing_else_is_told_and_the_same_from_the_cache(told: list[list[Problem]]) -> None:
    assert len(told[0]) == 3
    assert told[1] == told[0]


def test_a_character_without_a_glyph_keeps_a_volume_from_being_published(wedge: Edition, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"earlier")
    with ThreadPoolExecutor(1) as pool, pytest.raises(ExportError) as raised:
        write_pdf(wedge, PrintSettings(), tmp_path / "a.pdf", pool, tmp_path / "cache")
    assert [(problem.path.name, problem.line) for problem in raised.value.problems] == [("wedge.md", 9)] * 2
    assert "no font has “𰀀” (U+30000). Write it" in str(raised.value)
    assert 'missing_glyphs = "geta"' in str(raised.value)
    assert (tmp_path / "a.pdf").read_bytes() == b"earlier"
