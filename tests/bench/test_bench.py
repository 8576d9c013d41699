"""The measuring itself: its series, its meter, its proofs and its report."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path
from statistics import mean

import pytest
from generator import article, article_key, write_series
from lxml import etree
from meter import Cost, FailedError, measure, middle
from proof import prove
from summary import Row, plot, table

BENCH = Path(__file__).parent / "bench.py"


def test_the_series_is_the_same_for_the_same_seed_and_as_long_as_real_ones(tmp_path: Path) -> None:
    texts = [article(number, 1) for number in range(150)]
    assert texts == [article(number, 1) for number in range(150)]
    assert article(3, 1) != article(3, 2)
    assert 12_000 < mean(map(len, texts)) < 15_000
    assert min(map(len, texts)) < 5_000
    assert max(map(len, texts)) > 30_000


def test_the_meter_counts_what_children_take_and_refuses_a_failure(tmp_path: Path) -> None:
    work = "x = bytearray(b'1') * 150_000_000; n = sum(range(20_000_000)); import time; time.sleep(.5)"
    inner = (sys.executable, "-c", work)
    outer = (sys.executable, "-c", f"import subprocess; subprocess.run({inner!r}, check=True)")
    cost = measure(outer, tmp_path, tmp_path / "log")
    assert cost.memory > 150
    assert cost.wall > cost.cpu > 0.05
    with pytest.raises(FailedError, match="no good"):
        measure((sys.executable, "-c", "raise SystemExit('no good')"), tmp_path, tmp_path / "log")


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


def test_a_small_run_writes_table_and_plots_and_names_who_is_left_out(tmp_path: Path) -> None:
    options = ("--sizes", "2", "--repeats", "1", "--editions", "EPUB", "--only", "gappon", "zipfile by hand")
    done = subprocess.run(
        (sys.executable, BENCH, *options, "--out", tmp_path), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    told = (tmp_path / "bench.md").read_text(encoding="utf-8")
    assert told.count("| EPUB | 2 |") == 4
    assert {path.name for path in tmp_path.glob("*.svg")} == {
        "epub-cold.svg",
        "epub-unchanged.svg",
        "epub-one-edit.svg",
    }
