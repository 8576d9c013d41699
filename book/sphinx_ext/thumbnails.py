"""Small pictures of articles for the home page: the heroes themselves would weigh megabytes."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

from PIL import Image, ImageOps, WebPImagePlugin  # noqa: F401  (else Pillow looks through all of its plugins)

from book.cache import Store, key_of
from book.toolchain import toolchain_digest

# Twice what the page shows in CSS pixels, for screens of double density; the shape of Open Graph's pictures.
SIZE = (400, 210)
_QUALITY = 82
_RASTER = frozenset((".png", ".jpg", ".jpeg", ".webp", ".gif"))


def thumbnail(picture: Path, store: Store) -> tuple[str, bytes] | None:
    """Return the name of a picture's thumbnail, which tells what it shows, and its WebP file.

    Return None for a drawing, and for what cannot be read as a picture. `store` keeps what was made.
    """
    if picture.suffix.lower() not in _RASTER:
        return None
    try:
        whole = picture.read_bytes()
        key = key_of(toolchain_digest(), repr(SIZE), whole)
        data = store.get(key)
        if data is None:
            data = _small(whole)
            store.put(key, data)
    except (OSError, ValueError, Image.DecompressionBombError):
        return None
    return f"thumb-{hashlib.sha256(data).hexdigest()[:16]}.webp", data


def _small(whole: bytes) -> bytes:
    with Image.open(io.BytesIO(whole)) as opened:
        opened.draft("RGB", SIZE)
        picture = ImageOps.exif_transpose(opened)
    if picture.mode != "RGB":
        above = picture.convert("RGBA")
        picture = Image.new("RGBA", above.size, "white")
        picture.alpha_composite(above)
    file = io.BytesIO()
    small = ImageOps.fit(picture.convert("RGB"), SIZE, Image.Resampling.BOX)
    small.save(file, "WEBP", quality=_QUALITY, method=1)  # one of the quick ways: every cold build makes them
    return file.getvalue()
