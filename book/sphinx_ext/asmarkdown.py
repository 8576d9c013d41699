"""An article as Markdown again, for llms-full.txt: what its readers see, with headings, tables, code and formulas.

Made from the doctree: the author's own file may hold comments and markup that no reader sees.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx

from book.labels import ADMONITIONS
from book.reading import join_lines
from book.sphinx_ext.readtext import raw_text
from book.sphinx_ext.shelves import Shelves

_BLANKS = re.compile(r"\n{3,}")
_UNSEEN = (nodes.comment, nodes.system_message, nodes.substitution_definition, nodes.label, nodes.target)
_INLINE = (nodes.Text, nodes.Inline, nodes.raw, nodes.image)
_MARKS: dict[type[nodes.Node], str] = {nodes.strong: "**", nodes.emphasis: "*"}


def as_markdown(doctree: nodes.document) -> str:
    """Return the text of a document without its title."""
    title = doctree.next_node(nodes.title)
    around = title.parent if title is not None else doctree
    after = [child for child in doctree.children if around is not doctree and child is not around]
    parts = [*(child for child in around.children if child is not title), *after]
    return _BLANKS.sub("\n\n", "\n\n".join(_blocks(parts))).strip()


def keep_markdown(app: Sphinx, doctree: nodes.document) -> None:
    """Write down an article as Markdown where it is among those that llms-full.txt has whole (`doctree-read`)."""
    shelves: Shelves = app.gappon_shelves  # type: ignore[attr-defined]
    path = _file(app, app.env.docname)
    if app.env.docname in shelves.whole:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(as_markdown(doctree), encoding="utf-8")
    else:
        path.unlink(missing_ok=True)


def markdown_of(app: Sphinx, docname: str) -> str:
    """Return an article as Markdown: from its doctree where it was none of the newest when it was read."""
    path = _file(app, docname)
    return path.read_text(encoding="utf-8") if path.exists() else as_markdown(app.env.get_doctree(docname))


def _file(app: Sphinx, docname: str) -> Path:
    return Path(app.doctreedir) / f"{docname}.markdown"


def _blocks(children: Iterable[nodes.Node], level: int = 2) -> Iterator[str]:
    """Yield blocks of Markdown; `level` is that of the headings of sections among them."""
    inline: list[nodes.Node] = []
    for node in children:
        if isinstance(node, _INLINE):
            inline.append(node)
            continue
        if inline and (line := _line(inline)):
            yield line
        inline = []
        yield from _block(node, level)
    if inline and (line := _line(inline)):
        yield line


def _block(node: nodes.Node, level: int) -> Iterator[str]:
    if type(node) is nodes.paragraph:
        if line := _line(node.children):
            yield line
    elif isinstance(node, _UNSEEN):
        return
    elif isinstance(node, nodes.section):
        heading, *rest = node.children
        yield f"{'#' * min(level, 6)} {_line(heading.children)}"
        yield from _blocks(rest, level + 1)
    elif write := _WRITERS.get(type(node)):
        yield write(node)
    elif isinstance(node, nodes.Element) and isinstance(node, nodes.Admonition):
        yield _box(node)
    elif isinstance(node, nodes.TextElement):
        yield from filter(None, [_line(node.children)])
    else:
        yield from _blocks(node.children, level)


def _line(children: Iterable[nodes.Node]) -> str:
    text = "".join(map(_inline, children))
    return join_lines(text) if "\n" in text else text.strip()


def _inline(node: nodes.Node) -> str:
    if isinstance(node, nodes.Text):
        return str(node)
    if isinstance(node, nodes.raw):
        return raw_text(node)
    if isinstance(node, nodes.math):
        return f"${node.astext()}$"
    if isinstance(node, nodes.literal):
        return f"`{node.astext()}`"
    if isinstance(node, nodes.image):
        return f"［図：{node['alt']}］" if node.get("alt") else ""
    if isinstance(node, nodes.footnote_reference):
        return f"[^{node.astext()}]"
    if isinstance(node, _UNSEEN):
        return ""
    text = "".join(map(_inline, node.children))
    address = node.get("refuri", "") if isinstance(node, nodes.reference) else ""
    mark = _MARKS.get(type(node), "") if text.strip() else ""
    return f"[{text}]({address})" if address.startswith("http") and text != address else f"{mark}{text}{mark}"


def _fenced(node: nodes.Node) -> str:
    code = node.astext().rstrip("\n")
    fence = "`" * max([3, *(len(run) + 1 for run in re.findall("`+", code))])
    language = node.get("language", "") if isinstance(node, nodes.Element) else ""
    return f"{fence}{'' if language in ('default', 'none') else language}\n{code}\n{fence}"


def _table(node: nodes.Node) -> str:
    rows = [
        [" ".join(_blocks(cell.children)).replace("\n", " ").replace("|", "\\|") for cell in row.children]
        for row in node.findall(nodes.row)
    ]
    lines = [f"| {' | '.join(row)} |" for row in rows]
    rule = f"|{' --- |' * len(rows[0])}" if rows else ""
    return "\n".join([*lines[:1], rule, *lines[1:]])


def _list(node: nodes.Node) -> str:
    first = node.get("start", 1) if isinstance(node, nodes.Element) else 1
    items = []
    for number, item in enumerate(node.children, first):
        mark = f"{number}. " if isinstance(node, nodes.enumerated_list) else "- "
        items.append(mark + _indented("\n".join(_blocks(item.children)), " " * len(mark)))
    return "\n".join(items)


def _definitions(node: nodes.Node) -> str:
    lines = []
    for part in (part for item in node.children for part in item.children):
        told = "\n".join(_blocks(part.children))
        lines.append(told if isinstance(part, nodes.term) else f": {_indented(told, '  ')}")
    return "\n".join(lines)


def _indented(text: str, space: str) -> str:
    return text.replace("\n", f"\n{space}")


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def _box(node: nodes.Element) -> str:
    title = node.next_node(nodes.title) if isinstance(node, nodes.admonition) else None
    name = _line(title.children) if title is not None else ADMONITIONS.get(node.tagname, "")
    rest = (child for child in node.children if child is not title)
    return _quoted("\n\n".join([f"**{name}**", *_blocks(rest)]))


def _note(node: nodes.Node) -> str:
    label = node.next_node(nodes.label)
    return f"[^{label.astext() if label is not None else ''}]: {' '.join(_blocks(node.children))}"


_WRITERS: dict[type[nodes.Node], Callable[[nodes.Node], str]] = {
    nodes.literal_block: _fenced,
    nodes.math_block: lambda node: f"$$\n{node.astext()}\n$$",
    nodes.table: _table,
    nodes.bullet_list: _list,
    nodes.enumerated_list: _list,
    nodes.definition_list: _definitions,
    nodes.block_quote: lambda node: _quoted("\n\n".join(_blocks(node.children))),
    nodes.footnote: _note,
    nodes.transition: lambda _: "---",
}
