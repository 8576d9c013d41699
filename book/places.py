"""Where gappon's own things lie: in the tree it runs from, or inside an installed package."""

from __future__ import annotations

from pathlib import Path


def default_conf() -> Path:
    """Return the publisher's folder that comes with gappon: the tree's `conf`, or the package's copy."""
    package = Path(__file__).resolve().parent
    packaged = package / "default_conf"
    return packaged if packaged.is_dir() else package.parent / "conf"
