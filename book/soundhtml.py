"""Clean HTML whose elements stand where none of them may: mended by the content models of HTML.

Browsers show `<ul><p>…</p></ul>` or a `<ruby>` without reading all the same; EPUB's reading systems may not.
Each element is given a name that may stand where it stands, from the outermost inwards: what may not is a
`<div>`, among words a `<span>`. What holds words alone, and yet holds blocks, is a `<div>` in the end. No text
is lost.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from lxml import etree

from book.elements import VOID, names
from book.soundsvg import SVG, SVG_TAG, mend_drawing
from book.soundtables import mend_table

_HEADINGS = names("h1 h2 h3 h4 h5 h6")
_SECTIONS = names("aside article nav section")
# Words (phrasing content, 3.2.5.2.5); `a`, `del` and `ins` hold what their parent may hold.
_TRANSPARENT = names("a del ins")
_WORDS = names(
    "abbr audio b bdi bdo br cite code data dfn em i iframe img kbd mark q ruby s samp script small span strong"
    " sub sup svg time u var video wbr"
)
_BLOCKS = _HEADINGS | names(
    "address aside blockquote details div dl dt dd figure figcaption footer header hr li ol p pre section table ul"
)
# What holds words alone, and becomes a block where it holds blocks.
_HOLDS_WORDS = (_WORDS | _HEADINGS | names("p")) - names("svg iframe audio video script") - VOID
# What holds words alone, and stays what it is: blocks in it are spans.
_ISLANDS = names("pre ruby summary")
# What may not hold any block, and so none of Markdown, of which it is not known what it is.
_PICKY = names("address caption dt th")
# Parts, and what they are parts of (4.4, 4.5.10, 4.9, 4.11.1).
_PARTS = {
    "li": names("ul ol"),
    "dt": names("dl"),
    "dd": names("dl"),
    "rt": names("ruby"),
    "rp": names("ruby"),
    "summary": names("details"),
    "figcaption": names("figure"),
    "caption": names("table"),
    "colgroup": names("table"),
    "col": names("colgroup"),
    "thead": names("table"),
    "tbody": names("table"),
    "tfoot": names("table"),
    "tr": names("thead tbody tfoot"),
    "td": names("tr"),
    "th": names("tr"),
}
_LANDMARKS = names("header footer")
# What may not stand anywhere within an element.
_BANNED = {
    "a": names("a details iframe audio video"),
    "dfn": names("dfn"),
    "ruby": names("ruby"),
    "address": names("address") | _LANDMARKS | _SECTIONS | _HEADINGS,
    "header": _LANDMARKS,
    "footer": _LANDMARKS,
    "dt": _LANDMARKS | _SECTIONS | _HEADINGS,
    "th": _LANDMARKS | _SECTIONS | _HEADINGS,
    "caption": names("table"),
    "summary": names("a"),  # which is a control itself (axe: nested-interactive)
}
# Elements that mean nothing without an attribute.
_ASKS = {"a": "href", "bdo": "dir", "data": "value", "time": "datetime"}
_GLOBAL = names("class id lang dir title aria-hidden")
# Words within one of these in a paragraph need no mending.
_PLAIN = re.compile(
    r"(?:[^<]|<br/>|</?(?:b|i|u|s|em|strong|sub|sup|small|code|kbd|mark|span|del|ins)>|<a href=\"[^\"]*\">|</a>)*"
)
# Markdown: a block of it, and words.
BLOCK, PHRASE = "\ue000", "\ue002"


def sound(html: str, *, inline: bool = False) -> str:
    """Return well-formed HTML whose elements stand where HTML lets them stand (3.2.5, 4.3 to 4.11).

    Private-use characters stand for Markdown, as in `book.rawhtml`. With `inline` the HTML stands among words.
    """
    if "<" not in html or (inline and _PLAIN.fullmatch(html)):
        return html
    try:
        root = etree.fromstring(f"<body>{html}</body>", etree.XMLParser(huge_tree=True, resolve_entities=False))
    except etree.XMLSyntaxError:
        return html
    if not inline:
        _rename_all(root, _ISLANDS | _PICKY, lambda element: BLOCK in "".join(element.itertext()))
    _settle(root, frozenset(), among_words=inline)
    if not inline:
        _rename_all(root, _HOLDS_WORDS - _ISLANDS, _holds_blocks)
        _let_scroll(root)
    for element in root.iter(etree.Element):
        if element.text is None and not len(element) and element.tag not in VOID:
            element.text = ""  # written as <p></p>: browsers take <p/> for an opening
    mended: str = etree.tostring(root, encoding="unicode")
    return mended.removeprefix("<body>").removesuffix("</body>")


def _let_scroll(root: etree._Element) -> None:
    """Put tables into boxes that scroll, as those of Markdown are; one within another's cell has the other's."""
    for table in [table for table in root.iter("table") if next(table.iterancestors("table"), None) is None]:
        box = etree.Element("div", {"class": "table"})
        table.addprevious(box)
        box.tail, table.tail = table.tail, None
        box.append(table)


def _rename_all(root: etree._Element, tags: frozenset[str], where: Callable[[etree._Element], bool]) -> None:
    for element in root.iter(*tags):
        if where(element):
            _rename(element, "div")


def _holds_blocks(element: etree._Element) -> bool:
    return any(True for _ in element.iterdescendants(*_BLOCKS)) or BLOCK in "".join(element.itertext())


def _settle(element: etree._Element, banned: frozenset[str], *, among_words: bool) -> None:
    """Bring an element's children into the shape it asks for, name them, and go on within them."""
    if shape := _SHAPES.get(element.tag):
        shape(element)
    child = next(iter(element), None)
    while child is not None:
        if child.tag == SVG_TAG:
            mend_drawing(child)
        else:
            _name(child, element, banned, among_words=among_words)
            within = banned | _BANNED.get(child.tag, frozenset())
            _settle(child, within, among_words=among_words or child.tag in _ISLANDS)
        child = child.getnext()  # what was set behind this one comes next


def _name(child: etree._Element, parent: etree._Element, banned: frozenset[str], *, among_words: bool) -> None:
    """Give a child a name that may stand here."""
    name = child.tag
    if name == "ruby" and child.find("rt") is None:
        _rename(child, "span")
    elif name in _PARTS:
        if not _is_home(name, parent):
            _rename(child, "span" if among_words or name in {"rt", "rp"} else "div")
    elif name in banned or (name in _ASKS and child.get(_ASKS[name]) is None) or name in SVG - {"svg"}:
        _rename(child, "span" if among_words or name not in _BLOCKS else "div")
    elif among_words and name not in _WORDS and name not in _TRANSPARENT:
        _rename(child, "br" if name == "hr" else "strong" if name in _HEADINGS else "span")
    elif name in _HEADINGS:  # those of Markdown alone are in the outline
        _rename(child, "p")
        child.set("class", f"rubric {child.get('class', '')}".strip())


def _is_home(part: str, parent: etree._Element) -> bool:
    if part in {"dt", "dd"} and parent.tag == "div":
        grandparent = parent.getparent()
        return grandparent is not None and grandparent.tag == "dl"
    return parent.tag in _PARTS[part]


def _rename(element: etree._Element, name: str) -> None:
    """Give an element another name, and take the attributes that were the old one's alone."""
    element.tag = name
    for attribute in [key for key in element.attrib if key not in _GLOBAL]:
        del element.attrib[attribute]


def _shape_list(element: etree._Element) -> None:
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


def _shape_definitions(element: etree._Element) -> None:
    if not _is_definitions(element):
        _rename(element, "div")


def _is_definitions(element: etree._Element) -> bool:
    """Tell whether a `dl` holds terms with definitions, or `div`s of such, and nothing else."""
    if any(text and text.strip() for text in (element.text, *(child.tail for child in element))):
        return False
    if len(element) and all(child.tag == "div" for child in element):
        return all(len(child) and _is_terms(child) for child in element)
    return _is_terms(element)


def _is_terms(element: etree._Element) -> bool:
    texts = (element.text, *(child.tail for child in element))
    kinds = "".join({"dt": "t", "dd": "d"}.get(child.tag, "x") for child in element)
    return not any(text and text.strip() for text in texts) and re.fullmatch(r"(?:t+d+)*", kinds) is not None


def _shape_figure(element: etree._Element) -> None:
    """Leave a figure one caption, as its first or its last."""
    captions = element.findall("figcaption")
    for caption in captions:
        first = caption is element[0] and not (element.text or "").strip()
        last = caption is element[-1] and not (caption.tail or "").strip()
        if not ((first and len(captions) == 1) or last):
            _rename(caption, "div")


def _shape_details(element: etree._Element) -> None:
    """Give folded text one summary with words, as its first child (4.11.1); readers unfold it there."""
    summaries = element.findall("summary")
    for other in summaries[1:]:
        _rename(other, "div")
    if summaries:
        summary = summaries[0]
        if summary is not element[0] or (element.text or "").strip():
            _take_out(summary)
            summary.tail, element.text = element.text, None
            element.insert(0, summary)
    if not summaries or not ("".join(summaries[0].itertext()).strip() or summaries[0].find(".//img") is not None):
        made = summaries[0] if summaries else etree.Element("summary")
        made.text = "詳細"
        made.set("class", "generated")
        if not summaries:
            made.tail, element.text = element.text, None
            element.insert(0, made)


def _shape_ruby(element: etree._Element) -> None:
    """Have a reading behind every base (4.5.10): what follows the last one stands behind the ruby."""
    bracketed = [child for child in element if child.tag == "rt" and _is_bracketed(child)]
    brackets = [bracket for rt in bracketed for bracket in (rt.getprevious(), rt.getnext())]
    for other in [child for child in element if child.tag == "rp" and child not in brackets]:
        if re.search(r"\w", "".join(other.itertext())):
            _rename(other, "span")
        else:
            _take_out(other)
    last = [child for child in element if child.tag == "rt" or child in brackets][-1]
    behind = list(last.itersiblings())
    text, last.tail = last.tail, None
    for node in reversed(behind):
        element.addnext(node)
    element.tail = (text or "") + (element.tail or "")


def _is_bracketed(reading: etree._Element) -> bool:
    """Tell whether a reading has brackets on both sides, for readers that know no ruby."""
    before, after = reading.getprevious(), reading.getnext()
    if before is None or after is None or (before.tail or reading.tail):
        return False
    return all(side.tag == "rp" and len(side) == 0 for side in (before, after))


def _take_out(element: etree._Element) -> None:
    """Take an element out of its parent; the text behind it stays."""
    parent, before = element.getparent(), element.getprevious()
    if parent is None:
        return
    if before is not None:
        before.tail = (before.tail or "") + (element.tail or "")
    else:
        parent.text = (parent.text or "") + (element.tail or "")
    element.tail = None
    parent.remove(element)


_SHAPES: dict[str, Callable[[etree._Element], None]] = {
    "ul": _shape_list,
    "ol": _shape_list,
    "dl": _shape_definitions,
    "figure": _shape_figure,
    "details": _shape_details,
    "ruby": _shape_ruby,
    "table": mend_table,
}
