"""The pages of the web edition: what each holds, and that each is written again exactly when that changes."""

from __future__ import annotations

import json
import os
import re
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from urllib.parse import quote, unquote, urljoin, urlsplit

import pytest
from browser import Server, Tab
from lxml import etree, html
from PIL import Image
from series import ADDRESS, ARTICLES, FIRST, edit, file_name

from book.errors import ArticleError
from book.search.packing import unpack
from book.settings import Settings, load_settings
from exporters.builders.run import run_sphinx

Site = tuple[str, Server]
ATOM = {"a": "http://www.w3.org/2005/Atom"}


def pages(settings: Settings) -> dict[str, html.HtmlElement]:
    out = settings.build / "html"
    return {
        str(p.relative_to(out)): html.parse(p).getroot() for p in out.rglob("*.html") if "_static" not in p.parts
    }


def files(settings: Settings) -> dict[str, bytes]:
    out = settings.build / "html"
    return {str(path.relative_to(out)): path.read_bytes() for path in out.rglob("*") if path.is_file()}


def test_every_page_is_sound(series: Settings) -> None:
    for name, page in pages(series).items():
        assert len(page.xpath("//h1")) == 1, name
        assert len(page.xpath("//meta[@name='viewport']")) == 1, name
        ids = page.xpath("//@id")
        assert len(ids) == len(set(ids)), name
        levels = [int(heading.tag[1]) for heading in page.iter("h1", "h2", "h3", "h4", "h5", "h6")]
        assert all(after - before <= 1 for before, after in pairwise(levels)), name
        assert not page.xpath("//script[not(@src) and not(@type='application/ld+json')] | //style"), name
        fetched = page.xpath("//script/@src | //link[@rel='stylesheet' or @rel='icon']/@href | //img/@src")
        assert not [address for address in fetched if urlsplit(address).netloc], name


def test_every_style_sheet_script_and_font_is_asked_for(series: Settings) -> None:
    static = series.build / "html" / "_static"
    asking = [path for kind in ("html", "css", "js") for path in (series.build / "html").rglob(f"*.{kind}")]
    asked = "\n".join(path.read_text(encoding="utf-8") for path in asking)
    allowed = {"sphinx-design.min.css", "design-tabs.js"}  # sphinx-design copies them itself
    found = {path.name for path in static.rglob("*") if path.is_file()}
    assert {name for name in found if name not in asked} <= allowed


def test_every_link_leads_somewhere(series: Settings) -> None:
    out = series.build / "html"
    for name, page in pages(series).items():
        for link in page.xpath("//a/@href | //script/@src | //link[@rel='stylesheet']/@href"):
            parts = urlsplit(link)
            if not parts.netloc and parts.path and name != "404.html":
                assert (out / unquote(urljoin(f"/{name}", parts.path)).lstrip("/")).is_file(), (name, link)


def test_lists_are_cut_into_pages_that_hold_every_article_once(series: Settings) -> None:
    out = series.build / "html" / "archive"
    names = [out / "index.html", *(out / "page" / str(n) / "index.html" for n in range(2, ARTICLES // 10 + 1))]
    links = [html.parse(name).xpath("//*[@class='gp-title']/a") for name in names]
    shown = [[link.text_content() for link in each] for each in links]
    assert [len(titles) for titles in shown] == [10] * (ARTICLES // 10)
    assert len({title for titles in shown for title in titles}) == ARTICLES
    assert not (out / "page" / str(ARTICLES // 10 + 1)).exists()


def test_an_article_shows_what_belongs_to_it(series: Settings) -> None:
    page = html.parse(series.build / "html" / FIRST)
    assert page.xpath("string(//article//time)") == "2023年1月15日"
    assert page.xpath("count(//ul[@class='gp-tags']/li)") == 3
    assert page.xpath("//details[@class='gp-toc']//a/text()") == ["はじめに", "おわりに"]
    assert len(page.xpath("//section[@class='gp-related']//li")) == 4
    assert page.xpath("//a[@class='right-next']")
    assert page.xpath("string(//link[@rel='canonical']/@href)") == ADDRESS + FIRST.removesuffix("index.html")


def test_related_articles_are_those_named_then_those_alike(small: Settings) -> None:
    edit(small, 0, "author:", f"related_articles:\n  - slug: {file_name(7)[11:-3]}\nauthor:")
    run_sphinx("html", small, 1)
    first = html.parse(small.build / "html" / FIRST).xpath("//section[@class='gp-related']//a/@href")[0]
    assert "/7-kiji/" in first


def test_front_matter_for_machines_is_honoured(small: Settings) -> None:
    edit(small, 0, "author:", "robots: noindex\ncanonical_url: https://other.example/a/\nauthor:")
    edit(small, 1, "author:", "redirect_from: [/古い/住所/, /old.html]\naliases: /2024/x/\nauthor:")
    run_sphinx("html", small, 1)
    out = small.build / "html"
    page = html.parse(out / FIRST)
    assert page.xpath("string(//meta[@name='robots']/@content)") == "noindex"
    assert page.xpath("string(//link[@rel='canonical']/@href)") == "https://other.example/a/"
    for name in ("feed.xml", "rss.xml", "feed.json", "sitemap.xml", "llms.txt", "llms-full.txt"):
        assert "/0-kiji" not in (out / name).read_text(encoding="utf-8"), name
    records = "".join(unpack(path.read_bytes()) for path in (out / "_search" / "records").iterdir())
    assert "/0-kiji" not in records and "/1-kiji" in records
    for old in ("古い/住所/index.html", "old.html", "2024/x/index.html"):
        (target,) = html.parse(out / old).xpath("//p/a/@href")
        assert urljoin(f"/{old}", target) == "/2024/02/15/1-kiji/index.html"


def test_a_day_of_the_front_matter_leads_to_the_day_of_the_file(small: Settings) -> None:
    edit(small, 2, "date: 2025-03-15", "date: 2025-03-14 20:00:00 +0000")
    edit(small, 3, "date: 2023-04-15", "date: 2023-04-15 20:00:00 +0000")
    run_sphinx("html", small, 1)
    out = small.build / "html"
    assert not (out / "2025/03/14").exists()
    assert "url=../../15/3-kiji" not in (out / "2023/04/15/3-kiji/index.html").read_text(encoding="utf-8")
    moved = html.parse(out / "2023/04/16/3-kiji/index.html")
    assert moved.xpath("string(//meta[@http-equiv='refresh']/@content)").endswith("../../15/3-kiji/index.html")


def test_feeds_and_sitemap_list_what_there_is(series: Settings) -> None:
    out = series.build / "html"
    feed = etree.parse(out / "feed.xml")
    entries = feed.xpath("//a:entry/a:id/text()", namespaces=ATOM)
    assert len(entries) == len(set(entries)) == 30
    assert feed.xpath("string(/a:feed/a:link[@rel='self']/@href)", namespaces=ATOM) == ADDRESS + "feed.xml"
    assert len(etree.parse(out / "rss.xml").findall(".//item")) == 30
    assert len(json.loads((out / "feed.json").read_text(encoding="utf-8"))["items"]) == 30
    for name in ("feed.xml", "rss.xml", "feed.json"):
        assert "2024/02/15/1-kiji/" in (out / "categories" / "技術" / name).read_text(encoding="utf-8")
    listed = [unquote(e.text) for e in etree.parse(out / "sitemap.xml").iter("{*}loc")]
    assert len(listed) == len(set(listed))
    for address in listed:
        path = address.removeprefix(ADDRESS)
        assert (out / (path + "index.html" if path.endswith("/") or not path else path)).is_file(), address
    assert f"Sitemap: {ADDRESS}sitemap.xml" in (out / "robots.txt").read_text(encoding="utf-8")


def test_structured_data_names_the_article_and_its_place(series: Settings) -> None:
    (data,) = html.parse(series.build / "html" / FIRST).xpath("//script[@type='application/ld+json']/text()")
    article, trail = json.loads(data)["@graph"]
    assert article["@type"] == "Article"
    assert date.fromisoformat(article["datePublished"][:10]) == date(2023, 1, 15)
    assert [step["position"] for step in trail["itemListElement"]] == [1, 2, 3]


def test_any_change_leaves_what_a_clean_build_makes(small: Settings, tmp_path: Path) -> None:
    edit(small, 1, "## おわりに", "## 結び")
    edit(small, 4, 'title: "', 'title: "改題した')
    edit(small, 5, "tags: [", "tags: [唯一, ")
    run_sphinx("html", small, 1)
    edit(small, 5, "tags: [唯一, ", "tags: [")
    (small.source / "_posts" / file_name(6)).unlink()
    (small.source / "_posts" / "2026-01-01-new.md").write_text(
        "---\ntitle: 新しい記事\ncategory: 新分類\n---\n\n本文。\n", encoding="utf-8"
    )
    run_sphinx("html", small, 1)
    clean = replace(small, build=tmp_path / "clean")
    run_sphinx("html", clean, 1)
    assert files(small) == files(clean)
    assert "2026/01/01/new/index.html" in files(clean)


def test_two_clean_builds_are_the_same_with_any_number_of_workers(small: Settings, tmp_path: Path) -> None:
    other = replace(small, build=tmp_path / "other")
    run_sphinx("html", other, 2)
    assert files(small) == files(other)


def test_only_what_changed_is_written(small: Settings) -> None:
    out = small.build / "html"
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*.html")}
    edit(small, 1, "## おわりに", "## 結び")
    run_sphinx("html", small, 1)
    assert [p for p in out.rglob("*.html") if p.stat().st_mtime_ns != before[p]] == [
        out / "2024/02/15/1-kiji/index.html"
    ]


def test_built_books_can_be_downloaded(small: Settings) -> None:
    (small.build / "epub").mkdir()
    (small.build / "epub" / "series.epub").write_bytes(b"x" * 123_456)
    run_sphinx("html", small, 1)
    home = html.parse(small.build / "html" / "index.html")
    (link,) = home.xpath("//ul[@class='gp-books']//a")
    assert (small.build / "html" / link.get("href")).stat().st_size == 123_456
    assert re.search(r"EPUB（0\.1 MB、\s*2025年", link.text_content())
    assert html.parse(small.build / "html" / FIRST).xpath("//section[@class='gp-volumes']//a")


def test_a_faulty_article_has_only_itself_read_again(small: Settings, tmp_path: Path) -> None:
    edit(small, 3, "## おわりに", "![図](/chart.png)\n\n## おわりに")
    fresh = replace(small, build=tmp_path / "fresh")
    for expected in (13, 1):  # with the home page; then the article at fault
        with pytest.raises(ArticleError, match=r"chart\.png does not exist"):
            run_sphinx("html", fresh, 1)
        read = [path for path in (fresh.build / "doctrees").rglob("*.text") if path.stat().st_mtime_ns]
        assert len(read) == expected
        for path in read:
            os.utime(path, (0, 0))
    assert read[0].parent.name == "3-kiji"
    assert not list((fresh.build / "html").rglob("*.html"))
    Image.new("RGB", (64, 36)).save(small.source / "chart.png")
    run_sphinx("html", fresh, 1)
    run_sphinx("html", small, 1)
    assert files(fresh) == files(small)


def test_a_picture_of_an_article_is_shown_with_its_size(small: Settings) -> None:
    Image.new("RGB", (640, 360)).save(small.source / "hero.png")
    edit(small, 0, "author:", "image: /hero.png\nauthor:")
    run_sphinx("html", small, 1)
    page = html.parse(small.build / "html" / FIRST)
    (picture,) = page.xpath("//*[@class='gp-hero']/img")
    assert (picture.get("width"), picture.get("height")) == ("640", "360")
    assert page.xpath("string(//meta[@property='og:image']/@content)").startswith(ADDRESS + "_pictures/")


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize(
    "name", ["index.html", FIRST, "archive/index.html", "tags/index.html", "search/index.html"]
)
def test_nothing_overflows_and_nothing_is_refused_or_fetched_elsewhere(
    tab: Tab, site: Site, name: str, width: int
) -> None:
    tab.width(width)
    tab.open(site[0] + name)
    assert tab.run("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert tab.complaints() == []
    asked = [e["params"]["request"]["url"] for e in tab.events if e.get("method") == "Network.requestWillBeSent"]
    assert {urlsplit(url).netloc for url in asked if url.startswith("http")} == {urlsplit(site[0]).netloc}


def test_light_and_dark_are_the_systems_or_the_readers(tab: Tab, site: Site) -> None:
    theme = "document.documentElement.dataset.theme"
    tab.width(1280, dark=True)
    tab.open(site[0] + "index.html")
    assert tab.run(theme) == "dark"
    tab.run("document.querySelector('.gp-mode').click()")
    assert tab.run(theme) == "light"
    tab.open(site[0] + FIRST)
    assert tab.run(theme) == "light"
    tab.run("localStorage.clear()")


def test_the_menu_of_a_phone_opens_and_closes_by_keyboard(tab: Tab, site: Site) -> None:
    tab.width(390)
    tab.open(site[0] + FIRST)
    seen = "getComputedStyle(document.getElementById('gp-menu')).display !== 'none'"
    assert not tab.run(seen)
    tab.run("document.querySelector('a[href=\"#gp-menu\"]').focus()")
    tab.key("Enter", 13, "\r")
    tab.until(seen)
    tab.key("Escape", 27)
    tab.until(f"!({seen})")


def test_the_first_key_offers_to_skip_to_the_text(tab: Tab, site: Site) -> None:
    tab.width(1280)
    tab.open(site[0] + FIRST)
    tab.key("Tab", 9)
    assert tab.run("document.activeElement.textContent") == "本文へスキップ"
    tab.key("Enter", 13, "\r")
    tab.until("document.activeElement.id === 'main-content'")


def test_a_page_that_is_not_there_finds_its_styles_at_any_depth(series: Settings) -> None:
    page = html.parse(series.build / "html" / "404.html")
    links = page.xpath("//link[@rel='stylesheet']/@href | //a[not(starts-with(@href, '#'))]/@href")
    assert all(link.startswith("/sub/path/") for link in links)


def test_links_to_lists_stay_on_the_site_and_follow_what_there_is(small: Settings, tmp_path: Path) -> None:
    places = ("tags/推論/", "", "archive/2023/", "search/?q=x", "contact/", "authors/#a", "tags/ない印/")
    listed = " ".join(f"[印](/sub/path/{place})" for place in places)
    edit(small, 0, "tags: [", "tags: [推論, ")
    edit(small, 3, "tags: [", "tags: [ない印, ")
    edit(small, 0, "## おわりに", f"{listed}\n\n## おわりに")
    run_sphinx("html", small, 1)
    assert links_of(small) == [
        "../../../../tags/推論/index.html",
        "../../../../index.html",
        "../../../../archive/2023/index.html",
        ADDRESS + "search/?q=x",
        ADDRESS + "contact/",
        "../../../../authors/index.html#a",
        "../../../../tags/ない印/index.html",
    ]
    edit(small, 3, "ない印, ", "")
    run_sphinx("html", small, 1)
    assert links_of(small)[-1] == ADDRESS + "tags/ない印/"
    clean = replace(small, build=tmp_path / "clean")
    run_sphinx("html", clean, 1)
    assert files(small) == files(clean)


def links_of(settings: Settings) -> list[str]:
    links = html.parse(settings.build / "html" / FIRST).xpath("//div[@class='gp-text']//p/a/@href")
    return [unquote(link) for link in links]


def test_titles_may_be_broken_between_phrases_alone(series: Settings) -> None:
    page = (series.build / "html" / FIRST).read_text(encoding="utf-8")
    (title,) = re.findall(r"<h1[^>]*>(.*?)</h1>", page)
    assert "<wbr>" in title
    assert html.fromstring(title).text_content().startswith("第0回")


WIDTHS = """(() => {
  const title = document.querySelector("h1"), plain = title.cloneNode(false), broken = title.cloneNode(true);
  plain.textContent = title.textContent;
  return [broken, plain].map((each) => {
    each.style.cssText = "position: absolute; width: auto; white-space: nowrap";
    title.after(each);
    return each.getBoundingClientRect().width;
  });
})()"""


def test_titles_are_spaced_as_if_they_could_not_be_broken(tab: Tab, site: Site, series: Settings) -> None:
    mixed = [name for name, page in pages(series).items() if page.xpath("//h1/span[@class='gp-gap']")]
    assert mixed
    tab.width(1280)
    for name in mixed[:5]:
        tab.open(site[0] + quote(name))
        broken, plain = tab.run(WIDTHS)
        assert abs(broken - plain) < 0.5, name


def test_the_source_of_an_article_is_linked_where_the_publisher_names_it(small: Settings) -> None:
    with (small.source / "publication.toml").open("a", encoding="utf-8") as file:
        file.write('source = "https://code.example/blob/main/{path}"\n')
    run_sphinx("html", load_settings(small.source, small.conf, small.build), 1)
    links = html.parse(small.build / "html" / FIRST).xpath("//*[@class='gp-share']/a/@href")
    assert f"https://code.example/blob/main/_posts/{file_name(0)}" in links


def test_the_preview_may_run_the_script_that_reloads_it(small: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    policy = "//meta[@http-equiv='Content-Security-Policy']"
    assert html.parse(small.build / "html" / FIRST).xpath(policy)
    monkeypatch.setenv("GAPPON_PREVIEW", "1")
    run_sphinx("html", small, 1)
    assert not html.parse(small.build / "html" / FIRST).xpath(policy)


def test_pictures_of_one_name_keep_theirs_whatever_is_read_first(small: Settings, tmp_path: Path) -> None:
    for number, colour in ((0, "red"), (1, "blue"), (2, "green")):
        (small.source / f"p{number}").mkdir()
        Image.new("RGB", (8, 8), colour).save(small.source / f"p{number}" / "chart.png")
        edit(small, number, "## おわりに", f"![図](/p{number}/chart.png)\n\n## おわりに")
    run_sphinx("html", small, 1)
    assert len(list((small.build / "html" / "_images").iterdir())) == 3
    edit(small, 0, "![図](/p0/chart.png)", "図は消した。")
    run_sphinx("html", small, 1)
    clean = replace(small, build=tmp_path / "clean")
    run_sphinx("html", clean, 2)
    assert files(small) == files(clean)
    assert len(list((small.build / "html" / "_images").iterdir())) == 2


def test_a_title_is_shown_as_written_everywhere(small: Settings) -> None:
    title = "a < b & \"c\" <script>alert(1)</script> 'd'"
    edit(small, 0, "title: ", f"title: {json.dumps(title)}\nold: ")
    run_sphinx("html", small, 1)
    page = html.parse(small.build / "html" / FIRST)
    assert page.xpath("string(//h1)") == title
    assert page.xpath("string(//title)").startswith(title)
    assert page.xpath("string(//meta[@property='og:title']/@content)") == title
    data = json.loads(page.xpath("string(//script[@type='application/ld+json'])"))
    assert data["@graph"][0]["headline"] == title
    links = html.parse(small.build / "html" / "archive" / "2023" / "index.html").xpath("//*[@class='gp-title']/a")
    assert title in [link.text_content() for link in links]
    titles = etree.parse(small.build / "html" / "feed.xml").xpath("//a:entry/a:title/text()", namespaces=ATOM)
    assert title in titles


def test_a_series_without_an_address_has_no_feeds_and_no_dead_links(small: Settings, tmp_path: Path) -> None:
    file = small.source / "publication.toml"
    file.write_text(
        file.read_text(encoding="utf-8").replace("https://series.example/sub/path", ""), encoding="utf-8"
    )
    settings = load_settings(small.source, small.conf, tmp_path / "local")
    run_sphinx("html", settings, 1)
    assert not list((settings.build / "html").rglob("feed.xml"))
    for name, page in pages(settings).items():
        assert not page.xpath("//*[@href='' or @content='']"), name
        assert not page.xpath("//*[contains(@href, 'feed.xml')]"), name
