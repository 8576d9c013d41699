"""What readers set in their own browsers: larger letters, and colours that take the place of ours."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import Server, Tab, chromium

Site = tuple[str, Server]
SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
SHOWN = "document.querySelector({!r}).checkVisibility()"
GROUNDS = """[...document.querySelectorAll(".gp-icon")].filter(icon => icon.checkVisibility())
  .map(icon => getComputedStyle(icon).backgroundColor)"""


@pytest.fixture
def large(tmp_path: Path) -> Iterator[Tab]:
    """A browser whose letters are twice as large."""
    with chromium(tmp_path / "profile", "--blink-settings=defaultFontSize=32") as tab:
        yield tab


def test_larger_letters_have_the_page_of_a_smaller_window(large: Tab, site: Site) -> None:
    for width in (1280, 640, 320):
        large.width(width)
        large.open(site[0] + "archive/2023/index.html")
        assert not large.run(SHOWN.format("#gp-menu"))
        assert large.run(SHOWN.format("a.gp-only-narrow"))
        assert not large.run(SIDEWAYS)


@pytest.mark.parametrize("width", [390, 1280])
def test_icons_are_seen_in_the_colours_of_the_reader(tab: Tab, site: Site, width: int) -> None:
    tab.width(width)
    tab.call("Emulation.setEmulatedMedia", features=[{"name": "forced-colors", "value": "active"}])
    tab.open(site[0] + "index.html")
    ground = tab.run("getComputedStyle(document.body).backgroundColor")
    icons = tab.run(GROUNDS)
    tab.call("Emulation.setEmulatedMedia", features=[])
    assert icons
    assert ground not in icons
