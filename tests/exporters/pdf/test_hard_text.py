"""A text of all that is hard to set, in one volume: the checkers find nothing in it."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path

import pikepdf
import pytest
from lxml import etree
from measure import SHEET, Mark, ink, lines_of, said, set_pages
from pikepdf import Name
from PIL import Image
from test_accessible import elements, found_in, kind
from test_bad_input import bound, with_body

from exporters.chapter import Edition, Picture
from exporters.pdf.code import set_rows
from exporters.pdf.layout import Shown, listening, render, with_8_bits
from exporters.pdf.page import page_shape


def call(number: int) -> str:
    return f'<a class="noteref" role="doc-noteref" id="fnref-{number}-1" href="#fn-{number}">{number}</a>'


LINK = '<a href="https://example.jp/reports/2026/annual/index.html">報告書</a>'
RUBY = "<ruby>展望<rt>てんぼう</rt></ruby>"
MATH = '<math xmlns="http://www.w3.org/1998/Math/MathML" alttext="x^2"><msup><mi>x</mi><mn>2</mn></msup></math>'
ROWS = "".join(f"<tr><td>項目{number}</td><td>{number}%</td></tr>" for number in range(70))
PARTS = {
    "headings": f"<section><h2 id='a'>一、{RUBY}と<em class='bouten'>要点</em>{MATH}{call(1)}</h2>"
    "<p>本文。</p></section>",
    "table": f"<table><thead><tr><th scope='col'>列{call(2)}</th><th scope='col'>{LINK}</th></tr></thead>"
    f"<tbody>{ROWS}</tbody></table>",
    "headless": "<table><thead><tr><th/><th/></tr></thead><tbody><tr><td>甲</td><td>一</td></tr>"
    "<tr><td rowspan='2'>乙</td><td>二</td></tr><tr><td/></tr><tr><td>丙</td><td/></tr></tbody></table>",
    "lists": f"<ul><li><p>項目{call(3)}</p><ol start='7'><li>番号<ul><li>深い{LINK}</li></ul></li></ol></li>"
    "<li/></ul>",
    "quote": f"<blockquote><p>引用{call(4)}。</p><pre><code>{'x = 1; ' * 60}</code></pre></blockquote>",
    "box": f"<aside class='admonition note'><p class='admonition-title'>注記</p><p>箱{call(5)}</p></aside>",
    "scripts": "<p>𠮷野家で한국어と中文简体、עברית と العربية、ไทย、हिन्दी、Ελληνικά、😀👨\u200d👩\u200d👧👍🏽。"
    "</p>",
    "pictures": '<p>文中の<img src="pictures/p.png" alt="小さな絵"/>絵と、後の文。</p>',
    "drawn": f"<p>{MATH}と{RUBY}、{MATH}の後の文。<em class='bouten'>圏点</em>の後の文。</p>",
    "svg": '<p><svg xmlns="http://www.w3.org/2000/svg" width="90" height="40" viewBox="0 0 90 40">'
    '<text x="2" y="20">図の文字</text></svg></p>',
    "terms": f"<dl><dt>用語</dt><dd><p>定義{call(6)}</p></dd></dl>",
}
NOTES = "".join(
    f'<li id="fn-{number}"><p>注{number}{LINK * (number == 3)}。</p>{"<ul><li>一</li></ul>" * (number == 4)}</li>'
    for number in range(1, 7)
)
END = f'<section class="footnotes" role="doc-endnotes"><ol>{NOTES}</ol></section>'


def test_the_checkers_find_nothing_in_hard_text(edition: Edition, tmp_path: Path) -> None:
    Image.new("RGBA", (40, 30), (200, 0, 0, 90)).save(tmp_path / "p.png")
    picture = Picture("p.png", tmp_path / "p.png", "image/png", 40, 30)
    body = "<p>前文。</p>" * 9 + "".join(PARTS.values()) + END
    text = bound(with_body(edition, body, (picture,)), tmp_path)
    for word in ("展望", "𠮷野家", "한국어", "文中の", "注6"):
        assert word in text
    assert found_in(tmp_path / "book.pdf") == set()
    subprocess.run(["qpdf", "--check", tmp_path / "book.pdf"], check=True, capture_output=True)


def test_lists_are_numbered_as_they_begin(edition: Edition, tmp_path: Path) -> None:
    later = (
        "<ol start='7'><li>甲</li><li>乙<ol><li>子</li></ol></li></ol><p>文。</p><ol start='9'><li>丙</li></ol>"
    )
    text = bound(with_body(edition, f"{later}<ol><li value='4'>丁</li><li>戊</li></ol>"), tmp_path)
    assert [item for item in ("7.甲", "8.乙", "1.子", "9.丙", "4.丁", "5.戊") if item not in text] == []


def test_links_of_a_repeated_head_are_there_once(edition: Edition, tmp_path: Path) -> None:
    bound(with_body(edition, PARTS["table"] + END), tmp_path)
    with pikepdf.open(tmp_path / "book.pdf") as pdf:
        links = [link for page in pdf.pages for link in page.obj.get("/Annots", ())]
        assert all("/StructParent" in link for link in links)
        heads = [element for element in elements(pdf) if kind(element) == "TH" and element.A.Scope == Name.Column]
    assert len(heads) == 2


@pytest.mark.parametrize("beyond", [True, False])
def test_drawings_are_cut_at_their_edges(tmp_path: Path, beyond: bool) -> None:
    circle = '<circle cx="100" cy="40" r="30"/>' if beyond else ""
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg" width="100" height="40">{circle}</svg>'
    page = "<html><body><article><p class='picture'><img src='picture:a' alt='図'/></p></article></body></html>"
    with listening():
        sheets = SHEET.read_text(encoding="utf-8"), page_shape("A5").css
        document, pdf = render(page, sheets, {"picture:a": Shown(drawing.encode())}, dict)
    (box,) = (box for box in document.pages[0]._page_box.descendants() if box.element_tag == "img")
    (tmp_path / "a.pdf").write_bytes(pdf)
    command = ["pdftoppm", "-r", "96", "-gray", "-singlefile", tmp_path / "a.pdf", tmp_path / "a"]
    subprocess.run(command, check=True)
    shown = Image.open(tmp_path / "a.pgm").point(lambda grey: 255 * (grey < 128)).getbbox()
    assert (shown is not None) == beyond
    if shown:
        assert shown[2] <= box.position_x + box.width + 1
        assert shown[3] <= box.position_y + box.height + 1


def test_a_picture_of_16_bit_greys_keeps_its_greys(tmp_path: Path) -> None:
    greys = Image.new("I;16", (3, 1))
    for place, grey in enumerate((0, 0x8000, 0xFFFF)):
        greys.putpixel((place, 0), grey)
    greys.save(tmp_path / "deep.png")
    content = (tmp_path / "deep.png").read_bytes()
    with Image.open(io.BytesIO(with_8_bits(content))) as shown:
        assert shown.mode == "L"
        assert list(shown.tobytes()) == [0, 128, 255]
    Image.new("L", (3, 1)).save(tmp_path / "plain.png")
    assert with_8_bits((tmp_path / "plain.png").read_bytes()) == (tmp_path / "plain.png").read_bytes()
    page = "<html><body><p><img src='picture:a' alt='図'/></p></body></html>"
    with listening() as told:
        render(page, (), {"picture:a": Shown(content, svg=False)}, dict)
    assert told == []


def test_pictures_of_one_figure_share_a_page(edition: Edition, tmp_path: Path) -> None:
    Image.new("L", (640, 480)).save(tmp_path / "p.png")
    picture = Picture("p.png", tmp_path / "p.png", "image/png", 640, 480)
    image = '<img src="pictures/p.png" alt="図の言葉"/>'
    for shown in (f"<figure>{image}{image}<figcaption>図の題</figcaption></figure>", f"<p>{image} {image}</p>"):
        bound(with_body(edition, f"<p>{'前の文。' * 90}</p>{shown}", (picture,)), tmp_path)
        with pikepdf.open(tmp_path / "book.pdf") as pdf:
            figures = [element for element in elements(pdf) if kind(element) == "Figure"]
            pages = {figure.K[0].Pg.objgen if "/Pg" not in figure else figure.Pg.objgen for figure in figures}
        assert (len(figures), len(pages)) == (2, 1)


def test_code_that_says_nothing_is_no_box() -> None:
    body = etree.fromstring("<article><p>前</p><pre><code>\n </code></pre>後<pre><code>x</code></pre></article>")
    set_rows(body)
    assert "".join(body.itertext()) == "前後x"
    assert len(body.findall("pre")) == 1


def test_an_element_over_several_rows_of_code_keeps_its_id_in_the_first() -> None:
    body = etree.fromstring('<article><pre><em id="here">x\ny\nz</em></pre></article>')
    set_rows(body)
    assert [row.findtext("em") for row in body.iter("span")] == ["x", "y", "z"]
    assert body.xpath("//*[@id='here']/text()") == ["x"]


def test_every_line_of_a_very_long_row_of_code_is_marked(tmp_path: Path) -> None:
    pdf, _ = set_pages(f"<pre><code>{'w' * 1500}\nshort</code></pre>")
    lines, shape = lines_of(pdf), page_shape("A5")
    page = ink(pdf, tmp_path)
    rows = [line for line in lines if said(line).startswith("w")]
    assert len(rows) > 12
    left = rows[1][0].x - 1.5 * rows[1][0].size

    def marked(line: list[Mark]) -> bool:
        top = shape.height - line[0].y - line[0].size
        box = (left, top, left + line[0].size, top + line[0].size)
        darkest, lightest = page.crop(tuple(round(edge * 2) for edge in box)).getextrema()
        return darkest < lightest - 60

    assert all(marked(line) for line in rows[1:])
