"""What a reader's first visit costs and needs: few bytes, no JavaScript, no more width than a phone's."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from browser import Tab, served, weight

from book.settings import load_settings
from exporters.builders.run import run_sphinx

TREE = Path(__file__).parents[2]
MOST = 300_000  # bytes of HTML, CSS, JavaScript and fonts, as sent
LISTS = (
    "index.html",
    "archive/index.html",
    "tags/index.html",
    "about/index.html",
    "search/index.html",
    "404.html",
)
SETTLED = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))).then(() => 0)"
FITS = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, list[str], Path]]:
    """The project's own articles, served: the root's address, the articles' pages, the folder."""
    build = tmp_path_factory.mktemp("first-load")
    run_sphinx("html", load_settings(TREE / "content", TREE / "conf", build), 1)
    out = build / "html"
    articles = sorted(path.relative_to(out).as_posix() for path in out.glob("20*/*/*/*/index.html"))
    assert len(articles) >= 16
    with served(out) as (address, _):
        yield address, articles, out


def test_no_article_weighs_more_than_its_budget(tab: Tab, site: tuple[str, list[str], Path]) -> None:
    address, articles, _ = site
    tab.width(1280)
    weights = {name: weight(tab, address + quote(name)) for name in articles}
    assert min(weights.values()) > 20_000
    assert {name: size for name, size in weights.items() if size > MOST} == {}
    assert max(weights.values()) < MOST / 2  # no icon brings the theme's font of 115 KB


def test_a_page_too_heavy_would_be_found(tab: Tab, site: tuple[str, list[str], Path]) -> None:
    address, articles, out = site
    page = (out / articles[0]).read_text(encoding="utf-8")
    (out / "heavy.css").write_bytes(b"/*" + random.Random(1).randbytes(MOST).replace(b"*", b"") + b"*/")  # noqa: S311
    folder = (out / articles[0]).parent
    heavy = page.replace("</head>", '<link rel="stylesheet" href="../../../../heavy.css"></head>', 1)
    (folder / "heavy.html").write_text(heavy, encoding="utf-8")
    assert weight(tab, address + quote((folder / "heavy.html").relative_to(out).as_posix())) > MOST


def test_no_page_is_wider_than_a_phone_breaks_its_policy_or_asks_others(
    tab: Tab, site: tuple[str, list[str], Path]
) -> None:
    address, articles, _ = site
    tab.width(320)
    for name in (*articles, *LISTS):
        tab.open(address + quote(name))
        tab.run(SETTLED)
        assert tab.run(FITS), name
        assert tab.complaints() == [], name
        asked = [
            e["params"]["request"]["url"] for e in tab.events if e.get("method") == "Network.requestWillBeSent"
        ]
        assert {urlsplit(url).netloc for url in asked if url.startswith("http")} == {urlsplit(address).netloc}, (
            name
        )
    tab.run("document.querySelector('main').insertAdjacentHTML('beforeend', '<p style=\"width: 400px\">x</p>')")
    assert not tab.run(FITS)


@pytest.mark.parametrize("width", [320, 1280])
def test_all_but_search_works_without_javascript(tab: Tab, site: tuple[str, list[str], Path], width: int) -> None:
    address, articles, _ = site
    tab.width(width)
    tab.call("Emulation.setScriptExecutionDisabled", value=True)
    try:
        for name in (*articles[:3], *LISTS):
            tab.open(address + quote(name))
            assert tab.run("document.documentElement.dataset.mode === undefined"), name
            assert tab.run("document.querySelector('main').innerText.length > 30"), name
            assert tab.run("[...document.querySelectorAll('button')].filter(b => b.offsetParent).length") == 0, (
                name
            )
            assert tab.run(FITS), name
        tab.open(address + articles[0] + "#gp-menu")
        assert tab.run("getComputedStyle(document.getElementById('gp-menu')).display") != "none"
        assert tab.run("document.querySelector('.gp-toc').open")
        tab.open(address + "search/index.html")
        assert "JavaScript" in tab.run("document.querySelector('main').innerText")
        assert tab.run("document.getElementById('search').offsetParent === null")
        assert tab.run("[...document.querySelectorAll('main a')].some(a => a.href.includes('/archive/'))")
    finally:
        tab.call("Emulation.setScriptExecutionDisabled", value=False)
