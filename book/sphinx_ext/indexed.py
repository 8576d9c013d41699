"""What the search index was made from when it was last written, so that what is the same is not made again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec
from sphinx.application import Sphinx

from book.cache import key_of
from book.model import Article
from book.search import index, renewal, tokens
from book.sphinx_ext.readtext import text_file
from book.sphinx_ext.state import seen
from book.toolchain import versions

# What the index depends on beside the texts.
CODE = key_of(
    versions()["deflate"],
    versions()["numpy"],
    *(Path(m.__file__ or "").read_bytes() for m in (index, renewal, tokens)),
)


class Entry(msgspec.Struct, frozen=True, array_like=True):
    """What is searched of an article: its body by its digest and packed size; `seen` is the state of its file."""

    docname: str
    seen: str
    title: str
    tags: tuple[str, ...]
    digest: bytes
    size: int

    @property
    def said(self) -> str:
        """All that the index is made from."""
        return f"{self.title}\0{self.tags}\0{self.digest.hex()}"


class Indexed(msgspec.Struct, frozen=True, array_like=True):
    """The articles of an index in their order, and the digest of what each of its files was made from."""

    code: str = CODE
    entries: tuple[Entry, ...] = ()
    files: dict[str, bytes] = {}


def entries_of(app: Sphinx, articles: Iterable[Article], earlier: Indexed) -> Iterator[Entry]:
    """Yield what is searched of each article; only texts that were read since are opened."""
    known = {(entry.docname, entry.seen): entry for entry in earlier.entries}
    for article in articles:
        path = text_file(app, article.docname)
        state = seen(path)
        if before := known.get((article.docname, state)):
            digest, size = before.digest, before.size
        else:
            data = path.read_bytes()
            digest, size = digest_of(data), len(data)
        yield Entry(article.docname, state, article.title, article.tags, digest, size)


def digest_of(data: bytes) -> bytes:
    """Return the digest by which a text or a file of the index is known."""
    return hashlib.sha256(data).digest()


def read_index(app: Sphinx) -> Indexed:
    """Return what the index of an earlier build was made from: of nothing, where that is not known."""
    try:
        earlier = msgspec.msgpack.decode(_file(app).read_bytes(), type=Indexed)
    except (OSError, msgspec.DecodeError):
        return Indexed()
    return earlier if earlier.code == CODE else Indexed()


def forget_index(app: Sphinx) -> None:
    """Note that the index is being written: of a build broken off nothing is known."""
    _file(app).unlink(missing_ok=True)


def note_index(app: Sphinx, indexed: Indexed) -> None:
    """Note what the index stands for now that all of it is written."""
    _file(app).write_bytes(msgspec.msgpack.encode(indexed))


def _file(app: Sphinx) -> Path:
    return Path(app.doctreedir) / "search.indexed"
