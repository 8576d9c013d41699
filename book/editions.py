"""What a publisher sets for each edition, as the tables [web], [epub] and [print] of publication.toml."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WebSettings:
    """[web]: `newest` is how many articles the home page shows."""

    newest: int = 20


@dataclass(frozen=True, slots=True)
class EpubSettings:
    """[epub]: `contents_depth` is how deep the contents go: 1 parts, 2 articles, 3 and more their headings."""

    contents_depth: int = 3


@dataclass(frozen=True, slots=True)
class PrintSettings:
    """[print]: `trim` is the size of the page, a name (A5, B6, B5, A4, 四六判, 新書) or `148x210` in mm."""

    trim: str = "A5"
    contents_depth: int = 2
