"""Lines of fenced code, told before blocks are read: who mends lines leaves them alone (CommonMark 0.31.2 4.5)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

# However far it is indented, and behind marks of quotations: which items and quotations go on is not known yet.
_FENCE = re.compile(r"[ \t>]*(`{3,}|~{3,})(.*)")
_PRE = re.compile(r" {0,3}(?:<[a-z]+\b[^<>]*>\s*)*<pre\b|\s*\{%-?\s*highlight\b", re.IGNORECASE)
_PRE_ENDS = re.compile(r"</pre\b|\{%-?\s*endhighlight\b", re.IGNORECASE)


def fenced(lines: Sequence[str]) -> Iterator[bool]:
    """Yield of each line whether it is of fenced code: a fence, or between two."""
    fence = ""
    for line in lines:
        mark = _FENCE.match(line) if "```" in line or "~~~" in line else None
        if fence:
            yield True
            if mark and mark[1].startswith(fence) and not mark[2].strip():
                fence = ""
        else:
            opens = mark is not None and not (mark[1][0] == "`" and "`" in mark[2])
            fence = mark[1] if mark and opens else ""
            yield opens


def as_written(lines: Sequence[str]) -> Iterator[bool]:
    """Yield of each line whether it is of fenced code, of HTML's `<pre>`, or of Jekyll's `highlight`."""
    within = False
    for line, is_code in zip(lines, fenced(lines), strict=True):
        within = within or (not is_code and _PRE.match(line) is not None)
        yield is_code or within
        within = within and _PRE_ENDS.search(line) is None


def with_lines_mended(text: str, mend: Callable[[str], str]) -> tuple[str, list[int]]:
    """Return a text each of whose lines outside of fenced code is mended, and which lines changed, from 1."""
    lines = text.split("\n")
    mended = [line if is_code else mend(line) for line, is_code in zip(lines, fenced(lines), strict=True)]
    changed = [at for at, (line, other) in enumerate(zip(lines, mended, strict=True), 1) if line != other]
    return "\n".join(mended), changed
