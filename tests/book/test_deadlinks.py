"""Links that lead nowhere, as `check` lists them; links by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from book.check import check
from book.settings import load_settings

TARGET = "---\ntitle: 行き先\n---\n## 節の題\n\n本文\n\n<span id='here'></span>\n\n## 節の題\n"


def problems(tmp_path: Path, link: str) -> list[str]:
    (tmp_path / "2025-10-01-target.md").write_text(TARGET, encoding="utf-8")
    (tmp_path / "2025-10-02-from.md").write_text(f"---\ntitle: 題\n---\n本文\n\n{link}\n", encoding="utf-8")
    found, _ = check(load_settings(tmp_path, build=tmp_path / "build"))
    return [
        f"{problem.line} {problem.kind} {problem.remedy}" for problem in found if problem.kind.startswith("link")
    ]


@pytest.mark.parametrize(
    "link",
    [
        "[a](/2025/10/01/target/)",
        "[a](/2025/10/01/target?x=1#here)",
        "[a](/2025/10/01/target/#%E7%AF%80%E3%81%AE%E9%A1%8C-1)",
        "[a](2025-10-01-target.md#節の題)",
        "[[target]] [[行き先|言葉]] [[2025-10-01-target#節の題]]",
        "[a](/services/) [b](https://example.jp/2020/01/01/x/)",
        "[a](#下)\n\n## 下",
        "[a](#注){: .x}\n\n段落\n{: #注}",
    ],
)
def test_links_that_lead_somewhere(tmp_path: Path, link: str) -> None:
    assert problems(tmp_path, link) == []


@pytest.mark.parametrize(
    ("link", "told"),
    [
        ("[a](/2025/10/01/tarqet/)", "6 link.unknown Did you mean /2025/10/01/target/?"),
        ("[a](2025-10-01-target-x.md)", "6 link.unknown Did you mean /2025/10/01/target/?"),
        ("[[無い記事]]", "6 link.unknown There is none with a like name."),
        ("[a](/2025/10/01/target/#無い節)", "6 link.fragment There are: #here, #節の題, #節の題-1."),
        ("[a](#どこ)", "6 link.fragment It has none."),
    ],
)
def test_links_that_lead_nowhere(tmp_path: Path, link: str, told: str) -> None:
    assert problems(tmp_path, link) == [told]


def test_links_are_told_by_the_line_they_stand_on(tmp_path: Path) -> None:
    text = "一行目\n二行目[a](/2020/01/01/x/)と\nthree\n四[b](#無い)\n\n| 表 |\n|---|\n| [c](#無い節) |"
    assert [told.split()[0] for told in problems(tmp_path, text)] == ["7", "9", "13"]
