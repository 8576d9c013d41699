"""What a publisher sets for reading and for each edition: tables of publication.toml."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True)
class WebSettings:
    """[web]: `newest` is how many articles the home page shows, `page` how many a page of a list shows.

    `source` is where readers find an article's own file, `{path}` its path (`https://…/blob/main/{path}`).

    `heading_font` is an installed font that titles and headings are set in, cut down to their characters.
    `allowed_html` are elements that raw HTML may hold on the web beside the safe ones (`iframe`).
    """

    newest: int = 20
    page: int = 50
    source: str = ""
    heading_font: str = ""
    allowed_html: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class PageSettings:
    """[pages]: `files` are the Markdown files, or patterns of them, that are pages and no articles."""

    files: list[str] = field(default_factory=lambda: ["about.m*", "license.m*", "_pages/*.md"])


@dataclass(frozen=True, slots=True)
class EpubSettings:
    """[epub]: `contents_depth` is how deep the contents go: 1 parts, 2 articles, 3 and more their headings.

    `picture_size` is how many pixels the longer side of a picture may have, 0 for any number. `body_font` and
    `heading_font` are installed fonts that the book brings with it, cut down to its characters. `readings` are
    readings of names and titles in katakana, by which libraries sort (`合本編集部 = "ガッポンヘンシュウブ"`).
    `conforms_to` is the accessibility standard that the publisher vouches for ("EPUB Accessibility 1.1 - WCAG 2.2
    Level AA"), `certified_by` who has checked it: nothing is claimed where they are empty.
    """

    contents_depth: int = 3
    picture_size: int = 1600
    body_font: str = ""
    heading_font: str = ""
    readings: dict[str, str] = field(default_factory=dict)
    conforms_to: str = ""
    certified_by: str = ""


@dataclass(frozen=True, slots=True)
class PrintSettings:
    """[print]: `print` is "screen", "office" (laser printers) or "press" (a printing house).

    For offices there are no tints, and both sides are printed at true size; a press needs `profile`, an ICC file
    in conf. `trim` is the page's size, a name (A5, B6, B5, A4, 四六判, 新書) or `148x210` in mm. `inner` (ノド),
    `outer` (小口), `top` (天) and `bottom` (地) are margins in mm, 0 for those that the trim gives; what whole
    characters and lines leave over is added to one.

    `link_addresses` says where the addresses of links are printed: "notes" (footnotes), "end" (a list at the
    chapter's end) or "none"; one of at most `link_inline` characters stands in the line itself. Articles begin
    on the next page ("page") or on the next right page ("recto", 改丁). `index` adds an index of tags and of terms
    marked `<dfn>`; `readings` are readings of its words in kana, for those that no ruby gives. `serif` (明朝),
    `sans` (ゴシック) and `mono` name installed fonts. A character that no font has is an error, and the volume is
    not published; with `missing_glyphs` "geta" 〓 is printed in its place, and told.
    """

    print: Literal["screen", "office", "press"] = "screen"
    profile: str = ""
    trim: str = "A5"
    inner: float = 0
    outer: float = 0
    top: float = 0
    bottom: float = 0
    contents_depth: int = 2
    article_start: Literal["page", "recto"] = "page"
    index: bool = True
    readings: dict[str, str] = field(default_factory=dict)
    link_addresses: Literal["notes", "end", "none"] = "notes"
    link_inline: int = 24
    serif: str = "Noto Serif CJK JP"
    sans: str = "Noto Sans CJK JP"
    mono: str = "Noto Sans Mono CJK JP"
    missing_glyphs: Literal["error", "geta"] = "error"

    @property
    def margins(self) -> tuple[float, float, float, float]:
        """The margins that are set, in mm: inner, outer, top, bottom."""
        return self.inner, self.outer, self.top, self.bottom


@dataclass(frozen=True, slots=True)
class WebOnlySettings:
    """[web_only]: parts of articles that books leave out.

    `headings` are headings of sections of links (`関連記事`; `*` stands for anything), `classes` are classes
    of blocks, `links` patterns of addresses that earn a commission: a block of nothing but such links is left
    out, any other keeps its text.
    """

    headings: list[str] = field(default_factory=list)
    classes: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ReadingSettings:
    """[reading]: what is read beside Markdown as Jekyll has it.

    `ruby` reads `{漢字|かんじ}` and `｜漢字《かんじ》`, `dots` `《《圏点》》`, `highlight` `==text==`, `autolinks`
    bare addresses. `spaced` makes a line end between Japanese and Latin text a space. A picture that is missing or
    cannot be read is an error; with `missing_pictures` "words" it is told, and words stand in its place.
    """

    ruby: bool = True
    dots: bool = True
    highlight: bool = False
    autolinks: bool = True
    spaced: bool = False
    missing_pictures: Literal["error", "words"] = "error"
