"""The command `gappon`. Errors end here: one sentence each, and the exit code of their kind.

What only some commands need they import themselves: Sphinx alone takes as long as a build with nothing changed.
"""

from __future__ import annotations

import atexit
import gc
import os
import re
import signal
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import click

from book import __version__
from book.errors import GapponError, ProblemsError
from book.executor import default_jobs
from book.settings import load_settings, located
from exporters.build import (
    Build,
    build_epub,
    build_html,
    build_pdf,
    check_shown,
    prune_cache,
    report_epub,
    tell_cache,
)
from exporters.progress import Reporter

_BROKEN_OFF = 128 + signal.SIGINT  # as shells have it
_FOLDER = click.Path(path_type=Path)
_SHARED = (
    click.option("--source", type=_FOLDER, help="Folder of articles, or a whole Jekyll site."),
    click.option("--build", "build_folder", type=_FOLDER, help="Where the editions are written."),
    click.option("--conf", type=_FOLDER, help="The publisher's folder: publication.toml, themes."),
    click.option("--cache", type=_FOLDER, help="What was expensive to make; builds and machines may share it."),
    click.option("--cache-size", type=click.FloatRange(min=0), default=4, help="GB it may have; by default 4."),
    click.option("--jobs", type=click.IntRange(min=1), help="Workers; by default as cores and free memory allow."),
    click.option("--drafts", is_flag=True, help="Take drafts in."),
    click.option("--future", is_flag=True, help="Take in articles dated in the future."),
)
_VOLUME = click.option("--volume", help="Build this volume alone.")
_EXECUTOR = click.option(
    "--executor",
    default="local",
    metavar="WHERE",
    callback=lambda _context, _option, where: _known_executor(where),
    help="Where books are laid out: local, dask (workers of its own here) or dask://host:port.",
)


def _known_executor(where: str) -> str:
    if where in ("local", "dask") or re.fullmatch(r"dask://(\[[0-9a-fA-F:.]+\]|[\w.-]+):\d+", where):
        return where
    raise click.BadParameter(f"{where!r} is none of local, dask and dask://host:port.")


def _with_settings(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the shared options, and hand it the settings and workers they mean."""

    def run(
        source: Path | None, build_folder: Path | None, conf: Path | None, cache: Path | None, **rest: Any
    ) -> None:
        drafts, future = rest.pop("drafts") or None, rest.pop("future") or None
        settings = load_settings(source, conf, build_folder, cache=cache, drafts=drafts, future=future)
        jobs, size = rest.pop("jobs") or default_jobs(), round(rest.pop("cache_size") * 1e9)
        try:
            command(Build(settings, jobs, Reporter(), rest.pop("executor", "local"), size), **rest)
        except ProblemsError as error:
            raise located(error, settings) from error
        except OSError as error:
            error.filename = error.filename or str(settings.build)  # a full disk does not say where it is
            raise
        except KeyboardInterrupt:
            click.echo("\nbroken off. What was made is kept: the next build goes on from there.", err=True)
            sys.exit(_BROKEN_OFF)

    run.__doc__ = command.__doc__
    run.__name__ = command.__name__
    for option in reversed(_SHARED):
        run = option(run)
    return run


@click.group()
@click.version_option(__version__, prog_name="gappon")
def gappon() -> None:
    """Bind a series of Markdown articles into a web edition, EPUB volumes and print PDF volumes."""


@gappon.command()
@_with_settings
def html(build: Build) -> None:
    """Build the web edition."""
    build_html(build)


@gappon.command()
@_VOLUME
@_EXECUTOR
@click.option("--report", is_flag=True, help="Tell what each book holds, and check it.")
@_with_settings
def epub(build: Build, volume: str | None, report: bool) -> None:
    """Build the EPUB volumes."""
    build_epub(build, volume)
    if report:
        report_epub(build, volume)


@gappon.command()
@_VOLUME
@_EXECUTOR
@_with_settings
def pdf(build: Build, volume: str | None) -> None:
    """Build the print PDF volumes."""
    build_pdf(build, volume)


@gappon.command(name="all")
@_VOLUME
@_EXECUTOR
@_with_settings
def all_editions(build: Build, volume: str | None) -> None:
    """Build all three editions."""
    build_pdf(build, volume)  # first: e-books have the numbers of its pages
    build_epub(build, volume)
    build_html(build)  # last: its home page offers the volumes that were built


@gappon.command()
@click.option("--rendered", is_flag=True, help="Compare what each article shows with what its author wrote.")
@click.option(
    "--addresses",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A sitemap.xml of an earlier build: list its addresses that would no longer answer.",
)
@click.option("--fix", is_flag=True, help="Write mended copies of articles whose lines have run together.")
@_with_settings
def check(build: Build, rendered: bool, fix: bool, addresses: Path | None) -> None:
    """List every defect as file:line: message; fail where one of them breaks a build."""
    from book.check import check as check_all
    from book.mend import write_mended
    from book.sphinx_ext.answers import gone

    problems, library = check_all(build.settings)
    fatal = sum(problem.fatal for problem in problems)
    shown = check_shown(build) if rendered and not fatal else []
    if addresses and library:
        shown += gone(build.settings, library, addresses)
    for problem in sorted([*problems, *shown]):
        click.echo(str(problem))
    for kind, count in sorted(Counter(problem.kind for problem in [*problems, *shown]).items()):
        click.echo(f"{count:6} {kind}", err=True)
    count = len(library.articles) if library else 0
    total = len(problems) + len(shown)
    click.echo(f"{count} articles read, {total} defects, {fatal} of which break a build", err=True)
    for article in library.articles if fix and library else ():
        if copy := write_mended(article, build.settings.build / "mended"):
            click.echo(f"mended copy: {copy}")
    if fatal or shown:
        sys.exit(1)


@gappon.command(name="cache")
@click.option("--stats", is_flag=True, help="Tell what is in it.")
@click.option("--prune", is_flag=True, help="Take away what was unused for longest, down to --cache-size.")
@_with_settings
def manage_cache(build: Build, stats: bool, prune: bool) -> None:
    """Tell what the cache holds, or make it smaller."""
    if prune:
        prune_cache(build)
    if stats or not prune:
        tell_cache(build)


@gappon.command()
@click.argument("title")
@click.option("--category", default="", help="The category to file it under.")
@_with_settings
def new(build: Build, title: str, category: str) -> None:
    """Write a new article with its front matter filled in."""
    from book.new import new_article

    click.echo(new_article(build.settings, title, category=category))


@gappon.command()
@click.option("--port", default=8000, show_default=True, help="Port on this machine.")
@_with_settings
def serve(build: Build, port: int) -> None:
    """Serve the web edition on this machine; build and reload it on every save."""
    from sphinx_autobuild.__main__ import main as preview

    from exporters.builders.run import environment_of

    settings = build.settings
    places = [str(settings.source), str(settings.build / "html")]
    options = ["-q", "-c", str(settings.conf), "-d", str(settings.build / "doctrees"), "-j", str(build.jobs)]
    watch = ["--watch", str(settings.conf), "--port", str(port), "--ignore", str(settings.build)]
    os.environ.update(environment_of(settings), GAPPON_PREVIEW="1")
    with suppress(KeyboardInterrupt):  # so one ends it
        preview([*options, *watch, *places])


def main() -> None:
    """Run the command and end with the exit code of what went wrong, told in plain sentences."""
    gc.set_threshold(20_000, 20, 100)  # a build is many small objects that stay: searching them was a tenth of it
    atexit.register(gc.freeze)  # Python would look through all that was read for what to give back: seconds
    try:
        gappon()
    except ProblemsError as error:
        for problem in error.problems:
            click.echo(f"error: {problem}", err=True)
        sys.exit(error.exit_code)
    except GapponError as error:
        click.echo(f"error: {error}", err=True)
        sys.exit(error.exit_code)
    except OSError as error:
        place = error.filename or ""
        click.echo(f"error: {place}: {error.strerror}. Check the folder's rights and free space.", err=True)
        sys.exit(7)
