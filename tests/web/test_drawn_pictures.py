"""The pictures drawn for pages that have none, and the small ones of those that have."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from lxml import html
from PIL import Image
from series import ADDRESS, FIRST, edit, file_name

from book.cache import Store
from book.settings import Settings
from book.sphinx_ext.thumbnails import thumbnail
from exporters.builders.run import run_sphinx


def test_a_drawn_picture_stands_for_pages_without_one(series: Settings) -> None:
    drawn = set()
    for name in ("index.html", FIRST, "archive/index.html", f"2024/02/15/{file_name(1)[11:-3]}/index.html"):
        page = html.parse(series.build / "html" / name)
        address = page.xpath("string(//meta[@property='og:image']/@content)")
        drawn.add(address)
        with Image.open(series.build / "html" / address.removeprefix(ADDRESS)) as picture:
            assert picture.size == (1200, 630)
    assert len(drawn) == 3, "one for each article, one for home and lists"


def test_the_drawn_picture_of_a_title_too_long_or_strange_has_a_drawing(small: Settings) -> None:
    for number, title in enumerate(("あ" * 300, "A" * 300, "𠮷" * 40, "a\\u0001<b>&", "1" * 90)):
        edit(small, number, "title: ", f'title: "{title}"\nold: ')
    run_sphinx("html", small, 1)
    cards = list((small.build / "html" / "_pictures").glob("card-*.png"))
    assert len(cards) == 13
    for card in cards:
        with Image.open(card) as picture:
            columns = (
                picture.convert("L").crop((60, 120, 1200, 520)).point(lambda level: 255 * (level < 128)).getbbox()
            )
        assert columns is not None, "something is written"
        assert columns[0] > 20, "the text begins at its margin"
        assert columns[2] < 1110, "and ends before the edge"


def test_drawn_pictures_are_the_same_bytes_and_drawn_once(small: Settings, tmp_path: Path) -> None:
    folder = small.build / "html" / "_pictures"
    before = {path.name: (path.stat().st_mtime_ns, path.read_bytes()) for path in folder.glob("card-*.png")}
    assert len(before) == 13
    edit(small, 0, "第0回", "零回目")
    run_sphinx("html", small, 1)
    after = {path.name: (path.stat().st_mtime_ns, path.read_bytes()) for path in folder.glob("card-*.png")}
    assert len(set(before.items()) & set(after.items())) == 12
    assert len(after) == 13
    clean = replace(small, build=tmp_path / "again")
    run_sphinx("html", clean, 2)
    assert {p.name: p.read_bytes() for p in (clean.build / "html" / "_pictures").glob("card-*.png")} == {
        name: data for name, (_, data) in after.items()
    }


def pictures_of(settings: Settings) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (settings.build / "html" / "_pictures").iterdir()}


def test_small_pictures_follow_those_they_are_of(small: Settings, tmp_path: Path) -> None:
    newest = max(range(12), key=lambda number: (file_name(number)[:10], number))
    edit(small, newest, "author:", "image: /hero.png\nauthor:")
    Image.new("RGB", (640, 360), "red").save(small.source / "hero.png")
    run_sphinx("html", small, 1)
    (first,) = (small.build / "html" / "_pictures").glob("thumb-*.webp")
    Image.new("RGBA", (360, 640), (0, 0, 255, 0)).save(small.source / "hero.png")
    run_sphinx("html", small, 1)
    (second,) = (small.build / "html" / "_pictures").glob("thumb-*.webp")
    assert second != first
    with Image.open(second) as picture:
        assert picture.getpixel((200, 100)) == (255, 255, 255)  # what is transparent lies on paper
    clean = replace(small, build=tmp_path / "clean")
    run_sphinx("html", clean, 1)
    assert pictures_of(small) == pictures_of(clean)


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>"), ("a.png", b"no picture"), ("none.png", b"")],
)
def test_what_cannot_be_made_small_has_no_small_picture(tmp_path: Path, name: str, content: bytes) -> None:
    if content:
        (tmp_path / name).write_bytes(content)
    assert thumbnail(tmp_path / name, Store(tmp_path / "cache")) is None
