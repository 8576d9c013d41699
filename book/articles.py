"""Reading one article: its front matter, typed, with the defaults of the site and the name of its file."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from html import unescape
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from book.emoji import with_emoji
from book.errors import ArticleError, Problem, ProblemsError
from book.excerpts import first_paragraph
from book.frontmatter import FrontMatter, read_front_matter
from book.jekyll import defaults_for
from book.model import Article, Related
from book.permalinks import docname_for, permalink_for, slugify
from book.pictures import PictureFinder, on_site
from book.reading import plain_text, reading_time, title_text, typed_text
from book.safeaddresses import is_address
from book.settings import Settings
from book.wrapped import unwrapped

NO_CATEGORY = "未分類"
_NAME = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})-(.+)")
_DATE = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
    r"(?:[Tt\s]+(\d{1,2})[:時](\d{1,2})分?(?::(\d{1,2})(?:\.\d+)?)?)?\s*+([AaPp][Mm])?\s*+(Z|[+-]\d{2}:?\d{2}|UTC|GMT|JST)?"
)
# What other programs call what Jekyll has a key for: Zenn, Qiita, Hugo, exports of WordPress.
_OTHER_NAMES = {
    "date": ("published_at", "created_at"),
    "last_modified_at": ("lastmod", "updated_at", "updated", "modified"),
    "tags": ("topics",),
}
_FIRST_HEADING = re.compile(r"\s*#{1,6}[ \t]+(\S.*)")
_KNOWN = frozenset(
    [
        "layout",
        "title",
        "date",
        "categories",
        "category",
        "tags",
        "tag",
        "author",
        "authors",
        "excerpt",
        "description",
        "reading_time",
        "image",
        "permalink",
        "published",
        "last_modified_at",
        "related_articles",
        "canonical_url",
        "robots",
        "redirect_from",
        "slug",
        "draft",
    ]
)
T = TypeVar("T")


@dataclass(slots=True)
class FieldReader:
    """The front matter of one text, and the problems met in it so far."""

    matter: FrontMatter
    values: dict[str, Any]
    zone: ZoneInfo
    problems: list[Problem] = field(default_factory=list)

    def fail(self, key: str, message: str, remedy: str, *, fatal: bool = True) -> None:
        """Note a problem with the value of a key."""
        problem = self.matter.problem(key, f"{key}: {message}", remedy)
        self.problems.append(Problem(problem.path, problem.line, problem.message, remedy, problem.kind, fatal))

    def text(self, key: str) -> str:
        """Return the value of a key as one text, empty where there is none."""
        value = self.values.get(key)
        if value is None or isinstance(value, bool):
            return ""
        if isinstance(value, list | dict):
            self.fail(key, "a list or a mapping, where a text is expected.", "Write one text in quotation marks.")
            return ""
        return str(value).strip()

    def address(self, key: str) -> str:
        """Return an address on the web; one that is none is told, and left out."""
        text = self.text(key)
        if text and not is_address(text):
            remedy = "Write the whole address, from https:// on; it is left out."
            self.fail(key, f"{text} is no address on the web.", remedy, fatal=False)
            return ""
        return text

    def names(self, plural: str, singular: str, *, words: bool) -> tuple[str, ...]:
        """Return a list of names: written as a list, as one name, or as words (Jekyll's plural keys)."""
        found: list[str] = []
        for key in (singular, plural):
            value = self.values.get(key)
            if isinstance(value, dict) and isinstance(value.get("name"), str):
                found.append(value["name"])
            elif isinstance(value, dict):
                self.fail(key, "a mapping, where names are expected.", 'Write a list: ["一つ目", "二つ目"].')
            elif isinstance(value, list):
                found += [name for item in value for name in self._name(key, item)]
            elif value is not None and not isinstance(value, bool):
                text = str(value)
                plenty = words and key == plural
                marks = ",、，" if plenty else ","
                parted = re.split(f"[{marks}]", text)
                found += parted if len(parted) > 1 else text.split() if plenty else [text]
        if words:  # `#AI`, and `[甲、乙]` for `[甲, 乙]`
            found = [name.lstrip("#＃") for item in found for name in re.split("[、，]", item)]
        return tuple(dict.fromkeys(name.strip() for name in map(unescape, found) if name.strip()))

    def _name(self, key: str, item: Any) -> Iterator[str]:
        if isinstance(item, dict) and isinstance(item.get("name"), str):
            yield item["name"]
        elif isinstance(item, list):
            yield from (name for inner in item for name in self._name(key, inner))
        elif isinstance(item, dict) and len(item) == 1 and isinstance(value := next(iter(item.values())), str):
            yield f"{next(iter(item))}: {value}"  # `- AI: 入門`, which is no mapping to its author
        elif isinstance(item, dict):
            self.fail(key, "a mapping among the names.", 'Write names only: ["一つ目", "二つ目"].')
        elif item is not None:
            yield str(item)

    def time(self, key: str) -> datetime | None:
        """Return a date with its time in the series' zone; one without an offset is the zone's own."""
        text = self.text(key)
        if not text:
            return None
        try:
            return _moment(text, self.zone)
        except (ValueError, OverflowError):
            remedy = "Write it as 2025-12-10 08:45:43 +0900 or 2025-12-10."
            self.fail(
                key,
                f"{text!r} is no date.",
                remedy,
                fatal=key == "date" and not _NAME.match(self.matter.path.stem),
            )
            return None


def _moment(text: str, zone: ZoneInfo) -> datetime:
    """Return a date and time as Jekyll reads them. Raises ValueError and OverflowError."""
    match = _DATE.fullmatch(text)
    if match is None:
        there = parsedate_to_datetime(text)  # `Mon, 12 Feb 2024 09:00:00 +0900`
        return there.astimezone(zone) if there.tzinfo else there.replace(tzinfo=zone)
    numbers = [int(number or 0) for number in match.groups()[:6]]
    if match[7]:
        numbers[3] = numbers[3] % 12 + (12 if match[7].lower() == "pm" else 0)
    offset = match[8]
    if not offset:
        return datetime(*numbers, tzinfo=zone)  # type: ignore[misc,arg-type]
    spelled = {"Z": "+0000", "UTC": "+0000", "GMT": "+0000", "JST": "+0900"}.get(offset, offset.replace(":", ""))
    there = datetime.strptime(spelled, "%z")
    return datetime(*numbers, tzinfo=there.tzinfo).astimezone(zone)  # type: ignore[misc,arg-type]


@dataclass(frozen=True, slots=True)
class Reading:
    """What the file of an article says, and what is wrong with it: nothing here depends on any other file.

    `article` is None where a problem is fatal or it is not published; its picture is looked up apart. `image` is
    the picture that front matter names, as written, on the line `image_line`.
    """

    article: Article | None
    problems: tuple[Problem, ...]
    image: str = ""
    image_line: int = 1


def read_article(path: Path, settings: Settings) -> Reading:
    """Read an article's file, and no other."""
    try:
        matter = read_front_matter(path)
    except ArticleError as error:
        return Reading(None, tuple(error.problems))
    relative = path.relative_to(settings.source).as_posix()
    values = {
        **defaults_for(settings.site, relative),
        **{k: v for k, v in matter.values.items() if v is not None},
    }
    for name, others in _OTHER_NAMES.items():
        found = next((values[other] for other in others if isinstance(values.get(other), str | list)), None)
        if name not in values and found is not None:
            values[name] = found
    reader = FieldReader(matter, values, ZoneInfo(settings.series.timezone), list(matter.problems))
    if values.get("published") is False:
        return Reading(None, tuple(reader.problems))
    article = _article(reader, settings)
    fatal = any(problem.fatal for problem in reader.problems)
    image, _ = image_of(reader, settings)
    return Reading(None if fatal else article, tuple(reader.problems), image, matter.line("image"))


def _article(reader: FieldReader, settings: Settings) -> Article | None:
    path, matter = reader.matter.path, reader.matter
    title = title_of(reader)
    if not matter.body.strip():
        message, remedy = "the article is empty.", "Write its text, or set published: false."
        reader.problems.append(Problem(path, matter.body_line, message, remedy, "article.empty", fatal=False))
    named = _NAME.fullmatch(typed_text(path.stem))  # macOS writes が of names as two characters
    day = _day_of_name(reader, named)
    moment = reader.time("date")
    if moment is None and day is not None:
        moment = datetime(day.year, day.month, day.day, tzinfo=reader.zone)
    if moment is None:
        if not any(problem.kind == "front-matter.date" for problem in reader.problems):
            reader.fail("date", "missing, in the front matter and in the file's name.", "Add date: 2025-12-10.")
        return None
    slug = reader.text("slug") or (named[4] if named else typed_text(path.stem))
    day = day or moment.date()
    categories = reader.names("categories", "category", words=True) or (NO_CATEGORY,)
    permalink, docname = _address(reader, settings, day, moment, slug, categories)
    image, alt = image_of(reader, settings)
    excerpt = with_emoji(plain_text(reader.text("excerpt")) or first_paragraph(unwrapped(matter.body)))
    authors = reader.names("authors", "author", words=False)
    return Article(
        key=f"{day.isoformat()}-{slug}",
        slug=slug,
        path=path,
        first_line=matter.body_line,
        title=title,
        date=moment,
        permalink=permalink,
        docname=docname,
        categories=categories,
        tags=reader.names("tags", "tag", words=True),
        authors=authors or ((settings.series.author,) if settings.series.author else ()),
        excerpt=excerpt,
        description=with_emoji(plain_text(reader.text("description"))) or excerpt,
        characters=sum(map(len, matter.body.split())),
        reading_time=_minutes(reader) or reading_time(matter.body),
        modified=reader.time("last_modified_at") or moment,
        image=image,
        image_alt=alt,
        draft=reader.values.get("draft") is True or "_drafts" in path.parts,
        noindex="noindex" in reader.text("robots"),
        canonical_url=reader.address("canonical_url"),
        redirect_from=reader.names("redirect_from", "redirect_from", words=False),
        related=_related(reader),
        layout=reader.text("layout"),
        extra={key: value for key, value in reader.values.items() if key not in _KNOWN},
    )


def title_of(reader: FieldReader) -> str:
    """Return the title on one line: the front matter's, or else the heading that the text begins with."""
    if title := title_text(reader.text("title")):
        return with_emoji(title)
    remedy = 'Add a line title: "…" to the front matter.'
    heading = _FIRST_HEADING.match(reader.matter.body)
    title = with_emoji(plain_text(heading[1].rstrip(" \t#"))) if heading else ""
    place = "the first heading"
    if not title and (named := _NAME.fullmatch(typed_text(reader.matter.path.stem))):
        title, place = re.sub(r"[-_\s]+", " ", named[4]).strip().capitalize(), "the file's name"
    message = f"missing or empty: {place} stands in its place." if title else "missing or empty."
    reader.fail("title", message, remedy, fatal=not title)
    return title


def _day_of_name(reader: FieldReader, named: re.Match[str] | None) -> date | None:
    if named is None:
        return None
    try:
        return date(int(named[1]), int(named[2]), int(named[3]))
    except ValueError:
        message = f"the file's name begins with {named[1]}-{named[2]}-{named[3]}, which is no date."
        path = reader.matter.path
        reader.problems.append(Problem(path, 0, message, "Rename the file.", "front-matter.date"))
        return None


def _address(
    reader: FieldReader, settings: Settings, day: date, moment: datetime, slug: str, categories: tuple[str, ...]
) -> tuple[str, str]:
    own = reader.text("permalink")
    filed = () if categories == (NO_CATEGORY,) else categories
    permalink = permalink_for(own or settings.permalink, day, moment, slug, filed)
    try:
        return permalink, docname_for(permalink)
    except ValueError:
        if own:
            reader.fail(
                "permalink", f"{permalink!r} is no address below the site.", "Write it as /2025/10/09/name/."
            )
        else:
            message = f"its name makes the address {permalink!r}, which cannot be."
            remedy = 'Rename the file without ? # % : * " < > | and backslashes.'
            reader.problems.append(Problem(reader.matter.path, 0, message, remedy, "front-matter.permalink"))
        return permalink, f"{day:%Y/%m/%d}/{slugify(slug)}/index"


def image_of(reader: FieldReader, settings: Settings) -> tuple[str, str]:
    """Return the picture that front matter names, as written, and what it shows."""
    value, alt = reader.values.get("image"), ""
    if isinstance(value, dict):
        alt = str(value.get("alt") or "")
        value = next((value[key] for key in ("path", "src", "url") if value.get(key)), None)
    if not isinstance(value, str) or not value.strip():
        return "", alt
    return on_site(value, settings.series.address), alt


def picture_of(image: str, line: int, article: Path, finder: PictureFinder) -> tuple[Path | None, list[Problem]]:
    """Return the file of the picture that front matter names on a line: None where it is not on the site."""
    if not image or "://" in image or image.startswith("//"):
        return None, []
    try:
        return finder.find(image, article), []
    except ProblemsError as error:
        said = error.problems[0]
        return None, [Problem(article, line, f"image: {said.message}", said.remedy, "front-matter.image", False)]


def _minutes(reader: FieldReader) -> int:
    match = re.search(r"\d{1,6}", reader.text("reading_time"))
    return int(match[0]) if match else 0


def _related(reader: FieldReader) -> tuple[Related, ...]:
    return tuple(_each(reader.values.get("related_articles"), _related_one))


def _related_one(item: Any) -> Related | None:
    if isinstance(item, dict) and item.get("slug"):
        return Related(str(item["slug"]), str(item.get("title") or ""))
    return Related(str(item)) if isinstance(item, str) and item else None


def _each(value: Any, make: Callable[[Any], T | None]) -> Iterator[T]:
    for item in value if isinstance(value, list) else [value]:
        made = make(item)
        if made is not None:
            yield made
