"""The project's own articles as a web edition: axe and the Nu HTML checker find nothing, and are not blind."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from browser import Tab, served

from book.settings import load_settings
from exporters.builders.run import run_sphinx

TREE = Path(__file__).parents[2]
TOOLS = TREE / ".setup" / "node" / "node_modules"
AXE = (TOOLS / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
NU = TOOLS / "vnu-jar" / "build" / "dist" / "vnu.jar"
PAGES = (
    "index.html",
    "2025/11/05/inference-unit-economics/index.html",
    "2026/01/27/benchmark-confidence-intervals/index.html",
    "2026/02/10/gpu-utilization-queueing/index.html",
    "2026/02/24/when-backlog-becomes-revenue/index.html",
    "2026/04/07/yield-and-die-area/index.html",
    "categories/investment/index.html",
    "tags/index.html",
    "tags/gpu/index.html",
    "authors/合本編集部/index.html",
    "about/index.html",
    "search/index.html",
    "archive/index.html",
    "archive/2026/index.html",
    "archive/2026/01/index.html",
    "404.html",
)
RESULTS = "search/index.html?q=" + quote("推論")
# WCAG 2.2's own rules are among those that axe runs only when told to.
RULES = "axe.run({ rules: { 'target-size': { enabled: true } } })"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    build = tmp_path_factory.mktemp("validators")
    run_sphinx("html", load_settings(TREE / "content", TREE / "conf", build), 1)
    return build / "html"


def axe(tab: Tab) -> list[str]:
    """Return the rules that the open page breaks, each with an element."""
    if not tab.run("Boolean(window.axe)"):
        tab.run(AXE)
    found: list[dict[str, Any]] = tab.run(f"{RULES}.then(result => result.violations)")
    return [f"{rule['id']}: {rule['nodes'][0]['html'][:150]}" for rule in found]


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_nothing(site: Path, tab: Tab, width: int, *, dark: bool) -> None:
    tab.width(width, dark=dark)
    with served(site) as (address, _):
        found = {}
        for page in PAGES:
            assert (site / page).is_file(), page
            tab.open(address + page)
            found[page] = axe(tab)
        tab.open(address + RESULTS)
        tab.until("document.querySelectorAll('#search-results li').length > 1")
        found[RESULTS] = axe(tab)
        tab.open(address + PAGES[1] + "#gp-menu")
        found["menu"] = axe(tab)
    assert {page: rules for page, rules in found.items() if rules} == {}


def test_axe_would_find_a_fault(site: Path, tab: Tab) -> None:
    with served(site) as (address, _):
        tab.open(address + PAGES[0])
        tab.run("document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=x>')")
        small = "<button aria-label=x style='all: unset; display: inline-block; width: 8px; height: 8px'></button>"
        tab.run(f"document.querySelector('main').insertAdjacentHTML('beforeend', `{small * 2}`)")
        found = axe(tab)
    assert any(rule.startswith("image-alt") for rule in found)
    assert any(rule.startswith("target-size") for rule in found)


def nu(*addresses: str) -> list[str]:
    """Return what the checker says of pages; it fetches them, since a policy means nothing for files."""
    command = [
        "java",
        "-Dnu.validator.servlet.allow-forbidden-hosts=true",
        "-jar",
        str(NU),
        "--format",
        "json",
        "--stdout",
        "--exit-zero-always",
        *addresses,
    ]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return [f"{message['url']}: {message['message']}" for message in json.loads(told)["messages"]]


def test_the_nu_checker_finds_nothing(site: Path) -> None:
    pages = list(site.rglob("*.html"))
    assert len(pages) > 80
    with served(site) as (address, _):
        assert nu(*(address + quote(page.relative_to(site).as_posix()) for page in pages)) == []


def test_the_nu_checker_would_find_a_fault(site: Path, tmp_path: Path) -> None:
    page = (site / "index.html").read_text(encoding="utf-8")
    (tmp_path / "faulty.html").write_text(page.replace("</main>", "<img src=x></main>", 1), encoding="utf-8")
    with served(tmp_path) as (address, _):
        assert any("“img”" in message for message in nu(address + "faulty.html"))
