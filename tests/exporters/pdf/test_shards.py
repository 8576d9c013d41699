"""What holds a bound book together: shards beside one document, numbers, places, what is laid out again, bytes."""

from __future__ import annotations

import os
import pickle
import re
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import groupby
from pathlib import Path

import pikepdf
import pytest
from PIL import Image, ImageChops
from test_accessible import found_in
from test_volume import text_of

from book.cache import entries
from book.editions import PrintSettings
from exporters.chapter import Edition, EditionChapter, EditionPart, Heading
from exporters.pdf import write_pdf
from exporters.pdf.layout import Shown, render
from exporters.pdf.page import page_shape
from exporters.pdf.prepare import prepare
from exporters.pdf.references import expected_digits

SETTINGS = PrintSettings(contents_depth=6)
ENDLESS = "終わりのない見出しがここにあり、" * 30
CODE = '<pre class="code" data-language="python"><code>print("合本")\n</code></pre>'
ROWS = "".join(f"<tr><td>第{row}行</td><td>値{row}</td></tr>" for row in range(40))
TABLE = (
    f'<div class="table"><table><thead><tr><th>名</th><th>値</th></tr></thead><tbody>{ROWS}</tbody></table></div>'
)
FORMULA = (
    '<div class="math"><math xmlns="http://www.w3.org/1998/Math/MathML" display="block" alttext="a^2+b^2=c^2">'
    "<mi>a</mi></math></div>"
)


def article(edition: Edition, number: int, linked: int) -> EditionChapter:
    """Return an article of three to six pages, with a link to another one."""
    first = edition.chapters[0]
    key = f"2025-01-{number:02}-shard"
    link = f'<a href="https://example.jp/" data-article="2025-01-{linked:02}-shard" data-fragment="b">別の記事</a>'
    text = "".join(f"<p>{number}番目の記事の第{row}段落です。{'数字を確かめます。' * 12}</p>" for row in range(8))
    body = (
        f'<section id="a"><h2>{"見出し" if number % 2 else ENDLESS}</h2><p>{link}を見てください。</p>'
        f"{text}{CODE}{TABLE}"
        f'<section id="b"><h3>小見出し{number}、Inflectionの今――後</h3>'
        f"{text * (number % 3)}{FORMULA}</section></section>"
        '<section id="c"><h2>まとめ</h2><p>以上です。</p></section>'
    )
    headings = (Heading("a", "見出し" if number % 2 else ENDLESS, 2), Heading("b", f"小見出し{number}", 3))
    headings = (*headings, Heading("c", "まとめ", 2))
    chapter = replace(first.chapter, key=key, text=body, headings=headings, pictures=(), hero=None)
    made = replace(first.article, key=key, slug=key, title=f"第{number}の記事", tags=(f"札{number % 4}",))
    return EditionChapter(made, chapter)


def with_parts(edition: Edition, *parts: Sequence[EditionChapter]) -> Edition:
    """Return the edition with these articles in its parts."""
    named = (
        EditionPart(("前編", "後編")[n - 1], f"part{n}", tuple(chapters)) for n, chapters in enumerate(parts, 1)
    )
    return replace(edition, parts=tuple(named))


@pytest.fixture(scope="module")
def several(edition: Edition) -> Edition:
    articles = [article(edition, number, number % 6 + 1) for number in range(1, 7)]
    return with_parts(edition, articles[:4], articles[4:])


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("shards") / "cache"


def written(edition: Edition, target: Path, cache: Path) -> Path:
    with ThreadPoolExecutor(1) as pool:
        write_pdf(edition, SETTINGS, target, pool, cache)
    return target


@pytest.fixture(scope="module")
def bound(several: Edition, cache: Path) -> Path:
    return written(several, cache.parent / "book.pdf", cache)


def starts(pdf: Path) -> list[int]:
    """Return the pages, from 0, on which articles begin."""
    with pikepdf.open(pdf) as opened, opened.open_outline() as outline:
        places = [page.obj.objgen for page in opened.pages]
        parts = (item for item in outline.root if item.title in ("前編", "後編"))
        return [places.index(child.destination[0].objgen) for part in parts for child in part.children]


def picture(pdf: Path, page: int, folder: Path) -> Image.Image:
    """Return a page, counted from 0, at 60 dots an inch."""
    span = ["-f", str(page + 1), "-l", str(page + 1)]
    command = ["pdftoppm", "-r", "60", "-png", "-singlefile", *span, pdf, folder / "p"]
    subprocess.run(command, check=True)
    with Image.open(folder / "p.png") as image:
        return image.convert("L")


def test_it_is_set_as_one_document_would_be(several: Edition, bound: Path, tmp_path: Path) -> None:
    digits = expected_digits(several.chapters, page_shape("A5"))
    sources = [prepare(chapter, digits, SETTINGS) for chapter in several.chapters]
    bodies, formulas = "", {}
    for number, source in enumerate(sources):
        inner = re.search(r"<body>(.*)</body>", source.html, re.DOTALL)
        assert inner is not None
        text = re.sub(r'<div class="head .*?</div>', "", inner[1]).replace("formula:", f"formula:{number}-")
        bodies += f'<div style="break-before: page">{text}</div>'
        formulas |= {
            name.replace("formula:", f"formula:{number}-"): Shown(svg.encode())
            for name, svg in source.formulas.items()
        }
    sheets = ((several.theme / "book.css").read_text(encoding="utf-8"), page_shape("A5").css)
    document, pdf = render(f'<html lang="ja"><body>{bodies}</body></html>', sheets, formulas, dict)
    single = tmp_path / "single.pdf"
    single.write_bytes(pdf)
    with pikepdf.open(bound) as opened:
        labels = [page.label for page in opened.pages]
    texts, alone = texts_of(bound), texts_of(single)
    numbered = [page for page in range(starts(bound)[0], len(labels)) if labels[page].isdigit()]
    body = [page for page in numbered if texts[page] and texts[page] != "後編"][: len(document.pages)]
    assert len(body) == len(alone) == len(document.pages) > 15
    for by_itself, page in zip(alone, body, strict=True):
        assert without_numbers(by_itself) in without_numbers(texts[page])
    assert bound.stat().st_size <= 1.5 * single.stat().st_size
    shape = page_shape("A5")
    box = (20, round((shape.top - 2) * 60 / 72), 330, round((shape.height - shape.bottom + 2) * 60 / 72))
    right = [place for place, page in enumerate(body) if int(labels[page]) % 2 and "→" not in texts[page]]
    for place in right[::4]:  # right pages are where they were laid out
        pictures = picture(single, place, tmp_path), picture(bound, body[place], tmp_path)
        difference = ImageChops.difference(*(image.crop(box) for image in pictures))
        assert sum(difference.histogram()[64:]) < 10


def texts_of(pdf: Path) -> list[str]:
    """Return the text of each page without white space."""
    shown = subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True).stdout
    return [re.sub(r"\s", "", page) for page in shown.split("\f")[:-1]]


def without_numbers(text: str) -> str:
    """Return text without page numbers, which a single document does not know yet."""
    return re.sub(r"（→\d+ページ）|(?<=別の記事)0+", "", text)


def folio(pdf: Path, page: int) -> str:
    """Return what stands at the foot of a page, from 0."""
    foot = ["-x", "0", "-y", "540", "-W", "420", "-H", "56"]
    command = ["pdftotext", "-f", str(page + 1), "-l", str(page + 1), *foot, pdf, "-"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def test_contents_print_the_label_and_the_folio_of_the_place_they_lead_to(bound: Path) -> None:
    with pikepdf.open(bound) as pdf:
        places = [page.obj.objgen for page in pdf.pages]
        labels = [page.label for page in pdf.pages]
        listed = [n for n, label in enumerate(labels) if label in ("v", "vi", "vii")]
        links = [link.Dest for n in listed for link in pdf.pages[n].obj.get("/Annots", ())]
        led = [key for key, _ in groupby((places.index(dest[0].objgen), float(dest[3])) for dest in links)]
    lines = "".join(
        subprocess.run(
            ["pdftotext", "-layout", "-f", str(listed[0] + 1), "-l", str(listed[-1] + 1), bound, "-"],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
    )
    printed = re.findall(r"[.…]{2,}\s*([0-9]+)$", lines, re.MULTILINE)
    assert len(printed) == 2 + 6 + 18 + 1
    assert printed == [labels[page] for page, _ in led]
    for page, _ in led:
        assert folio(bound, page) in (labels[page], "")  # the title pages of parts bear none
    assert sum(folio(bound, page) == labels[page] for page, _ in led) == len(led) - 2


def test_endless_headings_are_cut_in_contents_alone(bound: Path) -> None:
    shown = text_of(bound)
    assert shown.count(ENDLESS) == 3
    assert f"{ENDLESS[:64]}" in shown.split("以上です")[0]
    with pikepdf.open(bound) as pdf, pdf.open_outline() as outline:
        titles = [child.title for part in outline.root for entry in part.children for child in entry.children]
    assert max(map(len, titles)) == max(len(title) for title in titles if title.endswith("…")) <= 100


def test_every_destination_is_a_page_of_the_book_and_the_place_it_means(bound: Path) -> None:
    with pikepdf.open(bound) as pdf, pdf.open_outline() as outline:
        places = [page.obj.objgen for page in pdf.pages]
        waiting, found = list(outline.root), []
        while waiting:
            item = waiting.pop()
            found.append(item.destination)
            waiting += item.children
        links = [link for page in pdf.pages for link in page.obj.get("/Annots", ())]
        assert not [link for link in links if "/A" in link and not str(link.A.URI).startswith("http")]
        found += [link.Dest for link in links if "/Dest" in link]
        assert len(found) > 70
        assert all(dest[0].objgen in places and 0 <= float(dest[3]) <= 596 for dest in found)
        leads = [
            places.index(link.Dest[0].objgen) for link in links if "別の記事" in str(link.get("/Contents", ""))
        ]
    assert len(leads) == 6
    assert [f"小見出し{number % 6 + 1}" in text_of(bound, page + 1) for number, page in enumerate(leads, 1)] == [
        True
    ] * 6


def test_checkers_find_nothing_in_headings_over_lines_and_every_glyph_is_text(bound: Path) -> None:
    assert found_in(bound) == set()
    with pikepdf.open(bound) as pdf:
        fonts = {
            font.objgen: font for page in pdf.pages[4:] for font in page.obj.Resources.get("/Font", {}).values()
        }
        texts = [font.ToUnicode.read_bytes() for font in fonts.values()]
    assert len(texts) >= 4
    assert not [text for text in texts if b" <>" in text]
    assert "Inflectionの今――後" in text_of(bound)


def kept(cache: Path) -> set[str]:
    return {entry.path.name for entry in entries(cache) if entry.kind == "pages"}


def test_an_edit_and_a_new_article_in_front_are_laid_out_alone(several: Edition, bound: Path, cache: Path) -> None:
    before = kept(cache)
    assert len(before) == 6
    chapters = list(several.chapters)
    body = chapters[2].chapter.body.replace("以上です", "以上でした")
    chapters[2] = EditionChapter(chapters[2].article, replace(chapters[2].chapter, text=body))
    edited = written(with_parts(several, chapters[:4], chapters[4:]), bound.parent / "edited.pdf", cache)
    assert len(kept(cache) - before) == 1
    assert "以上でした" in text_of(edited)
    before = kept(cache)
    longer = with_parts(several, [article(several, 9, 2), *several.chapters[:4]], several.chapters[4:])
    grown = written(longer, bound.parent / "grown.pdf", cache)
    assert len(kept(cache) - before) == 1
    assert starts(grown)[1:] != starts(bound)


def test_an_edit_that_moves_no_page_lays_out_nothing_else_and_prepares_nothing_else(
    several: Edition, bound: Path, cache: Path
) -> None:
    before = {entry.path for entry in entries(cache)}
    chapters = list(several.chapters)
    body = chapters[1].chapter.body.replace("以上です", "です以上")
    chapters[1] = EditionChapter(chapters[1].article, replace(chapters[1].chapter, text=body))
    edited = written(with_parts(several, chapters[:4], chapters[4:]), bound.parent / "moved.pdf", cache)
    made = [entry for entry in entries(cache) if entry.path not in before]
    assert sorted(entry.kind for entry in made) == ["pages", "prepared"]
    clean = written(
        with_parts(several, chapters[:4], chapters[4:]), bound.parent / "clean.pdf", cache.parent / "new"
    )
    assert edited.read_bytes() == clean.read_bytes() != bound.read_bytes()


WRITE = """
import pickle, sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from book.cache import entries
from book.editions import PrintSettings
from exporters.pdf import write_pdf
folder = Path(sys.argv[1])
with ThreadPoolExecutor(1) as pool:
    write_pdf(pickle.load(sys.stdin.buffer), PrintSettings(contents_depth=6), folder / "b.pdf", pool, folder / "c")
"""


@pytest.mark.parametrize(
    "surroundings",
    [
        {"TZ": "America/Anchorage", "PYTHONHASHSEED": "1", "LC_ALL": "C"},
        {
            "TZ": "Pacific/Kiritimati",
            "PYTHONHASHSEED": "77",
            "SOURCE_DATE_EPOCH": "1000000000",
            "LANG": "ja_JP.UTF-8",
        },
    ],
)
def test_neither_zone_nor_seed_nor_clock_changes_a_byte(
    several: Edition, bound: Path, tmp_path: Path, surroundings: dict[str, str]
) -> None:
    command = [sys.executable, "-c", WRITE, tmp_path]
    subprocess.run(command, input=pickle.dumps(several), check=True, env={**os.environ, **surroundings})
    assert (tmp_path / "b.pdf").read_bytes() == bound.read_bytes()
