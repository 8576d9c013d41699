"""What pages and files tell of articles: dates, people, summaries, cards."""

from __future__ import annotations

import json
from datetime import date, datetime

from lxml import etree, html
from series import ADDRESS, ARTICLES, FIRST, edit

from book.settings import Settings
from exporters.builders.run import run_sphinx


def test_an_article_tells_when_by_whom_and_how_long(small: Settings) -> None:
    edit(small, 0, "author:", "last_modified_at: 2024-02-01\nauthor:")
    run_sphinx("html", small, 1)
    page = html.parse(small.build / "html" / FIRST)
    told = " ".join(page.xpath("string(//header/*[@class='gp-meta'])").split())
    assert told == "2023年1月15日 （2024年2月1日更新） 乙 約1分で読めます"
    assert "authors/" in page.xpath("string(//header/*[@class='gp-meta']//a/@href)")
    places = etree.parse(small.build / "html" / "sitemap.xml")
    (url,) = [each for each in places.iter("{*}url") if "/0-kiji/" in each.findtext("{*}loc")]
    assert url.findtext("{*}lastmod") == "2024-02-01"


def test_lists_show_no_mark_of_markdown(small: Settings) -> None:
    edit(small, 0, "author:", 'excerpt: "**強い**字と`code`と[先](https://a.example/)と~~消~~"\nauthor:')
    edit(small, 1, "## はじめに", "**書き出し**の[文](/x/)に`符`がある。\n\n## はじめに")
    run_sphinx("html", small, 1)
    shown = [
        text
        for year in ("2023", "2024")
        for text in html.parse(small.build / "html" / "archive" / year / "index.html").xpath(
            "//*[@class='gp-excerpt']/text()"
        )
    ]
    assert "強い字とcodeと先と消" in shown
    assert "書き出しの文に符がある。" in shown


def test_cards_and_llms_txt_name_what_there_is(series: Settings) -> None:
    out = series.build / "html"
    page = html.parse(out / FIRST)
    meta = {each.get("property") or each.get("name"): each.get("content") for each in page.xpath("//meta")}
    assert meta["og:type"] == "article"
    assert meta["og:url"] == ADDRESS + FIRST.removesuffix("index.html")
    assert meta["og:image"].startswith(ADDRESS)
    assert meta["twitter:card"] == "summary_large_image"
    assert datetime.fromisoformat(meta["article:published_time"]).date() == date(2023, 1, 15)
    assert (out / "llms.txt").read_text(encoding="utf-8").count("\n- [") == ARTICLES
    manifest = json.loads((out / "manifest.webmanifest").read_text(encoding="utf-8"))
    assert manifest["name"] == "試験の連載"
    assert all((out / icon["src"]).is_file() for icon in manifest["icons"])
