"""`make pictures`: the README's picture of an e-book, its cover and first chapter rendered by Chromium.

Call: pictures.py BOOK TARGET
"""

from __future__ import annotations

import base64
import io
import re
import sys
import tempfile
import zipfile
from pathlib import Path

from browser import Tab, chromium
from PIL import Image

_WIDTH, _HEIGHT, _GAP = 420, 840, 16
# What reading systems set: a margin, and a cover as large as the page.
_READER = (
    "html{background:#fff} body:not(.cover){padding:28px 24px}"
    " .cover img{height:100vh;width:100vw;object-fit:contain}"
)


def main(book: Path, target: Path) -> None:
    """Render two pages of a book side by side."""
    with tempfile.TemporaryDirectory() as folder:
        with zipfile.ZipFile(book) as archive:
            archive.extractall(Path(folder, "book"))
            package = archive.read("EPUB/content.opf").decode()
        chapter = re.findall(r'<itemref idref="(a-[^"]+)"', package)[0]
        with chromium(Path(folder, "profile")) as tab:
            shots = [_shot(tab, Path(folder, "book", "EPUB", f"{name}.xhtml")) for name in ("cover", chapter)]
    picture = Image.new("RGB", (_WIDTH * 2 + _GAP, _HEIGHT), "#e8e8e8")
    for place, shot in enumerate(shots):
        picture.paste(shot, (place * (_WIDTH + _GAP), 0))
    picture.quantize(128).save(target, optimize=True)


def _shot(tab: Tab, page: Path) -> Image.Image:
    tab.call("Emulation.setDeviceMetricsOverride", width=_WIDTH, height=_HEIGHT, deviceScaleFactor=1, mobile=False)
    tab.open(page.as_uri())
    tab.run(f"document.head.append(Object.assign(document.createElement('style'), {{textContent: '{_READER}'}}))")
    tab.call("Emulation.setScrollbarsHidden", hidden=True)
    data = base64.b64decode(tab.call("Page.captureScreenshot", format="png")["data"])
    return Image.open(io.BytesIO(data)).convert("RGB")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
