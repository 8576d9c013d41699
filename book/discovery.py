"""Which files of a folder are articles: a Jekyll site's `_posts`, or every Markdown file of a plain folder."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

from book.errors import Problem
from book.pages import page_files
from book.settings import Settings

# Jekyll's `markdown_ext`.
_MARKDOWN = (".md", ".markdown", ".mkd", ".mkdn", ".mkdown")
# What else Jekyll, and its plugins, make posts of.
_OTHER_POSTS = (".html", ".htm", ".textile", ".adoc", ".asciidoc", ".org", ".rst")
_DATED = re.compile(r"\d{4}-\d{1,2}-\d{1,2}-")
_PAPERS = re.compile(r"(readme|license|changelog|contributing|code_of_conduct)\b", re.IGNORECASE)
_FOLDERS = frozenset(("node_modules", "vendor"))


def discover(settings: Settings) -> tuple[list[Path], list[Problem]]:
    """Return the articles' files, sorted, and what is told of those that lie among posts and are none."""
    pages = set(page_files(settings))
    files = sorted(path for path in _files(settings) if path not in pages)
    texts = [path for path in files if path.name.lower().endswith(_MARKDOWN)]
    posts = [path for path in texts if "_posts" in path.parts]
    others = [path for path in files if "_posts" in path.parts and not path.name.lower().endswith(_MARKDOWN)]
    problems = [_no_markdown(path) for path in others]
    if not posts:
        return [path for path in texts if "_drafts" not in path.parts and not _PAPERS.match(path.name)], problems
    drafts = [path for path in texts if "_drafts" in path.parts] if settings.drafts else []
    problems += (_undated(path) for path in posts if not _DATED.match(path.name))
    return [path for path in posts if _DATED.match(path.name)] + drafts, problems


def _no_markdown(path: Path) -> Problem:
    message = f"posts in Markdown are read, and this one is {path.suffix}: it is left out."
    return Problem(path, 0, message, "Save it as Markdown, named .md.", "source.no-markdown", fatal=False)


def _undated(path: Path) -> Problem:
    message = "the name of a post begins with its date, and this one's does not: it is left out."
    remedy = f"Name it as 2025-01-31-{path.name}."
    return Problem(path, 0, message, remedy, "source.undated", fatal=False)


def _files(settings: Settings) -> Iterator[Path]:
    named = settings.site.get("exclude")
    excluded = [str(name).strip("/") for name in (named if isinstance(named, list) else [named]) if name]
    for root, folders, names in os.walk(settings.source):
        folders[:] = [name for name in folders if _is_read(Path(root, name), settings, excluded)]
        for name in names:
            if not name.lower().endswith((*_MARKDOWN, *_OTHER_POSTS)) or name.startswith((".", "_")):
                continue
            path = Path(root, name)
            if _is_inside(path, settings):
                yield path


def _is_read(folder: Path, settings: Settings, excluded: list[str]) -> bool:
    name = folder.name
    if name in ("_posts", "_drafts"):
        return True
    relative = folder.relative_to(settings.source).as_posix()
    return (
        not name.startswith((".", "_"))
        and name not in _FOLDERS
        and folder != settings.build
        and not any(fnmatch(relative, pattern) for pattern in excluded)
    )


def _is_inside(path: Path, settings: Settings) -> bool:
    return not path.is_symlink() or path.resolve().is_relative_to(settings.source)
