"""Random posts of everything within everything: axe, the Nu checker and EPUBCheck find nothing, nothing acts."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import quote

import pytest
from browser import Tab, served
from lxml import html
from madeposts import built, told_by_epubcheck
from test_validators import axe, nu
from wild import ADDRESSES, BLOCKS, INLINE, wild

from book.settings import Settings

TREE = Path(__file__).parents[2]
POSTS = 25
PUBLICATION = """
[series]
title = "試験 <連載> & 他"
address = "https://series.example/sub/path"
[reading]
missing_pictures = "words"
highlight = true
"""
SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
ACTIVE = (
    "script[not(@src) and not(@type='application/ld+json')]|iframe|object|embed|base|marquee|select|textarea|video"
)


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A series of such posts, in chapters and as a site."""
    matter = "---\ntitle: '題{} <b> & \"x\"'\ntags: ['C#', a/b, '50%', <i>]\n---\n"
    posts = (f"{matter.format(seed)}{wild(seed)}\n" for seed in range(POSTS))
    return built(tmp_path_factory.mktemp("wild"), posts, PUBLICATION)


def pages(settings: Settings) -> list[str]:
    site = settings.build / "html"
    found = sorted(site.glob("2025/*/*/*/index.html"))
    assert len(found) == POSTS
    return [page.relative_to(site).as_posix() for page in found]


def test_the_nu_checker_finds_nothing(settings: Settings) -> None:
    with served(settings.build / "html") as (address, _):
        assert nu(*(address + quote(page) for page in pages(settings))) == []


@pytest.mark.parametrize(("width", "dark"), [(320, True), (1280, False)])
def test_axe_finds_nothing_and_no_page_goes_sideways(
    settings: Settings, tab: Tab, width: int, *, dark: bool
) -> None:
    tab.width(width, dark=dark)
    found = {}
    with served(settings.build / "html") as (address, _):
        for page in pages(settings):
            tab.open(address + quote(page))
            found[page] = axe(tab) + tab.complaints() + ["sideways"] * tab.run(SIDEWAYS)
    assert {page: told for page, told in found.items() if told} == {}


def test_nothing_acts(settings: Settings) -> None:
    for page in pages(settings):
        whole = html.parse(settings.build / "html" / page)
        assert not whole.xpath("|".join(f"//{name}" for name in ACTIVE.split("|"))), page
        assert not whole.xpath("//@*[starts-with(name(), 'on') or name() = 'style' or name() = 'srcdoc']"), page
        addresses = whole.xpath("//@href | //@src | //@action")
        assert not [
            each for each in addresses if re.match(r"\s*(?:javascript|data|vbscript|file|blob):", each, re.I)
        ]


def test_epubcheck_finds_nothing(settings: Settings, tmp_path: Path) -> None:
    told = told_by_epubcheck(settings, tmp_path)
    assert "0 fatals / 0 errors / 0 warnings / 0 infos / 0 usages" in told, told


def test_the_posts_hold_everything() -> None:
    whole = "".join(map(wild, range(POSTS)))
    assert [address for address in ADDRESSES if address not in whole] == []
    for form in (*INLINE, *BLOCKS):
        fixed = max(re.split(r"\{[^{}]*\}|\{\{|\}\}", form), key=len)
        assert fixed.partition("\n")[0] in whole, form
