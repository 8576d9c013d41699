"""The print style sheet: nothing in it makes WeasyPrint measure prose again and again, or is ignored.

Boxes that shrink to fit what they hold cost one attempt to break lines for each character.
"""

from __future__ import annotations

import pytest
import tinycss2
import weasyprint
from measure import SHEET

from exporters.pdf.layout import listening
from exporters.pdf.page import TRIMS, page_shape

OFFICE = SHEET.with_name("office.css").read_text(encoding="utf-8")
# Boxes of one line, whose text never breaks: ruby, numbers of pages and notes.
ONE_LINE = {".ruby", ".page-number", ".note-mark"}
SHRINKING = ("flex", "grid", "inline-block", "inline-flex", "inline-grid", "table", "inline-table", "table-cell")
FLOATING = {".footnote"}
WIDTHS = ("auto", "min-content", "max-content", "fit-content")


def rules(sheet: str) -> list[tuple[str, dict[str, str]]]:
    """Return each rule of a style sheet: its selector (or at-rule), and its declarations."""
    found = []
    for rule in tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True):
        assert rule.type in ("qualified-rule", "at-rule"), rule
        selector = tinycss2.serialize(rule.prelude).strip()
        name = f"@{rule.at_keyword} {selector}" if rule.type == "at-rule" else selector
        parsed = tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True)
        assert not [part for part in parsed if part.type == "error"], name
        inner = [part for part in parsed if part.type == "at-rule"]
        assert all(part.at_keyword == "footnote" for part in inner), f"a margin box in {name}"
        declared = {
            part.lower_name: tinycss2.serialize(part.value).strip()
            for part in parsed
            if part.type == "declaration"
        }
        found.append((name, declared))
    return found


def faults(sheet: str) -> list[str]:
    """Return what a style sheet says that would make boxes shrink to fit prose."""
    found = []
    for name, declared in rules(sheet):
        selectors = {part.strip() for part in name.split(",")}
        display = declared.get("display", "")
        if display in SHRINKING and not selectors <= ONE_LINE:
            found.append(f"{name}: display: {display}")
        if display == "inline-block" and not {"white-space", "text-indent"} & set(declared):
            found.append(f"{name}: lines may break in it")
        if declared.get("float", "none") != "none" and not selectors <= FLOATING:
            found.append(f"{name}: float")
        if declared.get("table-layout", "fixed") != "fixed":
            found.append(f"{name}: table-layout")
        if declared.get("position") == "absolute" and not {"width", "right"} & set(declared):
            found.append(f"{name}: position without a width")
        found += [f"{name}: {key}: {said}" for key, said in declared.items() if "width" in key and said in WIDTHS]
    return found


def test_no_box_shrinks_to_fit_prose() -> None:
    sheet = SHEET.read_text(encoding="utf-8")
    assert faults(sheet) == []
    assert faults(OFFICE) == []
    assert dict(rules(sheet))["table"]["table-layout"] == "fixed"


@pytest.mark.parametrize(
    "slip",
    [
        "article { display: flex }",
        ".opening, .ruby { display: grid }",
        "li { display: inline-block }",
        "figure { float: left }",
        "table { table-layout: auto }",
        "p { width: fit-content }",
        ".x { position: absolute; left: 0 }",
    ],
)
def test_the_lint_finds_slips(slip: str) -> None:
    assert len(faults(slip)) >= 1


def test_margin_boxes_are_refused() -> None:
    with pytest.raises(AssertionError, match="margin box"):
        rules("@page { @top-left { content: 'x' } }")


@pytest.mark.parametrize(
    "sheet", [SHEET.read_text(encoding="utf-8"), OFFICE, *(page_shape(trim).css for trim in TRIMS)]
)
def test_weasyprint_knows_all_that_is_said(sheet: str) -> None:
    with listening() as told:
        weasyprint.CSS(string=sheet)
    assert told == []
    with listening() as told:
        weasyprint.CSS(string=f"{sheet} p {{ text-autospace: normal }}")
    assert len(told) == 1
