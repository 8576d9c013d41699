"""Colours for a press: everything in the inks of one profile, black text in black ink alone."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, PdfImage
from PIL import Image, ImageCms

from book.errors import ExportError, Problem

_COLOUR = re.compile(rb"(?<![\w.])(-?[\d.]+)\s+(-?[\d.]+)\s+(-?[\d.]+)\s+(rg|RG)(?![\w])")


class Inks:
    """The inks of a profile, and the way to them from sRGB."""

    def __init__(self, profile: Path) -> None:
        """Read an ICC profile. Raises ExportError where it is none, or not one of a press."""
        try:
            self.icc = profile.read_bytes()
            opened = ImageCms.getOpenProfile(io.BytesIO(self.icc))
        except (OSError, ImageCms.PyCMSError) as error:
            raise _no_profile(profile, "the colour profile cannot be read") from error
        space = opened.profile.xcolor_space.strip()
        if space != "CMYK" or opened.profile.device_class.strip() != "prtr":
            raise _no_profile(profile, f"the colour profile is for {space}, not for the four inks of a press")
        self.name = (opened.profile.profile_description or profile.stem).strip()
        self._to_inks = ImageCms.buildTransform(
            ImageCms.createProfile("sRGB"),
            opened,
            "RGB",
            "CMYK",
            ImageCms.Intent.RELATIVE_COLORIMETRIC,
            ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
        self.of = cache(self._of)

    def _of(self, red: float, green: float, blue: float) -> tuple[float, ...]:
        """Return the inks, 0 to 1, of a colour of sRGB: black ink alone for black and greys."""
        if red == green == blue:
            return (0.0, 0.0, 0.0, round(1 - red, 4))
        pixel = Image.new("RGB", (1, 1), tuple(round(255 * part) for part in (red, green, blue)))
        shown = ImageCms.applyTransform(pixel, self._to_inks)
        assert shown is not None  # noqa: S101  # it is None only where the picture itself is changed
        inks: Any = shown.getpixel((0, 0))
        return tuple(round(ink / 255, 4) for ink in inks)

    def of_picture(self, picture: Image.Image) -> Image.Image:
        """Return a picture in inks."""
        shown = ImageCms.applyTransform(picture.convert("RGB"), self._to_inks)
        assert shown is not None  # noqa: S101
        return shown


def _no_profile(profile: Path, message: str) -> ExportError:
    remedy = "Ask the printer for the ICC profile of the press, and name its file as [print] profile."
    return ExportError([Problem(profile, 0, f"{message}.", remedy, "print.profile")])


def convert(pdf: Pdf, inks: Inks) -> None:
    """Turn every colour and picture of a PDF into inks."""
    for found in list(pdf.objects):
        if isinstance(found, pikepdf.Stream):
            _convert_stream(found, inks)
        if isinstance(found, pikepdf.Dictionary | pikepdf.Stream):
            _convert_entries(found, inks)


def _convert_stream(stream: Any, inks: Inks) -> None:
    if stream.get("/Subtype") == Name.Image:
        if (
            "/ColorSpace" in stream
            and stream.ColorSpace != Name.DeviceGray
            and stream.ColorSpace != Name.DeviceCMYK
        ):
            _convert_picture(stream, inks)
    elif _is_content(stream):
        content = stream.read_bytes()
        changed = _COLOUR.sub(lambda match: _operator(match, inks), content)
        if changed != content:
            stream.write(changed)


def _is_content(stream: Any) -> bool:
    """Return whether a stream is content: of a page (it has no type), a form or a pattern."""
    kind = (str(stream.get("/Type", "")), str(stream.get("/Subtype", "")))
    lengths = any(f"/{name}" in stream for name in ("Length1", "FunctionType", "N", "CIDToGIDMap"))
    return kind in (("", ""), ("/XObject", "/Form"), ("/Pattern", "")) and not lengths


def _operator(match: re.Match[bytes], inks: Inks) -> bytes:
    colour = tuple(min(1.0, max(0.0, float(part))) for part in match.groups()[:3])
    filling = match[4] == b"rg"
    if len(set(colour)) == 1:
        return f"{colour[0]:g} {'g' if filling else 'G'}".encode()
    shown = " ".join(f"{ink:g}" for ink in inks.of(*colour))
    return f"{shown} {'k' if filling else 'K'}".encode()


def _convert_picture(stream: Any, inks: Inks) -> None:
    picture = inks.of_picture(PdfImage(stream).as_pil_image())
    stream.write(zlib.compress(picture.tobytes()), filter=Name.FlateDecode)
    stream.ColorSpace, stream.BitsPerComponent = Name.DeviceCMYK, 8
    for key in ("/Decode", "/Intent"):
        if key in stream:
            del stream[key]


def _convert_entries(found: Any, inks: Inks) -> None:
    """Convert gradients, and the space in which transparency is mixed."""
    group = found.get("/Group")
    for holder in (found, group):
        if isinstance(holder, Dictionary) and holder.get("/CS") == Name.DeviceRGB:
            holder.CS = Name.DeviceCMYK
    if isinstance(found, Dictionary) and "/Shading" in found and isinstance(found.Shading, Dictionary):
        for shading in (found.Shading, *found.Shading.values()):
            if isinstance(shading, Dictionary) and "/ShadingType" in shading:
                _convert_shading(shading, inks)
    elif "/ShadingType" in found:
        _convert_shading(found, inks)


def _convert_shading(shading: Any, inks: Inks) -> None:
    if shading.get("/ColorSpace") == Name.DeviceRGB:
        functions = shading.Function
        for function in functions if isinstance(functions, Array) else [functions]:
            _convert_function(function, inks)
        shading.ColorSpace = Name.DeviceCMYK


def _convert_function(function: Any, inks: Inks) -> None:
    for end in ("/C0", "/C1"):
        if end in function and len(function[end]) == 3:
            colour: Sequence[float] = [float(part) for part in function[end]]
            function[end] = Array([round(ink, 4) for ink in inks.of(*colour)])
    for inner in function.get("/Functions", ()):
        _convert_function(inner, inks)
