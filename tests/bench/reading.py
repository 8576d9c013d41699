"""What gappon's reader adds to the time of parsing, as a ratio in one run.

python tests/bench/reading.py [FOLDER]      posts with front matter; those of content/ by default

MyST parses every post into a docutils document as it comes, and with the plugins of `book.markdown`; the two take
turns, and medians of processor seconds are told.
"""

from __future__ import annotations

import logging
import statistics
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
    costs: dict[bool, list[float]] = {False: [], True: []}
    for turn in range(_TURNS):
        for ours in (turn % 2 == 0, turn % 2 == 1):
            costs[ours].append(_parse_all(posts, ours=ours))
    stock, reader = (statistics.median(costs[ours]) for ours in (False, True))
    print(f"{len(posts)} posts: MyST {stock:.2f} s of a processor, with the reader {reader:.2f} s")
    print(f"the reader adds {100 * (reader / stock - 1):.1f} % (medians of {_TURNS} turns)")


def _parse_all(posts: list[tuple[str, str]], *, ours: bool) -> float:
    started = time.process_time()
    for title, body in posts:
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
