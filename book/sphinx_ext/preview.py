"""`gappon serve`, which has Sphinx's own command build: what is said there, and allowed there alone."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from sphinx.application import Sphinx

from book.errors import ProblemsError
from book.executor import end_when_interrupted
from book.lock import WAITING, only_build
from book.settings import Settings


def is_preview() -> bool:
    """Tell whether this build is one of `gappon serve`'s."""
    return bool(os.environ.get("GAPPON_PREVIEW"))


def hold_build_folder(app: Sphinx, settings: Settings) -> None:
    """Have no other build in the folder until this preview's build has ended; one that fails ends its process.

    What is there then is no longer what `gappon html` wrote: pages of a preview may do more.
    """
    end_when_interrupted()
    held = ExitStack()
    held.enter_context(only_build(settings.build, lambda: print(WAITING, flush=True)))
    (settings.build / ".stamps" / "html-stage").unlink(missing_ok=True)

    def release(_: Sphinx, exception: Exception | None) -> None:
        if exception is None:
            held.close()

    app.connect("build-finished", release, priority=950)  # after all else


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
