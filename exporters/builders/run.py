"""Running Sphinx: one call for each builder, over one shared folder of doctrees."""

from __future__ import annotations

import gc
import io
import os
import re
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO, cast

from sphinx.application import Sphinx
from sphinx.errors import ExtensionError, SphinxError
from sphinx.locale import translators
from sphinx.util.console import nocolor
from sphinx.util.docutils import docutils_namespace, patch_docutils

from book.errors import ExportError, GapponError, Problem
from book.executor import end_forks_with_this_process
from book.model import Library
from book.settings import Settings
from book.sphinx_ext.project import LIBRARY_READ
from exporters.progress import Steps

OUTPUT = {"html": "html", "book-chapters": "chapters", "book-rendered": "rendered"}


def run_sphinx(
    builder: str,
    settings: Settings,
    jobs: int,
    *,
    verbose: bool = False,
    steps: Steps | None = None,
    library: Library | None = None,
) -> int:
    """Run a Sphinx builder and return the number of warnings, which go to standard error.

    `library` is what the settings' articles are, where they were read already.
    Raises ArticleError and SettingsError as the extension raised them, and ExportError for what Sphinx
    itself could not do.
    """
    end_forks_with_this_process()
    translators.clear()  # Sphinx has those of a second run ask those of the first, and so on
    status: TextIO | None = sys.stdout if verbose else None
    warnings = _Warnings(sys.stderr)
    told = _environment(settings, library)
    with told, _frozen(), patch_docutils(settings.conf), docutils_namespace():
        try:
            app = Sphinx(
                srcdir=settings.source,
                confdir=settings.conf,
                outdir=settings.build / OUTPUT[builder],
                doctreedir=settings.build / "doctrees",
                buildername=builder,
                status=status,
                warning=cast(TextIO, warnings),
                parallel=jobs,
            )
            with _shown(app, steps):
                app.build()
        except ExtensionError as error:
            raise _cause(error, settings.build) from error
        except SphinxError as error:
            message = f"Sphinx could not build the {OUTPUT[builder]}: {error}."
            plain = ExportError([Problem(settings.conf / "conf.py", 0, message)])
            raise _of_system(error, settings.build) or plain from error
    return warnings.count


@contextmanager
def _shown(app: Sphinx, steps: Steps | None) -> Iterator[None]:
    """Show how many articles are read, and then written: the processes that do so tell of each by a byte."""
    if steps is None:
        yield
        return
    ours, theirs = os.pipe()
    app.connect("env-before-read-docs", lambda _, __, docnames: steps.begin("articles read", len(docnames)))
    app.connect("gappon-writing", lambda _, total: steps.begin("articles written", total))
    for done in ("doctree-read", "gappon-written"):
        app.connect(done, lambda *_: os.write(theirs, b".") and None)

    def watch() -> None:
        while not (said := os.read(ours, 4096)).endswith(b"!"):
            steps.advance(len(said))

    watching = threading.Thread(target=watch, daemon=True)
    watching.start()
    try:
        yield
    finally:
        os.write(theirs, b"!")
        watching.join()
        os.close(ours)
        os.close(theirs)


@contextmanager
def _frozen() -> Iterator[None]:
    """Look for no garbage among what is there already, in the processes forked from here neither."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


class _Warnings(io.TextIOBase):
    """Passes warnings on and counts them."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.count = 0

    def write(self, text: str, /) -> int:
        self.count += "WARNING" in text
        return self.stream.write(text)

    def flush(self) -> None:
        self.stream.flush()


def _of_system(error: SphinxError, build: Path) -> ExportError | None:
    """Return what the system refused, as a full disk does: from its processes Sphinx has words alone."""
    found = re.search(r"\[Errno \d+\] ([^:)\n]+)(?:: '([^']+)')?", str(error))
    if not found:
        return None
    message = f"it cannot be read or written: {found[1]}."
    remedy = "Check rights and free space, then build again."
    return ExportError([Problem(Path(found[2] or build), 0, message, remedy, "build.system")])


def _cause(error: ExtensionError, build: Path) -> GapponError:
    for cause in (error.orig_exc, error.__cause__, error.__context__):
        if isinstance(cause, GapponError):
            return cause
    message = f"Sphinx could not go on: {error}."
    plain = ExportError([Problem(Path(error.modname or "sphinx"), 0, message)])
    return _of_system(error, build) or plain


def environment_of(settings: Settings) -> dict[str, str]:
    """Return the variables through which `load_settings()` without arguments finds the same settings."""
    return {
        "GAPPON_SOURCE": str(settings.source),
        "GAPPON_CONF": str(settings.conf),
        "GAPPON_BUILD": str(settings.build),
        "GAPPON_CACHE": str(settings.cache),
        "GAPPON_DRAFTS": "1" if settings.drafts else "",
        "GAPPON_FUTURE": "1" if settings.future else "",
    }


@contextmanager
def _environment(settings: Settings, library: Library | None) -> Iterator[None]:
    """Tell conf.py and the extension, which take no arguments, where everything lies and what was read."""
    wanted = environment_of(settings)
    before = {name: os.environ.get(name) for name in wanted}
    os.environ.update(wanted)
    token = LIBRARY_READ.set(library)
    if not sys.stderr.isatty():
        nocolor()
    try:
        yield
    finally:
        LIBRARY_READ.reset(token)
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
