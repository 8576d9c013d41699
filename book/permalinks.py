"""Permalinks: the addresses Jekyll gives to posts, from its pattern and the post (Jekyll docs, Permalinks)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime

from book.elements import names

STYLES = {
    "date": "/:categories/:year/:month/:day/:title:output_ext",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title:output_ext",
    "weekdate": "/:categories/:year/W:week/:short_day/:title:output_ext",
    "none": "/:categories/:title:output_ext",
}
_NAMES = names(
    "slugified_categories categories collection output_ext title slug name short_month long_month short_year"
    " short_day long_day i_month i_day y_day w_year w_day week year month day hour minute second"
)
_PART = re.compile(f":({'|'.join(sorted(_NAMES, key=lambda name: (-len(name), name)))})")
_UNSAFE = re.compile(r'[\x00-\x1f\x7f\\?#%:*"<>|]')


_LONGEST = 240  # bytes: file systems take 255, with suffixes


def slugify(label: str) -> str:
    """Return a label as one part of an address: NFKC, lower case, blanks and unsafe characters as `-`."""
    text = unicodedata.normalize("NFKC", label).strip().lower()
    return re.sub(r"-+", "-", re.sub(r"[\s/]|" + _UNSAFE.pattern, "-", text)).strip("-.") or "none"


def unknown_parts(pattern: str) -> list[str]:
    """Return what a pattern has like `:year` that stands for nothing."""
    return re.findall(r":[a-z_]+", _PART.sub("", STYLES.get(pattern, pattern)))


def permalink_for(pattern: str, day: date, time: datetime, slug: str, categories: Sequence[str]) -> str:
    """Return the address below the site's root. `day` is the file name's, `time` the front matter's."""
    iso = day.isocalendar()
    parts = {
        "slugified_categories": "/".join(map(slugify, categories)),
        "categories": "/".join(name.lower().replace(" ", "%20") for name in categories),
        "collection": "posts",
        "output_ext": ".html",
        "title": slug,
        "slug": slugify(slug),
        "name": slugify(slug),
        "short_month": f"{day:%b}",
        "long_month": f"{day:%B}",
        "short_year": f"{day:%y}",
        "short_day": f"{day:%a}",
        "long_day": f"{day:%A}",
        "i_month": str(day.month),
        "i_day": str(day.day),
        "y_day": f"{day:%j}",
        "w_year": str(iso.year),
        "w_day": str(iso.weekday),
        "week": f"{iso.week:02}",
        "year": f"{day:%Y}",
        "month": f"{day:%m}",
        "day": f"{day:%d}",
        "hour": f"{time:%H}",
        "minute": f"{time:%M}",
        "second": f"{time:%S}",
    }
    address = _PART.sub(lambda match: parts[match[1]], STYLES.get(pattern, pattern))
    return re.sub(r"/{2,}", "/", "/" + address)


def _is_no_name(part: str) -> bool:
    return part in (".", "..") or len(part.encode()) > _LONGEST


def docname_for(permalink: str) -> str:
    """Return the page's path without suffix.

    Raises ValueError where it would leave the site's folder, or holds what no file may be called.
    """
    if _UNSAFE.search(permalink) or any(map(_is_no_name, permalink.split("/"))):
        raise ValueError(permalink)
    path = permalink.strip("/").removesuffix(".html")
    if not path:
        raise ValueError(permalink)
    return f"{path}/index" if permalink.endswith("/") else path
