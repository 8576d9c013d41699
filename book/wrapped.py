"""What language models put round a whole text: a block of code (```` ```markdown ````), front matter again."""

from __future__ import annotations

import re

_AGAIN = re.compile(r"\s*---[ \t]*\n(?:[A-Za-z_][\w-]*:.*\n|[ \t-].*\n)+?---[ \t]*(?=\n|\Z)")
_FENCE = re.compile(r"[ \t]*`{3,}[ \t]*(\S*)")


def unwrapped(text: str) -> str:
    """Return the text without them, as many lines as before; front matter of its own is gone already."""
    begins = text.lstrip()[:12]
    if not begins.startswith(("```markdown", "```md", "---")):
        return text
    lines = text.split("\n")
    filled = [at for at, line in enumerate(lines) if line.strip()]
    if _is_wrapped(lines, filled[0], filled[-1]):
        lines[filled[0]] = lines[filled[-1]] = ""
        text = "\n".join(lines)
    again = _AGAIN.match(text)
    return "\n" * again[0].count("\n") + text[again.end() :] if again else text


def _is_wrapped(lines: list[str], first: int, last: int) -> bool:
    """Tell whether the block that the first line opens is closed by the last, with whole blocks between."""
    depth = 0
    for at in range(first, last + 1):
        if mark := _FENCE.fullmatch(lines[at].rstrip()):
            depth += 1 if mark[1] else -1
        if not depth:
            return at == last and mark is not None
    return False
