"""Lines of Japanese: what WeasyPrint's own know nothing of, put into the Pango layout of each.

WeasyPrint's version is pinned for the private names used here; a test sees that each is called.
"""

from __future__ import annotations

import re
from functools import cache
from math import inf
from typing import Any

from weasyprint.layout import inline
from weasyprint.text import line_break
from weasyprint.text.ffi import FROM_UNITS, TO_UNITS, ffi, pango

from exporters.pdf.hyphens import hyphenated
from exporters.pdf.spacing import SPACER, blank_end, halved, hangs, pieces, shrinks
from exporters.pdf.starts import Line

ffi.cdef(
    "PangoLayoutLine * pango_layout_line_ref (PangoLayoutLine *line);"
    "void pango_layout_line_unref (PangoLayoutLine *line);"
)
_HALF = b"halt 1"
# Between two of these a line may always end, whatever stands round them.
_BREAKS = re.compile("[\u4e00-\u9fffあいうえおか-ちつ-もやゆよら-ろわをん]{3}")
# What lines end with that is no part of their width, or is another sign there than within one.
_CHANGES = frozenset(f" \t\u3000\xad{SPACER}")
# The unit of distances inside a line of a PDF is 1/1000 em; WeasyPrint writes 1/1024 for empty glyphs.
_SCALE = 1000 / 1024


class BookLayout(line_break.Layout):  # type: ignore[misc]  # WeasyPrint is published without types
    """A line's text with half-width punctuation, and with spaces that are no characters.

    `starts` and `shrinks` say whether it begins a line, and ends one with half-width punctuation; `trimmed`
    whether the blank at its end has been taken out of its width, `hyphenated` whether its last character is a
    hyphen that no author wrote. `apart` is by how much its characters are set apart in a justified line, and
    `spread` its spaces, in pixels. `line` is the line as it was laid out, with nothing set apart: it is drawn
    from that, so that no line is shaped once more for it.
    """

    starting = False

    def __init__(self, *given: Any, **named: Any) -> None:
        self.starts = BookLayout.starting
        self.shrinks = self.trimmed = self.hyphenated = False
        self.apart = self.spread = 0.0
        self.drawn = False
        self.line: Any = None
        super().__init__(*given, **named)

    def setup(self, style: Any) -> None:
        """Take a Pango layout: one that another line is done with, where there is one for such text."""
        self.style, self.first_line_direction = style, 0
        self._idle: list[Any] | None = _idle(style)
        self._half: list[int] = []
        self._first: Any = None
        if self._idle:
            self.layout, self.language = self._idle.pop()
            self.ascent = self.underline_position = self.strikethrough_position = None
        else:
            super().setup(style)

    def set_text(self, text: str, justify: bool = False) -> None:
        """Take the text, and lay down what is special about its characters."""
        self._half, self._first = [], None
        super().set_text(text, justify)
        if self.style["white_space"] == "pre-wrap" or self.text.isascii():
            return
        half = self._half = halved(self.text, starts=self.starts)
        if self.shrinks:
            half.append(len(self.text) - 1)
        spread = justify and (self.apart or self.spread)
        if not half and not spread:
            return
        places = _offsets(self.text)
        attributes = pango.pango_layout_get_attributes(self.layout)
        if attributes == ffi.NULL:
            attributes = ffi.gc(pango.pango_attr_list_new(), pango.pango_attr_list_unref)
        for place in half:
            attribute = pango.pango_attr_font_features_new(_HALF)
            attribute.start_index, attribute.end_index = places[place], places[place + 1]
            pango.pango_attr_list_insert(attributes, attribute)
        for start, end, is_space in pieces(self.text) if spread else ():
            attribute = pango.pango_attr_letter_spacing_new(
                int((self.spread if is_space else self.apart) * TO_UNITS)
            )
            attribute.start_index, attribute.end_index = places[start], places[end]
            pango.pango_attr_list_change(attributes, attribute)
        pango.pango_layout_set_attributes(self.layout, attributes)

    def ends(self, length: int) -> bool:
        """Return whether the first bytes of the text, which are a line, are the same without what follows."""
        line = self.text.encode()[:length].decode()
        return line[-1:] not in _CHANGES and len(line) - 1 not in self._half and self.style["word_spacing"] == 0

    def deactivate(self) -> None:
        """Keep the line alone, and leave the Pango layout to others."""
        if "layout" not in self.__dict__:
            return
        if self._first is not None and not self.drawn:
            self.line = ffi.gc(pango.pango_layout_line_ref(self._first), pango.pango_layout_line_unref)
        if self._idle is not None and not self.drawn:
            pango.pango_layout_set_attributes(self.layout, ffi.NULL)
            pango.pango_layout_set_width(self.layout, -1)
            pango.pango_layout_set_wrap(self.layout, line_break.PANGO_WRAP_MODE["WRAP_WORD"])
            self._idle.append((self.layout, self.language))
        self._first = None
        super().deactivate()

    def reactivate(self, style: Any) -> None:
        """Make ready to be drawn, where there is no line to draw from."""
        if self.line is None:
            self.shape_again(style)

    def shape_again(self, style: Any) -> None:
        """Make ready to be drawn by WeasyPrint."""
        self.drawn = True
        super().reactivate(style)

    def get_first_line(self) -> Any:
        """Return the line, and where the next begins; what is drawn of SPACER is nothing, as wide as it is."""
        line, index = super().get_first_line()
        self._first = line
        if self.drawn and SPACER in self.text:
            _blank(line, self.text.encode())
        return line, index


def _idle(style: Any) -> list[Any] | None:
    """Return the Pango layouts that no line uses, of those for text of this style; None where they are not shared.

    Their attributes are a line's own, so that those of a style that has some itself are not.
    """
    if "book_layouts" not in style.__dict__:
        style.book_layouts = _shared(style)
    idle: list[Any] | None = style.book_layouts
    return idle


def _shared(style: Any) -> list[Any] | None:
    if style["text_decoration_line"] != "none" or style["font_variation_settings"] != "normal":
        return None
    features = ("ligatures", "position", "caps", "numeric", "alternates", "east_asian")
    if any(style[f"font_variant_{name}"] != "normal" for name in features):
        return None
    if style["font_kerning"] != "auto" or style["font_feature_settings"] != "normal":
        return None
    names = ("style", "stretch", "weight", "size", "language_override")
    key = (
        tuple(style["font_family"]),
        style["direction"],
        style["lang"],
        *(style[f"font_{name}"] for name in names),
    )
    shared: dict[Any, list[Any]] = style.font_config.__dict__.setdefault("book_layouts", {})
    return shared.setdefault(key, [])


def _offsets(text: str) -> list[int]:
    """Return where each character begins in UTF-8, and where the text ends."""
    places = [0]
    for character in text:
        places.append(places[-1] + len(character.encode()))
    return places


def _blank(line: Any, text: bytes) -> None:
    spacer = SPACER.encode()
    run = line.runs[0]
    while run != ffi.NULL:
        item, glyphs = run.data.item, run.data.glyphs
        run = run.next
        if spacer not in text[item.offset : item.offset + item.length]:
            continue
        for number in range(glyphs.num_glyphs):
            if text.startswith(spacer, item.offset + glyphs.log_clusters[number]):
                glyph = glyphs.glyphs[number]
                glyph.glyph = pango.PANGO_GLYPH_EMPTY
                glyph.geometry.width = round(glyph.geometry.width * _SCALE)


@cache
def set_japanese_lines() -> None:
    """Put BookLayout in the place of WeasyPrint's lines, and let punctuation hang; once in a process."""
    original = inline.split_first_line

    def split_first_line(
        text: str, style: Any, context: Any, width: Any, spacing: Any, is_line_start: bool = True, **named: Any
    ) -> Any:
        BookLayout.starting = is_line_start = is_line_start and (width is None or Line.at_start)
        text = _enough(whole := text, style, width)
        try:
            found = original(text, style, context, width, spacing, is_line_start, **named)
            if found[2] is None and text is not whole:
                text = whole
                found = original(text, style, context, width, spacing, is_line_start, **named)
            if (room := _room(text, style, width, found)) is not None:
                retried = original(text, style, context, width + room, spacing, is_line_start, **named)
                found = _ended(retried, style, width, room) or found
            found = _without_last_blank(found, style)
            return hyphenated(found, text, style, context, width, spacing) or found
        finally:
            BookLayout.starting = False

    inline.split_first_line = split_first_line
    inline.remove_last_whitespace = _forgetting_last_blank(inline.remove_last_whitespace)
    line_break.Layout = BookLayout
    line_break.first_line_metrics = _sparing_shapes(line_break.first_line_metrics)


def _sparing_shapes(original: Any) -> Any:
    """Return what measures a line, and sets it once more only where its last character then looks otherwise."""

    def first_line_metrics(
        first_line: Any, text: str, layout: Any, resume_at: Any, *given: Any, **named: Any
    ) -> Any:
        hyphenated = named.get("hyphenated") or any(given[2:3])
        if not resume_at or hyphenated or not isinstance(layout, BookLayout) or not layout.ends(first_line.length):
            return original(first_line, text, layout, resume_at, *given, **named)
        length = first_line.length
        width, height = line_break.line_size(first_line, layout.style)
        baseline = pango.pango_layout_get_baseline(layout.layout) * FROM_UNITS
        layout.text = layout.text.encode()[:length].decode()
        layout.deactivate()
        return layout, length, resume_at, width, height, baseline

    return first_line_metrics


def _enough(text: str, style: Any, width: Any) -> str:
    """Return as much of a text as surely fills a line, and some more: Pango shapes all that it is given."""
    size = style["font_size"]
    if width in (None, inf) or not size:
        return text
    count = int(width / size * 1.08) + 6
    western = (3 * count - len(text[:count].encode())) // 2
    found = _BREAKS.search(text, count + max(0, western))
    return text[: found.end()] if found else text


def _forgetting_last_blank(original: Any) -> Any:
    """Return what removes the spaces at a line's end, and takes SPACER and EM there out of its width too."""

    def remove_last_whitespace(context: Any, line: Any) -> None:
        original(context, line)
        boxes = [line]
        while children := getattr(boxes[-1], "children", None):
            boxes.append(children[-1])
        layout = getattr(boxes[-1], "pango_layout", None)
        if layout and not layout.trimmed and (blank := blank_end(layout.text)):
            for box in boxes:
                box.width -= boxes[-1].style["font_size"] * blank

    return remove_last_whitespace


def _without_last_blank(found: Any, style: Any) -> Any:
    """Return a line without the width of the blank at its end: Pango did not count it when it broke the line."""
    layout, length, resume, width, height, baseline = found
    if resume is None or not (blank := blank_end(layout.text)):
        return found
    layout.trimmed = True
    return layout, length, resume, width - style["font_size"] * blank, height, baseline


def _room(text: str, style: Any, width: Any, found: Any) -> float | None:
    """Return how much wider the line were with the punctuation that waits behind the next character."""
    resume = found[2]
    if resume is None or style["text_align_all"] != "justify" or width in (None, inf):
        return None
    waiting = text.encode()[resume : resume + 12].decode(errors="ignore")[1:3]
    if not waiting or width - found[3] < style["font_size"] * 0.999:
        return None
    if hangs(waiting[0]) or hangs(waiting[-1]):
        return float(style["font_size"])
    return style["font_size"] / 2 if shrinks(waiting[0]) else None


def _ended(found: Any, style: Any, width: float, room: float) -> Any:
    """Return a line that hangs or shrinks its last character and then fits; None where it does not."""
    layout, length, resume, natural, height, baseline = found
    last = layout.text[-1:]
    fits = resume is not None and width < natural <= width + room + 0.01
    if not fits or not last or not (hangs(last) if room == style["font_size"] else shrinks(last)):
        return None
    layout.shrinks = room != style["font_size"]
    return layout, length, resume, natural - room, height, baseline
