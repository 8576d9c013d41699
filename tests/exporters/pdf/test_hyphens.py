"""English words among Japanese: hyphenated where their line would be torn apart or stay short, and only there."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from measure import lines_of, said, set_pages

from exporters.pdf.justify import stretched
from exporters.pdf.page import page_shape

FULL = round(page_shape("A5").text_width / 9.5)


def first_lines(text: str, count: int = 2) -> list[str]:
    pdf, _ = set_pages(f"<p style='text-indent:0'>{text}</p>")
    return [said(line).strip() for line in lines_of(pdf)[:count]]


@pytest.mark.parametrize("before", ["", "（", "<b>国</b>"])
def test_a_word_is_hyphenated_where_the_line_would_stay_short(before: str) -> None:
    text = f"{'国' * (FULL - 6)}{before}Explainability国国国国国国"
    first, second = first_lines(text)
    assert first.endswith(("Explain-", "Explainabil-"))
    assert second.startswith(("ability", "ity"))
    pdf, _ = set_pages(f"<p style='text-indent:0'>{text}</p>")
    edge = page_shape("A5").inner + page_shape("A5").text_width
    assert lines_of(pdf)[0][-1].end == pytest.approx(edge, abs=0.095 * 9.5)


@pytest.mark.parametrize(
    ("left", "word"),
    [
        (2, "Explainability"),  # the line lacks two characters: nobody sees that it is stretched
        (3, "Nvidia"),
        (4, "TensorFlow"),
        (6, "information/catalogue"),
        (6, "<code>Explainability</code>"),
        (6, "info@example"),
        (20, "https://docs.example.com/en/installation"),
    ],
)
def test_short_words_names_addresses_and_code_are_not_hyphenated(left: int, word: str) -> None:
    first, second = first_lines(f"{'国' * (FULL - left)}{word}国国国国国国国国")
    assert not first.endswith("-")
    assert set(first) <= {"国"} or first.endswith(("information/", "en/"))
    assert second


def test_headings_and_what_is_not_justified_are_not_hyphenated() -> None:
    pdf, _ = set_pages(f"<p style='text-align:left'>{'国' * (FULL - 8)}Explainability国</p>")
    assert not said(lines_of(pdf)[0]).endswith("-")


def test_readers_find_the_word_whole(tmp_path: Path) -> None:
    pdf, _ = set_pages(f"<p style='text-indent:0'>{'国' * (FULL - 6)}Explainability国国国国国国</p>")
    (tmp_path / "a.pdf").write_bytes(pdf)
    command = ["pdftotext", tmp_path / "a.pdf", "-"]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "Explainability" in text.replace("-\n", "").replace("\n", "")


@pytest.mark.parametrize(
    ("extra", "spaces", "characters", "apart", "spread"),
    [
        (0.4, 4, 30, 0.0, 0.1),
        (0.5, 0, 20, 0.025, 0.0),
        (1.5, 4, 30, 1 / 38, 0.125 + 2 / 38),
        (4.0, 5, 8, 0.1875, 0.5),
    ],
)
def test_spaces_give_first_and_then_twice_as_much(
    extra: float, spaces: int, characters: int, apart: float, spread: float
) -> None:
    assert stretched(extra, spaces, characters) == pytest.approx((apart, spread), abs=1e-6)
    assert apart * characters + spread * spaces == pytest.approx(extra)


@pytest.mark.parametrize(("extra", "spaces", "characters"), [(8.0, 2, 3), (1.0, 1, 0), (3.0, 0, 2), (1.0, 0, 0)])
def test_a_line_with_too_little_to_stretch_stays_short(extra: float, spaces: int, characters: int) -> None:
    assert stretched(extra, spaces, characters) is None


@pytest.mark.parametrize("filled", range(3, 16))
def test_no_line_holds_nothing_but_the_beginning_of_a_word(filled: int) -> None:
    text = f"Gartner の予測によると、{'国' * filled}までにアプリケーションのGPUの40%に搭載される国国国国国国"
    first, _ = first_lines(text)
    assert len(first) > FULL - 8
