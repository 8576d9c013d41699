"""Finding the file that a picture's address in an article means, and never one outside the folder."""

from __future__ import annotations

import os
import posixpath
import unicodedata
from collections.abc import Iterator
from difflib import get_close_matches
from itertools import product
from pathlib import Path
from urllib.parse import unquote

from book.errors import ArticleError, Problem
from book.links import split_address


class PictureError(ArticleError):
    """A picture that is missing, or lies outside the folder of articles."""


def on_site(reference: str, address: str) -> str:
    """Return a picture's address below the site at `address`, where it names the site too; else as it is."""
    for root in (address, split_address(address).path):
        if root and reference.startswith(f"{root}/"):
            return reference.removeprefix(root)
    return reference


def find_picture(reference: str, article: Path, source: Path) -> Path:
    """Return the picture's file: from the source folder for `/…`, else from the article's, then the source.

    Raises PictureError where there is none, or where it would leave the source folder.
    """
    try:
        return _found(reference, article, source)
    except (OSError, ValueError) as error:  # a name longer than files have, or with a NUL
        message = f"the picture {reference[:60]!r} has a name that no file can have."
        raise _error(article, message, "Name a file that is there.", "picture.missing") from error


def _found(reference: str, article: Path, source: Path) -> Path:
    path = unquote(split_address(reference).path)
    bases = (source,) if path.startswith("/") else (article.parent, source)
    root = source.resolve()
    inside = []
    # macOS writes が of names as two characters, which a text has as one.
    for name, base in product((path, unicodedata.normalize("NFD", path)), bases):
        candidate = (base / name.lstrip("/")).resolve()
        if candidate.is_relative_to(root):
            inside.append(candidate)
    if not inside:
        message = f"the picture {reference} lies outside the folder of articles."
        raise _error(article, message, f"Copy it into {source.name}/ and name it from there.", "picture.outside")
    found = next((candidate for candidate in inside if candidate.is_file()), None)
    if found is None:
        message = f"the picture {reference} does not exist."
        raise _error(article, message, _hint(inside[0]), "picture.missing")
    return source / found.relative_to(root)


class PictureFinder:
    """Finds the pictures of many articles as they lie now: each folder is looked into once."""

    def __init__(self, source: Path) -> None:
        """Find pictures below a folder of articles."""
        self._source = source
        self._root = str(source.resolve())
        self._files: dict[str, frozenset[str]] = {}

    def find(self, reference: str, article: Path) -> Path:
        """Return what `find_picture` does, which is asked where the way is not plain. Raises PictureError."""
        path = unquote(split_address(reference).path)
        folder, name = posixpath.split(path.lstrip("/"))
        if path.startswith("/") and "\0" not in path and name in self._files_in(folder):
            return self._source / path.lstrip("/")
        return find_picture(reference, article, self._source)

    def _files_in(self, folder: str) -> frozenset[str]:
        """Return the names of files in a folder below the source; none where links or dots lead there."""
        if folder not in self._files:
            place = posixpath.join(self._root, folder) if folder else self._root
            plain = posixpath.normpath(place) == place == os.path.realpath(place)
            self._files[folder] = frozenset(_files(place)) if plain else frozenset()
        return self._files[folder]


def _files(folder: str) -> Iterator[str]:
    try:
        with os.scandir(folder) as entries:
            yield from (entry.name for entry in entries if entry.is_file(follow_symlinks=False))
    except OSError:
        return


def _hint(missing: Path) -> str:
    names = [path.name for path in missing.parent.glob("*")] if missing.parent.is_dir() else []
    close = get_close_matches(missing.name, names, 1)
    return f"Did you mean {close[0]}?" if close else "Put the file there, or take the picture out."


def _error(article: Path, message: str, remedy: str, kind: str) -> PictureError:
    return PictureError([Problem(article, 0, message, remedy, kind)])
