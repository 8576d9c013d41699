"""Pictures that their page has no room for, and the text that goes on there before them."""

from __future__ import annotations

import io
import itertools

import pikepdf
import pytest
from measure import lines_of, page_count, said, set_pages

from exporters.pdf.page import LINE, TEXT_SIZE, page_shape

SHAPE = page_shape("A5")
COLUMNS = round(SHAPE.text_width / TEXT_SIZE)
ROWS = round(SHAPE.text_height / LINE)
SVG = "%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'%3E%3Cpath d='M0 0h9v9z'/%3E%3C/svg%3E"
DRAWING = f"data:image/svg+xml,{SVG}"
PICTURE = f"""<p class='picture'><img alt="" style="width:200pt;height:200pt" src="{DRAWING}"/></p>"""
FIGURE = PICTURE.replace("<p class='picture'>", "<figure>").replace("</p>", "<figcaption>題</figcaption></figure>")
# Lines that a page holds beside the picture are fewer.
BEFORE = 20


def pages_of(body: str) -> list[list[str]]:
    pdf, _ = set_pages(f"{'<p>前</p>' * BEFORE}{body}")
    return [[said(line) for line in lines_of(pdf, page)] for page in range(page_count(pdf))]


def paragraph(mark: str, lines: int) -> str:
    return f"<p>{mark * (COLUMNS * lines - 3)}。</p>"


@pytest.mark.parametrize("picture", [PICTURE, FIGURE])
def test_text_fills_the_page_that_a_picture_leaves(picture: str) -> None:
    first, second = pages_of(picture + paragraph("甲", 4) + paragraph("乙", 5) + paragraph("丙", 3))
    assert len(first) == ROWS
    assert [line[-2] for line in first[BEFORE:]] == ["甲"] * 4 + ["乙"] * 5
    assert [line[-2] for line in second if len(line) > 1] == ["丙"] * 3


def test_the_rest_of_a_paragraph_stands_above_the_picture() -> None:
    body = PICTURE + paragraph("甲", 15) + paragraph("乙", 1)
    pdf, _ = set_pages("<p>前</p>" * BEFORE + body)
    assert len(lines_of(pdf)) == ROWS
    second = [line for line in lines_of(pdf, 1) if len(line) > 1]
    apart = [(above[0].y - below[0].y) / LINE for above, below in itertools.pairwise(second)]
    assert [said(line)[-2] for line in second] == ["甲"] * 6 + ["乙"]
    assert apart[-1] > 200 / LINE, "the picture stands between"
    assert apart[:-1] == pytest.approx([1] * 5, abs=0.01)


@pytest.mark.parametrize(
    "behind",
    [
        "<p>図1：費用の推移</p>",
        "<p>出典：架空の資料</p>",
        "<p>上の図が示すとおり、費用は減りました。</p>",
        "<h2>次の節</h2>",
        "<p>次の三つです。</p><ul><li>項</li></ul>",
        "<table><tbody><tr><td>値</td></tr></tbody></table>",
    ],
)
def test_what_belongs_below_a_picture_stays_there(behind: str) -> None:
    first, second = pages_of(PICTURE + behind + paragraph("甲", 3))
    assert first == ["前"] * BEFORE
    assert second


def test_what_names_a_figure_need_not_move_with_it() -> None:
    first, _ = pages_of("<p>結果は次の図に示す。</p>" + FIGURE + paragraph("甲", 8))
    assert len(first) == ROWS
    first, _ = pages_of("<p>結果：</p>" + FIGURE + paragraph("甲", 8))
    assert len(first) == BEFORE


def test_a_list_passes_too_and_a_picture_with_room_stays() -> None:
    first, _ = pages_of(f"{PICTURE}<ul><li>{'項' * 90}</li></ul>" + paragraph("甲", 9))
    assert first[BEFORE] == "・" + "項" * (COLUMNS - 2)
    pdf, _ = set_pages(f"<p>前</p>{PICTURE}{paragraph('甲', 3)}")
    above, below, *_ = lines_of(pdf)
    assert (above[0].y - below[0].y) > 200


def test_a_picture_takes_its_caption_with_it() -> None:
    image = PICTURE.replace("200pt", f"{LINE * 4}pt")
    for before in range(ROWS - 7, ROWS):
        pdf, _ = set_pages(f"{'<p>前</p>' * before}{image}<p>▲費用の推移</p>")
        with pikepdf.open(io.BytesIO(pdf)) as opened:
            drawn = [
                any(str(operator) == "f" for _, operator in pikepdf.parse_content_stream(page))
                for page in opened.pages
            ]
        captions = ["▲費用の推移" in map(said, lines_of(pdf, page)) for page in range(page_count(pdf))]
        assert drawn == captions
