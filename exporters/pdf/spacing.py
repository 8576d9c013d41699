"""The space between characters, as JLREQ has it: where it is added, and which punctuation gives up its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import accumulate
from math import inf

from lxml import etree

from book.phrases import lines_of, phrases, width_of
from exporters.pdf.tails import texts_of

# A quarter of an em. Lines show it as a distance: as a character it is in no PDF (see exporters.pdf.lines).
SPACER = "\u2005"
# An em, behind the mark that ends a question or an exclamation; or from an author.
EM = "\u3000"
# Nobody sees these. A closing mark before JOINED, and an opening one after PARTED, meet punctuation of another
# element; lines do not break at the first and may at the second.
JOINED, PARTED = "\u2060", "\u200b"
# Nobody sees this either: lines do not break at it.
_KEPT = "\ufeff"

# JLREQ cl-01; cl-02, cl-06, cl-07.
_OPENING = "「『（［｛〈《【〔｟〘〖〝"
_CLOSING = "」』）］｝〉》】〕｠〙〗〟、。，．"
_HANGING = "、。，．"
# cl-09 to cl-11, cl-15, cl-16, cl-19; of these, what begins no line.
_JAPANESE = "\u3005-\u3007\u303b\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff"
_JAPANESE += "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_NO_START = "々〻ーぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶゝゞヽヾ"
# A figure and what it counts stay on one line.
_COUNTERS = frozenset("兆億万千円年月日時分秒倍割人件社個台本枚位点回度歳第")
_WESTERN = "A-Za-z0-9\u00c0-\u024f\u0370-\u03ff\u0400-\u04ff"

_BOUNDARY = re.compile(f"(?<=[{_JAPANESE}])(?=[{_WESTERN}$¥€£])|(?<=[{_WESTERN}%°+])(?=[{_JAPANESE}])")
# Japanese and a space, on either side of an emphasis.
_BLANK_BEFORE, _BLANK_AFTER = re.compile(f"[{_JAPANESE}] \\Z"), re.compile(f" [{_JAPANESE}]")
_ALL_JAPANESE = re.compile(f"[{_JAPANESE}]+")
_KEYCAP = re.compile("([0-9#*])\ufe0f?\u20e3")
_CIRCLED = dict(zip("0123456789", "⓪①②③④⑤⑥⑦⑧⑨", strict=True))
_HALVED = re.compile(f"[{_CLOSING}](?=[{_CLOSING}{_OPENING}{JOINED}])|(?<=[{_OPENING}{PARTED}])[{_OPENING}]")
_STARTS = re.compile(f"{PARTED}?[{_OPENING}]")

# Words too long to be kept whole: addresses, paths, names in code. Lines may end behind their marks.
_LONG = re.compile("[\\x21-\\x7e]{16,}")
_MARKS_IN_LONG = re.compile("(?<=[A-Za-z0-9][/_.=&?#%+:,-])(?=[A-Za-z0-9])")

# What follows ？ and ！ where the sentence goes on: 「何？と聞く」.
_GOES_ON = "[のをっへよね]|と[^はにこも]|が[^ん]|は[^いじた]|に[^も]|で[すしあは、]|な[のん]|か[らもど、。]"
_ENDED = re.compile(
    f"(?:(?<=？)|(?<=[{_JAPANESE}{_CLOSING}？！]！))(?=[{_JAPANESE}{_WESTERN}{_OPENING}])(?!{_GOES_ON})"
)
_NO_SPACE = re.compile(f"(?<=[{_CLOSING}：；？！・…]) +| +(?=[{_OPENING}])")
_BLANK_END = re.compile(f"[{SPACER}{EM}]+$")
_UNSEEN = "\u200b\u2060\ufeff"
_EMOJI = "\u200d\u20e3\ufe0e\ufe0f\U0001f000-\U0001faff\U000e0020-\U000e007f"
_BLANKS = f" \u00a0{SPACER}{EM}"
_APART = f"[^{_BLANKS}{_UNSEEN}\\x21-\\x7e{_WESTERN}{_EMOJI}]"
_PIECES = re.compile(f"([{_BLANKS}]+)|({_APART}+)")
# In texts that hold dashes and leaders of two characters, these are in none: nothing sets the two apart (3.1.11).
_PAIRS = ("――", "——", "……", "‥‥")
_NO_PAIR = "".join(f"(?<!{pair})" for pair in _PAIRS)
_PIECES_AROUND_PAIRS = re.compile(f"([{_BLANKS}]+)|((?:(?!{'|'.join(_PAIRS)}){_APART}{_NO_PAIR})+)")

# Sizes of headings and captions and what stands beside them, in points; how wrong widths of text are, in em.
HEADINGS: Mapping[str, tuple[float, float]] = {"h1": (17.0, 0.0), "h2": (12.5, 10.2), "h3": (10.5, 0.0)}
HEADINGS = {**HEADINGS, **dict.fromkeys(("h4", "h5", "h6"), (9.5, 0.0))}
HEADINGS = {**HEADINGS, **dict.fromkeys(("caption", "figcaption"), (7.5, 0.0))}
_ROUGH = 0.6
# So many quarters of an em a line of a title holds at most, as a rule; what has more lines than _TITLE is none.
_SPACES, _TITLE = 4, 6
_MARKS = frozenset(f"{_UNSEEN}{SPACER}")
_NO_MARKS = dict.fromkeys(map(ord, _MARKS))

_INLINE = frozenset(("a", "abbr", "b", "cite", "code", "dfn", "del", "em", "i", "img", "ins", "kbd", "mark", "q"))
_INLINE |= frozenset(("s", "samp", "small", "span", "strong", "u", "var"))
_OUT_OF_LINE = frozenset(("footnote", "noteref", "link-mark", "page-number"))
_ADDRESSES = ("http://", "https://")
_AS_WRITTEN = frozenset(("pre", "svg", "script", "style"))


def halved(text: str, *, starts: bool = False) -> list[int]:
    """Return which characters of a line's text are set half as wide as they are (JLREQ 3.1.4 to 3.1.6).

    They are punctuation that meets punctuation, and where the text `starts` a line its opening mark.
    """
    places = [match.start() for match in _HALVED.finditer(text)]
    first = _STARTS.match(text) if starts else None
    return sorted({*places, first.end() - 1}) if first else places


def hangs(character: str) -> bool:
    """Return whether a character may stand outside the end of a line (JLREQ 3.8.2)."""
    return character in _HANGING


def shrinks(character: str) -> bool:
    """Return whether a character is half as wide at the end of a line that has no room for more."""
    return character in _CLOSING


def blank_end(text: str) -> float:
    """Return how wide the SPACER and EM at a text's end are, in em: at a line's end they do not count."""
    found = _BLANK_END.search(text)
    return sum(0.25 if blank == SPACER else 1.0 for blank in found[0]) if found else 0.0


def last_blanks(text: str) -> int:
    """Return how many SPACER and EM a text ends with."""
    found = _BLANK_END.search(text)
    return len(found[0]) if found else 0


def spaced(text: str) -> str:
    """Return a text with SPACER between Japanese and Western characters (JLREQ 3.2.6).

    EM stands behind ？ and ！ that end a sentence, where another follows (3.1.6). Spaces beside punctuation
    that brings its own are left out; the key 1️⃣ is ①. Long words may part behind the marks in them.
    """
    text = _LONG.sub(_parting, _ENDED.sub(EM, _NO_SPACE.sub("", text)))
    text = _KEYCAP.sub(lambda match: _CIRCLED.get(match[1], match[1]), text)
    return _BOUNDARY.sub(lambda match: _between(text[match.start() - 1], text[match.start()]), text)


def _parting(word: re.Match[str]) -> str:
    """Return a long word with PARTED behind its marks, unless that would part a figure such as 1,200.5."""
    return _MARKS_IN_LONG.sub(lambda mark: "" if _in_figure(word[0], mark.start()) else PARTED, word[0])


def _in_figure(word: str, place: int) -> bool:
    return word[place - 1] in ".,:" and word[place - 2].isdigit() and word[place].isdigit()


def _between(before: str, after: str) -> str:
    kept = after in _NO_START or (before.isdigit() and after in _COUNTERS)
    return SPACER + JOINED if kept else SPACER


def space_text(body: etree._Element) -> None:
    """Put SPACER, JOINED and PARTED into all text of an element but code blocks, across its inline elements."""
    for emphasis in body.iter("strong", "b", "em", "i"):
        _close_up(emphasis)
    _Walk().element(body)


def _close_up(emphasis: etree._Element) -> None:
    """Take away the spaces that an author of Japanese typed on both sides of an emphasis, for Markdown's sake."""
    holder, name = emphasis.getprevious(), "tail"
    if holder is None:
        holder, name = emphasis.getparent(), "text"
    before, after = getattr(holder, name) or "", emphasis.tail or ""
    inner = "".join(emphasis.itertext())
    if (
        _BLANK_BEFORE.search(before)
        and _BLANK_AFTER.match(after)
        and _ALL_JAPANESE.fullmatch(inner[:1] + inner[-1:])
    ):
        setattr(holder, name, before[:-1])
        emphasis.tail = after[1:]


def _close_address(address: etree._Element) -> None:
    """Leave no space within an address, but before it: who types it would take it for one."""
    for count, (holder, name) in enumerate(texts_of(address)):
        text = getattr(holder, name)
        before = SPACER if text.startswith(SPACER) and not count else ""
        setattr(holder, name, before + text.replace(SPACER, ""))


class _Walk:
    """A walk over text as it is read; `last` is what was read before in the line, "" at its beginning."""

    def __init__(self) -> None:
        self.last = ""
        self.put: tuple[etree._Element, str] | None = None

    def element(self, element: etree._Element) -> None:
        kind = frozenset((element.get("class") or "").split())
        if element.tag in _AS_WRITTEN or "reading" in kind:
            return
        if element.tag == "img":
            self._picture(element, formula="formula" in kind)
            return
        apart = element.tag not in _INLINE or bool(kind & _OUT_OF_LINE)
        address = "address" in kind or (element.tag == "a" and (element.text or "").startswith(_ADDRESSES))
        self._cut(apart=apart)
        if "ruby" in kind:
            self._before(element, (element.text or " ")[0])
        self._text(element, "text")
        for child in element:
            self.element(child)
            self._text(child, "tail")
        if address:
            _close_address(element)
        self._cut(apart=apart)

    def _cut(self, *, apart: bool) -> None:
        if apart:
            self.last, self.put = "", None

    def _picture(self, picture: etree._Element, *, formula: bool) -> None:
        if formula:
            self._before(picture, "x")
        self.last, self.put = ("x", None) if formula else ("", None)

    def _before(self, element: etree._Element, first: str) -> None:
        """Put SPACER in front of a box, whose own text begins with `first`."""
        if not _BOUNDARY.search(self.last + first):
            return
        before = element.getprevious()
        parent = element.getparent()
        if before is not None:
            before.tail = (before.tail or "") + SPACER
        elif parent is not None:
            parent.text = (parent.text or "") + SPACER
        self.last = SPACER

    def _text(self, holder: etree._Element, place: str) -> None:
        """Space a text in itself, and from what was read before it."""
        text = getattr(holder, place) or ""
        if not text:
            return
        before = self.last
        shown = spaced(before + text)
        if before == " " and shown[0] != " ":  # none stands before an opening mark
            self._drop_blank()
        else:
            shown = shown[len(before) :]
        if before and before in _CLOSING and text[0] in _CLOSING + _OPENING and self.put:
            self._mark_last()
        elif before and before in _OPENING and text[0] in _OPENING:
            shown = PARTED + shown
        setattr(holder, place, shown)
        self.last = text[-1]
        self.put = (holder, place)

    def _drop_blank(self) -> None:
        if self.put:
            holder, place = self.put
            setattr(holder, place, getattr(holder, place).rstrip(" "))

    def _mark_last(self) -> None:
        """Note behind the text read last that its closing mark meets another."""
        if self.put:
            holder, place = self.put
            setattr(holder, place, getattr(holder, place) + JOINED)


def keep_phrases(body: etree._Element, width: float = inf) -> None:
    """Break lines of headings and captions between phrases, evenly filled on a page of `width` points."""
    for heading in body.iter(*HEADINGS):
        ends = line_ends("".join(heading.itertext()), measure_of(heading.tag, width))
        place = 0
        for holder, name in texts_of(heading):
            text = re.sub(r"\s*\n\s*", " ", getattr(holder, name))
            setattr(holder, name, _ended(keep_together(text), ends, place))
            place += len(text.translate(_NO_MARKS))


def measure_of(tag: str, width: float) -> float:
    """Return how many em a line of a heading holds on a page of `width` points."""
    size, beside = HEADINGS[tag]
    return (width - beside) / size


def line_ends(title: str, measure: float) -> list[int]:
    """Return behind which characters the lines of a title of `measure` em end, but for the last.

    None where one line holds it, or some line might be too long: what characters are wide is known only roughly.
    """
    plain = title.translate(_NO_MARKS)
    spaces = 0.25 * min(_SPACES, len(_BOUNDARY.findall(plain)))
    narrower = (measure - _ROUGH - spaces,) if width_of(plain) < _TITLE * measure else ()
    for room in (measure, *narrower) if measure < inf else ():
        lines = lines_of(plain, room)
        if max(width_of(line) + 0.25 * len(_BOUNDARY.findall(line)) for line in lines) <= measure - _ROUGH:
            return list(accumulate(map(len, lines)))[:-1]
    return []


def broken(title: str, measure: float) -> str:
    """Return a title's text, spaced already, with the line breaks that `keep_phrases` puts into elements."""
    return broken_at(title, line_ends(title, measure))


def broken_at(title: str, ends: list[int]) -> str:
    """Return a title's text, spaced already, with line breaks where its lines end (`line_ends`)."""
    return _ended(keep_together(title), ends, 0)


def _ended(text: str, ends: list[int], place: int) -> str:
    """Return a text, whose first character is the title's at `place`, with line breaks where lines end."""
    shown = ""
    for character in text:
        if character not in _MARKS:
            if place in ends and place:
                shown += "\n"
            place += 1
        shown += character
    return shown


def keep_together(text: str, room: float = inf) -> str:
    """Return a text, spaced already, that breaks between phrases only.

    Phrases no line has room for break too: those wider than `room`, in em, as all text does, and the others
    wherever their line ends.
    """
    starts = _starts(text, room)
    kept, place = "", 0
    for character in text:
        inside = character not in _MARKS and place not in starts
        kept += _KEPT + character if inside and _may_part(kept[-1], character) else character
        place += character not in _MARKS
    return kept


def _starts(text: str, room: float) -> set[int]:
    """Return the places of a text at which a line may begin."""
    return set(accumulate(map(len, pieces_for(text, room)), initial=0))


def pieces_for(text: str, room: float) -> Iterator[str]:
    """Yield the pieces between which a text breaks in lines of `room` em: its phrases.

    One that is wider parts between scripts, and a piece that still is, anywhere.
    """
    for phrase in phrases(text.translate(_NO_MARKS)):
        for piece in _by_scripts(phrase) if width_of(phrase) > room else (phrase,):
            yield from piece if width_of(piece) > room else (piece,)


def _by_scripts(phrase: str) -> Iterator[str]:
    """Yield the pieces of a phrase that are of one script each; a number and its counter are one piece."""
    place = 0
    for boundary in _BOUNDARY.finditer(phrase):
        if _between(phrase[boundary.start() - 1], phrase[boundary.start()]) == SPACER:
            yield phrase[place : boundary.start()]
            place = boundary.start()
    yield phrase[place:]


def _may_part(before: str, after: str) -> bool:
    """Tell whether a line could end here: not in Latin words and dashes, whose ligatures _KEPT would spoil."""
    marks = _CLOSING + _OPENING + " "
    one = before.isascii() and after.isascii() and before.isalpha() and after.isalpha()
    return not (one or before in marks or after in marks or before == after in "―—…‥")


@lru_cache(maxsize=256)
def pieces(text: str) -> tuple[tuple[int, int, bool], ...]:
    """Return the parts of a line's text: start, end, and whether it is SPACER or spaces, which stretch first.

    Western words, emoji, …… and ―― are in none: their characters are never set apart.
    """
    pattern = _PIECES_AROUND_PAIRS if any(pair in text for pair in _PAIRS) else _PIECES
    return tuple((match.start(), match.end(), bool(match[1])) for match in pattern.finditer(text))
