"""Raw HTML as nobody should write it: valid in every edition, by HTML's content models and by real validators."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote
from xml.etree import ElementTree

import outloud
import pdfua
import pytest
from browser import served
from hypothesis import given
from hypothesis import strategies as st
from madeposts import built, edition_of, told_by_epubcheck
from soup import ATTRIBUTES, MARKDOWN, NAMES, soup
from test_validators import nu

from book.elements import names
from book.errors import Problem
from book.rawhtml import UnbalancedError, clean_pieces
from book.settings import Settings
from exporters.pdf import write_pdf

TREE = Path(__file__).parents[2]
POSTS = 60

PHRASING = names(
    "a abbr b bdi bdo br cite code data del dfn em i img ins kbd mark q ruby s samp small span strong sub sup svg"
    " time u var wbr"
)
FLOW = PHRASING | names(
    "address aside blockquote details div dl figure footer header hr ol p pre table ul MARKDOWN"
)
CELLS = names("td th")
ROWS = names("tr")
ITEMS = names("li")
# What an element's children may be (HTML 4.3 to 4.11); those not named hold phrasing content.
CHILDREN = {
    **dict.fromkeys(("r", "address", "aside", "blockquote", "div", "dd", "dt", "figure", "footer"), FLOW),
    **dict.fromkeys(("header", "li", "td", "th", "figcaption", "details", "caption", "a", "ins", "del"), FLOW),
    **dict.fromkeys(("ul", "ol"), ITEMS),
    **dict.fromkeys(("thead", "tbody", "tfoot"), ROWS),
    "dl": {"dt", "dd", "div"},
    "tr": CELLS,
    "table": {"caption", "colgroup", "thead", "tbody", "tfoot"},
    "colgroup": {"col"},
    "ruby": PHRASING | {"rt", "rp"},
}
TRANSPARENT = {"a", "ins", "del"}
NO_TEXT = {"ul", "ol", "dl", "table", "thead", "tbody", "tfoot", "tr", "colgroup"}
WITHIN = {
    "a": {"a", "details"},
    "dfn": {"dfn"},
    "ruby": {"ruby"},
    "header": {"header", "footer"},
    "footer": {"header", "footer"},
    "caption": {"table"},
    "pre": FLOW - PHRASING,
    "p": FLOW - PHRASING,
    "summary": FLOW - PHRASING,
}
ORDER = "(?:caption )?(?:colgroup )*(?:thead )?(?:tbody )*(?:tfoot )?"
SHAPES = {
    "dl": "(?:(?:dt )+(?:dd )+)*|(?:div )+",
    "details": "summary [^$]*",
    "figure": "(?!.*figcaption .*figcaption )(?:figcaption .*|.* figcaption |(?!.*figcaption ).*)",
    "ruby": "(?:(?!rp )[^ ]+ )*(?:rt |rp rt rp )(?:(?:(?!rp )[^ ]+ )*(?:rt |rp rt rp ))*",
    "table": ORDER,
}


def faults(element: ElementTree.Element, around: tuple[str, ...] = ()) -> list[str]:
    """Return what is wrong with an element and all in it."""
    tag = element.tag.rpartition("}")[2]
    if tag == "svg":
        return []
    inner = " ".join([*around, tag])
    texts = [element.text or "", *(child.tail or "" for child in element)]
    children = [child.tag.rpartition("}")[2] for child in element]
    whole = "".join(f"{child} " for child in children)
    model = CHILDREN.get(tag, PHRASING) - ({"dt", "dd"} if tag == "div" else set())
    if tag == "div" and around and around[-1] == "dl":
        model = {"dt", "dd"}
    if tag in TRANSPARENT:
        outer = next(name for name in reversed(around) if name not in TRANSPARENT)
        model = CHILDREN.get(outer, PHRASING) & FLOW
    if tag == "details":
        model = model | {"summary"}
    if tag == "figure":
        model = model | {"figcaption"}
    held = children + ["MARKDOWN" for text in texts if "§" in text]
    found = [f"{inner}: {child}" for child in held if child not in model]
    found += [f"{inner}: text" for text in texts if tag in NO_TEXT and text.strip()]
    if tag in SHAPES and not re.fullmatch(SHAPES[tag], whole):
        found.append(f"{inner}: {whole}")
    found += [f"{inner}: within {outer}" for outer in around if tag in WITHIN.get(outer, ())]
    return found + [fault for child in element for fault in faults(child, (*around, tag))]


TAGS = st.builds("<{}{}>".format, st.sampled_from(NAMES), st.sampled_from(ATTRIBUTES))
ENDS = st.builds("</{}>".format, st.sampled_from(NAMES))
PIECES = st.lists(st.one_of(TAGS, TAGS, ENDS, st.just("言葉"), st.none()), max_size=24)


@given(PIECES, st.booleans())
def test_whatever_stands_where_it_is_allowed_to_and_no_word_is_lost(
    pieces: list[str | None], inline: bool
) -> None:
    joined: list[str | None] = []
    for piece in pieces:
        if piece is not None and joined and joined[-1] is not None:
            joined[-1] += piece
        else:
            joined.append(piece)
    try:
        cleaned = clean_pieces(joined, inline=inline)
    except UnbalancedError:
        return
    text = "".join(part if isinstance(part, str) else "文" if inline else "§" for part in cleaned)
    root = ElementTree.fromstring(f"<{'p' if inline else 'r'}>{text}</{'p' if inline else 'r'}>")  # noqa: S314
    assert faults(root) == []
    assert "".join(root.itertext()).count("言葉") == pieces.count("言葉")
    assert [part for part in cleaned if isinstance(part, int)] != [] or None not in pieces


def test_the_models_would_find_a_fault() -> None:
    for wrong in (
        "<ul>x</ul>",
        "<p><div/></p>",
        "<dl><dt/></dl>",
        "<details>x</details>",
        "<ruby>x</ruby>",
        "<table><tbody/><caption/></table>",
        "<figure><p/><figcaption/><p/></figure>",
        "<a><b><a/></b></a>",
        "<div><dd/></div>",
        "<b>§</b>",
        "<pre><a><p/></a></pre>",
    ):
        assert faults(ElementTree.fromstring(f"<r>{wrong}</r>")), wrong  # noqa: S314
    assert faults(ElementTree.fromstring("<r><dl><div><dt/><dd>§</dd></div></dl><p>x<br/></p></r>")) == []  # noqa: S314


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A series of such posts, in chapters and as a site."""
    posts = (f"---\ntitle: 題{seed}\n---\n前の文です。\n\n{soup(seed)}\n\n後の文です。\n" for seed in range(POSTS))
    return built(tmp_path_factory.mktemp("soup"), posts)


def test_epubcheck_finds_nothing(settings: Settings, tmp_path: Path) -> None:
    told = told_by_epubcheck(settings, tmp_path)
    assert "0 fatals / 0 errors / 0 warnings / 0 infos / 0 usages" in told, told


def test_checkers_of_print_find_nothing(settings: Settings, tmp_path: Path) -> None:
    edition = edition_of(settings, "print")
    told: list[Problem] = []
    with ThreadPoolExecutor(1) as pool:
        write_pdf(edition, settings.print, tmp_path / "soup.pdf", pool, tmp_path / "cache", told.append)
    assert told == []
    assert not outloud.check(str(tmp_path / "soup.pdf")).findings
    assert not pdfua.validate(str(tmp_path / "soup.pdf")).findings


def test_nu_finds_nothing(settings: Settings) -> None:
    site = settings.build / "html"
    pages = list(site.glob("2025/*/*/*/index.html"))
    assert len(pages) == POSTS
    with served(site) as (address, _):
        assert nu(*(address + quote(page.relative_to(site).as_posix()) for page in pages)) == []


def test_the_soup_is_thick() -> None:
    whole = "".join(map(soup, range(POSTS)))
    assert all(f"<{name}" in whole for name in NAMES)
    assert all(markdown in whole for markdown in MARKDOWN)
