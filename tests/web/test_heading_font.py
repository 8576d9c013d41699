"""The publisher's own font for titles and headings: used by the browser, light, and cut anew where that is due."""

from __future__ import annotations

import random
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from browser import Tab, served, weight
from fontTools.ttLib import TTFont
from series import edit
from test_first_load import MOST
from test_pages import files

from book.errors import ExportError
from book.settings import Settings, load_settings
from book.sphinx_ext import webfont
from book.sphinx_ext.webfont import pieces
from exporters.builders.run import run_sphinx

TREE = Path(__file__).parents[2]
SERIF = "Noto Serif CJK JP"


def with_font(settings: Settings, family: str) -> Settings:
    """Have the publisher name a font."""
    file = settings.source / "publication.toml"
    text = re.sub(r"heading_font.*\n", "", file.read_text(encoding="utf-8"))
    file.write_text(text.replace("[web]", f'[web]\nheading_font = "{family}"'), encoding="utf-8")
    return load_settings(settings.source, settings.conf, settings.build)


def shown_in(tab: Tab, selector: str) -> set[tuple[str, bool]]:
    """Return the fonts that the browser drew an element with, and whether each was fetched."""
    for domain in ("DOM", "CSS"):
        tab.call(f"{domain}.enable")
    root = tab.call("DOM.getDocument")["root"]["nodeId"]
    node = tab.call("DOM.querySelector", nodeId=root, selector=selector)["nodeId"]
    fonts: list[dict[str, Any]] = tab.call("CSS.getPlatformFontsForNode", nodeId=node)["fonts"]
    return {(font["familyName"], font["isCustomFont"]) for font in fonts}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, list[str]]]:
    """The project's own articles with headings in a Mincho, served: the root's address, the articles' pages."""
    folder = tmp_path_factory.mktemp("font")
    shutil.copytree(TREE / "content", folder / "content")
    conf = (TREE / "conf" / "publication.toml").read_text(encoding="utf-8")
    named = re.sub(r'(?ms)(^\[web\]$.*?^heading_font = )""', rf'\1"{SERIF}"', conf, count=1)
    assert named != conf
    (folder / "content" / "publication.toml").write_text(named, encoding="utf-8")
    run_sphinx("html", load_settings(folder / "content", TREE / "conf", folder / "build"), 2)
    out = folder / "build" / "html"
    articles = sorted(path.relative_to(out).as_posix() for path in out.glob("20*/*/*/*/index.html"))
    with served(out) as (address, _):
        yield address, [quote(name) for name in articles]


def test_headings_are_drawn_with_it_and_text_is_not(tab: Tab, site: tuple[str, list[str]]) -> None:
    address, articles = site
    tab.width(1280)
    tab.open(address + articles[0])
    tab.run("document.fonts.ready.then(() => 0)")
    assert shown_in(tab, "h1") == {(SERIF, True)}
    assert shown_in(tab, ".gp-text h2") == {(SERIF, True)}
    assert not any(fetched for _, fetched in shown_in(tab, ".gp-text p"))
    assert tab.complaints() == []
    tab.open(address)
    tab.run("document.fonts.ready.then(() => 0)")
    assert shown_in(tab, ".gp-cards .gp-title a") == {(SERIF, True)}


def test_a_first_visit_stays_within_its_budget(tab: Tab, site: tuple[str, list[str]]) -> None:
    address, articles = site
    tab.width(1280)
    fetched = {name: weight(tab, address + name) for name in (*articles, "", "archive/")}
    assert {name: size for name, size in fetched.items() if size > MOST} == {}
    assert min(fetched.values()) > 120_000  # with the font


def test_after_any_change_the_fonts_are_those_of_a_clean_build(small: Settings, tmp_path: Path) -> None:
    settings = with_font(small, SERIF)
    run_sphinx("html", settings, 1)
    before = {name for name in files(settings) if name.endswith(".woff2")}
    edit(settings, 3, "## はじめに", "## 鬱蒼とした森")
    run_sphinx("html", settings, 1)
    clean = replace(settings, build=tmp_path / "clean", cache=tmp_path / "another")
    run_sphinx("html", clean, 2)
    assert files(settings) == files(clean)
    after = {name for name in files(clean) if name.endswith(".woff2")}
    assert before & after
    held = {c for name in after if "fonts/" in name for c in _characters(clean.build / "html" / name)}
    assert "鬱" in held
    assert "龍" not in held
    run_sphinx("html", with_font(settings, ""), 1)
    assert not [name for name in files(settings) if name.startswith("_static/fonts/")]
    page = next(data for name, data in files(settings).items() if name.endswith("0-kiji/index.html"))
    assert b"headings.css" not in page


def _characters(path: Path) -> set[str]:
    with TTFont(path) as font:
        return set(map(chr, font.getBestCmap()))


def test_what_was_cut_before_is_kept(small: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = with_font(small, SERIF)
    run_sphinx("html", settings, 1)
    monkeypatch.setattr(webfont, "subset_font", None)
    another = replace(settings, build=tmp_path / "another")
    run_sphinx("html", another, 1)
    assert files(another) == files(settings)


def test_every_character_is_in_one_piece_and_an_article_changes_few() -> None:
    chance = random.Random(1)  # noqa: S311
    kanji = [chr(0x4E00 + number) for number in range(3000)]
    often = [1 / (number + 1) for number in range(3000)]
    headings = ["".join(chance.choices(kanji, often, k=80)) for _ in range(2000)]
    before, after = pieces(headings, "目次"), pieces([*headings, "新しい題"], "目次")
    held = Counter("".join(before))
    assert held.keys() == {*"".join(headings), *"目次"}
    assert set(held.values()) == {1}
    assert len({*after} - {*before}) <= 8
    assert max(map(len, before[1:])) <= 60
    assert pieces([], "目次") == ["次目"]


def test_a_font_that_is_not_there_is_told_before_anything_is_built(small: Settings) -> None:
    before = files(small)
    with pytest.raises(ExportError) as caught:
        run_sphinx("html", with_font(small, "No Such Font"), 1)
    assert "web.heading_font: the font No Such Font is not installed" in caught.value.problems[0].message
    assert files(small) == before
