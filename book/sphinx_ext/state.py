"""What each page showed when it was last written, so that a page is written again only when that changes."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import chain
from pathlib import Path
from urllib.parse import unquote

import msgspec
from sphinx.application import ENV_PICKLE_FILENAME, Sphinx
from sphinx.environment import BuildEnvironment

from book.cache import said_of
from book.errors import ArticleError, Problem
from book.files import files_below
from book.links import Addresses, Linked
from book.model import Page
from book.settings import Settings
from book.sphinx_ext.images import drop_images, name_images
from book.sphinx_ext.preview import is_preview, told_plainly
from book.sphinx_ext.project import HOME, project_of
from book.sphinx_ext.shelves import Shelves
from book.toolchain import toolchain_digest

FEW = 8
# What reading finds in a document, by docname: faults, links, the characters of headings, texts named in Liquid.
FOUND = ("gappon_problems", "gappon_links", "gappon_headings", "gappon_named")


def prepare(app: Sphinx, env: BuildEnvironment, docnames: list[str]) -> None:
    """Give the environment its places for what reading finds (`env-before-read-docs`).

    A few articles are read in this process: handing the environment to others and back takes longer.
    """
    app.gappon_jobs = app.parallel  # type: ignore[attr-defined]
    if len(docnames) < FEW:
        app.parallel = 1
    docnames[:] = project_of(env).longest_first(docnames)
    for name in FOUND:
        if not hasattr(env, name):
            setattr(env, name, {})


def forget(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    """Forget what an earlier reading found in a document (`env-purge-doc`)."""
    for name in FOUND:
        getattr(env, name, {}).pop(docname, None)


def merge(app: Sphinx, env: BuildEnvironment, docnames: Iterable[str], other: BuildEnvironment) -> None:
    """Take over what another process read (`env-merge-info`)."""
    for name in FOUND:
        found = getattr(other, name, {})
        getattr(env, name).update({docname: found[docname] for docname in docnames if docname in found})


def finish_reading(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Return the pages whose showing changed (`env-updated`)."""
    app.parallel = app.gappon_jobs  # type: ignore[attr-defined]
    name_images(env)
    env.gappon_seen = {name: _seen_of(env, name) for name in env.all_docs}  # type: ignore[attr-defined]
    earlier = _read(_file(app))
    now = dict(_digests(app, env))
    app.gappon_earlier, app.gappon_digests = earlier, now  # type: ignore[attr-defined]
    return [docname for docname, digest in now.items() if earlier.get(docname) != digest]


def read_again(app: Sphinx, env: BuildEnvironment, *others: set[str]) -> list[str]:
    """Name the articles to be read again (`env-get-outdated`) beside those that are newer than their reading.

    These are the ones in which problems were found, since what was wrong may lie outside them, those of which
    the file, or a picture, was replaced by an older one, and those that name a text in Liquid that has moved.
    """
    before: dict[str, list[str]] = getattr(env, "gappon_seen", {})
    there = env.project.docnames & before.keys()
    replaced = {name for name in there if before[name] != _seen_of(env, name)}
    named: dict[str, dict[str, str | None]] = getattr(env, "gappon_named", {})
    now = project_of(env).permalinks
    moved = {name for name in there & named.keys() if any(now.get(k) != was for k, was in named[name].items())}
    return sorted(replaced | moved | getattr(env, "gappon_problems", {}).keys())


def _seen_of(env: BuildEnvironment, docname: str) -> list[str]:
    """Return the state of an article's file and of those that it depends on."""
    return [
        seen(env.doc2path(docname)),
        *(seen(os.path.join(env.srcdir, name)) for name in sorted(env.dependencies[docname])),  # noqa: PTH118
    ]


def seen(path: str | Path) -> str:
    """Return a file's size and time, empty where it is not there: where these are the same, so is the file."""
    try:
        status = os.stat(path)  # noqa: PTH116  (thousands of files)
    except OSError:
        return ""
    return f"{status.st_size} {status.st_mtime_ns}"


def tell_problems(app: Sphinx, env: BuildEnvironment) -> None:
    """Tell all problems at once (`env-check-consistency`: what was read is written down by then).

    Raises ArticleError where an article cannot go into an edition. Sphinx then deletes what it wrote down:
    it is put aside until the build is over, so that the next one reads the articles at fault alone.
    """
    problems: dict[str, list[Problem]] = getattr(env, "gappon_problems", {})
    if found := [problem for each in problems.values() for problem in each]:
        if not is_preview():
            written, aside = _written(app)
            written.replace(aside)
        with told_plainly():
            raise ArticleError(found)


def _written(app: Sphinx) -> tuple[Path, Path]:
    written = Path(app.doctreedir) / ENV_PICKLE_FILENAME
    return written, written.with_suffix(".aside")


def note_page(app: Sphinx, name: str, digest: str) -> bool:
    """Note what a page nobody wrote shows now; return whether that is other than before."""
    app.gappon_digests[name] = digest  # type: ignore[attr-defined]
    return bool(app.gappon_earlier.get(name) != digest)  # type: ignore[attr-defined]


def keep(app: Sphinx, exception: Exception | None) -> None:
    """Write down what the pages show now, once the whole build stands (`build-finished`).

    Pages of an earlier build that are no more are taken away. After a failed build nothing is noted.
    """
    if exception is not None:
        written, aside = _written(app)
        if aside.exists():
            aside.replace(written)
        return
    digests: dict[str, str] = app.gappon_digests  # type: ignore[attr-defined]
    if app.builder.name == "html":
        out = Path(app.outdir)
        kept = {f"{out}/{name}.html" for name in digests}
        for file in files_below(out):
            if file.name.endswith(".html") and file.path not in kept and f"{out}/_static/" not in file.path:
                os.unlink(file.path)  # noqa: PTH108  (thousands of files)
                with suppress(OSError):  # where other files are still in the folder
                    os.removedirs(os.path.dirname(file.path))  # noqa: PTH120
        (out / ".buildinfo.bak").unlink(missing_ok=True)
        drop_images(app)
    path = _file(app)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(msgspec.json.encode(digests))


def _file(app: Sphinx) -> Path:
    return Path(app.doctreedir) / f"{app.builder.name}.pages.json"


def _read(path: Path) -> dict[str, str]:
    try:
        return msgspec.json.decode(path.read_bytes(), type=dict[str, str])
    except (OSError, msgspec.DecodeError):
        return {}


def _digests(app: Sphinx, env: BuildEnvironment) -> Iterator[tuple[str, str]]:
    project = project_of(env)
    addresses: Addresses = app.gappon_addresses  # type: ignore[attr-defined]
    shelves: Shelves = app.gappon_shelves  # type: ignore[attr-defined]
    links: dict[str, Linked] = getattr(env, "gappon_links", {})
    web = app.builder.name == "html"
    frame = shelves.frame if web else _frame_of_chapters(project.settings)
    if web:
        yield HOME, _hash([frame, shelves.shown_at_home()])
    for docname, text in project.texts.items():
        shown = [frame, said_of(text), str(env.all_docs.get(docname)), shelves.shown_of(text) if web else ""]
        if text.picture:
            shown.append(seen(text.picture))
        shown += _meant(links.get(docname, Linked()), text, addresses, shelves)
        yield docname, _hash(shown)


def _meant(links: Linked, text: Page, addresses: Addresses, shelves: Shelves) -> Iterator[str]:
    """Yield what each link of a text means now: which text, or which list."""
    by_name = (addresses.named(unquote(name)) for name in links.names)
    by_address = (addresses.resolve(address, text) for address in links.addresses)
    for target in chain(by_name, by_address):
        if target and target.article:
            yield f"{target.address} {target.article.docname} {target.article.key}"
        else:
            yield f"{target.address} {shelves.list_at(target.address)}" if target else ""


def _frame_of_chapters(settings: Settings) -> str:
    """Return the hash of what every chapter shows: nothing of the web edition's frame."""
    told = (settings.series, settings.web_only, settings.web.allowed_html)
    return _hash([toolchain_digest(), *map(repr, told)])


def _hash(shown: Iterable[str]) -> str:
    return hashlib.sha256("\0".join(shown).encode()).hexdigest()[:32]
