"""Clean HTML whose elements stand where none of them may: mended by the content models of HTML.

Browsers show `<ul><p>…</p></ul>` or a `<ruby>` without reading all the same; EPUB's reading systems may not.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from lxml import etree

from book.elements import VOID, names

_CONCERNED = re.compile(r"<(?:ruby|ul|ol|dl|pre|figure)\b|\sid=\"[^\"]*\s[^\"]*\"")
# What may hold words alone (phrasing content, 3.2.5.2.5), and what stands for a block of Markdown.
_PHRASING = names(
    "abbr b bdi bdo cite code dfn em i kbd mark q s samp small span strong sub sup u var h1 h2 h3 h4 h5 h6 p"
)
_OPENS_PHRASING = re.compile(rf"<(?:{'|'.join(sorted(_PHRASING))})\b")
_MARKDOWN = "\ue000"
_BLOCKS = names(
    "address aside blockquote div dl dt dd figure figcaption footer h1 h2 h3 h4 h5 h6 header hr li ol p pre"
    " section table ul"
)


def sound(html: str, *, inline: bool = False) -> str:
    """Return well-formed HTML with lists, ruby, figures, names and blocks as HTML asks for them.

    (HTML 3.2.5 and 4.3 to 4.5.) A private-use character stands for Markdown, as in `book.rawhtml`: for words where
    `inline`, for blocks elsewhere.
    """
    if not (_CONCERNED.search(html) or (not inline and _OPENS_PHRASING.search(html))):
        return html
    try:
        root = etree.fromstring(f"<body>{html}</body>")
    except etree.XMLSyntaxError:
        return html
    for element in list(root.iter(etree.Element)):
        _mend(element)
    for element in root.iter(*_PHRASING):
        if not inline and _holds_blocks(element):
            element.tag = "div"
    for element in root.iter(etree.Element):
        if element.text is None and not len(element) and element.tag not in VOID:
            element.text = ""  # written as <p></p>: browsers take <p/> for an opening
    mended: str = etree.tostring(root, encoding="unicode")
    return mended.removeprefix("<body>").removesuffix("</body>")


def _holds_blocks(element: etree._Element) -> bool:
    return any(True for _ in element.iterdescendants(*_BLOCKS)) or _MARKDOWN in "".join(element.itertext())


def _mend(element: etree._Element) -> None:
    if name := element.get("id"):
        element.set("id", "-".join(name.split()))
    if mend := _MENDERS.get(element.tag):
        mend(element)


def _mend_ruby(element: etree._Element) -> None:
    if element.find("rt") is None:
        element.tag = "span"


def _mend_definitions(element: etree._Element) -> None:
    if not _is_definitions(element):
        element.tag = "div"
        for child in element.findall("dt") + element.findall("dd"):
            child.tag = "div"


def _mend_code(element: etree._Element) -> None:
    for child in element.iterdescendants(*_BLOCKS):
        child.tag = "br" if child.tag == "hr" else "span"


def _mend_figure(element: etree._Element) -> None:
    """Leave a figure one caption, as its first or its last."""
    captions = element.findall("figcaption")
    for caption in captions:
        first = caption is element[0] and not (element.text or "").strip()
        last = caption is element[-1] and not (caption.tail or "").strip()
        if not ((first and len(captions) == 1) or last):
            caption.tag = "div"


def _mend_list(element: etree._Element) -> None:
    """Put everything in a list that is no item into one."""
    for child in list(element):
        behind, child.tail = child.tail, None
        if child.tag != "li":
            item = etree.Element("li")
            element.replace(child, item)
            item.append(child)
            child = item
        if behind and behind.strip():
            child.addnext(_item(behind))
    if element.text and element.text.strip():
        text, element.text = element.text, None
        element.insert(0, _item(text))


def _item(text: str) -> etree._Element:
    item = etree.Element("li")
    item.text = text
    return item


def _is_definitions(element: etree._Element) -> bool:
    """Tell whether a `dl` holds terms with definitions, or `div`s of such, and nothing else."""
    texts = [element.text, *(child.tail for child in element)]
    if any(text and text.strip() for text in texts):
        return False
    if len(element) and all(child.tag == "div" for child in element):
        return all(_is_definitions(child) for child in element)
    kinds = "".join({"dt": "t", "dd": "d"}.get(child.tag, "x") for child in element)
    return re.fullmatch(r"(?:t+d+)*", kinds) is not None


_MENDERS: dict[str, Callable[[etree._Element], None]] = {
    "ruby": _mend_ruby,
    "ul": _mend_list,
    "ol": _mend_list,
    "dl": _mend_definitions,
    "pre": _mend_code,
    "figure": _mend_figure,
}
