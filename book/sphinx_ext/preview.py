"""`gappon serve`, which has Sphinx's own command build: what is said there, and allowed there alone."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from book.errors import ProblemsError


def is_preview() -> bool:
    """Tell whether this build is one of `gappon serve`'s."""
    return bool(os.environ.get("GAPPON_PREVIEW"))


@contextmanager
def told_plainly() -> Iterator[None]:
    """Tell what is wrong in a preview, and end its process there: Sphinx would bury it in a traceback.

    Elsewhere gappon's own command tells it, from the ProblemsError that passes.
    """
    try:
        yield
    except ProblemsError as error:
        if not is_preview():
            raise
        print("", *(f"error: {problem}" for problem in error.problems), sep="\n", file=sys.stderr, flush=True)
        sys.exit(error.exit_code)
