"""Books of volumes that are no more go; nothing else does."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

from rich.console import Console

from book.model import Volume
from book.settings import load_settings
from exporters.build import Build, build_epub
from exporters.gone import remove_gone
from exporters.progress import Reporter

TREE = Path(__file__).parents[2]


def laid(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("x", encoding="utf-8")


def book(name: str) -> tuple[str, str]:
    return f"pdf/{name}.pdf", f"pdf/{name}.pages.json"


def volume(name: str, max_pages: int = 0) -> Volume:
    return Volume(name, "題", "", name, (), max_pages=max_pages)


def left(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_books_that_were_written_go_with_what_stands_beside_them(tmp_path: Path) -> None:
    stays = (
        ".stamps/pdf-a",
        ".stamps/html-stage",
        ".stamps/epub-old",
        "pdf/a.pdf",
        "pdf/own.pdf",
        "epub/old.epub",
    )
    goes = (".stamps/pdf-old", "pdf/old.pdf", "pdf/old.pages.json", "pdf/old.resolution.txt", *book("old-1"))
    laid(tmp_path, *stays, *goes, *book("old-2"), "pdf/a-1.pdf")
    gone = remove_gone(tmp_path, "pdf", [volume("a"), volume("old-2")])
    assert [path.name for path in gone] == ["old.pdf", "old-1.pdf"]
    assert left(tmp_path) == {*stays, *book("old-2"), "pdf/a-1.pdf"}  # which has no list of pages


def test_one_book_goes_where_it_became_several_and_the_other_way_round(tmp_path: Path) -> None:
    stamps, several = (".stamps/pdf-a", ".stamps/pdf-b"), (*book("b-1"), *book("b-2"))
    laid(tmp_path, *stamps, *book("a"), *book("a-1"), *book("a-2"), *book("b"), *several)
    remove_gone(tmp_path, "pdf", [volume("a"), volume("b", 300)])
    assert left(tmp_path) == {*stamps, *book("a"), *several}


def test_the_volume_of_a_category_goes_with_its_last_article(tmp_path: Path) -> None:
    site, conf, books = tmp_path / "site", tmp_path / "conf", tmp_path / "build" / "epub"
    shutil.copytree(TREE / "conf", conf)
    (site / "_posts").mkdir(parents=True)
    volumes = (
        '[series]\ntitle = "連載"\n[[volumes]]\nid = "by"\ngenerate = "category"\ntitle = "{title} {label}"\n'
    )
    (conf / "publication.toml").write_text(volumes, encoding="utf-8")

    def build(*categories: str) -> set[str]:
        for number, category in enumerate(categories, 1):
            post = f"---\ntitle: 記事{number}\ndate: 2025-10-0{number}\ncategory: {category}\n---\n\n本文。\n"
            (site / "_posts" / f"2025-10-0{number}-kiji.md").write_text(post, encoding="utf-8")
        said = Console(file=io.StringIO(), width=500)
        build_epub(Build(load_settings(site, conf, tmp_path / "build"), 1, Reporter(said)), None)
        return {path.name for path in books.iterdir()}

    assert build("技術", "会計") == {"by-技術.epub", "by-会計.epub"}
    laid(books, "mine.epub")
    assert build("技術", "技術") == {"by-技術.epub", "mine.epub"}
    assert not list((tmp_path / "build").glob(".*/*会計*"))
