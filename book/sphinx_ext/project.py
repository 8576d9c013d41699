"""The Sphinx project: which documents there are, and where each one's file lies."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextvars import ContextVar
from pathlib import Path

from sphinx.environment import BuildEnvironment
from sphinx.project import Project
from sphinx.util._pathlib import _StrPath

from book.model import Library, Page
from book.settings import Settings

HOME = "index"
_HOME_FILE = Path(__file__).parent / "home.md"
# The library that the command has read already, for the extension not to read it once more.
LIBRARY_READ: ContextVar[Library | None] = ContextVar("LIBRARY_READ", default=None)

_READ_ANEW = frozenset(("library", "texts", "permalinks"))


class ArticleProject(Project):
    """Maps the library's texts, read where their authors keep them, to docnames, and adds the home page.

    Only `discover`, `path2doc` and `doc2path` differ from Sphinx's: the seam that DESIGN names.
    """

    def __init__(self, settings: Settings, library: Library, source_suffix: Iterable[str]) -> None:
        super().__init__(settings.source, source_suffix)
        self.settings = settings
        self.library = library
        self.texts: dict[str, Page] = {text.docname: text for text in library.texts}
        self.permalinks = {text.key: text.permalink for text in library.texts}

    def discover(self, exclude_paths: Iterable[str] = (), include_paths: Iterable[str] = ("**",)) -> set[str]:
        """Take the library's word for what there is; Sphinx's patterns do not apply."""
        self.docnames = {HOME, *self.texts}
        self._docname_to_path = {text.docname: _StrPath(text.path) for text in self.library.texts}
        self._docname_to_path[HOME] = _StrPath(_HOME_FILE)
        self._path_to_docname = {path: docname for docname, path in self._docname_to_path.items()}
        return self.docnames

    def path2doc(self, filename: str | os.PathLike[str]) -> str | None:
        """Return the docname of an author's file, given absolute or relative to the source folder."""
        path = Path(filename)
        return self._path_to_docname.get(path if path.is_absolute() else self.srcdir / path)

    def doc2path(self, docname: str, absolute: bool) -> _StrPath:
        """Return the author's file, absolute whatever is asked: warnings then point at it."""
        path = self._docname_to_path.get(docname)
        return path if isinstance(path, _StrPath) else _StrPath(self.srcdir / f"{docname}.md")

    def longest_first(self, docnames: Iterable[str]) -> list[str]:
        """Return documents by the bytes of their files: dealt out like that, processes have as much to do each."""
        return sorted(docnames, key=lambda name: (-_size(self.doc2path(name, absolute=True)), name))

    def __getstate__(self) -> dict[str, object]:
        """Leave the library and its files out of the pickled environment: it is read anew by every build."""
        kept = {name: value for name, value in self.__dict__.items() if name not in _READ_ANEW}
        return kept | {"_docname_to_path": {}, "_path_to_docname": {}}


def project_of(env: BuildEnvironment) -> ArticleProject:
    """Return the project that an environment is of."""
    assert isinstance(env.project, ArticleProject)  # noqa: S101
    return env.project


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0
