"""What a picture is: its media type and its size in pixels, read from the file itself, never from its name."""

from __future__ import annotations

import re
import warnings
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, UnidentifiedImageError

MEDIA_TYPES = {
    "PNG": ("image/png", ".png"),
    "JPEG": ("image/jpeg", ".jpg"),
    "GIF": ("image/gif", ".gif"),
    "WEBP": ("image/webp", ".webp"),
}


@dataclass(frozen=True, slots=True)
class Measure:
    """A picture's media type, the suffix that goes with it, and its width and height in pixels (0: unknown)."""

    media_type: str
    suffix: str
    width: int
    height: int


# More take gigabytes of memory to be scaled; cameras make half as many.
Image.MAX_IMAGE_PIXELS = 120_000_000
_TOO_LARGE = (Image.DecompressionBombError, Image.DecompressionBombWarning)
UNSHOWN = "cannot be read: it is damaged, of more than 120 million pixels, or of a kind that cannot be shown."


class NotAPictureError(ValueError):
    """The file is damaged, too large, or of no kind that all three editions can show."""


def measure(path: Path) -> Measure:
    """Measure a picture file. Raises NotAPictureError."""
    if path.suffix.lower() == ".svg":
        return _measure_svg(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(path) as image:
                kind, (width, height) = image.format or "", image.size
    except (
        UnidentifiedImageError,
        OSError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ) as error:
        raise NotAPictureError(str(path)) from error
    if kind not in MEDIA_TYPES:
        raise NotAPictureError(f"{path}: {kind}")
    return Measure(*MEDIA_TYPES[kind], width, height)


def _measure_svg(path: Path) -> Measure:
    text = path.read_bytes()
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
        text = re.sub(rb"<!DOCTYPE[^>\[]*(\[.*?\])?\s*>", b"", text, count=1, flags=re.DOTALL)
    try:
        root = ElementTree.fromstring(text)  # noqa: S314  (document types, where entities live, are cut away)
    except ElementTree.ParseError as error:
        raise NotAPictureError(str(path)) from error
    if not root.tag.endswith("svg"):
        raise NotAPictureError(str(path))
    box = re.findall(r"-?[\d.]+", root.get("viewBox", ""))
    sizes = box[2:4] if len(box) == 4 else [re.sub(r"[^\d.]", "", root.get(k, "")) for k in ("width", "height")]
    try:
        width, height = (round(float(size or 0)) for size in sizes)
    except (ValueError, OverflowError) as error:
        raise NotAPictureError(str(path)) from error
    return Measure("image/svg+xml", ".svg", width, height)
