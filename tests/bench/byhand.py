"""The plainest way to a book, to hold gappon against: markdown-it alone, no checks, no links, no navigation.

python byhand.py epub|html|pdf|typst FOLDER TARGET
"""

from __future__ import annotations

import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

_READER = MarkdownIt("commonmark", {"xhtmlOut": True}).enable("table")
_STYLE = (
    "@page { size: A5; margin: 20mm 15mm; @bottom-center { content: counter(page) } }"
    'body { font: 9pt/1.7 "Noto Serif CJK JP" } h1 { break-before: page } pre { white-space: pre-wrap }'
    "table { border-collapse: collapse } td, th { border: .5pt solid; padding: 2pt } img { max-width: 100% }"
)
_OPEN = {"strong_open": "#strong[", "em_open": "#emph[", "blockquote_open": "#quote(block: true)["}
_LISTS = {"bullet_list_open": "#list(", "ordered_list_open": "#enum("}
_CLOSED = frozenset(("strong_close", "em_close", "link_close", "blockquote_close"))


def _articles(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield each article's name and its Markdown, its picture first."""
    for path in sorted(folder.iterdir()):
        _, matter, text = path.read_text(encoding="utf-8").split("---\n", 2)
        picture = matter.partition('image: "/')[2].partition('"')[0]
        yield path.stem, f"![{path.stem}]({picture})\n{text}"


def write_html(folder: Path, target: Path) -> None:
    """Write all articles as one page."""
    parts = (f"<h1>{name}</h1>{_READER.render(text)}" for name, text in _articles(folder))
    head = f'<!doctype html><html lang="ja"><head><meta charset="utf-8"/><title>b</title><style>{_STYLE}</style>'
    target.write_text(f"{head}</head><body>{''.join(parts)}</body></html>", encoding="utf-8")


def write_pdf(folder: Path, target: Path) -> None:
    """Lay out all articles as one document of WeasyPrint."""
    import weasyprint

    write_html(folder, target.with_suffix(".html"))
    weasyprint.HTML(target.with_suffix(".html")).write_pdf(target)


def write_epub(folder: Path, target: Path) -> None:
    """Zip all articles with the least that a reading system asks for."""
    names = []
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("mimetype", "application/epub+zip", zipfile.ZIP_STORED)
        book.writestr("META-INF/container.xml", _CONTAINER)
        for name, text in _articles(folder):
            names.append(name)
            page = f'<html xmlns="http://www.w3.org/1999/xhtml"><head><title>{name}</title></head>'
            book.writestr(f"{name}.xhtml", f"{page}<body>{_READER.render(text)}</body></html>")
        pictures = sorted((folder.parent / "assets").iterdir())
        for picture in pictures:
            book.write(picture, f"assets/{picture.name}", zipfile.ZIP_STORED)
        items = "".join(f'<item id="p{p.stem}" href="assets/{p.name}" media-type="image/png"/>' for p in pictures)
        items += "".join(f'<item id="i{n}" href="{n}.xhtml" media-type="application/xhtml+xml"/>' for n in names)
        spine = "".join(f'<itemref idref="i{name}"/>' for name in names)
        book.writestr("content.opf", f"{_PACKAGE}<manifest>{items}</manifest><spine>{spine}</spine></package>")


_CONTAINER = (
    '<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
    '<rootfile full-path="content.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
)
_PACKAGE = (
    '<package version="3.0" xmlns="http://www.idpf.org/2007/opf" unique-identifier="i">'
    '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier id="i">b</dc:identifier>'
    "<dc:title>b</dc:title><dc:language>ja</dc:language></metadata>"
)


def write_typst(folder: Path, target: Path) -> None:
    """Write all articles as one source of Typst."""
    lines = ['#set page("a5")', '#set text(font: "Noto Serif CJK JP", size: 9pt, lang: "ja")']
    for name, text in _articles(folder):
        lines += ["#pagebreak(weak: true)", f"= {name}", *map(_typst_block, _READER.parse(text))]
    target.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _typst_block(token: Token) -> str:
    if token.type == "inline":
        return "".join(map(_typst_inline, token.children or ()))
    if token.type in {"fence", "code_block"}:
        return f"#raw(block: true, {_quoted(token.content)})"
    if token.type == "heading_open":
        return "#heading(level: " + token.tag[1:] + ")["
    if token.type == "table_open":
        return "#table(columns: 3, "
    if token.type == "hr":
        return "#line(length: 100%)"
    if token.type in {"list_item_open", "td_open", "th_open"}:
        return "["
    if token.type in {"list_item_close", "td_close", "th_close"}:
        return "],"
    if token.type in {"bullet_list_close", "ordered_list_close", "table_close"}:
        return ")"
    if token.type in {"heading_close", "blockquote_close"}:
        return "]"
    return _OPEN.get(token.type) or _LISTS.get(token.type) or ""


def _typst_inline(token: Token) -> str:
    if token.type == "link_open":
        return f"#link({_quoted(str(token.attrs['href']))})["
    if token.type == "image":
        return f"#image({_quoted(str(token.attrs['src']))})"
    if token.type == "code_inline":
        return f"#raw({_quoted(token.content)})"
    if token.type in {"softbreak", "hardbreak"}:
        return "\n"
    return "]" if token.type in _CLOSED else _OPEN.get(token.type) or f"#{_quoted(token.content)}"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


_WRITERS = {"epub": write_epub, "html": write_html, "pdf": write_pdf, "typst": write_typst}
if __name__ == "__main__":
    _WRITERS[sys.argv[1]](Path(sys.argv[2]), Path(sys.argv[3]))
