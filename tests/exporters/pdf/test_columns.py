"""The columns of tables on the page: what breaks, and where numbers end."""

from __future__ import annotations

import pytest
from lxml import etree
from measure import lines_of, page_count, said, set_pages

from exporters.pdf.columns import columns_of, keep_phrases_of_cells, set_columns
from exporters.pdf.page import page_shape
from exporters.pdf.spacing import space_text
from exporters.pdf.tables import close_feet, close_rows, cut_wide_tables, end_with_feet, keep_groups, name_headless

WIDTH = page_shape("A5").text_width


def table(*rows: str) -> str:
    """Return a table of rows whose cells are parted by `|`; the first is its head."""
    cells = [row.split("|") for row in rows]
    head = "".join(f"<th>{cell}</th>" for cell in cells[0])
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in cells[1:])
    return f"<div class='table'><table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"


def laid(body: str) -> list[str]:
    """Return the lines of a body with tables, as they stand on pages."""
    article = etree.fromstring(f"<article>{body}</article>")
    cells = set_columns(article, WIDTH)
    space_text(article)
    keep_phrases_of_cells(cells)
    inner = "".join(etree.tostring(child, encoding="unicode") for child in article)
    pdf, _ = set_pages(inner)
    return [said(line) for page in range(page_count(pdf)) for line in lines_of(pdf, page)]


def test_short_columns_are_not_broken_for_a_long_one() -> None:
    long = "長い説明が続くと、行はいくつにもなりますが、ほかの列の語はそのために折れません。" * 2
    lines = laid(table("項目|数量|説明", f"売上高|1,234,567|{long}", f"営業利益|98,765|{long}"))
    assert lines[0] == "項目数量説明"
    assert any(line.startswith("売上高1,234,567長い") for line in lines)
    assert any(line.startswith("営業利益98,765長い") for line in lines)


def test_western_words_are_not_broken_where_a_smaller_size_keeps_them_whole() -> None:
    head = "Company|Model|Context|Throughput|Availability|Remark"
    lines = laid(table(head, "Anthropic|Sonnet|1,000,000|12,000|unavailable|longcontext", "x|y|1|2|z|w"))
    assert lines[0] == head.replace("|", "")
    assert lines[1] == "AnthropicSonnet1,000,00012,000unavailablelongcontext"


def test_a_table_takes_fewer_lines_than_with_equal_columns() -> None:
    rows = [
        f"第{n}段階|人間|システムが条件のもとで運転し、求められれば人間が代わります|広く普及している"
        for n in range(4)
    ]
    body = table("段階|主体|内容|現状", *rows)
    equal = [said(line) for line in lines_of(set_pages(body)[0])]
    assert len(laid(body)) < len(equal)


@pytest.mark.parametrize(
    ("values", "right"),
    [
        (("1,234", "56", "7.8"), True),
        (("12.3%", "1.2%", "—"), True),
        (("¥1,200", "¥980", "¥5"), True),
        (("10億円", "2億円", ""), True),
        (("12.3", "(45.6)", "▲7.8"), True),
        (("0.73兆ドル", "2兆ドル", "非公開"), True),
        (("1,234.5", "12.3", "1.0%"), True),
        (("10億円", "5万円", "3%"), False),
        (("3件", "少し", "2件"), False),
    ],
)
def test_columns_of_numbers_end_at_one_edge(values: tuple[str, ...], right: bool) -> None:
    article = etree.fromstring(
        f"<article>{table('年|値', *(f'A{place}|{said}' for place, said in enumerate(values)))}</article>"
    )
    set_columns(article, WIDTH)
    cells = article.xpath("//tr/*[2]")
    assert [cell.get("class") for cell in cells] == ["text-right" if right else None] * 4


def test_what_the_author_aligned_stays_so_and_is_seen() -> None:
    cells = "<tr><th class='text-right'>値</th></tr><tr><td class='text-right'>1</td></tr>"
    body = f"<table><tbody>{cells}</tbody></table>"
    pdf, _ = set_pages(body)
    right = page_shape("A5").inner + WIDTH
    assert all(0 < right - line[-1].end < 5 for line in lines_of(pdf))


def test_cells_over_columns_and_breaks_in_cells_are_measured_and_left() -> None:
    cells = "<tr><td colspan='2'>ここは二列</td></tr><tr><td>甲<br/>乙</td><td>丙</td></tr>"
    body = f"<table><tbody>{cells}</tbody></table>"
    article = etree.fromstring(f"<article>{body}</article>")
    set_columns(article, WIDTH)
    assert "".join(article.itertext()) == "ここは二列甲乙丙"
    widths = [float(col.get("style")[6:-1]) for col in article.iter("col")]
    assert len(widths) == 2
    assert sum(widths) == pytest.approx(100, abs=0.1)


def test_heads_of_columns_are_not_broken_where_there_is_room() -> None:
    long = "長い説明が続くと、行はいくつにもなりますが、見出しはそのために折れません。" * 2
    lines = laid(table("銘柄|説明|レーティング", f"甲|{long}", f"乙|{long}|中立"))
    assert lines[0] == "銘柄説明レーティング"


def test_cells_below_one_of_several_rows_are_in_their_own_columns() -> None:
    body = etree.fromstring(
        "<article><table><thead><tr><th rowspan='2'>社</th><th colspan='2'>受注残</th></tr>"
        "<tr><th>昨年</th><th>今年</th></tr></thead><tbody>"
        "<tr><td>甲</td><td>46</td><td>80</td></tr><tr><td>乙</td><td>35</td><td>60</td></tr></tbody></table></article>"
    )
    set_columns(body, WIDTH)
    assert [cell.get("class") for cell in body.iter("th")] == [None, None, "text-right", "text-right"]


def test_rows_end_with_cells_of_their_own() -> None:
    body = etree.fromstring(
        "<div><table><tr><td rowspan='3'>a</td><td>b</td><td rowspan='2'>c</td><td rowspan='2'>d</td></tr>"
        "<tr><td>e</td></tr><tr><td>f</td><td>g</td><td>h</td></tr></table></div>"
    )
    close_rows(body)
    rows = [[(cell.text, cell.get("class"), cell.get("rowspan")) for cell in row] for row in body.iter("tr")]
    assert rows[0] == [("a", None, "3"), ("b", None, None), ("c", "reaching", None), ("d", "reaching", None)]
    assert rows[1] == [("e", None, None), (None, "reached", None), (None, "reached", None)]
    assert rows[2] == [("f", None, None), ("g", None, None), ("h", None, None)]


@pytest.mark.parametrize("span", ["9", "x", "0", "1"])
def test_cells_that_reach_below_their_table_stay(span: str) -> None:
    body = etree.fromstring(f"<div><table><tr><td>a</td><td rowspan='{span}'>b</td></tr></table></div>")
    close_rows(body)
    assert len(body.findall(".//td")) == 2


def test_a_price_stays_with_its_unit_and_long_names_take_no_more_than_they_are_wide() -> None:
    long = "長い説明が続くと、行はいくつにもなりますが、金額はそのために折れません。" * 2
    lines = laid(table("料金|説明", f"約3,000円|{long}", f"約12,000円|{long}"))
    assert any(line.startswith("約12,000円") for line in lines)
    name = etree.fromstring("<table><tr><td>max_num_batched_tokens</td></tr></table>")
    assert columns_of(name)[0].whole < 14


def test_words_of_cells_are_broken_where_no_other_way_is() -> None:
    names = "アクセルプラットフォーム", "ベルリン・コンサルティング", "クラウドエンジニアリング"
    rows = (
        f"{name}|{name}|製造・小売と公共|{n}万〜9,000万円|戦略から構築まで一貫する" for n, name in enumerate(names)
    )
    lines = laid(table("会社名|別名|得意な分野|月額の目安|特徴のまとめ", *rows))
    text = "\n".join(lines)
    assert text.count("コンサルティング") == 2
    assert "9,000万円" in text
    assert not any(line.startswith(("ー", "ッ", "ィ", "、")) for line in lines)


def test_long_text_of_a_wide_column_fills_its_lines() -> None:
    long = "長い説明が続くと、行はいくつにもなりますが、行は端までほぼ埋まっています。" * 4
    lines = [line.removeprefix("値") for line in laid(table("項|説明", f"値|{long}"))[1:-1]]
    assert len(set(map(len, lines))) <= 2


def test_a_crowded_table_is_set_smaller_and_its_phrases_are_whole() -> None:
    cell = "プラットフォーム事業"
    article = etree.fromstring(f"<article>{table('|'.join(['区分'] * 5), *['|'.join([cell] * 5)] * 3)}</article>")
    set_columns(article, WIDTH)
    assert article.find(".//table").get("class").split()[0] == "wide"


def test_a_row_higher_than_a_page_begins_where_the_one_before_ends() -> None:
    long = "この欄の文章は一頁よりも長く続くので、次の頁へ分かれます。" * 60
    article = etree.fromstring(f"<article>{table('項目|説明', '短い|一行', f'長い|{long}')}</article>")
    set_columns(article, WIDTH)
    pdf, _ = set_pages(etree.tostring(article[0], encoding="unicode"))
    assert [row.get("class") for row in article.iter("tr")] == [None, None, "tall"]
    assert page_count(pdf) == 2
    assert len(lines_of(pdf, 0)) > 30


def test_a_head_that_says_nothing_is_left_out_and_rows_are_named() -> None:
    body = etree.fromstring(
        "<div><table><thead><tr><th/><th> </th></tr></thead>"
        "<tbody><tr><td class='text-right'>甲</td><td>1</td></tr><tr><td/><td>2</td></tr></tbody></table>"
        "<table><thead><tr><th/><th>値</th></tr></thead><tbody><tr><td>甲</td><td>1</td></tr></tbody></table></div>"
    )
    name_headless(body)
    first, second = body
    assert [(cell.tag, cell.get("scope"), cell.get("class")) for cell in first.iter("th", "td")] == [
        ("th", "row", "text-right plain"),
        ("td", None, None),
        ("td", None, None),
        ("td", None, None),
    ]
    assert [cell.tag for cell in second.iter("th", "td")] == ["th", "th", "td", "td"]
    named = "<table><tbody><tr><th scope='row' class='plain'>甲</th><td>乙</td></tr></tbody></table>"
    assert {mark.font for line in lines_of(set_pages(named)[0]) for mark in line} == {"Noto-Serif-CJK-JP"}


def test_cells_that_reach_down_to_the_end_of_their_table_end_with_its_rule() -> None:
    body = etree.fromstring(
        "<div><table><tbody><tr><td rowspan='2'>a</td><td>b</td></tr><tr><td>c</td></tr>"
        "<tr><td rowspan='2'>d</td><td>e</td></tr><tr><td>f</td></tr></tbody></table></div>"
    )
    close_feet(body)
    assert {cell.text: cell.get("class") for cell in body.iter("td") if cell.get("class")} == {"d": "foot"}


def test_no_row_stands_alone_at_a_page_s_head_or_foot() -> None:
    rows = [f"行{number}|値" for number in range(6)]
    for before in range(20, 29):
        pdf, _ = set_pages("<p>前</p>" * before + table("見出|値", *rows))
        counts = [sum("行" in said(line) for line in lines_of(pdf, page)) for page in range(page_count(pdf))]
        assert sum(counts) == 6
        assert 1 not in counts


@pytest.mark.parametrize(("rows", "pages"), [(5, 1), (12, 2)])
def test_short_tables_stand_on_one_page(rows: int, pages: int) -> None:
    article = etree.fromstring(
        f"<article>{table('見出|値', *(f'行{number}|値' for number in range(rows)))}</article>"
    )
    set_columns(article, WIDTH)
    inner = etree.tostring(article[0], encoding="unicode")
    for before in (23, 24, 25):
        pdf, _ = set_pages("<p>前</p>" * before + inner)
        counts = [sum("行" in said(line) for line in lines_of(pdf, page)) for page in range(page_count(pdf))]
        assert sum(counts) == rows
        assert sum(map(bool, counts)) == pages


@pytest.mark.parametrize("trim", ["新書", "A6", "A5"])
def test_no_column_becomes_a_tower_for_the_sake_of_another(trim: str) -> None:
    head = "会社名|得意な分野|コンサルティング・サービス|月額の目安|ソフトウェアエンジニアリング"
    rows = (f"甲{n}|製造と小売|有|{n}00万〜{n},000万円という幅|プラットフォーム" for n in range(1, 9))
    narrow = page_shape(trim).text_width
    article = etree.fromstring(f"<article>{table(head, *rows)}</article>")
    columns = columns_of(article.find(".//table"))
    set_columns(article, narrow)
    widths = [float(col.get("style")[6:-1]) / 100 * narrow - 7.2 for col in article.iter("col")]
    size = {"": 7.8, "wide": 7.0, "widest": 6.2}[article.find(".//table").get("class", "").partition(" ")[0]]
    room = narrow / size - len(columns) * 7.2 / size
    share = min(1, (room - sum(c.least for c in columns)) / sum(c.good - c.least for c in columns))
    for width, column in zip(widths, columns, strict=True):
        assert width / size >= column.least + share * (column.good - column.least) - 0.1


def test_pieces_of_a_table_are_set_in_one_size() -> None:
    long = "https://investor.example.com/2025/annual-report/consolidated-statement.html?lang=ja"
    names = [f"見出しの{number}" for number in range(13)]
    cells = [long if 0 < number < 4 else str(number) for number in range(13)]
    article = etree.fromstring(f"<article>{table('|'.join(names), *['|'.join(cells)] * 3)}<p>文</p></article>")
    cut_wide_tables(article, WIDTH)
    set_columns(article, WIDTH)
    kinds = [(found.get("class") or "").replace("short", "").strip() for found in article.iter("table")]
    assert len(kinds) > 1
    assert set(kinds) <= {"wide", "widest"}
    assert len(set(kinds)) == 1
    assert not article.xpath("//@data-piece")


def test_a_total_stands_below_the_last_row_alone() -> None:
    rows = "".join(f"<tr><td>行{number}</td><td>1</td></tr>" for number in range(40))
    foot = "<tfoot><tr><th>合計</th><td>40</td></tr></tfoot>"
    for inner in (f"{foot}<tbody>{rows}</tbody>", f"<tbody>{rows}</tbody>{foot}", f"{foot}{rows}"):
        article = etree.fromstring(f"<article><table>{inner}</table></article>")
        end_with_feet(article)
        pdf, _ = set_pages(etree.tostring(article[0], encoding="unicode"))
        pages = [[said(line) for line in lines_of(pdf, page)] for page in range(page_count(pdf))]
        assert [sum("合計" in line for line in lines) for lines in pages] == [0, 1]
        assert pages[-1][-1] == "合計40"


def test_rows_beside_one_cell_stay_on_one_page() -> None:
    groups = "".join(
        f"<tr><th rowspan='4'>群{group}</th><td>一</td></tr>{'<tr><td>次</td></tr>' * 2}<tr><td>末</td></tr>"
        for group in range(5)
    )
    for before in range(6):
        article = etree.fromstring(f"<article><table><tbody>{groups}</tbody></table></article>")
        keep_groups(article)
        pdf, _ = set_pages("<p>前</p>" * (before + 12) + etree.tostring(article[0], encoding="unicode"))
        lines = [[said(line) for line in lines_of(pdf, page)] for page in range(page_count(pdf))]
        assert len(lines) == 2
        assert lines[0][-1] in ("末", "前")
        assert "群" in "".join(lines[1][:2])


@pytest.mark.parametrize("before", [21, 22])
def test_a_table_of_one_row_stays_in_its_box_where_text_below_has_no_room(before: int) -> None:
    inner = f"<p class='admonition-title'>題</p><p>文。</p>{table('見出|値', '行|値')}"
    pdf, _ = set_pages(f"{'<p>前</p>' * before}<aside class='admonition note'>{inner}</aside><p>後</p>")
    first, second = ("".join(map(said, lines_of(pdf, page))) for page in range(page_count(pdf)))
    assert (first.endswith("行値"), second) == (True, "後")
