"""Addresses that an earlier edition had."""

from __future__ import annotations

import shutil
from pathlib import Path

from series import file_name

from book.library import load_library
from book.settings import Settings, load_settings
from book.sphinx_ext.answers import gone


def test_every_address_of_the_last_build_answers(series: Settings) -> None:
    assert gone(series, load_library(series), series.build / "html" / "sitemap.xml") == []


def test_what_would_be_gone_is_told_with_its_line(series: Settings, tmp_path: Path) -> None:
    source = tmp_path / "source"
    shutil.copytree(series.source, source, ignore=shutil.ignore_patterns("build"))
    (source / "_posts" / file_name(0)).rename(source / "_posts" / "2023-01-15-改名.md")
    settings = load_settings(source, series.conf, tmp_path / "build")
    sitemap = series.build / "html" / "sitemap.xml"
    (problem,) = gone(settings, load_library(settings), sitemap)
    assert "/2023/01/15/0-kiji/" in problem.message
    assert "0-kiji" in sitemap.read_text(encoding="utf-8").split("\n")[problem.line - 1]
    post = source / "_posts" / "2023-01-15-改名.md"
    text = post.read_text(encoding="utf-8")
    post.write_text(text.replace("author:", "redirect_from: /2023/01/15/0-kiji/\nauthor:"), encoding="utf-8")
    assert gone(settings, load_library(settings), sitemap) == []


def test_a_file_that_is_no_sitemap_is_a_problem_of_that_file(series: Settings, tmp_path: Path) -> None:
    file = tmp_path / "sitemap.xml"
    file.write_text("no XML", encoding="utf-8")
    (problem,) = gone(series, load_library(series), file)
    assert problem.path == file
    assert problem.remedy
