"""Style sheets and scripts, named with a hash of what they hold, so that browsers never show an old one."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache, lru_cache
from pathlib import Path


@cache
def _themes() -> tuple[Path, ...]:
    """Return the themes' folders of static files. Books have no use for themes, which take long to import."""
    import sphinx_book_theme

    book: Path = sphinx_book_theme.get_html_theme_path()
    base = book.parents[2] / "pydata_sphinx_theme" / "theme" / "pydata_sphinx_theme"
    return book / "static", base / "static"


def asset_in(own: Path, pathto: Callable[[str, bool], str]) -> Callable[[str], str]:
    """Return the template's function `asset(name)`: the address of a static file, `?v=` its hash."""

    def asset(name: str) -> str:
        return f"{pathto(f'_static/{name}', True)}?v={_hash(own, name)}"

    return asset


def theme_files() -> dict[str, Path]:
    """Return the themes' files that pages ask for, by their names in `_static`: style sheets, and their fonts."""
    return {
        path.relative_to(folder).as_posix(): path
        for folder in _themes()
        for pattern in ("styles/*-theme.css", "vendor/fontawesome/webfonts/*.woff2")
        for path in sorted(folder.glob(pattern))
    }


@lru_cache(maxsize=64)
def _hash(own: Path, name: str) -> str:
    found = [path for folder in (own, *_themes()) if (path := folder / name).is_file()]
    return hashlib.sha256(found[0].read_bytes()).hexdigest()[:8]
