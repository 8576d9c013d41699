"""Articles as browsers print them, and the numbers of notes, which begin no line anywhere."""

from __future__ import annotations

import base64
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from browser import Tab, served

from book.settings import load_settings
from exporters.builders.run import run_sphinx

CONF = Path(__file__).parents[2] / "conf"
PUBLICATION = '[series]\ntitle = "紙の連載"\naddress = "https://series.example"\n'
COLUMNS = 12
ROW = " | ".join(f"{number},{number}88" for number in range(40, 39 + COLUMNS))
NOTED = "".join(f"{'国' * (number % 9 + 7)}[^{number}]。" for number in range(40))
NOTES = "".join(f"[^{number}]: 注の文。\n" for number in range(40))
ARTICLE = f"""---
title: 紙に刷る記事
date: 2025-09-02
---
{"文字である。" * 20}

| 会社の名前 | {" | ".join(f"{number}年度" for number in range(2, 1 + COLUMNS))} |
{"|---" * COLUMNS}|
{f"| 架空電力 | {ROW} |" + chr(10)}{(f"| Networks | {ROW} |" + chr(10)) * 60}
コードを示す。

```python
{chr(10).join(f"row_{number} = {number}" for number in range(70))}
```

手順は次のとおり。

- 一つ目

{NOTED}

{NOTES}
"""
# The numbers of notes that stand at the left edge of their paragraph.
AT_EDGE = """[...document.querySelectorAll({!r})].filter(call => {{
  const range = document.createRange();
  range.selectNodeContents(call);
  return range.getClientRects()[0].left < call.closest('p').getBoundingClientRect().left + 10;
}}).length"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a long article of tables, code and notes."""
    source = tmp_path_factory.mktemp("paper")
    (source / "_posts").mkdir()
    (source / "publication.toml").write_text(PUBLICATION, encoding="utf-8")
    (source / "_posts" / "2025-09-02-paper.md").write_text(ARTICLE, encoding="utf-8")
    settings = load_settings(source, CONF, source / "build")
    run_sphinx("html", settings, 1)
    with served(settings.build / "html") as (root, _):
        yield f"{root}2025/09/02/paper/"


@pytest.fixture
def printed(tab: Tab, address: str, tmp_path: Path) -> list[str]:
    """The text of each page of A4 that the browser prints of it."""
    tab.width(1280)
    tab.open(address)
    pdf = tab.call("Page.printToPDF", preferCSSPageSize=True, paperWidth=8.27, paperHeight=11.69)
    (tmp_path / "paper.pdf").write_bytes(base64.b64decode(pdf["data"]))
    command = ["pdftotext", "-layout", tmp_path / "paper.pdf", "-"]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.split("\f")


def test_tables_and_code_begin_where_the_text_before_them_ends(printed: list[str]) -> None:
    assert "架空電力" in printed[0]
    lead = next(page for page in printed if "コードを示す" in page)
    assert "row_3 = 3" in lead
    assert "row_69" not in lead, "there was room for all of it"


def test_numbers_and_words_of_many_columns_are_whole(printed: list[str]) -> None:
    rows = [line.split() for page in printed for line in page.splitlines() if "Networks" in line]
    assert len(rows) == 60
    assert all(row[1:] == ROW.split(" | ") for row in rows)


def test_paper_shows_no_way_about_the_site(printed: list[str]) -> None:
    assert not any("ホーム" in page or "この記事を収めた本" in page for page in printed)


def test_no_line_begins_with_the_number_of_a_note(tab: Tab, address: str) -> None:
    tab.width(390)
    tab.open(address)
    bound = "document.querySelectorAll('.gp-text p a.footnote-reference').length"
    assert tab.run(bound) == 40
    assert tab.run(AT_EDGE.format(".gp-text p a.footnote-reference")) == 0
