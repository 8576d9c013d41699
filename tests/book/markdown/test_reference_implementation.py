"""Emphasis beside CJK, held to the amendment's reference implementation, markdown-it-cjk-friendly."""

from __future__ import annotations

import json
import random
import re
import subprocess
from pathlib import Path

from markdown_it import MarkdownIt

from book.markdown.emphasis import cjk_emphasis_plugin

NODE = Path(__file__).parents[3] / ".setup" / "node"
SCRIPT = """
import MarkdownIt from "markdown-it"; import cjk from "markdown-it-cjk-friendly"; import fs from "node:fs";
const md = MarkdownIt("commonmark").enable("strikethrough").use(cjk);
process.stdout.write(JSON.stringify(JSON.parse(fs.readFileSync(0, "utf8")).map((text) => md.render(text))));
"""
MARKS = ("*", "*", "**", "**", "**", "***", "~~", "_", "__")
LETTERS = "あ漢ーx1éｱＡ々〜한글①Ⅳ𠮷🎉㊙ㄅ"
PUNCTUATION = '。「」（）()"!$“”‘…—～€￥｡'
RARE = (
    "葛\U000e0100",
    "〽\ufe0e",
    "“\ufe01",
    "㊙\ufe0f",
    "\U0001f202",
    "\U0001b000",
    "\u2e3a",
    "`a`",
    "[b](c)",
    "\\*",
)
PIECES = (*MARKS, *LETTERS, *PUNCTUATION, *RARE, " ", "\u3000", "\u00a0", "\n")


def texts(number: int) -> list[str]:
    chance = random.Random(20251210)  # noqa: S311
    made = ("".join(chance.choices(PIECES, k=chance.randint(3, 14))) for _ in range(number))
    return ["\n".join(line.strip() for line in text.split("\n")) for text in made]


def normal(html: str) -> str:
    """Return HTML without the white space beside tags: the two parsers strip lines of different kinds of it."""
    return re.sub(r"\s+(?=<|$)|(?<=>)\s+", "", html, flags=re.MULTILINE)


def test_every_text_reads_as_the_reference_implementation_has_it() -> None:
    written = texts(6000)
    command = ["node", "--input-type=module", "-e", SCRIPT]
    told = subprocess.run(command, cwd=NODE, input=json.dumps(written), capture_output=True, text=True, check=True)
    reference = json.loads(told.stdout)
    ours = MarkdownIt("commonmark").enable("strikethrough").use(cjk_emphasis_plugin)
    different = [
        (text, html)
        for text, html in zip(written, reference, strict=True)
        if normal(ours.render(text)) != normal(html)
    ]
    assert different == []
    emphasised = sum("<strong>" in html or "<em>" in html or "<s>" in html for html in reference)
    assert emphasised > 600
    stock = MarkdownIt("commonmark").enable("strikethrough")
    assert sum(stock.render(text) != ours.render(text) for text in written) > 200
