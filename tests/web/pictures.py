"""`make pictures`: the README's pictures of the web edition and of an e-book, rendered by Chromium.

Call: pictures.py SITE BOOK FOLDER
"""

from __future__ import annotations

import base64
import io
import re
import sys
import tempfile
import zipfile
from pathlib import Path

from browser import Tab, chromium, served
from PIL import Image

_WIDTH, _HEIGHT, _GAP = 420, 840, 16
_ARTICLE = "2025/09/09/training-cost-from-flops/index.html"
# What reading systems set: a margin, and a cover as large as the page.
_READER = (
    "html{background:#fff} body:not(.cover){padding:28px 24px}"
    " .cover img{height:100vh;width:100vw;object-fit:contain}"
)


def main(site: Path, book: Path, target: Path) -> None:
    """Render an article beside the home page on a dark phone, and the cover of a book beside a chapter."""
    with tempfile.TemporaryDirectory() as folder, chromium(Path(folder, "profile")) as tab:
        tab.call("Emulation.setScrollbarsHidden", hidden=True)
        _side_by_side(_of_site(tab, site)).save(target / "web.png", optimize=True)
        with zipfile.ZipFile(book) as archive:
            archive.extractall(Path(folder, "book"))
            package = archive.read("EPUB/content.opf").decode()
        chapter = re.findall(r'<itemref idref="(a-[^"]+)"', package)[0]
        pages = (Path(folder, "book", "EPUB", f"{name}.xhtml") for name in ("cover", chapter))
        _side_by_side([_of_book(tab, page) for page in pages]).save(target / "epub.png", optimize=True)


def _side_by_side(shots: list[Image.Image]) -> Image.Image:
    """Return the pictures in a row, in colours few enough for a small file."""
    width = sum(shot.width + _GAP for shot in shots) - _GAP
    picture = Image.new("RGB", (width, _HEIGHT), "#e8e8e8")
    left = 0
    for shot in shots:
        picture.paste(shot, (left, 0))
        left += shot.width + _GAP
    return picture.quantize(160, dither=Image.Dither.NONE)


def _of_site(tab: Tab, site: Path) -> list[Image.Image]:
    shots = []
    with served(site) as (address, _):
        for name, width, dark in ((_ARTICLE, 1240, False), ("index.html", 390, True)):
            preferred = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]
            tab.call("Emulation.setEmulatedMedia", features=preferred)
            _size(tab, width)
            tab.open(address + name)
            tab.run("document.fonts.ready.then(() => 0)")
            tab.until("[...document.images].every(image => image.complete || image.loading === 'lazy')")
            shots.append(_shot(tab))
    return shots


def _of_book(tab: Tab, page: Path) -> Image.Image:
    _size(tab, _WIDTH)
    tab.open(page.as_uri())
    tab.run(f"document.head.append(Object.assign(document.createElement('style'), {{textContent: '{_READER}'}}))")
    return _shot(tab)


def _size(tab: Tab, width: int) -> None:
    tab.call("Emulation.setDeviceMetricsOverride", width=width, height=_HEIGHT, deviceScaleFactor=1, mobile=False)


def _shot(tab: Tab) -> Image.Image:
    data = base64.b64decode(tab.call("Page.captureScreenshot", format="png")["data"])
    return Image.open(io.BytesIO(data)).convert("RGB")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
