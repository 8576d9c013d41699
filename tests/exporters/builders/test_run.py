"""Sphinx run more than once in a process."""

from __future__ import annotations

from gettext import NullTranslations
from pathlib import Path

from sphinx.locale import translators

from book.settings import load_settings
from exporters.builders.run import run_sphinx

CONF = Path(__file__).parents[3] / "conf"


def _behind(translator: NullTranslations | None) -> int:
    """Return how many translators a word is asked of in turn."""
    return 1 + _behind(translator._fallback) if translator else 0


def test_a_word_is_translated_no_slower_after_many_runs(tmp_path: Path) -> None:
    posts = tmp_path / "_posts"
    posts.mkdir()
    (posts / "2025-10-01-kiji.md").write_text("---\ntitle: 記事\ndate: 2025-10-01\n---\n\n本文。\n", "utf-8")
    settings = load_settings(tmp_path, CONF, tmp_path / "build")
    asked = []
    for _ in range(3):
        run_sphinx("book-chapters", settings, 1)
        asked.append({name: _behind(translator) for name, translator in translators.items()})
    assert asked[2] == asked[0]
    assert asked[0]
