"""The texts of a volume as files: those of the earlier volume, where nothing that they show has changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from book.cache import key_of
from exporters.chapter import Edition, EditionEntry
from exporters.epub.earlier import Earlier, KeptFile, KeptText, Packed
from exporters.epub.links import Links
from exporters.epub.pages import Writing, text_pages

FOLDER = "EPUB"


@dataclass(frozen=True, slots=True)
class TextFile:
    """A file of a text: its name, its content, and what its page needs of a reading system (EPUB 3.3, D.6)."""

    name: str
    content: bytes | Packed
    properties: tuple[str, ...]


class Texts:
    """The texts of one volume. `kept` is what is known of those whose files were asked for."""

    def __init__(self, edition: Edition, writing: Writing, names: Mapping[str, str], earlier: Earlier) -> None:
        """Look through the texts that are not those of the earlier volume; `names` are those of pictures."""
        self.writing = writing
        self._earlier = earlier
        printed = edition.printed.texts if edition.printed else {}
        self._keys = {
            entry.page.key: key_of(entry.chapter.digest, repr(writing), repr(printed.get(entry.page.key)))
            for entry in edition.entries
        }
        same = {key: text for key, text in earlier.texts.items() if text.key == self._keys.get(key)}
        self.links = Links(edition, names, {key: text.outline for key, text in same.items()})
        self.kept: dict[str, KeptText] = {}

    def files(self, entry: EditionEntry, kind: str) -> Iterator[TextFile]:
        """Yield the files of a `chapter`, `preface` or `afterword`."""
        key = entry.page.key
        earlier, addresses = self._earlier.texts.get(key), self.links.addresses(key)
        if earlier and (earlier.key, earlier.kind, earlier.addresses) == (self._keys[key], kind, addresses):
            self.kept[key] = earlier
            for file in earlier.files:
                yield TextFile(file.name, self._earlier.members[f"{FOLDER}/{file.name}"], file.properties)
            return
        made = text_pages(entry, kind, self.links, self.writing)
        files = tuple(KeptFile(name, _properties(text)) for name, text in made)
        characters = "".join(sorted(set().union(*(text for _, text in made)))) if self.writing.fonts else ""
        self.kept[key] = KeptText(self._keys[key], kind, self.links.outlines[key], addresses, files, characters)
        for file, (_, text) in zip(files, made, strict=True):
            yield TextFile(file.name, text.encode(), file.properties)


def _properties(text: str) -> tuple[str, ...]:
    return tuple(kind for kind, mark in (("mathml", "<math"), ("svg", "<svg")) if mark in text)
