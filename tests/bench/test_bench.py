"""The measuring itself: its series, its meter, its proofs and its report."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from forecast import Forecast, forecast, forecast_table
from generator import article, article_key, picture, write_series
from growth import growth_table
from likeness import likeness
from lxml import etree
from meter import Cost, FailedError, measure, middle
from proof import prove
from records import Records, Row, Skipped, read_records, write_records
from summary import head, left_out, not_so_far, plot, put, summary, table

# Means of 173 real posts (`likeness.py`).
REAL = {
    "characters": 12_750,
    "shortest": 2_470,
    "25 % are shorter than": 4_720,
    "50 % are shorter than": 12_680,
    "75 % are shorter than": 18_530,
    "longest": 42_850,
    "headings of level 2": 2.6,
    "headings of level 3": 6.5,
    "paragraphs": 50.7,
    "items of lists": 9.7,
    "numbered items": 1.67,
    "emphasised phrases": 17.6,
    "emphasis beside Japanese punctuation": 3.2,
    "links": 5.1,
    "tables": 0.39,
    "rows of tables": 2.9,
    "rules": 2.1,
    "Latin words": 123,
}
BENCH = Path(__file__).parent / "bench.py"


def test_the_series_is_the_same_for_the_same_seed_and_like_a_real_one() -> None:
    texts = [article(number, 1) for number in range(150)]
    assert texts == [article(number, 1) for number in range(150)]
    assert article(3, 1) != article(3, 2)
    assert picture(3, 1) == picture(3, 1) != picture(4, 1)
    assert 30_000 < len(picture(3, 1)) < 90_000
    made = likeness(texts)
    for name, real in REAL.items():
        assert 0.75 * real < made[name] < 1.35 * real, f"{name}: {made[name]}, in real posts {real}"


def test_the_text_does_not_repeat_itself() -> None:
    made = likeness(article(number, 1) for number in range(150))
    assert made["packed to, of 1"] > 0.29  # real posts: 0.29
    assert made["100 together"] > 0.18  # real posts: 0.18
    assert made["different pairs of characters"] > 40_000  # real posts: 45,000


def test_the_meter_counts_what_children_take_and_refuses_a_failure(tmp_path: Path) -> None:
    work = "x = bytearray(b'1') * 150_000_000; n = sum(range(20_000_000)); import time; time.sleep(.5)"
    inner = (sys.executable, "-c", work)
    outer = (sys.executable, "-c", f"import subprocess; subprocess.run({inner!r}, check=True)")
    cost = measure(outer, tmp_path, tmp_path / "log")
    assert cost.memory > 150
    assert cost.wall > cost.cpu > 0.05
    with pytest.raises(FailedError, match="no good"):
        measure((sys.executable, "-c", "raise SystemExit('no good')"), tmp_path, tmp_path / "log")


def test_builds_run_as_those_of_an_installation_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    measure((sys.executable, "-c", "import sys; sys.exit(sys.dont_write_bytecode)"), tmp_path, tmp_path / "log")


def test_who_was_not_measured_so_far_is_told_with_what_it_would_take() -> None:
    def row(name: str, articles: int, wall: float) -> Row:
        return Row("web", "cold", articles, name, Cost(wall, wall, 1))

    rows = (row("gappon", 200, 5), row("gappon", 800, 20), row("B", 800, 9), row("C", 200, 7))
    told = not_so_far((*rows, row("A", 200, 40), row("A", 400, 160)))
    assert told.splitlines()[2:] == [
        "- A (web): 40 s with 200, 160 s with 400; growing on alike, 640 s with 800",
        "- C (web): 7 s with 200",
    ]
    assert not_so_far(rows[:3]) == ""


def test_growth_is_told_by_what_an_article_takes_at_each_size() -> None:
    def row(name: str, articles: int, wall: float, phase: str = "cold") -> Row:
        return Row("web", phase, articles, name, Cost(wall, 2 * wall, 1))

    rows = [row("A", 100, 1), row("A", 200, 4), row("gappon", 400, 9), row("gappon", 200, 5), row("B", 200, 7)]
    assert growth_table([*rows, row("B", 400, 7, "one edit")]).splitlines()[2:] == [
        "| web | gappon | 200, 400 | 25.0, 22.5 | 0.90 | 50.0, 45.0 | 0.90 |",
        "| web | A | 100, 200 | 10.0, 20.0 | 2.00 | 20.0, 40.0 | 2.00 |",
    ]
    assert growth_table(rows[4:]) == ""


def test_medians_are_of_each_figure() -> None:
    assert middle([Cost(1, 9, 5), Cost(2, 8, 7), Cost(3, 1, 6)]) == Cost(2, 8, 6)


def test_a_build_that_left_text_out_is_refused(tmp_path: Path) -> None:
    write_series(tmp_path / "series", 2)
    for number in range(2):
        page = tmp_path / "work" / f"{article_key(number)}.html"
        page.parent.mkdir(exist_ok=True)
        page.write_text(article(number), encoding="utf-8")
    prove("web", 2, tmp_path / "series", tmp_path / "work")
    page.write_text(article(1)[:500], encoding="utf-8")
    with pytest.raises(FailedError, match="article 1 is too small"):
        prove("web", 2, tmp_path / "series", tmp_path / "work")
    with zipfile.ZipFile(tmp_path / "work" / "b.epub", "w") as book:
        book.writestr("a.xhtml", article(0))
    with pytest.raises(FailedError, match="EPUB is too small"):
        prove("EPUB", 2, tmp_path / "series", tmp_path / "work")


def test_the_table_tells_ratios_and_the_plot_is_svg() -> None:
    rows = [Row("web", "cold", size, name, Cost(wall, 1, 1)) for size in (10, 100) for name, wall in
            (("gappon", size / 10), ("other <1>", size / 4))]  # fmt: skip
    assert "| web | 10 | cold | other <1> | 2.50 | 1.00 | 1 | 2.50 |" in table(rows)
    drawn = etree.fromstring(plot(rows, "web").encode())
    assert len(drawn.findall("{*}circle")) == 4
    assert any(text.text == "other <1>" for text in drawn.findall("{*}text"))


def cold(edition: str, articles: int, wall: float, cpu: float, memory: float) -> Row:
    cost = Cost(wall, cpu, memory)
    return Row(edition, "cold", articles, "gappon", cost, 3, 2, "2026-01-01", "2 cores", "gappon 1")


def test_a_part_of_a_run_leaves_what_other_parts_measured(tmp_path: Path) -> None:
    first = Records().with_rows([cold("web", 10, 1, 1, 1), cold("web", 20, 2, 2, 2)])
    first = first.without(Skipped("PDF", 0, "Typst", "it is missing")).without(
        Skipped("PDF", 9, "gappon", "it failed")
    )
    write_records(tmp_path / "bench.json", first)
    kept = read_records(tmp_path / "bench.json")
    assert kept == first
    second = kept.with_rows([cold("web", 20, 3, 3, 3), cold("PDF", 9, 4, 4, 4)])
    assert [(row.edition, row.articles, row.cost.wall) for row in second.rows] == [
        ("PDF", 9, 4),
        ("web", 10, 1),
        ("web", 20, 3),
    ]
    assert left_out(second) == "- SKIPPED: Typst (PDF): it is missing"
    assert second.has("web", "gappon", 10)
    assert not second.has("web", "Hugo, bare", 10)


def test_the_forecast_rests_on_the_line_through_what_was_measured() -> None:
    # A second to start, 0.1 s an article, a fifth of which one core does alone: wall = alone + shared / 2.
    rows = [cold("web", size, 0.6 * (1 + size / 10), 1 + size / 10, 50 + size) for size in (100, 200, 400)]
    told = forecast(rows, "web", 100_000)
    assert isinstance(told, Forecast)
    assert told.alone == pytest.approx(0.2 * 10_001)
    assert told.shared == pytest.approx(0.8 * 10_001)
    assert told.hours(8) == pytest.approx((2000.2 + 8000.8 / 8) / 3600)
    assert told.memory == pytest.approx(100_050)
    books = forecast([cold("PDF", 20, 10, 20, 100)], "PDF", 100_000)
    assert isinstance(books, Forecast)
    assert (books.alone, books.shared, books.memory) == (0, pytest.approx(100_000), 100)
    assert "| web | 100, 200, 400 articles | 2.78 |" in forecast_table(rows)
    assert forecast(rows, "EPUB") == "not measured"
    assert "one number" in str(forecast(rows[:1], "web"))
    assert "| PDF | measured while the machine had other work |" in forecast_table([cold("PDF", 20, 30, 20, 100)])


def test_the_summary_tells_ratios_when_and_on_what() -> None:
    other = Row("web", "cold", 100, "other", Cost(50, 60, 70), 3, 2, "2026-01-02", "2 cores", "other 9")
    rows = [cold("web", 100, 10, 20, 30), cold("web", 400, 40, 80, 90), other]
    assert summary(rows).splitlines()[2:] == [
        "| web | 400 | gappon | 40.00 | 80.00 | 90 | 1.00 |",
        "| web | 100 | other | 50.00 | 60.00 | 70 | 5.00 |",
    ]
    told = head(Records(tuple(rows)))
    assert told.startswith("Measured 2026-01-01 to 2026-01-02 on 2 cores. Medians of 3 runs.")
    assert "- other: other 9" in told


def test_figures_go_between_their_marks_alone(tmp_path: Path) -> None:
    paper = tmp_path / "paper.md"
    paper.write_text("before\n<!-- bench -->\nold\n<!-- /bench -->\nafter\n", encoding="utf-8")
    put(paper, "bench", "new\n")
    assert paper.read_text(encoding="utf-8") == "before\n<!-- bench -->\n\nnew\n\n<!-- /bench -->\nafter\n"
    with pytest.raises(ValueError, match="no place for forecast"):
        put(paper, "forecast", "new")


def test_a_small_run_writes_table_and_plots_and_names_who_is_left_out(tmp_path: Path) -> None:
    for only in (("EPUB", "gappon"), ("zipfile by hand",), ("web", "sphinx + book theme", "--sizes", "601")):
        options = ("--sizes", "2", "--repeats", "1", "--out", tmp_path, "--only", *only)
        done = subprocess.run((sys.executable, BENCH, *options), capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    assert "SKIPPED: Sphinx + book theme (web), 601 articles: it would take hours" in done.stdout
    told = (tmp_path / "bench.md").read_text(encoding="utf-8")
    assert told.count("| EPUB | 2 |") == 4
    assert "- SKIPPED: Sphinx + book theme (web) with 601 articles: it would take hours" in told
    assert {path.name for path in tmp_path.glob("*.svg")} == {
        "epub-cold.svg",
        "epub-unchanged.svg",
        "epub-one-edit.svg",
    }
