"""Volumes cut into numbered ones: where, by how much, and that growing moves nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from book.library import load_library
from book.model import Volume
from book.settings import load_settings

Site = Callable[..., tuple[Volume, ...]]


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """Write articles `(date, category, characters)` and return the volumes that one entry of settings makes."""

    def make(articles: list[tuple[str, str, int]], keys: str) -> tuple[Volume, ...]:
        posts = tmp_path / "site" / "_posts"
        posts.mkdir(parents=True, exist_ok=True)
        for number, (date, category, characters) in enumerate(articles):
            matter = f"---\ntitle: 題{number}\ndate: {date}\ncategories: [{category}]\n---\n\n"
            (posts / f"{date}-{number:02}.md").write_text(matter + "字" * characters, encoding="utf-8")
        (tmp_path / "site" / "publication.toml").write_text(
            f'[series]\ntitle = "連載"\n[[categories]]\nname = "乙"\n[[volumes]]\nid = "v"\n{keys}\n',
            encoding="utf-8",
        )
        return load_library(load_settings(tmp_path / "site", tmp_path, tmp_path / "build")).volumes

    return make


def held(volumes: tuple[Volume, ...]) -> list[list[str]]:
    """Return the titles of each volume's articles, sorted: parts stand in the order of categories."""
    return [sorted(article.title for article in volume.articles) for volume in volumes]


MONTHS = [(f"2025-{month:02}-{day:02}", "甲", 100) for month in (1, 2, 3) for day in (5, 6, 7)]


def test_it_is_cut_where_months_end(site: Site) -> None:
    volumes = site(MONTHS, "max_articles = 7")
    assert [len(articles) for articles in held(volumes)] == [6, 3]
    assert [volume.id for volume in volumes] == ["v-1", "v-2"]
    assert [volume.title for volume in volumes] == ["連載　第1巻", "連載　第2巻"]
    assert [volume.period for volume in volumes] == ["2025年1月–2025年2月", "2025年3月"]
    assert [volume.number for volume in volumes] == [1, 2]
    assert len({volume.identifier for volume in volumes}) == 2


def test_characters_count_without_spaces(site: Site) -> None:
    assert [len(articles) for articles in held(site(MONTHS, "max_characters = 600"))] == [6, 3]
    assert [len(articles) for articles in held(site(MONTHS, "max_characters = 599"))] == [3, 3, 3]


def test_a_month_too_large_is_cut_between_articles(site: Site) -> None:
    assert held(site(MONTHS[:3], "max_articles = 2")) == [["題0", "題1"], ["題2"]]


def test_an_article_larger_than_a_volume_has_one_of_its_own(site: Site) -> None:
    articles = [("2025-01-01", "甲", 10), ("2025-01-02", "甲", 900), ("2025-01-03", "甲", 10)]
    assert held(site(articles, "max_characters = 100")) == [["題0"], ["題1"], ["題2"]]


def test_it_is_cut_where_categories_end_and_large_ones_where_months_do(site: Site) -> None:
    articles = [(date, ("甲", "乙")[place % 2], 1) for place, (date, _, _) in enumerate(MONTHS)]
    volumes = site(articles, 'max_articles = 4\nsplit = "category"')
    assert [{article.category for article in volume.articles} for volume in volumes] == [{"乙"}, {"甲"}, {"甲"}]
    assert held(volumes) == [["題1", "題3", "題5", "題7"], ["題0", "題2", "題4"], ["題6", "題8"]]


def test_articles_added_at_the_end_move_none(site: Site) -> None:
    before = site(MONTHS, 'max_articles = 4\norder = "newest"')
    after = site([*MONTHS, ("2025-03-20", "甲", 1), ("2025-04-01", "乙", 1)], 'max_articles = 4\norder = "newest"')
    assert before[:2] == after[:2]
    assert [article.title for article in before[0].articles] == ["題2", "題1", "題0"]
    assert [len(articles) for articles in held(after)] == [3, 3, 4, 1]


def test_a_small_one_is_numbered_from_the_first(site: Site) -> None:
    assert [volume.id for volume in site(MONTHS[:1], "max_articles = 100")] == ["v-1"]


def test_generated_volumes_are_cut_each(site: Site) -> None:
    volumes = site(MONTHS, 'max_articles = 2\ngenerate = "month"\ntitle = "{label}"')
    assert [volume.id for volume in volumes][:3] == ["v-2025-01-1", "v-2025-01-2", "v-2025-02-1"]
    assert volumes[1].title == "2025年1月　第2巻"
    assert [volume.number for volume in volumes] == [1, 2, 3, 4, 5, 6]


def test_a_list_is_cut_in_its_own_order(site: Site) -> None:
    keys = 'max_articles = 2\norder = "listed"\narticles = ["2025-03-05-06", "2025-01-05-00", "2025-02-05-03"]'
    assert held(site(MONTHS, keys)) == [["題0", "題6"], ["題3"]]
