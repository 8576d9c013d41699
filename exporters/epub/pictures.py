"""Pictures of e-books: as large as readers show them, in formats all of them know, with nothing noted in them."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from concurrent.futures import BrokenExecutor, Executor
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageOps

from book.cache import Store, key_of
from book.errors import ExportError, Problem
from book.toolchain import toolchain_digest
from exporters.chapter import Edition, Picture
from exporters.epub.earlier import Earlier, KeptPicture, Packed
from exporters.epub.outline import MOVING
from exporters.executor import Call, run_calls

_JPEG_QUALITY = 85
_TYPES = {".png": "image/png", ".jpg": "image/jpeg", ".gif": "image/gif", ".svg": "image/svg+xml"}
# EPUB 3.3, 6.2.3 would allow scripts that package and reader both declare; a book of articles has none.
_ACTIVE = re.compile(
    rb"<(?:[\w.-]+:)?script[\s>/]|\son\w+\s*=|(?:href|src)\s*=\s*[\"']\s*(?:javascript|data:text)", re.I
)
# What Pillow's files of these kinds hold beside the picture: where and with what it was taken.
_NOTED = ("exif", "xmp", "XML:com.adobe.xmp", "photoshop", "comment")


@dataclass(frozen=True, slots=True)
class FittedPicture:
    """A picture as the book holds it: its name there, its content, its bytes before, and whether it moves."""

    name: str
    media_type: str
    content: bytes | Packed
    before: int
    moving: bool = False

    @property
    def kept(self) -> KeptPicture:
        """All of it but its content."""
        return KeptPicture(self.name, self.media_type, self.before, self.moving)


def fit_pictures(
    edition: Edition, longest: int, store: Store, executor: Executor, earlier: Earlier
) -> dict[str, FittedPicture]:
    """Return the edition's pictures by the names that its chapters have for them.

    `longest` is the size in pixels that the longer side may have, 0 for any. `executor` scales those that are not
    in the store, nor in the earlier volume. Raises ExportError with all that cannot be shown.
    """
    shown: dict[str, tuple[Picture, Path]] = {}
    for entry in edition.entries:
        chapter = entry.chapter
        for picture in (*chapter.pictures, *((chapter.hero,) if chapter.hero else ())):
            shown.setdefault(picture.name, (picture, entry.page.path))
    found = {name: _taken(earlier, name) for name in shown.keys() & earlier.pictures.keys()}
    rest = {name: each for name, each in shown.items() if name not in found}
    found |= fit_each(rest, longest, store, executor)
    return {name: found[name] for name in sorted(found)}


def _taken(earlier: Earlier, name: str) -> FittedPicture:
    kept = earlier.pictures[name]
    return FittedPicture(
        kept.name, kept.media_type, earlier.members[member_of(kept.name)], kept.before, kept.moving
    )


def member_of(name: str) -> str:
    """Return the name of a picture's member in the archive."""
    return f"EPUB/pictures/{name}"


def fit_each(
    shown: Mapping[str, tuple[Picture, Path]], longest: int, store: Store, executor: Executor
) -> dict[str, FittedPicture]:
    """Return pictures, given with an article that shows each, as a book holds them. Raises ExportError."""
    found: dict[str, FittedPicture] = {}
    keys: dict[str, tuple[str, int]] = {}
    problems: list[Problem] = []

    def calls() -> Iterator[Call[str, bytes]]:
        for name, (picture, article) in shown.items():
            try:
                data = _original(picture, article)
            except ExportError as error:
                problems.extend(error.problems)
                continue
            key = _key(data, longest)
            kept = b"" if picture.media_type == "image/svg+xml" else store.get(key)
            if kept is not None:
                found[name] = fitted(picture, kept or data, len(data))
                continue
            keys[name] = key, len(data)
            yield Call(name, encode, (data, longest), len(data))

    for name, future in run_calls(executor, calls()):
        picture, article = shown[name]
        try:
            content = future.result()
        except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
            message = f"its picture {picture.source.name} cannot be read: it is damaged, or no picture."
            problems.append(Problem(article, 0, message, "Save it again as PNG or JPEG.", "picture"))
            continue
        except BrokenExecutor:
            message = f"a worker ended before its picture {picture.source.name} was scaled."
            raise ExportError([Problem(article, 0, message, "Build again.", "picture.worker")]) from None
        key, before = keys[name]
        store.put(key, content)
        found[name] = fitted(picture, content or _original(picture, article), before)
    if problems:
        raise ExportError(problems)
    return found


def _original(picture: Picture, article: Path) -> bytes:
    try:
        data = picture.source.read_bytes()
    except OSError as error:
        message = f"its picture {picture.source.name} cannot be read."
        raise ExportError([Problem(article, 0, message, "Put it back.", "picture.missing")]) from error
    if picture.media_type == "image/svg+xml" and _ACTIVE.search(data):
        message = f"its picture {picture.source.name} holds a script, which no e-book may run."
        remedy = "Export the drawing again without scripts and event handlers."
        raise ExportError([Problem(article, 0, message, remedy, "picture.script")])
    return data


def fitted(picture: Picture, content: bytes, before: int) -> FittedPicture:
    """Return a picture as a book holds it, with its content there; before, it had so many bytes."""
    suffix = _suffix(content)
    name = f"{picture.name.rpartition('.')[0]}{suffix}"
    return FittedPicture(name, _TYPES[suffix], content, before, _moves(content, suffix))


def _moves(content: bytes, suffix: str) -> bool:
    if suffix == ".svg":
        return bool(MOVING.search(content))
    if suffix == ".gif" or b"acTL" in content[:200]:
        with Image.open(io.BytesIO(content)) as opened:
            return bool(getattr(opened, "is_animated", False))
    return False


def _key(data: bytes, longest: int) -> str:
    return key_of(toolchain_digest(), str(longest), data)


def encode(data: bytes, longest: int) -> bytes:
    """Return a picture of pixels scaled and encoded anew, nothing where it may stay as it is; in a worker.

    Raises OSError, SyntaxError, ValueError or DecompressionBombError where it cannot be read.
    """
    with Image.open(io.BytesIO(data)) as opened:
        kind = opened.format
        opened.load()
        if getattr(opened, "is_animated", False) and kind == "GIF":
            return b""
        large = bool(longest) and max(opened.size) > longest
        noted = any(name in opened.info for name in _NOTED)
        if not large and not noted and kind in ("PNG", "JPEG", "GIF"):
            return b""
        image = ImageOps.exif_transpose(opened)
        if large:
            image = _scaled(image, longest)
        return _saved(image, "JPEG" if kind == "JPEG" or (kind == "WEBP" and _is_photograph(image)) else "PNG")


def _scaled(image: Image.Image, longest: int) -> Image.Image:
    if image.mode in ("P", "1"):  # a palette cannot be interpolated
        image = image.convert("RGBA" if "transparency" in image.info else "RGB")
    factor = longest / max(image.size)
    size = (max(1, round(image.width * factor)), max(1, round(image.height * factor)))
    return image.resize(size, Image.Resampling.LANCZOS)


def _is_photograph(image: Image.Image) -> bool:
    """Return whether an opaque picture has more colours than a drawing or a chart."""
    opaque = "A" not in image.getbands() or image.getchannel("A").getextrema() == (255, 255)
    return opaque and image.convert("RGB").getcolors(4096) is None


def _saved(image: Image.Image, kind: str) -> bytes:
    target = io.BytesIO()
    profile = image.info.get("icc_profile")
    if kind == "JPEG":
        image = image if image.mode in ("L", "RGB") else image.convert("RGB")
        image.save(target, "JPEG", quality=_JPEG_QUALITY, optimize=True, icc_profile=profile, exif=b"")
    else:
        image.info.clear()
        image.save(target, "PNG", optimize=True, icc_profile=profile, exif=b"")
    return target.getvalue()


def _suffix(content: bytes) -> str:
    if content.startswith(b"\x89PNG"):
        return ".png"
    if content.startswith(b"\xff\xd8"):
        return ".jpg"
    return ".gif" if content.startswith(b"GIF8") else ".svg"
