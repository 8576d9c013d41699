"""The book as it is heard: PDF/UA-1 as two checkers see it, and the structure tree element by element."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import outloud
import pdfua
import pdfua.rules.structure
import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf

from exporters.pdf.layout import lay_out

PAGE = "@page { size: 300pt 300pt; margin: 30pt } p { margin: 0; line-height: 20pt; font-size: 10pt }"


ask = pdfua.rules.structure.as_integer


def as_integer(value: object) -> int | None:
    """Return a number, as pdfua's own does; that asks arrays too, which pikepdf answers with an error."""
    return None if isinstance(value, Array) else ask(value)


pdfua.rules.structure.as_integer = as_integer


def found_in(pdf: Path) -> set[str]:
    """Return what the checkers find, and the rules they could not try."""
    report, result = pdfua.validate(str(pdf)), outloud.check(str(pdf))
    assert result.error is None
    untried = {outcome.rule_id for outcome in report.skipped}
    crashed = {run.rule for run in result.runs if run.status == "crashed"}
    return {finding.rule for finding in result.findings} | {f.rule_id for f in report.findings} | untried | crashed


def test_the_checkers_find_nothing(volume: Path) -> None:
    assert found_in(volume) == set()


def drop_alt(pdf: Pdf) -> None:
    del next(element for element in elements(pdf) if kind(element) == "Figure")["/Alt"]


def drop_mark_info(pdf: Pdf) -> None:
    del pdf.Root["/MarkInfo"]


def drop_claim(pdf: Pdf) -> None:
    with pdf.open_metadata(set_pikepdf_as_editor=False) as metadata:
        del metadata["pdfuaid:part"]


def drop_description(pdf: Pdf) -> None:
    del next(link for page in pdf.pages for link in page.obj.get("/Annots", ()))["/Contents"]


def drop_scope(pdf: Pdf) -> None:
    for element in elements(pdf):
        if element.S == Name.TH:
            element.S = Name.TD


def skip_a_level(pdf: Pdf) -> None:
    next(element for element in elements(pdf) if element.S == Name.H3).S = Name.H5


FAULTS = {
    drop_alt: "FIG-001",
    drop_mark_info: "DOC-001",
    drop_claim: "DOC-012",
    drop_description: "LNK-002",
    drop_scope: "TBL-001",
    skip_a_level: "HDG-001",
}


@pytest.mark.parametrize("plant", FAULTS, ids=lambda plant: plant.__name__)
def test_planted_faults_are_found(volume: Path, tmp_path: Path, plant: Callable[[Pdf], None]) -> None:
    with pikepdf.open(volume) as pdf:
        plant(pdf)
        pdf.save(tmp_path / "faulty.pdf")
    assert FAULTS[plant] in found_in(tmp_path / "faulty.pdf")


def kind(element: Any) -> str:
    return str(element.S)[1:]


def elements(pdf: Pdf) -> Iterator[Any]:
    """Yield the structure elements in reading order."""
    waiting = [pdf.Root.StructTreeRoot.K[0]]
    while waiting:
        element = waiting.pop()
        yield element
        waiting += [kid for kid in reversed(kids(element)) if isinstance(kid, Dictionary) and "/S" in kid]


def kids(element: Any) -> list[Any]:
    inside = element.get("/K", [])
    return list(inside) if isinstance(inside, Array) else [inside]


def contents(element: Any) -> Iterator[tuple[tuple[int, int], int]]:
    """Yield page and number of an element's own marked content."""
    for kid in kids(element):
        if isinstance(kid, int):
            yield element.Pg.objgen, kid
        elif kid.get("/Type") == Name.MCR:
            yield kid.Pg.objgen, int(kid.MCID)


def marked(page: pikepdf.Page) -> Iterator[int]:
    """Yield the numbers of a page's marked content; fail where something is painted outside of any."""
    open_marks = []
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name in ("BMC", "BDC"):
            open_marks.append(operands)
            if len(operands) > 1 and "/MCID" in operands[1]:
                assert len(open_marks) == 1
                yield int(operands[1].MCID)
        elif name == "EMC":
            open_marks.pop()
        elif name in ("Tj", "TJ", "Do", "f", "S", "B", "sh"):
            assert open_marks, (page.index, name)


def astray(pdf: Pdf) -> tuple[set[Any], int]:
    """Return content and links that the tree and the parent tree place differently; and how many there are."""
    numbers = pdf.Root.StructTreeRoot.ParentTree.Nums
    parents = {int(numbers[i]): numbers[i + 1] for i in range(0, len(numbers), 2)}
    owned = {(*place, element.objgen) for element in elements(pdf) for place in contents(element)}
    owned |= {(area, -1, element.objgen) for element in elements(pdf) for area in areas(element)}
    shown = set()
    for page in pdf.pages:
        owners = parents.get(int(page.obj.get("/StructParents", -1)), [])
        marks = dict(enumerate(owners))
        shown |= {(page.obj.objgen, mcid, getattr(marks.get(mcid), "objgen", None)) for mcid in marked(page)}
        for link in page.obj.get("/Annots", ()):
            shown.add((link.objgen, -1, getattr(parents.get(int(link.StructParent)), "objgen", None)))
    return shown ^ owned, len(shown)


def areas(element: Any) -> Iterator[tuple[int, int]]:
    """Yield the annotations of a link."""
    for inside in kids(element):
        if isinstance(inside, Dictionary) and inside.get("/Type") == Name.OBJR:
            assert kind(element) == "Link"
            yield inside.Obj.objgen


def test_every_piece_of_content_belongs_to_one_element(volume: Path) -> None:
    with pikepdf.open(volume) as pdf:
        wrong, number = astray(pdf)
        assert wrong == set()
        assert number > 80


def test_content_without_its_entry_in_the_parent_tree_is_found(volume: Path) -> None:
    with pikepdf.open(volume) as pdf:
        numbers = pdf.Root.StructTreeRoot.ParentTree.Nums
        pdf.Root.StructTreeRoot.ParentTree.Nums = Array([*numbers][4:])
        assert astray(pdf)[0]


def test_parts_articles_and_headings_are_nested(volume: Path) -> None:
    with pikepdf.open(volume) as pdf:
        document = pdf.Root.StructTreeRoot.K[0]
        names = [str(kid.S) for kid in document.K]
        assert names[:2] == ["/Sect", "/Sect"]
        assert names.count("/Part") == 2
        part = next(kid for kid in document.K if kind(kid) == "Part")
        assert [str(kid.S) for kid in part.K] == ["/Sect", "/Art", "/Art"]
        levels = [int(str(element.S)[2:]) for element in elements(pdf) if str(element.S)[:2] == "/H"]
        assert levels[0] == 1
        assert all(after - before <= 1 for before, after in pairwise(levels))


def laid(html: str) -> Pdf:
    return pikepdf.open(io.BytesIO(lay_out(f'<html lang="ja"><body>{html}</body></html>', (PAGE,), {}).pdf))


def tree(element: Any) -> Any:
    return (
        str(element.S)[1:],
        [tree(kid) for kid in kids(element) if isinstance(kid, Dictionary) and "/S" in kid],
    )


def test_what_goes_over_a_page_is_one_element() -> None:
    rows = "".join(f"<tr><td>行{row}</td></tr>" for row in range(40))
    table = f"<table><thead><tr><th>頭</th></tr></thead><tbody>{rows}</tbody></table>"
    with laid(f"<p>{'文' * 600}</p>{table}") as pdf:
        assert len(pdf.pages) > 3
        kinds = [kind(element) for element in elements(pdf)]
        counts = {name: kinds.count(name) for name in ("P", "Table", "THead", "TH", "TD")}
        painted = sum(1 for page in pdf.pages for _ in marked(page))
        assert painted == sum(1 for element in elements(pdf) for _ in contents(element))
        assert counts == {"P": 1, "Table": 1, "THead": 1, "TH": 1, "TD": 40}


def test_lists_notes_and_ruby() -> None:
    html = (
        '<p>文<span class="footnote" data-note="1" style="float: footnote">注</span>です。'
        '<span class="ruby">漢<span class="reading">かん</span></span></p>'
        "<ol><li>一<ul><li>二</li></ul></li></ol><dl><dt>語</dt><dd>意味</dd></dl>"
    )
    with laid(html) as pdf:
        _, shown = tree(pdf.Root.StructTreeRoot.K[0])
    assert shown[0] == (
        "P",
        [("Span", []), ("Reference", []), ("Span", []), ("Ruby", [("RB", []), ("RT", [])])],
    )
    assert shown[1] == ("Note", [("Lbl", []), ("Span", [])])
    assert shown[2] == ("L", [("LI", [("Lbl", []), ("LBody", [("Span", []), ("L", [("LI", [("LBody", [])])])])])])
    assert shown[3] == ("L", [("LI", [("Lbl", []), ("LBody", [])])])


def test_an_item_with_nothing_but_its_label_has_it_for_content() -> None:
    with laid("<dl><dt>語</dt></dl>") as pdf:
        _, shown = tree(pdf.Root.StructTreeRoot.K[0])
    assert shown == [("L", [("LI", [("LBody", [])])])]


def test_pictures_without_words_are_artifacts() -> None:
    drawing = "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><path d='M0 0h9v9z'/></svg>"
    svg = f"data:image/svg+xml,{drawing}"
    with laid(f'<p>前<img alt="" src="{svg}">後<img alt="三角" src="{svg}"></p>') as pdf:
        figures = [element for element in elements(pdf) if kind(element) == "Figure"]
        assert [str(figure.Alt) for figure in figures] == ["三角"]


@pytest.mark.parametrize(("alt", "said"), [("三角", "三角"), ("", "https://example.com/b")])
def test_a_link_around_a_picture_is_named_and_owns_its_area(alt: str, said: str) -> None:
    drawing = "<svg xmlns='http://www.w3.org/2000/svg' width='90' height='60'><path d='M0 0h9v9z'/></svg>"
    picture = f'<img alt="{alt}" src="data:image/svg+xml,{drawing}">'
    with laid(f'<p>前<a href="https://example.com/b">{picture}</a>後</p>') as pdf:
        areas = list(pdf.pages[0].Annots)
        links = [element for element in elements(pdf) if kind(element) == "Link"]
        numbers = pdf.Root.StructTreeRoot.ParentTree.Nums
        owners = {int(numbers[at]): numbers[at + 1] for at in range(0, len(numbers), 2)}
        assert [str(link.Alt) for link in links] == [said]
        assert [owners[int(area.StructParent)].objgen for area in areas] == [links[0].objgen]


def test_every_area_of_a_link_belongs_to_it_whatever_stands_within() -> None:
    ruby = '<span class="ruby" style="display: inline-block">漢<span class="reading">かん</span></span>'
    with laid(f'<p>前<a href="https://example.com/b">{ruby}<code>x</code>語</a>後</p>') as pdf:
        numbers = pdf.Root.StructTreeRoot.ParentTree.Nums
        owners = {int(numbers[at]): numbers[at + 1] for at in range(0, len(numbers), 2)}
        assert {kind(owners[int(area.StructParent)]) for area in pdf.pages[0].Annots} == {"Link"}


def test_a_table_of_heads_alone_has_a_body() -> None:
    with laid("<table><thead><tr><th>頭</th><th>頭</th></tr></thead></table>") as pdf:
        _, shown = tree(pdf.Root.StructTreeRoot.K[0])
    assert shown == [("Table", [("TBody", [("TR", [("TH", []), ("TH", [])])])])]


def test_a_table_without_heads_is_heard_as_text() -> None:
    cells = "<tr><td>左</td><td colspan=2><p>右</p><p>また右</p></td></tr>"
    with laid(f"<table>{cells}</table><table><tr><th>頭</th></tr>{cells}</table>") as pdf:
        _, shown = tree(pdf.Root.StructTreeRoot.K[0])
        spanning = [kind(element) for element in elements(pdf) if "/ColSpan" in element.get("/A", {})]
    assert shown[0] == ("Div", [("Div", [("Div", [("P", []), ("Div", [("P", []), ("P", [])])])])])
    assert (shown[1][0], spanning) == ("Table", ["TD"])


def test_items_numbers_are_painted_where_they_are_read_and_bullets_are_not_read() -> None:
    items = "".join(f"<li>{number}番目の項目</li>" for number in range(1, 5))
    bullets = "<ul style='list-style-type:\"・\"'><li>点</li><li>また点</li></ul>"
    with laid(f"<h1>題</h1><ol>{items}</ol>{bullets}") as pdf:
        painted = [int(mark) for mark in re.findall(rb"/MCID (\d+)>>\s+BDC", pdf.pages[0].Contents.read_bytes())]
        owners = pdf.Root.StructTreeRoot.ParentTree.Nums[1]
        tags = [str(owners[mark].S)[1:] for mark in painted]
    assert tags == ["H2", *["Lbl", "LBody"] * 4, "LBody", "LBody"]


@pytest.mark.parametrize("filled", range(14))
@pytest.mark.parametrize("more", [0, 20])
def test_notes_are_painted_where_they_are_read_on_whichever_page(filled: int, more: int) -> None:
    style = "float: footnote; footnote-policy: line"

    def note(number: int) -> str:
        return f'<span class="footnote" data-note="{number}" style="{style}">注{number}</span>'

    html = (
        f"{'<p>行</p>' * filled}<p>{''.join(map(note, range(9, 9 + more)))}</p>"
        f"<p>一{note(1)}文{note(2)}。</p><p>文{note(3)}。</p>"
        f"<blockquote><p>引用{note(4)}</p></blockquote>"
        f"<ul><li>項目{note(5)}<ul><li>内{note(6)}</li></ul></li><li><p>段落{note(7)}</p><p>次</p></li></ul>"
        f"<dl><dt>語</dt><dd>意味{note(8)}</dd></dl><p>おわり。</p>"
    )
    with laid(html) as pdf:
        read = [place for element in elements(pdf) for place in contents(element)]
        for page in pdf.pages:
            painted = re.findall(rb"/MCID (\d+)>>\s+BDC", page.Contents.read_bytes())
            assert [mark for number, mark in read if number == page.objgen] == list(map(int, painted))
        notes = [element for element in elements(pdf) if kind(element) == "Note"]
        assert len(notes) == 8 + more
