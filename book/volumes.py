"""Volumes: which articles a book holds, in which order, under which name."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from difflib import get_close_matches
from pathlib import Path

from book.errors import Problem, SettingsError, VolumeError
from book.model import Article, Category, Page, Part, Volume
from book.settings import Settings, VolumeSettings, line_of
from book.spellings import folded
from book.split import Limit, split

_NAMESPACE = uuid.UUID("6ba7b811-9dad-11d1-80b4-00c04fd430c8")  # RFC 9562's namespace of URLs


def choose_volumes(
    settings: Settings, articles: Sequence[Article], categories: Sequence[Category], pages: Sequence[Page] = ()
) -> tuple[Volume, ...]:
    """Make the volumes of publication.toml. Raises VolumeError and SettingsError, with all that is wrong."""
    volumes: list[Volume] = []
    problems: list[Problem] = []
    for index, wanted in enumerate(settings.volumes):
        try:
            volumes += _Chooser(settings, index, wanted, articles, categories, pages).volumes()
        except VolumeError as error:
            problems += error.problems
    if problems:
        raise VolumeError(problems)
    _refuse_doubles(settings, volumes)
    return tuple(volumes)


class _Chooser:
    """One entry of [[volumes]] and what it may choose from."""

    def __init__(
        self,
        settings: Settings,
        index: int,
        wanted: VolumeSettings,
        articles: Sequence[Article],
        categories: Sequence[Category],
        pages: Sequence[Page],
    ) -> None:
        self.settings, self.index, self.wanted = settings, index, wanted
        self.articles, self.categories, self.pages = articles, categories, pages

    def fail(self, message: str, remedy: str) -> VolumeError:
        line = line_of(self.settings, f"volumes[{self.index}]")
        text = f"volume {self.wanted.id!r}: {message}"
        return VolumeError([Problem(self.settings.publication, line, text, remedy, "volume")])

    def volumes(self) -> Iterator[Volume]:
        if not re.fullmatch(r"[\w][\w.-]*", self.wanted.id):
            raise self.fail("its id cannot be the name of a file.", "Use letters, figures, - and _.")
        chosen = self.chosen()
        if not chosen:
            raise self.fail("it chooses nothing.", self.what_there_is())
        limit = Limit(self.wanted.max_articles, self.wanted.max_characters)
        if limit and self.wanted.max_pages:
            raise self.fail("max_pages does not go with max_articles or max_characters.", "Keep one of them.")
        if not self.wanted.generate and not limit:
            yield self.volume(self.wanted, chosen, "", None)
            return
        sets = self.sets(chosen) if self.wanted.generate else iter([("", "", chosen)])
        pieces = (piece for found in sets for piece in (self.split(*found, limit) if limit else [found]))
        for number, (label, suffix, members) in enumerate(pieces, 1):
            named = replace(self.wanted, id=f"{self.wanted.id}-{suffix}", identifier="", print_identifier="")
            yield self.volume(named, members, label, number)

    def split(
        self, label: str, suffix: str, chosen: list[Article], limit: Limit
    ) -> Iterator[tuple[str, str, list[Article]]]:
        """Cut one book into numbered ones: the first is numbered too, so that no name changes as it grows."""
        at = "article" if self.wanted.order == "listed" else self.wanted.split
        dated = chosen if at == "article" else sorted(chosen, key=lambda article: (article.date, article.key))
        if at == "category":
            rank = {category.label: place for place, category in enumerate(self.categories)}
            dated.sort(key=lambda article: rank[article.category])
        for number, members in enumerate(split(dated, limit, at), 1):
            keys = {article.key for article in members}
            named = "　".join(filter(None, (label, f"第{number}巻")))
            ordered = [article for article in chosen if article.key in keys]
            yield named, "-".join(filter(None, (suffix, str(number)))), ordered

    def chosen(self) -> list[Article]:
        wanted = self.wanted
        pool = self.listed() if wanted.articles else list(self.articles)
        start, end = self.bound(wanted.from_, last=False), self.bound(wanted.to, last=True)
        found = [
            article
            for article in pool
            if _meets(wanted.category, article.categories)
            and _meets(wanted.tag, article.tags)
            and _meets(wanted.author, article.authors)
            and (start is None or article.date.date() >= start)
            and (end is None or article.date.date() <= end)
        ]
        if wanted.order == "newest":
            return sorted(found, key=lambda article: (article.date, article.key), reverse=True)
        if wanted.order == "date":
            return sorted(found, key=lambda article: (article.date, article.key))
        return found

    def listed(self) -> list[Article]:
        names: dict[str, Article] = {}
        for article in self.articles:
            names.setdefault(article.slug, article)
        names |= {article.key: article for article in self.articles}
        unknown = [name for name in self.wanted.articles if name not in names]
        if unknown:
            close = get_close_matches(unknown[0], names, 1, 0.4)
            remedy = f"Did you mean {close[0]}?" if close else "Write an article's file name without .md."
            raise self.fail(f"there is no article {', '.join(unknown)}.", remedy)
        return list({names[name].key: names[name] for name in self.wanted.articles}.values())

    def bound(self, value: str, *, last: bool) -> date | None:
        if not value:
            return None
        match = re.fullmatch(r"(\d{4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?", value)
        try:
            if match is None:
                raise ValueError(value)
            year, month, day = int(match[1]), match[2], match[3]
            if day:
                return date(year, int(month), int(day))
            if not last:
                return date(year, int(month or 1), 1)
            following = date(year + (int(month or 12) == 12), int(month or 12) % 12 + 1, 1)
            return date.fromordinal(following.toordinal() - 1)
        except ValueError as error:
            raise self.fail(f"{value!r} is no date.", "Write it as 2025-10-01, 2025-10 or 2025.") from error

    def what_there_is(self) -> str:
        names = ", ".join(category.label for category in self.categories[:8])
        span = (
            f"{self.articles[0].date:%Y-%m-%d} to {self.articles[-1].date:%Y-%m-%d}" if self.articles else "none"
        )
        return f"There are the categories {names}, and articles of {span}."

    def sets(self, chosen: Iterable[Article]) -> Iterator[tuple[str, str, list[Article]]]:
        """Yield label, end of the id, and members of each generated volume, in their order."""
        if self.wanted.generate == "category":
            for category in self.categories:
                members = [article for article in chosen if article.category == category.label]
                if members:
                    yield category.label, category.slug, members
            return
        groups: dict[tuple[str, str], list[Article]] = {}
        for article in chosen:
            groups.setdefault(_PERIODS[self.wanted.generate](article.date.date()), []).append(article)
        for (label, suffix), members in sorted(groups.items(), key=lambda item: item[0][1]):
            yield label, suffix, members

    def volume(self, wanted: VolumeSettings, articles: list[Article], label: str, number: int | None) -> Volume:
        series = self.settings.series
        fill = {"{title}": series.title, "{label}": label}
        title = wanted.title or "{title}"
        if label and "{label}" not in title + wanted.subtitle:
            title += "　{label}"
        return Volume(
            id=wanted.id,
            title=_filled(title, fill),
            subtitle=_filled(wanted.subtitle, fill),
            identifier=self.identifier(wanted.identifier) or self.made_identifier(wanted.id),
            parts=tuple(self.parts(articles)),
            cover=self.cover(),
            period=_period(articles),
            number=number,
            vertical=wanted.writing == "vertical",
            preface=self.text("preface", wanted.preface),
            afterword=self.text("afterword", wanted.afterword),
            version=wanted.version,
            print_identifier=self.identifier(wanted.print_identifier),
            max_pages=wanted.max_pages,
            split="article" if wanted.order == "listed" else wanted.split,
        )

    def parts(self, articles: list[Article]) -> Iterator[Part]:
        for category in self.categories:
            members = tuple(article for article in articles if article.category == category.label)
            if members:
                yield Part(category.label, category.slug, members)

    def made_identifier(self, name: str) -> str:
        series = self.settings.series
        return f"urn:uuid:{uuid.uuid5(_NAMESPACE, f'{series.address or series.title}#{name}')}"

    def identifier(self, given: str) -> str:
        """Return what the publisher gave, checked, as a URN or an address; nothing where nothing was given."""
        digits = re.sub(r"[\s-]|^urn:isbn:|^isbn", "", given.lower())
        if re.fullmatch(r"97[89]\d{10}", digits):
            total = sum(int(digit) * (1 + 2 * (place % 2)) for place, digit in enumerate(digits))
            if total % 10:
                raise self.fail(f"the ISBN {given} has a wrong check digit.", "Copy it anew.")
            return f"urn:isbn:{digits}"
        if not given or re.fullmatch(r"urn:[a-z0-9-]+:.+|https?://.+", given):
            return given
        raise self.fail(
            f"the identifier {given!r} is neither an ISBN nor a URN.", "Leave it out to have one made."
        )

    def text(self, key: str, name: str) -> Page | None:
        """Return the preface or afterword that a volume names."""
        if not name:
            return None
        path = (self.settings.source / name).resolve()
        for page in self.pages:
            if page.path == path:
                return page
        raise self.fail(f"{key}: there is no text {name} below the source.", "Write the path of a Markdown file.")

    def cover(self) -> Path | None:
        if not self.wanted.cover:
            return None
        for folder in (self.settings.source, self.settings.conf):
            path = (folder / self.wanted.cover.lstrip("/")).resolve()
            if path.is_relative_to(folder) and path.is_file():
                return path
        message = f"the cover {self.wanted.cover} does not exist in the folder of articles or in conf."
        raise self.fail(message, "Put the picture there.")


def numbered(volume: Volume, keys: Collection[str], number: int) -> Volume:
    """Return one of the numbered volumes into which a volume is cut: the articles of these keys."""
    chosen = (replace(part, articles=tuple(a for a in part.articles if a.key in keys)) for part in volume.parts)
    parts = tuple(part for part in chosen if part.articles)
    return replace(
        volume,
        id=numbered_id(volume.id, number),
        title=f"{volume.title}　第{number}巻",
        identifier=f"urn:uuid:{uuid.uuid5(_NAMESPACE, f'{volume.identifier}#{number}')}",
        parts=parts,
        period=_period([article for part in parts for article in part.articles]),
        number=number,
        print_identifier="",
        max_pages=0,
    )


def numbered_id(volume: str, number: int) -> str:
    """Return the id of a numbered volume, which names its file."""
    return f"{volume}-{number}"


_PERIODS: dict[str, Callable[[date], tuple[str, str]]] = {
    "month": lambda day: (f"{day.year}年{day.month}月", f"{day:%Y-%m}"),
    "quarter": lambda day: (
        f"{day.year}年第{(day.month + 2) // 3}四半期",
        f"{day:%Y}-q{(day.month + 2) // 3}",
    ),
    "year": lambda day: (f"{day.year}年", f"{day:%Y}"),
}


def _meets(wanted: str | list[str], names: tuple[str, ...]) -> bool:
    listed = [wanted] if isinstance(wanted, str) else wanted
    return not wanted or not {*map(folded, names)}.isdisjoint(map(folded, listed))


def _filled(template: str, values: dict[str, str]) -> str:
    for name, value in values.items():
        template = template.replace(name, value)
    return template.strip()


def _period(articles: Sequence[Article]) -> str:
    dates = [article.date for article in articles]
    first, last = (f"{day.year}年{day.month}月" for day in (min(dates), max(dates)))
    return first if first == last else f"{first}–{last}"


def _refuse_doubles(settings: Settings, volumes: Sequence[Volume]) -> None:
    seen: set[str] = set()
    for volume in volumes:
        if volume.id in seen:
            message = f"two volumes have the id {volume.id!r}."
            named = (at for at, given in enumerate(settings.volumes) if given.id == volume.id)
            line = max((line_of(settings, f"volumes[{at}]") for at in named), default=0)
            problem = Problem(settings.publication, line, message, "Give each one its own.", "settings")
            raise SettingsError([problem])
        seen.add(volume.id)
