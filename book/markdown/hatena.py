"""Hatena's notation, which posts bring along from its blogs: pictures, books, formulas, code, quotations.

`[f:id:name:20250101120000p:plain]`, `[asin:4000000000:detail]`, `[tex: x^2 ]`, `>|python|` to `||<`, `>>` to `<<`.
Its calls of notes and cards are read where notes and addresses are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from book.markdown.fenced import as_written

_PICTURE = re.compile(r"\[f:id:([A-Za-z][\w-]*):(\d{8})(\d{6})([pjg]):(?:plain|image)((?::[^:\[\]\n]*)*)\]")
_WORDS = re.compile(r":(?:alt|title)=([^:]+)")
_SUFFIX = {"p": "png", "j": "jpg", "g": "gif"}
_BOOK = re.compile(r"\[(?:asin|isbn):([0-9A-Z]{10})(?::[\w:]+)?\]", re.IGNORECASE)
_FORMULA = re.compile(r"\[tex:((?:\\.|[^\[\]\n\\]|\[[^\[\]\n]*\])+)\]")
_CODE = re.compile(r">\|([\w+#.-]*)\|\s*")
_QUOTATION = re.compile(r">(?:https?://[^\s>]*)?>\s*")
_MARKS = ("[f:id:", "[asin:", "[isbn:", "[tex:", "\n||<", "\n<<")


def without_hatena(text: str) -> str:
    """Return a text with what these mean in their place, line for line; code stays as it is."""
    if not any(mark in text for mark in _MARKS):
        return text
    return "\n".join(_read(text.split("\n")))


def _read(lines: list[str]) -> Iterator[str]:
    code, quoted = False, False
    last = {
        mark: max((at for at, line in enumerate(lines) if line.rstrip() == mark), default=-1)
        for mark in ("||<", "<<")
    }
    for at, (line, is_code) in enumerate(zip(lines, as_written(lines), strict=True)):
        mark = "> " if quoted else ""
        if is_code or code:
            code = code and line.rstrip() != "||<"
            yield f"{mark}{line if is_code or code else '```'}"
        elif (opening := _CODE.fullmatch(line)) and at < last["||<"]:
            code = True
            yield f"{mark}```{opening[1]}"
        elif quoted and line.rstrip() == "<<":
            quoted = False
            yield ""
        elif _QUOTATION.fullmatch(line) and at < last["<<"]:
            quoted = True
            yield ""
        else:
            yield f"{mark}{_mended(line)}"


def _mended(line: str) -> str:
    if "`" in line or "[" not in line:
        return line
    line = _BOOK.sub(r"<https://www.amazon.co.jp/dp/\1>", _PICTURE.sub(_picture, line))
    return _FORMULA.sub(lambda found: f"$${found[1].strip()}$$", line)


def _picture(found: re.Match[str]) -> str:
    name, day, time, kind, said = found.groups()
    words = _WORDS.search(said)
    folder = f"https://cdn-ak.f.st-hatena.com/images/fotolife/{name[0]}/{name}/{day}"
    return f"![{words[1] if words else ''}]({folder}/{day}{time}.{_SUFFIX[kind]})"
