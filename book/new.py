"""A new article: its file, with the front matter filled in."""

from __future__ import annotations

import json
import os
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from book.errors import ArticleError, Problem
from book.permalinks import slugify
from book.settings import Settings

_TEMPLATE = """---
layout: post
title: {title}
date: {date:%Y-%m-%d %H:%M:%S %z}
categories: [{category}]
tags: []
author: {author}
excerpt: ""
---

## はじめに

"""


def new_article(settings: Settings, title: str, *, category: str = "", now: datetime | None = None) -> Path:
    """Write a new article and return its path. Raises ArticleError where there is one of that name."""
    date = now or datetime.now(ZoneInfo(settings.series.timezone))
    posts = settings.source / "_posts"
    folder = posts if posts.is_dir() else settings.source
    path = folder / f"{date:%Y-%m-%d}-{slugify(title)[:60]}.md"
    chosen = category or (settings.categories[0].name if settings.categories else "未分類")
    text = _TEMPLATE.format(
        title=_quoted(title), date=date, category=_quoted(chosen), author=_quoted(settings.series.author)
    )
    try:
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
    except FileExistsError as error:
        raise ArticleError(
            [Problem(path, 0, "there is such an article already.", "Choose another title.")]
        ) from error
    with os.fdopen(file, "w", encoding="utf-8") as stream:
        stream.write(text)
    return path


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
