"""How like a real series the generated one is: `python tests/bench/likeness.py FOLDER_OF_POSTS [ARTICLES]`.

Prints the means for each article of both, side by side, and how well their texts pack: what repeats itself packs
far better than writing does, and makes e-books, search and caches look better than they are.
"""

from __future__ import annotations

import re
import sys
import zlib
from collections.abc import Iterable
from pathlib import Path
from statistics import mean, quantiles

from generator import article

_COUNTED = {
    "headings of level 2": r"^## ",
    "headings of level 3": r"^### ",
    "headings of level 4 and deeper": r"^#{4,6} ",
    "paragraphs": r"(?<=\n\n)[^\s#|>\-*0-9!`~<].+",
    "items of lists": r"^ *[-*+] ",
    "numbered items": r"^ *\d+\. ",
    "emphasised phrases": r"\*\*[^*\n]+\*\*",
    "emphasis beside Japanese punctuation": r"\*\*[「『（][^*\n]*\*\*|\*\*[^*\n]*[」』）。、]\*\*",
    "links": r"(?<!!)\[[^\]\n]+\]\([^)\n]+\)",
    "pictures": r"!\[[^\]\n]*\]\([^)\n]+\)",
    "tables": r"^\|[ :|-]*-[ :|-]*\|$",
    "rows of tables": r"^\|.*\|$",
    "blocks of code": r"^(?:```|~~~)[^\n]*\n(?:.*\n)*?(?:```|~~~)$",
    "code in lines": r"(?<!`)`[^`\n]+`(?!`)",
    "quotations": r"^> ",
    "rules": r"^(?:---|\*\*\*|___)$",
    "formulas": r"\$[^$\n]+\$",
    "footnotes": r"\[\^[^\]]+\](?!:)",
    "raw HTML": r"^<[a-zA-Z]",
    "Latin words": r"[A-Za-z][A-Za-z.-]{2,}",
}


def likeness(texts: Iterable[str]) -> dict[str, float]:
    """Return the figures of a series: each a mean for an article, except where its name says another."""
    bodies = [text.split("---\n", 2)[-1] for text in texts]
    lengths = sorted(map(len, bodies))
    told: dict[str, float] = {"articles": len(bodies), "characters": mean(lengths), "shortest": lengths[0]}
    told |= {
        f"{share} % are shorter than": value
        for share, value in zip((25, 50, 75), quantiles(lengths, n=4), strict=True)
    }
    told["longest"] = lengths[-1]
    patterns = {name: re.compile(pattern, re.MULTILINE) for name, pattern in _COUNTED.items()}
    told |= {name: mean(len(pattern.findall(body)) for body in bodies) for name, pattern in patterns.items()}
    packed = [len(zlib.compress(body.encode())) / len(body.encode()) for body in bodies]
    told["packed to, of 1"] = mean(packed)
    whole = "".join(bodies[:100]).encode()
    told["100 together"] = len(zlib.compress(whole, 9)) / len(whole)
    told["different pairs of characters"] = len(
        {body[at : at + 2] for body in bodies[:150] for at in range(len(body))}
    )
    return told


def main() -> None:
    """Print both series."""
    paths = sorted(Path(sys.argv[1]).rglob("*.md"))
    real = likeness(path.read_text(encoding="utf-8") for path in paths)
    made = likeness(article(number, 1) for number in range(int(sys.argv[2]) if sys.argv[2:] else len(paths)))
    print(f"{'':40} {'real':>10} {'generated':>10}")
    for name, value in real.items():
        print(f"{name:40} {value:10.2f} {made[name]:10.2f}")


if __name__ == "__main__":
    main()
