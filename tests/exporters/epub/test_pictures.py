"""Pictures of e-books: scaled, without notes of cameras, in formats of every reader, or refused."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PIL import Image

from book.cache import Store
from book.errors import ExportError
from exporters.chapter import Picture
from exporters.epub.pictures import FittedPicture, fit_each

ARTICLE = Path("2025-01-01-article.md")


def photograph(size: tuple[int, int]) -> Image.Image:
    """Return a picture of many colours."""
    return Image.merge(
        "RGB",
        [
            Image.radial_gradient("L").resize(size),
            *Image.linear_gradient("L").resize(size).split(),
            Image.effect_noise(size, 40),
        ],
    )


def fitted(tmp_path: Path, data: bytes, suffix: str, longest: int = 100) -> FittedPicture:
    source = tmp_path / f"picture{suffix}"
    source.write_bytes(data)
    kind = {".svg": "image/svg+xml"}.get(suffix, "image/png")
    shown = {"it": (Picture(f"name{suffix}", source, kind, 0, 0), ARTICLE)}
    with ThreadPoolExecutor(1) as threads:
        return fit_each(shown, longest, Store(tmp_path / "cache"), threads)["it"]


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    target = io.BytesIO()
    image.save(target, kind, **options)
    return target.getvalue()


def test_small_pictures_stay_as_they_are(tmp_path: Path) -> None:
    for kind, suffix in (("PNG", ".png"), ("JPEG", ".jpg"), ("GIF", ".gif")):
        data = encoded(photograph((90, 40)), kind)
        assert fitted(tmp_path, data, suffix) == FittedPicture(
            f"name{suffix}", f"image/{kind.lower()}", data, len(data)
        )


@pytest.mark.parametrize(("kind", "suffix"), [("PNG", ".png"), ("JPEG", ".jpg")])
def test_large_pictures_are_scaled_in_their_format(tmp_path: Path, kind: str, suffix: str) -> None:
    data = encoded(photograph((400, 300)), kind)
    made = fitted(tmp_path, data, suffix)
    with Image.open(io.BytesIO(made.content)) as image:
        assert (image.format, image.size) == (kind, (100, 75))
    assert len(made.content) < made.before == len(data)
    assert fitted(tmp_path, data, suffix, longest=0).content == data


def test_transparency_and_palettes_survive(tmp_path: Path) -> None:
    image = Image.new("RGBA", (200, 200), (255, 0, 0, 0)).convert("P")
    image.info["transparency"] = 0
    with Image.open(io.BytesIO(fitted(tmp_path, encoded(image, "PNG", transparency=0), ".png").content)) as made:
        assert made.mode == "RGBA"
        assert made.getchannel("A").getextrema() == (0, 0)


def test_where_a_photograph_was_taken_is_not_told_and_it_stands_upright(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # orientation: to be turned
    exif[0x010F] = "a camera"
    made = fitted(tmp_path, encoded(photograph((80, 40)), "JPEG", exif=exif), ".jpg")
    with Image.open(io.BytesIO(made.content)) as image:
        assert image.size == (40, 80)
        assert not image.getexif()
    assert b"a camera" not in made.content


def test_webp_becomes_jpeg_for_photographs_and_png_for_drawings(tmp_path: Path) -> None:
    assert fitted(tmp_path, encoded(photograph((90, 90)), "WEBP"), ".webp").name == "name.jpg"
    drawing = Image.new("RGBA", (50, 50), (0, 0, 255, 120))
    made = fitted(tmp_path, encoded(drawing, "WEBP", lossless=True), ".webp")
    assert (made.name, made.media_type) == ("name.png", "image/png")
    with Image.open(io.BytesIO(made.content)) as image:
        assert image.getpixel((9, 9)) == (0, 0, 255, 120)


def test_moving_pictures_keep_moving(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (200, 200), colour) for colour in ("red", "blue")]
    data = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])
    assert fitted(tmp_path, data, ".gif").content == data


@pytest.mark.parametrize(
    "data",
    [b"no picture", encoded(photograph((300, 300)), "PNG")[:900], encoded(photograph((300, 300)), "JPEG")[:900]],
)
def test_what_is_no_picture_names_the_article(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(ExportError) as caught:
        fitted(tmp_path, data, ".png")
    assert caught.value.problems[0].path == ARTICLE


@pytest.mark.parametrize(
    "drawing",
    [
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        b'<s:svg xmlns:s="http://www.w3.org/2000/svg"><s:script href="a.js"/></s:svg>',
        b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        b'<svg xmlns="http://www.w3.org/2000/svg"><a href=" javascript:alert(1)"/></svg>',
    ],
)
def test_a_drawing_with_a_script_is_refused(tmp_path: Path, drawing: bytes) -> None:
    with pytest.raises(ExportError) as caught:
        fitted(tmp_path, drawing, ".svg")
    assert caught.value.problems[0].kind == "picture.script"


def test_a_drawing_stays_as_it_is(tmp_path: Path) -> None:
    data = b'<svg xmlns="http://www.w3.org/2000/svg"><text>description on a = 1</text></svg>'
    assert fitted(tmp_path, data, ".svg").content == data
