"""The publisher's settings: publication.toml, and a Jekyll site's _config.yml."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from book.editions import EpubSettings, PageSettings, PrintSettings, ReadingSettings, WebOnlySettings, WebSettings
from book.errors import Problem, ProblemsError, SettingsError
from book.jekyll import read_config, series_of
from book.model import Series
from book.places import default_conf
from book.settingschecks import faults
from book.toolchain import toolchain_digest


@dataclass(frozen=True, slots=True)
class CategorySettings:
    """[[categories]]: the order and the names in addresses of categories."""

    name: str
    slug: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class VolumeSettings:
    """[[volumes]]: a book, or with `generate` (month, quarter, year, category) a set of books.

    What is chosen must meet every condition given; `category`, `tag` and `author` are one name or several.
    `order` is `date` (old to new), `newest` or `listed`. In titles `{title}` is the series' and `{label}`
    what a generated volume stands for. `preface` and `afterword` are Markdown files below the source.
    With `max_articles` or `max_characters`, or in print alone `max_pages`, it is cut into numbered volumes where a
    month ends, or as `split` says a category. `writing` is `horizontal` or `vertical` (縦書き, for e-books).
    `version` is told in the colophon (`第2版`); `print_identifier` is the ISBN of the printed book, for the page
    numbers of e-books.
    """

    id: str
    title: str = "{title}"
    subtitle: str = ""
    identifier: str = ""
    cover: str = ""
    order: str = "date"
    category: str | list[str] = ""
    tag: str | list[str] = ""
    author: str | list[str] = ""
    from_: str = ""
    to: str = ""
    articles: list[str] = field(default_factory=list)
    generate: str = ""
    writing: str = "horizontal"
    preface: str = ""
    afterword: str = ""
    max_articles: int = 0
    max_characters: int = 0
    max_pages: int = 0
    split: str = "month"
    version: str = ""
    print_identifier: str = ""


@dataclass(frozen=True, slots=True)
class SeriesSettings:
    """[series]: names and addresses, and how articles are taken in."""

    title: str = "無題のシリーズ"
    subtitle: str = ""
    description: str = ""
    address: str = ""
    author: str = ""
    publisher: str = ""
    rights: str = ""
    license: str = ""
    language: str = "ja"
    timezone: str = "Asia/Tokyo"
    permalink: str = "/:year/:month/:day/:title/"
    drafts: bool = False
    future: bool = False


class Publication(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """publication.toml as written."""

    series: SeriesSettings = SeriesSettings()
    categories: list[CategorySettings] = msgspec.field(default_factory=list)
    volumes: list[VolumeSettings] = msgspec.field(default_factory=list)
    pages: PageSettings = PageSettings()
    web: WebSettings = WebSettings()
    epub: EpubSettings = EpubSettings()
    print: PrintSettings = PrintSettings()
    web_only: WebOnlySettings = WebOnlySettings()
    reading: ReadingSettings = ReadingSettings()
    includes: dict[str, str] = msgspec.field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a build is told. `publication` is the file that errors of volumes name.

    `cache` is the folder of book.cache, which builds of other folders may share.
    `site` is the Jekyll site's _config.yml, empty where there is none.
    """

    source: Path
    conf: Path
    build: Path
    cache: Path
    publication: Path
    series: Series
    permalink: str
    drafts: bool
    future: bool
    categories: tuple[CategorySettings, ...]
    volumes: tuple[VolumeSettings, ...]
    pages: PageSettings
    web: WebSettings
    epub: EpubSettings
    print: PrintSettings
    web_only: WebOnlySettings
    reading: ReadingSettings
    includes: Mapping[str, str]
    site: Mapping[str, Any]

    @property
    def reader(self) -> str:
        """Return what the reading of every article depends on: where it changes, all are read anew."""
        return repr(
            (
                toolchain_digest("book"),
                self.series,
                self.permalink,
                self.reading,
                self.web.allowed_html,
                self.includes,
                self.site,
            )
        )


def load_settings(
    source: Path | None = None,
    conf: Path | None = None,
    build: Path | None = None,
    *,
    cache: Path | None = None,
    drafts: bool | None = None,
    future: bool | None = None,
) -> Settings:
    """Read the settings. What is None comes from GAPPON_SOURCE, _CONF, _BUILD, _CACHE, _DRAFTS, …, then defaults.

    `conf/publication.toml` applies, with a Jekyll site's _config.yml over it; a publication.toml of the
    source's own takes the place of conf's and stands over both. Raises SettingsError.
    """
    conf = _place(conf, "GAPPON_CONF", default_conf())
    source = _place(source, "GAPPON_SOURCE", Path("content"))
    build = _place(build, "GAPPON_BUILD", Path("build"))
    cache = _place(cache, "GAPPON_CACHE", build / ".cache")
    if not source.is_dir():
        raise _error(source, 0, "there is no such folder of articles.", "Name one that exists with SOURCE=.")
    own = source / "publication.toml"
    file = own if own.is_file() else conf / "publication.toml"
    text, raw = _read(file)
    publication = _convert(file, text, raw)
    _check(file, text, publication)
    site = read_config(source)
    series = _series(publication.series, site, raw.get("series", {}) if file == own else {})
    return Settings(
        source=source,
        conf=conf,
        build=build,
        cache=cache,
        publication=file,
        series=_without_extras(series),
        permalink=series.permalink,
        drafts=_asked("GAPPON_DRAFTS", drafts) or series.drafts,
        future=_asked("GAPPON_FUTURE", future) or series.future,
        categories=(*publication.categories, *_site_categories(site)),
        volumes=tuple(publication.volumes) or (VolumeSettings("series"),),
        pages=publication.pages,
        web=publication.web,
        epub=publication.epub,
        print=publication.print,
        web_only=publication.web_only,
        reading=publication.reading,
        includes=publication.includes,
        site=site,
    )


def _place(given: Path | None, variable: str, default: Path) -> Path:
    """Return a folder, whole. A shell hands over SOURCE=~/site as it stands, and make does too."""
    place = given or Path(os.environ.get(variable) or default)
    return (place.expanduser() if place.parts[:1] == ("~",) else place).resolve()


def _asked(variable: str, given: bool | None) -> bool:
    return bool(os.environ.get(variable)) if given is None else given


def _read(file: Path) -> tuple[str, dict[str, Any]]:
    if not file.is_file():
        return "", {}
    try:
        text = file.read_bytes().decode("utf-8-sig")
        return text, tomllib.loads(text)
    except UnicodeDecodeError as error:
        raise _error(file, 0, "the file is not UTF-8 text.", "Save it with the encoding UTF-8.") from error
    except (ValueError, RecursionError) as error:  # a number of thousands of figures is a ValueError
        line = re.search(r"line (\d+)", str(error))
        number = int(line[1]) if line else text.count("\n") + 1
        raise _error(file, number, f"not valid TOML: {error}.", "Mend that line.") from error


def _convert(file: Path, text: str, raw: dict[str, Any]) -> Publication:
    volumes = raw.get("volumes")
    if isinstance(volumes, list):
        volumes = [_renamed(volume) for volume in volumes]
        raw = {**raw, "volumes": volumes}
    _refuse_unknown(file, text, raw)
    try:
        return msgspec.convert(raw, Publication, strict=True)
    except msgspec.ValidationError as error:
        message, _, path = str(error).partition(" - at `$")
        path = path.rstrip("`").replace("from_", "from")
        unknown = re.search(r"unknown field `(.+?)`", message)
        full = f"{path}.{unknown[1]}" if unknown else path
        remedy = "See the comments in gappon's own conf/publication.toml for what it may be."
        raise _error(file, _line_of(text, full), f"{full.lstrip('.')}: {message}.", remedy) from error


_TABLES: dict[str, Any] = {
    "series": SeriesSettings,
    "categories": CategorySettings,
    "volumes": VolumeSettings,
    "pages": PageSettings,
    "web": WebSettings,
    "epub": EpubSettings,
    "print": PrintSettings,
    "web_only": WebOnlySettings,
    "reading": ReadingSettings,
    "includes": None,
}


def _refuse_unknown(file: Path, text: str, raw: dict[str, Any]) -> None:
    """Refuse a key that means nothing: most are slips of the pen, and would go unnoticed."""
    for name, value in raw.items():
        if name not in _TABLES:
            raise _unknown(file, _line_of(text, f".{name}"), name, _TABLES)
        known = _TABLES[name]
        if known is None:
            continue
        for index, table in enumerate(value if isinstance(value, list) else [value]):
            for key in table if isinstance(table, dict) else ():
                if ("from_" if key == "from" else key) not in known.__dataclass_fields__:
                    line = _line_of(text, f".{name}[{index}].{key}")
                    raise _unknown(file, line, f"{name}.{key}", known.__dataclass_fields__)


def _unknown(file: Path, line: int, key: str, known: Iterable[str]) -> SettingsError:
    names = ", ".join(name.rstrip("_") for name in known)
    return _error(file, line, f"{key}: there is no such key.", f"There are: {names}.")


def _renamed(volume: Any) -> Any:
    if not isinstance(volume, dict):
        return volume
    return {
        "from_" if key == "from" else key: value.isoformat() if isinstance(value, date) else value
        for key, value in volume.items()
    }


def _line_of(text: str, path: str) -> int:
    """Return the line on which `.volumes[1].title` stands, or its table, or 1."""
    parts = re.findall(r"\.(\w+)(?:\[(\d+)\])?", path)
    table, index = (parts[0][0], int(parts[0][1] or 0)) if parts else ("", 0)
    key = parts[1][0] if len(parts) > 1 else ""
    seen, inside, header = -1, False, 1
    for number, line in enumerate(text.split("\n"), 1):
        if match := re.match(r"\s*\[\[?\s*([\w.-]+)", line):
            seen += match[1] == table
            inside = match[1] == table and seen == index
            header = number if inside else header
        elif (re.match(rf"\s*{re.escape(table)}\s*=", line) and not key) or (
            inside and key and re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*=", line)
        ):
            return number
    return header


def _series(given: SeriesSettings, site: Mapping[str, Any], own: Mapping[str, Any]) -> SeriesSettings:
    named = series_of(site)
    if named.get("title", given.title) != given.title:  # another series: neither its people nor its place
        given = replace(given, description="", address="", author="", publisher="", rights="", license="")
    merged = replace(given, **named) if site else given
    return replace(merged, **{key: getattr(given, key) for key in own})


def _without_extras(series: SeriesSettings) -> Series:
    names = Series.__dataclass_fields__
    values = {name: getattr(series, name) for name in names}
    return Series(**{**values, "address": series.address.rstrip("/")})


def _site_categories(site: Mapping[str, Any]) -> tuple[CategorySettings, ...]:
    listed = site.get("content_categories")
    if not isinstance(listed, list):
        return ()
    return tuple(
        CategorySettings(str(c["name"]), str(c.get("slug") or ""), str(c.get("description") or ""))
        for c in listed
        if isinstance(c, dict) and c.get("name")
    )


def _check(file: Path, text: str, publication: Publication) -> None:
    """Raise SettingsError with all values that no edition can be made with."""
    problems = [
        Problem(file, _line_of(text, fault.path), f"{fault.path[1:]}: {fault.message}", fault.remedy, "settings")
        for fault in faults(publication)
    ]
    if problems:
        raise SettingsError(problems)


def line_of(settings: Settings, path: str) -> int:
    """Return the line of publication.toml on which `volumes[1].title` stands, or its table; 0 without a file."""
    if not settings.publication.is_file():
        return 0
    return _line_of(settings.publication.read_text(encoding="utf-8-sig"), f".{path}")


def located(error: ProblemsError, settings: Settings) -> ProblemsError:
    """Return the error with the file and line of each setting that it is about."""
    return type(error)(_located(problem, settings) if problem.setting else problem for problem in error.problems)


def _located(problem: Problem, settings: Settings) -> Problem:
    path = problem.setting
    if named := re.match(r"volumes\[(.+)\]", path):
        ids = [volume.id for volume in settings.volumes]
        index = next((at for at, name in enumerate(ids) if f"{named[1]}-".startswith(f"{name}-")), 0)
        path = f"volumes[{index}]{path[named.end() :]}"
    return replace(problem, path=settings.publication, line=line_of(settings, path), setting="")


def _error(file: Path, line: int, message: str, remedy: str) -> SettingsError:
    return SettingsError([Problem(file, line, message, remedy, "settings")])
