"""Which values publication.toml may give: those that editions can be made with; others are told by their keys."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from book.permalinks import unknown_parts
from book.safeaddresses import is_address

# A language as BCP 47 has it, in the forms that books and browsers know: ja, zh-Hant, pt-BR.
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|\d{3}))?")
_NO_SLUG = re.compile(r'[\x00-\x20\x7f\\/?#%:*"<>|]|\A\.+\Z')
# The least that a number may be, by table and key.
_LEAST = {
    ("web", "newest"): 0,
    ("web", "page"): 1,
    ("epub", "contents_depth"): 1,
    ("epub", "picture_size"): 0,
    ("print", "contents_depth"): 1,
    ("print", "link_inline"): 0,
    ("print", "inner"): 0,
    ("print", "outer"): 0,
    ("print", "top"): 0,
    ("print", "bottom"): 0,
}
_LEAST_OF_VOLUMES = dict.fromkeys(("max_articles", "max_characters", "max_pages"), 0)
_CHOICES = {
    "order": ("date", "newest", "listed"),
    "generate": ("", "month", "quarter", "year", "category"),
    "split": ("month", "category"),
    "writing": ("horizontal", "vertical"),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """A value that may not be: the path of its key (`.volumes[1].order`), what is wrong, what to do."""

    path: str
    message: str
    remedy: str


def faults(publication: Any) -> Iterator[Fault]:
    """Yield what is wrong with the values of a `book.settings.Publication`, whose types are right."""
    yield from _of_series(publication.series)
    yield from _of_categories(publication.categories)
    for (table, key), least in _LEAST.items():
        yield from _too_small(f".{table}.{key}", getattr(getattr(publication, table), key), least)
    for index, volume in enumerate(publication.volumes):
        for key, least in _LEAST_OF_VOLUMES.items():
            yield from _too_small(f".volumes[{index}].{key}", getattr(volume, key), least)
        for key, allowed in _CHOICES.items():
            if (value := getattr(volume, key)) not in allowed:
                remedy = f"Write one of: {', '.join(filter(None, allowed))}."
                yield Fault(f".volumes[{index}].{key}", f"{value!r} is not known.", remedy)


def _of_series(series: Any) -> Iterator[Fault]:
    try:
        ZoneInfo(series.timezone)
    except (KeyError, ValueError, OSError):
        message = f"there is no time zone {series.timezone!r}."
        yield Fault(".series.timezone", message, "Write it as in Asia/Tokyo.")
    if series.address and (not is_address(series.address) or re.search(r"[?#\s]", series.address)):
        message = f"{series.address!r} is no address of a site."
        yield Fault(".series.address", message, "Write it from https:// on, or leave it empty.")
    if not _LANGUAGE.fullmatch(series.language):
        message = f"{series.language!r} is no language."
        yield Fault(".series.language", message, 'Write its code, as in "ja" or "en-GB".')
    for part in unknown_parts(series.permalink):
        message = f"{part} stands for nothing."
        yield Fault(".series.permalink", message, "Write it as in /:year/:month/:day/:title/.")


def _of_categories(categories: Sequence[Any]) -> Iterator[Fault]:
    seen: set[str] = set()
    for index, category in enumerate(categories):
        path, slug = f".categories[{index}].slug", category.slug
        if _NO_SLUG.search(slug):
            yield Fault(path, f"{slug!r} cannot be part of an address.", "Use letters, figures, - and _.")
        if slug and slug in seen:
            yield Fault(path, f"{slug!r} is that of a category above already.", "Give each one its own.")
        seen.add(slug)


def _too_small(path: str, value: float, least: int) -> Iterator[Fault]:
    if value < least:
        yield Fault(path, f"{value:g} is too small.", f"Write {least} or more.")
