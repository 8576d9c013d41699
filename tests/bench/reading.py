"""What gappon's reader adds to the time of parsing, as a ratio in one run.

python tests/bench/reading.py [FOLDER]      posts with front matter; those of content/ by default

MyST parses every post into a docutils document as it comes, and with the plugins of `book.markdown`; the two take
turns, and the least processor seconds of each post are summed: medians of the whole differ by a third where a
machine has other work.
"""

from __future__ import annotations

import logging
import sys
import time
from pathlib import Path

from myst_parser.config.main import MdParserConfig
from myst_parser.mdit_to_docutils.base import DocutilsRenderer, make_document
from myst_parser.parsers.docutils_ import Parser
from myst_parser.parsers.mdit import create_md_parser

from book.frontmatter import read_front_matter
from book.markdown import ReaderOptions, configure

_TURNS = 7
# As conf/conf.py has them.
_EXTENSIONS = {"attrs_block", "colon_fence", "deflist", "dollarmath", "strikethrough", "tasklist"}


def main() -> None:
    """Measure the posts of a folder, and print the ratio."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[2] / "content"
    matters = [read_front_matter(path) for path in sorted(folder.rglob("*.md"))]
    posts = [(str(matter.values.get("title") or ""), matter.body) for matter in matters]
    logging.disable(logging.WARNING)
    stock, reader = 0.0, 0.0
    for title, body in posts:
        turns = [(_parse(title, body, ours=False), _parse(title, body, ours=True)) for _ in range(_TURNS)]
        stock += min(turn[0] for turn in turns)
        reader += min(turn[1] for turn in turns)
    print(f"{len(posts)} posts: MyST {stock:.2f} s of a processor, with the reader {reader:.2f} s")
    print(f"the reader adds {100 * (reader / stock - 1):.1f} % (the least of {_TURNS} turns of each post)")


def _parse(title: str, body: str, *, ours: bool) -> float:
    started = time.process_time()
    md = create_md_parser(MdParserConfig(enable_extensions=_EXTENSIONS), DocutilsRenderer)
    document = make_document(parser_cls=Parser)
    document.settings.report_level = 5
    document.reporter.report_level = 5
    md.options["document"] = document
    if ours:
        configure(md, ReaderOptions(title))
    md.render(body)
    return time.process_time() - started


if __name__ == "__main__":
    main()
