"""Articles of the same text, as a post that was published twice: each is bound with notes of its own."""

from __future__ import annotations

from pathlib import Path

import pikepdf

from book.executor import local_executor
from book.library import load_library
from book.settings import load_settings
from exporters.builders.run import run_sphinx
from exporters.editions import make_edition
from exporters.pdf import write_pdf

CONF = Path(__file__).parents[3] / "conf"
POST = "---\ntitle: 同じ題\ndate: 2025-09-09\n---\n\n## 節\n\n文です[^1]。\n\n[^1]: 注の文です。\n"


def test_articles_of_the_same_text_have_notes_of_their_own(tmp_path: Path) -> None:
    posts = tmp_path / "site" / "_posts"
    posts.mkdir(parents=True)
    for day in (1, 2, 3):
        (posts / f"2025-09-0{day}-same.md").write_text(POST, encoding="utf-8")
    settings = load_settings(tmp_path / "site", CONF, tmp_path / "build")
    run_sphinx("book-chapters", settings, 1)
    library = load_library(settings)
    edition = make_edition(library.series, library.volumes[0], tmp_path / "build/chapters", CONF / "theme/print")
    with local_executor(1) as pool:
        write_pdf(edition, settings.print, tmp_path / "book.pdf", pool, tmp_path / "cache")
    with pikepdf.open(tmp_path / "book.pdf") as pdf:
        tree = list(pdf.Root.StructTreeRoot.IDTree.Names)
        names = [bytes(name) for name in tree[::2]]
        assert len(names) == 3
        assert names == sorted(set(names))
        assert [bytes(note.ID) for note in tree[1::2]] == names
        assert len({note.P.objgen for note in tree[1::2]}) == 3
