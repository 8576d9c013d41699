"""Lines that have run together."""

from __future__ import annotations

import pytest

from book.mend import mended


@pytest.mark.parametrize(
    ("line", "lines"),
    [
        (
            "最初の文です。 ### 見出しの言葉 次の文です。",
            "最初の文です。\n\n### 見出しの言葉\n\n次の文です。",
        ),
        (
            "文。 ## AI 導入の手順 手順です。 - **一**: 甲。 - **二**: 乙。 --- ## 次の章 完。",
            "文。\n\n## AI 導入の手順\n\n手順です。\n\n- **一**: 甲。\n- **二**: 乙。\n\n---\n\n## 次の章\n\n完。",
        ),
        ("文。 ### あわせて読む - [甲](/a/) - [乙](/b/)", "文。\n\n### あわせて読む\n\n- [甲](/a/)\n- [乙](/b/)"),
        ("一文目。## 見出し 二文目。### 次", "一文目。\n\n## 見出し\n\n二文目。\n\n### 次"),
        ("文。 ### 「三割」の“真意” その二", "文。\n\n### 「三割」の“真意”\n\nその二"),
        (
            "文。 ### 三つの手順 次の通り。 1. **甲**を行う。 2. 乙を行う。 3. 丙。 --- ### 次",
            "文。\n\n### 三つの手順\n\n次の通り。\n\n1. **甲**を行う。\n2. 乙を行う。\n3. 丙。\n\n---\n\n### 次",
        ),
        (
            "文。 ## 表 1. **甲**: - 子一。 - 子二。 2. 乙。",
            "文。\n\n## 表\n\n1. **甲**:\n   - 子一。\n   - 子二。\n2. 乙。",
        ),
        (
            "文。 ## 版の話 第二版です。 2. これは項目ではない。",
            "文。\n\n## 版の話\n\n第二版です。 2. これは項目ではない。",
        ),
    ],
)
def test_headings_items_and_rules_are_set_apart(line: str, lines: str) -> None:
    assert mended(line) == lines


@pytest.mark.parametrize(
    "text",
    [
        "## 見出し\n\n- 項目\n",
        "C# と F# の話。#タグ も書く。",
        "見出しは `##` と書く。C## は無い。",
        "```\n文。 ### これは符号\n```",
        "文中の - は項目ではない。 - これだけでも。",
    ],
)
def test_other_lines_stay(text: str) -> None:
    assert mended(text) == text


def test_no_letter_is_lost() -> None:
    line = "甲。 ### 見出し 乙。 - 丙 - 丁。 --- 戊。 ### 己"
    assert mended(line).replace("\n", "").replace(" ", "") == line.replace(" ", "")
