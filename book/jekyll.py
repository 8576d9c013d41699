"""A Jekyll site's _config.yml: what of it gappon goes by."""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import yaml

from book.errors import Problem, SettingsError
from book.yamlnodes import root_of


def read_config(source: Path) -> dict[str, Any]:
    """Return the _config.yml of a folder, empty where there is none. Raises SettingsError."""
    file = source / "_config.yml"
    if not file.is_file():
        return {}
    try:
        config = _load(file.read_bytes().decode("utf-8-sig"))
    except (yaml.YAMLError, ValueError, RecursionError) as error:  # a date that is none is a ValueError
        mark = getattr(error, "problem_mark", None)
        what = getattr(error, "problem", None) or str(error)
        what = "not UTF-8 text" if isinstance(error, UnicodeDecodeError) else what
        problem = Problem(file, mark.line + 1 if mark else 0, f"cannot be read: {what}.", "Mend that line.")
        raise SettingsError([problem]) from error
    return config if isinstance(config, dict) else {}


def _load(text: str) -> Any:
    loader = yaml.SafeLoader(text)
    try:
        node = root_of(loader)
        return None if node is None else loader.construct_document(node)
    finally:
        loader.dispose()


def series_of(site: Mapping[str, Any]) -> dict[str, Any]:
    """Return the series' settings that the site gives: only those it names."""
    author = site.get("author")
    posts = site.get("collections", {}).get("posts", {}) if isinstance(site.get("collections"), dict) else {}
    permalink = site.get("permalink") or (posts.get("permalink") if isinstance(posts, dict) else None)
    found = {
        "title": site.get("title"),
        "subtitle": site.get("tagline"),
        "description": site.get("description"),
        "address": f"{site['url']}{site.get('baseurl') or ''}" if site.get("url") else None,
        "author": author.get("name") if isinstance(author, dict) else author,
        "publisher": site.get("publisher"),
        "rights": site.get("rights") or site.get("copyright"),
        "license": site.get("license"),
        "language": site.get("lang") or site.get("locale"),
        "timezone": site.get("timezone"),
        "permalink": permalink or "date",
    }
    named = {key: str(value) for key, value in found.items() if isinstance(value, str | int) and value != ""}
    named["subtitle"] = named.get("subtitle", "")
    flags = {"drafts": bool(site.get("show_drafts")), "future": bool(site.get("future"))}
    return {**named, **flags}


def defaults_for(site: Mapping[str, Any], path: str) -> dict[str, Any]:
    """Return the front matter defaults of a post at this path below the site (Jekyll docs, Defaults)."""
    values: dict[str, Any] = {}
    rules = site.get("defaults")
    for rule in rules if isinstance(rules, list) else ():
        scope = rule.get("scope", {}) if isinstance(rule, dict) else {}
        if not isinstance(scope, dict) or scope.get("type", "posts") != "posts":
            continue
        place = str(scope.get("path") or "").strip("/")
        if not place or path.startswith(place + "/") or fnmatch(path, place):
            given = rule.get("values")
            values.update(given if isinstance(given, dict) else {})
    return values
