"""What is done once in the place of many times gives the same, and what is asked for is still done."""

from __future__ import annotations

import io

import pikepdf
import pytest
from measure import marks_of
from PIL import Image

from exporters.pdf.layout import Shown, render

TEXT = "<p>本文です。</p>"


def pages_of(html: str, *sheets: str) -> bytes:
    """Return a document set as one of the book's is, with its fonts."""
    page = f'<!DOCTYPE html><html lang="ja"><body>{html}</body></html>'
    return render(page, ("@page { size: 200pt 100pt; margin: 20pt }", *sheets), {}, dict)[1]


def test_what_a_sheet_puts_into_margins_is_printed() -> None:
    pdf = pages_of(TEXT, '@page { @bottom-center { content: "欄外" } }')
    assert "欄外" in "".join(mark.text for mark in marks_of(pdf))


@pytest.mark.parametrize("which", [":nth(2)", ":left", ":nth(2n)"])
def test_pages_of_a_number_or_a_side_have_their_own_rules(which: str) -> None:
    pdf = pages_of(
        f'{TEXT}<div style="break-before: page">{TEXT}</div>' * 2, f"@page {which} {{ size: 300pt 100pt }}"
    )
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        widths = [float(page.mediabox[2]) for page in opened.pages]
    assert widths[:3] == [200, 300, 200]


def test_shares_of_a_width_are_those_of_the_block_around() -> None:
    inner = '<p style="margin: 0 0 0 50%">字</p>'
    html = f'<div style="width: 100pt">{inner}</div><div style="width: 60pt">{inner}</div>{inner}'
    assert [round(mark.x) for mark in marks_of(pages_of(html, "body { margin: 0 }"))] == [70, 50, 100]


def picture(mode: str) -> Image.Image:
    """Return a picture that packs well, in colours, greys, with a palette or see-through."""
    colours = (
        Image.linear_gradient("L").resize((64, 64)),
        Image.new("L", (64, 64), 90),
        Image.new("L", (64, 64), 10),
    )
    image = Image.merge("RGB", colours)
    return image.convert(mode)


@pytest.mark.parametrize("level", [0, 9])
@pytest.mark.parametrize("mode", ["RGB", "L", "P", "1", "RGBA", "LA"])
def test_pictures_keep_their_pixels(mode: str, level: int) -> None:
    file, image = io.BytesIO(), picture(mode)
    image.save(file, "PNG", compress_level=level)
    html = '<html lang="ja"><body><img src="picture:a" alt="絵"/></body></html>'
    _, pdf = render(html, (), {"picture:a": Shown(file.getvalue(), svg=False)}, dict)
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        (found,) = opened.pages[0].obj.Resources.XObject.values()
        shown = pikepdf.PdfImage(found).as_pil_image()
    assert len(file.getvalue()) > 8_000 or mode != "RGB" or level == 9
    wanted = image.convert("RGB") if mode in ("P", "1") else image.convert(shown.mode)
    assert shown.convert(wanted.mode).tobytes() == wanted.tobytes()


def test_an_interlaced_picture_is_packed_anew() -> None:
    from exporters.pdf.spared import _as_packed

    file = io.BytesIO()
    picture("RGB").save(file, "PNG")
    with Image.open(file) as image:
        assert _as_packed(lambda _: b"anew")(image) in file.getvalue()
        image.info["interlace"] = 1
        assert _as_packed(lambda _: b"anew")(image) == b"anew"
