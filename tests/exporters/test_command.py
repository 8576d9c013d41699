"""The command as people run it: what it builds, what it says, and how it ends."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pikepdf
import pytest

TESTS = Path(__file__).parent.parent
COMMAND = (sys.executable, "-c", "from exporters.cli import main\nmain()")
ENVIRONMENT = os.environ | {"PYTHONPATH": str(TESTS.parent)}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    shutil.copytree(TESTS / "roots" / "jekyll", tmp_path / "site")
    return tmp_path / "site"


def gappon(*words: str, site: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    command = [*COMMAND, *words, "--source", str(site), "--build", str(site.parent / "build")]
    told = ENVIRONMENT | variables
    return subprocess.run(command, capture_output=True, text=True, env=told, cwd=site.parent, check=False)


def test_all_builds_the_three_editions_and_a_second_run_does_nothing(site: Path) -> None:
    first = gappon("all", site=site)
    assert (first.returncode, first.stderr) == (0, "")
    assert "built in" in first.stdout
    build = site.parent / "build"
    results = [build / "html/index.html", build / "epub/series.epub", build / "pdf/series.pdf"]
    before = [result.stat().st_mtime_ns for result in results]
    second = gappon("all", site=site)
    assert "built in" not in second.stdout
    assert second.stdout.count("up to date") == first.stdout.count("built in")
    assert [result.stat().st_mtime_ns for result in results] == before


def test_an_article_is_published_when_its_date_comes(site: Path) -> None:
    later = site / "_posts" / "2099-03-01-later.md"
    later.parent.mkdir(exist_ok=True)
    later.write_text(
        "---\ntitle: 先の記事\ndate: 2099-03-01\npermalink: /later/\n---\n\n本文。\n", encoding="utf-8"
    )
    page = site.parent / "build" / "html" / "later" / "index.html"
    march = int(datetime(2099, 3, 1, tzinfo=ZoneInfo("Asia/Tokyo")).timestamp())
    for moment, told, there in ((-2, "built in", False), (-1, "up to date", False), (0, "built in", True)):
        done = gappon("html", site=site, SOURCE_DATE_EPOCH=str(march + moment))
        assert (done.returncode, page.exists()) == (0, there), done.stderr
        assert told in done.stdout


def test_one_volume_alone(site: Path) -> None:
    assert gappon("epub", "--volume", "series", site=site).returncode == 0
    assert [path.name for path in (site.parent / "build" / "epub").iterdir()] == ["series.epub"]


def test_a_volume_there_is_not(site: Path) -> None:
    result = gappon("pdf", "--volume", "nothing", site=site)
    assert result.returncode == 5
    assert "There are: series" in result.stderr


@pytest.mark.parametrize("verb", ["html", "epub", "pdf"])
def test_bad_articles_end_every_build_in_sentences(site: Path, verb: str) -> None:
    bad = {
        "2025-10-01-a.md": "---\npermalink: /../../x/\ntitle: 題\n---\n本文\n",
        "2025-10-02-b.md": "---\ntitle: 題\ntags: {a: b}\n---\n本文\n",
        "2025-10-03-c.md": "---\ntitle: 題\ncategories: {a: b}\n---\n本文\n",
    }
    for name, text in bad.items():
        (site / "_posts" / name).write_text(text, encoding="utf-8")
    result = gappon(verb, site=site)
    assert result.returncode == 3
    assert "Traceback" not in result.stderr
    assert len(result.stderr.strip().split("\n")) == 3
    assert all(f"{name}:" in result.stderr for name in bad)


@pytest.mark.parametrize(
    ("verb", "toml", "line"),
    [
        ("pdf", '[print]\nindex = false\nserif = "No Such Font"\n', 3),
        ("pdf", '[print]\nindex = false\n\ntrim = "A99"\n', 4),
        ("pdf", '[print]\nprint = "press"\n', 1),
        ("pdf", '[[volumes]]\nid = "a"\n[[volumes]]\nid = "b"\n\nwriting = "vertical"\n', 6),
        ("epub", '[epub]\n\nheading_font = "No Such Font"\n', 3),
        ("html", '[web]\npage = 20\nheading_font = "No Such Font"\n', 3),
    ],
)
def test_a_setting_that_an_edition_cannot_have_is_told_by_its_line(
    site: Path, verb: str, toml: str, line: int
) -> None:
    file = site / "publication.toml"
    file.write_text(toml, encoding="utf-8")
    result = gappon(verb, site=site)
    assert result.returncode == 6
    assert result.stderr.startswith(f"error: {file}:{line}: ")
    assert result.stderr.count("\n") == 1


def test_a_missing_picture_ends_the_build_and_the_earlier_book_stands(site: Path) -> None:
    assert gappon("epub", site=site).returncode == 0
    book = site.parent / "build" / "epub" / "series.epub"
    earlier = book.read_bytes()
    post = site / "_posts" / "2025-09-01-3-third.md"
    post.write_text(post.read_text(encoding="utf-8") + "\n![図](/assets/chrat.png)\n", encoding="utf-8")
    result = gappon("epub", site=site)
    assert result.returncode == 3
    assert "third.md:11: the picture /assets/chrat.png does not exist. Did you mean chart.png?" in result.stderr
    assert book.read_bytes() == earlier


def test_an_article_of_one_line_of_twenty_thousand_characters(site: Path) -> None:
    text = "---\ntitle: 一行\n---\n" + "長い一行の文章です。" * 2000
    (site / "_posts" / "2025-10-01-long.md").write_text(text, encoding="utf-8")
    assert gappon("all", site=site).returncode == 0
    with pikepdf.open(site.parent / "build" / "pdf" / "series.pdf") as pdf:
        assert len(pdf.pages) > 20


def test_an_output_folder_that_cannot_be_written(site: Path) -> None:
    (site.parent / "build").write_text("no folder", encoding="utf-8")
    for verb in ("html", "epub", "pdf"):
        result = gappon(verb, site=site)
        assert result.returncode != 0
        assert "Traceback" not in result.stderr
        assert str(site.parent / "build") in result.stderr


@pytest.mark.parametrize("room", [3_000, 20_000, 60_000])
@pytest.mark.parametrize("verb", ["html", "epub", "pdf"])
def test_a_disk_that_is_full_is_told_in_a_sentence_and_the_next_build_ends_well(
    site: Path, verb: str, room: int
) -> None:
    places = ["--source", str(site), "--build", str(site.parent / "build"), "--jobs", "2"]
    limits = f"import resource\nresource.setrlimit(resource.RLIMIT_FSIZE, ({room}, {room}))\n"  # no file is larger
    result = subprocess.run(
        [sys.executable, "-c", f"{limits}{COMMAND[2]}", verb, *places],
        capture_output=True,
        text=True,
        env=ENVIRONMENT,
        check=False,
    )
    assert result.returncode in (6, 7), result.stderr
    assert "Traceback" not in result.stderr
    assert "File too large" in result.stderr
    assert f"error: {site.parent / 'build'}" in result.stderr
    assert gappon(verb, site=site).returncode == 0


def test_a_page_that_cannot_be_written_is_no_mere_warning(site: Path) -> None:
    page = site.parent / "build" / "html" / "2025" / "09" / "01" / "3-third" / "index.html"
    page.mkdir(parents=True)
    result = gappon("html", site=site)
    assert result.returncode == 6
    assert f"error: {page}: it cannot be read or written: Is a directory." in result.stderr


def test_a_build_broken_off_leaves_nothing_half_written_and_the_next_one_ends_well(site: Path) -> None:
    words = [*COMMAND, "all", "--source", str(site), "--build", str(site.parent / "build")]
    for after in (0.6, 1.5, 2.5):
        process = subprocess.Popen(
            words, env=ENVIRONMENT, cwd=site.parent, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(after)
        process.send_signal(signal.SIGKILL)
        process.wait()
    for book in (site.parent / "build").glob("pdf/*.pdf"):
        pikepdf.open(book).close()
    assert gappon("all", site=site).returncode == 0
    clean = site.parent / "clean"
    result = subprocess.run([*words[:-1], str(clean)], env=ENVIRONMENT, cwd=site.parent, check=False)
    assert result.returncode == 0
    for made in ("epub/series.epub", "pdf/series.pdf"):
        assert (clean / made).read_bytes() == (site.parent / "build" / made).read_bytes()


@pytest.mark.parametrize("forked", [False, True])
def test_a_killed_build_leaves_no_worker_behind(forked: bool, tmp_path: Path) -> None:
    program = (
        "import os, time\nfrom book.executor import local_executor\n"
        "if __name__ == '__main__':\n"
        f"    with local_executor(1, forked={forked}) as pool:\n"
        "        print(pool.submit(os.getpid).result(), flush=True)\n"
        "        time.sleep(60)\n"
    )
    script = tmp_path / "build.py"
    script.write_text(program, encoding="utf-8")
    build = subprocess.Popen([sys.executable, script], env=ENVIRONMENT, stdout=subprocess.PIPE, text=True)
    assert build.stdout
    worker = int(build.stdout.readline())
    build.kill()
    build.communicate()
    for _ in range(100):
        try:
            os.kill(worker, 0)
        except ProcessLookupError:
            return
        time.sleep(0.1)
    pytest.fail(f"worker {worker} lives on")


def test_check_lists_defects_and_fails_where_one_breaks_a_build(site: Path) -> None:
    assert gappon("check", site=site).returncode == 0
    post = site / "_posts" / "2025-09-01-3-third.md"
    post.write_text(post.read_text(encoding="utf-8") + "\n{% widget %}\n\n![図](../../x.png)\n", encoding="utf-8")
    result = gappon("check", site=site)
    assert result.returncode == 1
    assert f"{post}:11:" in result.stdout
    assert f"{post}:13: the picture ../../x.png lies outside" in result.stdout


def test_new_writes_an_article_that_builds_once_it_has_text(site: Path) -> None:
    result = gappon("new", "新しい題: その一", "--category", "技術", site=site)
    post = Path(result.stdout.strip())
    assert post.parent == site / "_posts"
    assert 'title: "新しい題: その一"' in post.read_text(encoding="utf-8")
    assert gappon("new", "新しい題: その一", site=site).returncode == 3
    post.write_text(post.read_text(encoding="utf-8") + "本文です。\n", encoding="utf-8")
    assert gappon("check", site=site).returncode == 0


def test_check_rendered_finds_nothing_on_a_sound_site(site: Path) -> None:
    result = gappon("check", "--rendered", site=site)
    assert result.returncode == 0
    assert "3 articles read" in result.stderr
    assert "rendered." not in result.stderr


def test_check_rendered_finds_what_is_not_shown(site: Path) -> None:
    post = site / "_posts" / "2025-09-01-3-third.md"
    post.write_text(post.read_text(encoding="utf-8") + "\n<textarea>書く欄</textarea>\n", encoding="utf-8")
    result = gappon("check", "--rendered", site=site)
    assert result.returncode == 1
    assert f"{post}:11: Written, but not shown as it stands: 書く欄" in result.stdout


def test_check_fix_writes_a_mended_copy_and_leaves_the_article_alone(site: Path) -> None:
    post = site / "_posts" / "2025-09-01-3-third.md"
    written = post.read_text(encoding="utf-8") + "\n文です。 ### 見出しです 次の文です。\n"
    post.write_text(written, encoding="utf-8")
    result = gappon("check", "--fix", site=site)
    assert f"{post}:11: a heading stands in the middle of the line" in result.stdout
    copy = site.parent / "build" / "mended" / post.name
    assert copy.read_text(encoding="utf-8") == written.replace(" ### 見出しです ", "\n\n### 見出しです\n\n")
    assert post.read_text(encoding="utf-8") == written


def test_a_volume_that_fails_keeps_no_other_from_being_written(site: Path) -> None:
    (site / "publication.toml").write_text(
        '[series]\ntitle = "試験"\n[[volumes]]\nid = "category"\ngenerate = "category"\n', encoding="utf-8"
    )
    picture = site / "assets" / "chart.png"
    whole = picture.read_bytes()
    picture.write_bytes(whole[: len(whole) // 2])
    result = gappon("pdf", site=site)
    written = sorted(path.name for path in (site.parent / "build" / "pdf").glob("*.pdf"))
    assert result.returncode == 6
    assert "2025-08-29-1-first.md: a picture cannot be read" in result.stderr
    assert len(written) == 1
    picture.write_bytes(whole)
    assert gappon("pdf", site=site).returncode == 0
    assert len(list((site.parent / "build" / "pdf").glob("*.pdf"))) == 2
