"""Raw HTML as nobody should write it: elements that stand where none may, never closed, closed twice."""

from __future__ import annotations

import random

WORDS = ("文です。", "漢字", "x y", " ", "\n", "&amp;", "3 &lt; 4")
_NAMES = """
    a abbr address article aside b bdi bdo blockquote br caption center cite code col colgroup data dd del details
    dfn div dl dt em figcaption figure footer form g h1 h2 h3 h6 header hr i img ins kbd li linearGradient main
    mark nav ol p path picture pre q rb rect rp rt rtc ruby s samp section small span stop strong sub summary sup
    svg table tbody td text tfoot th thead time title tr tspan u ul var wbr foreignObject custom-element
"""
NAMES = tuple(_NAMES.split())
ATTRIBUTES = (
    *([""] * 12),
    ' id="a b"',
    ' id="one"',
    ' class="box"',
    ' lang="日本語"',
    ' lang="en"',
    ' dir="sideways"',
    ' role="button"',
    ' role="note"',
    ' aria-label="名"',
    ' href="https://a.example/"',
    ' colspan="3"',
    ' colspan="0"',
    ' rowspan="2"',
    ' rowspan="9"',
    ' scope="col"',
    ' scope="x"',
    ' type="i"',
    ' start="三"',
    ' datetime="2025-01-01"',
    ' datetime="昨日"',
    ' title="題"',
    ' value="1"',
    " open",
    ' aria-hidden="true"',
    ' width="10"',
    ' alt="絵"',
    ' d="M0 0"',
)
MARKDOWN = (
    "\n\n- 項目\n- 項目\n\n",
    "\n\n**強い**段落\n\n",
    "\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n",
    "\n\n> 引用\n\n",
    "\n\n## 節\n\n",
    "\n\n```py\nx = 1\n```\n\n",
    "\n\n![絵](/assets/chart.png)\n\n",
    "\n\n",
    "**強い**",
    "`c`",
    "[語](https://b.example)",
    "$x$",
)


def soup(seed: int) -> str:
    """Return one text of some thirty pieces, the same for the same seed."""
    chosen = random.Random(seed)  # noqa: S311
    pieces, opened = [], []
    for _ in range(chosen.randint(4, 40)):
        kind = chosen.random()
        if kind < 0.45:
            name = chosen.choice(NAMES)
            pieces.append(f"<{name}{chosen.choice(ATTRIBUTES)}>")
            opened.append(name)
        elif kind < 0.65 and opened:
            at = -1 if chosen.random() < 0.8 else chosen.randrange(len(opened))
            pieces.append(f"</{opened.pop(at)}>")
        elif kind < 0.85:
            pieces.append(chosen.choice(WORDS))
        else:
            pieces.append(chosen.choice(MARKDOWN))
    return "".join(pieces)
