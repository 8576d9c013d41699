"""Numbers of figures and tables: those with a caption, counted in each article."""

from __future__ import annotations

import re

from lxml import etree

_NUMBERED = re.compile(r"\s*(図|表|写真|グラフ|Figure|Fig\.|Table)\s*[（(]?[0-9０-９一二三四五六七八九十A-Z]")
# What the number says already: “図：” or “表:”.
_KIND = re.compile(r"^\s*(図表|図|表|写真|グラフ)\s*[：:]")
# A caption that says where something is from is no name of it.
_SOURCE = re.compile(
    r"\s*[（(※*]*\s*(出典|出所|資料|引用|参照|画像|写真|提供|撮影|Source|Credit|Photo)[^：:]{0,6}[：:]"
)

# How a paragraph begins that is the caption, or the source, of the picture above.
_CAPTION = re.compile(
    r"\s*([（(※*＊▲△↑]|(図|表|写真|画像|グラフ)\s*[0-9０-９：:]|出典|出所|資料|引用|提供|撮影|Source|Fig)"
)


def is_caption(text: str) -> bool:
    """Return whether a paragraph with this text below a picture says what that is, or where it is from."""
    return _CAPTION.match(text) is not None


def number_captions(body: etree._Element) -> None:
    """Put `図1` or `表1` before each caption but those of sources, unless the author numbered any of the kind."""
    for kind, found in (("図", _figures(body)), ("表", _tables(body))):
        captions = [caption for caption in found if not _SOURCE.match("".join(caption.itertext()))]
        if any(_NUMBERED.match("".join(caption.itertext())) for caption in captions):
            continue
        for number, caption in enumerate(captions, 1):
            caption.text = f"{kind}{number}\u3000{_KIND.sub('', caption.text or '').lstrip()}"


def _figures(body: etree._Element) -> list[etree._Element]:
    found: list[etree._Element] = body.xpath("//figcaption[normalize-space()][not(ancestor::figure//table)]")
    return found


def _tables(body: etree._Element) -> list[etree._Element]:
    found: list[etree._Element] = body.xpath(
        "//caption[normalize-space()] | //figcaption[normalize-space()][ancestor::figure//table]"
    )
    return found
