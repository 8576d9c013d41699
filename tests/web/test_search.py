"""Search in a real browser, held against a plain search through the articles' text."""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from browser import Server, Tab, served
from lxml import html
from series import NOUNS

from book.library import load_library
from book.search.tokens import grams
from book.settings import Settings, load_settings
from exporters.builders.run import run_sphinx

TREE = Path(__file__).parents[2]
Site = tuple[str, Server]
MORE = "製造業を調べる データセンターは エージェントが gpu ＮＶＩＤＩＡ 株式会社 メモリー帯域 水 仕組み"
QUERIES = [*NOUNS, *MORE.split()]


@pytest.fixture(scope="module")
def truth(series: Settings) -> dict[str, str]:
    """The text of every article as its page shows it, by address."""
    pages = {}
    for article in load_library(series).articles:
        page = html.parse(series.build / "html" / f"{article.docname}.html").getroot()
        body = page.xpath("//*[@class='gp-text']//text()")
        texts = [page.xpath("string(//h1)"), *body, *article.tags]
        pages[f"{article.docname}.html"] = unicodedata.normalize("NFKC", "\n".join(texts)).lower()
    return pages


def found(tab: Tab, root: str, question: str) -> list[str]:
    """Ask the index and return the addresses it finds, the best first."""
    script = f"""(async () => {{
        const {{ Index }} = await import("{root}_static/search.js");
        const index = new Index("{root}_search/");
        const texts = await index.search({json.dumps(question)});
        return Promise.all(texts.map(async (text) => (await index.record(text)).address));
    }})()"""
    return [str(address) for address in tab.run(script)]


def test_it_finds_what_a_plain_search_finds(tab: Tab, site: Site, truth: dict[str, str]) -> None:
    tab.open(site[0] + "index.html")
    recall, precision = [], []
    for question in QUERIES:
        plain = unicodedata.normalize("NFKC", question).lower()
        wanted = {address for address, text in truth.items() if plain in text}
        got = set(found(tab, site[0], question))
        recall.append(len(got & wanted) / len(wanted) if wanted else 1.0)
        precision.append(len(got & wanted) / len(got) if got else 1.0)
    assert len(QUERIES) >= 40
    assert sum(recall) / len(recall) >= 0.99, dict(zip(QUERIES, recall, strict=True))
    assert sum(precision) / len(precision) >= 0.95, dict(zip(QUERIES, precision, strict=True))


def test_python_and_javascript_cut_alike(tab: Tab, site: Site) -> None:
    tab.open(site[0] + "index.html")
    for text in texts():
        script = f'import("{site[0]}_static/search.js").then((m) => m.grams({json.dumps(text)}))'
        assert sorted(tab.run(script)) == sorted(Counter(grams(text)).elements()), text


def texts() -> Iterator[str]:
    """Yield texts of every script, and every character that the Unicode of this Python knows, in runs."""
    yield from QUERIES
    yield "Ｎｏｄｅ．ｊｓ（電力）「半導体」している。𠮷野家　㍿ ΟΔΟΣ İstanbul ﬁ ½ ｶﾞｷﾞ か\u3099 葛\U000e0100"
    known = [chr(n) for n in range(32, 0x30000) if unicodedata.category(chr(n))[0] not in "C"]
    for start in range(0, len(known), 4096):
        yield "".join(known[start : start + 4096])


def test_terms_all_count_and_the_title_counts_most(tab: Tab, site: Site, truth: dict[str, str]) -> None:
    tab.open(site[0] + "index.html")
    got = found(tab, site[0], "半導体　電力")
    assert set(got) == {address for address, text in truth.items() if "半導体" in text and "電力" in text}
    ranked = found(tab, site[0], "データセンター")
    titled = [address for address in ranked if "データセンター" in truth[address].split("\n")[0]]
    assert titled
    assert ranked[: len(titled)] == titled


def test_nothing_is_fetched_before_it_is_needed_and_little_then(tab: Tab, site: Site) -> None:
    root, server = site
    tab.call("Network.clearBrowserCache")
    server.sent.clear()
    tab.open(root + "search/index.html")
    assert not [address for address, _ in server.sent if "_search/" in address]
    server.sent.clear()
    tab.run("document.getElementById('search-words').focus()")
    tab.call("Input.insertText", text="データセンター")
    tab.until("document.body.dataset.asked === 'データセンター'")
    fetched = [size for address, size in server.sent if "_search/" in address]
    assert fetched
    assert sum(fetched) <= 150_000


def test_results_are_marked_filtered_and_gone_through_by_keys(tab: Tab, site: Site) -> None:
    root, _ = site
    tab.open(root + f"search/index.html?q={quote('半導体')}")
    tab.until("document.body.dataset.asked")
    count = tab.run("parseInt(document.getElementById('search-said').textContent)")
    assert tab.run("document.querySelector('#search-results mark').textContent") == "半導体"
    assert tab.run("document.querySelector('#search-results .gp-excerpt mark')?.textContent") == "半導体"
    tab.run(
        "const s = document.querySelector('[name=year]'); s.value = '2024年';"
        "s.dispatchEvent(new Event('change')); delete document.body.dataset.asked"
    )
    tab.until("document.body.dataset.asked")
    assert 0 < tab.run("parseInt(document.getElementById('search-said').textContent)") < count
    assert "2024" in tab.run("decodeURIComponent(location.search)")
    tab.run("document.getElementById('search-words').focus()")
    tab.key("ArrowDown", 40)
    first = tab.run("document.activeElement.href")
    assert first.startswith(f"{root}2024/")
    tab.key("Enter", 13, "\r")
    tab.until(f"location.href === {json.dumps(first)} && document.querySelector('h1') !== null")


@pytest.mark.parametrize(
    ("kind", "label"), [("category", "技術"), ("tag", "半導体"), ("author", "乙"), ("year", "2023年")]
)
def test_every_kind_of_group_filters(tab: Tab, site: Site, series: Settings, kind: str, label: str) -> None:
    tab.open(site[0] + f"search/index.html?q={quote('半導体')}&{kind}={quote(label)}")
    tab.until("document.body.dataset.asked")
    tab.run(
        "(async () => { const more = document.getElementById('search-more'); while (!more.hidden) {"
        " more.click(); await new Promise((done) => setTimeout(done, 50)); } })()"
    )
    shown = set(tab.run("[...document.querySelectorAll('#search-results a')].map((link) => link.href)"))
    groups = {"category": "categories", "tag": "tags", "author": "authors"}
    wanted = {
        site[0] + quote(f"{article.docname}.html")
        for article in load_library(series).articles
        if label in (getattr(article, groups[kind]) if kind in groups else f"{article.date.year}年")
    }
    assert shown
    assert shown <= wanted


def test_titles_come_before_tags_tags_before_texts_and_the_newer_of_two_alike(tmp_path: Path, tab: Tab) -> None:
    (tmp_path / "_posts").mkdir()
    articles = {
        "2025-01-01-title": ("核融合炉を読む", "電力", "本文。"),
        "2025-02-01-tag": ("題", "核融合炉", "本文。"),
        "2025-03-01-often": ("題", "電力", "核融合炉。" * 12),
        "2025-04-01-old": ("題", "電力", "核融合炉。"),
        "2025-05-01-new": ("題", "電力", "核融合炉。"),
        "2025-06-01-other": ("題", "電力", "本文。"),
    }
    for name, (title, tag, text) in articles.items():
        post = f"---\ntitle: {title}\ntags: [{tag}]\n---\n\n{text}\n"
        (tmp_path / "_posts" / f"{name}.md").write_text(post, encoding="utf-8")
    run_sphinx("html", load_settings(tmp_path, TREE / "conf", tmp_path / "build"), 1)
    with served(tmp_path / "build" / "html") as (root, _):
        tab.open(root + "index.html")
        names = [address.split("/")[3] for address in found(tab, root, "核融合炉")]
    assert names == ["title", "tag", "often", "new", "old"]


def test_arrows_go_through_the_results_and_escape_leads_back(tab: Tab, site: Site) -> None:
    tab.open(site[0] + f"search/index.html?q={quote('仕組みを読む')}")
    tab.until("document.body.dataset.asked && document.querySelectorAll('#search-results li').length > 2")
    tab.run("document.getElementById('search-words').focus()")
    for key, code in (("ArrowDown", 40), ("ArrowDown", 40), ("ArrowUp", 38)):
        tab.key(key, code)
    assert tab.run("document.activeElement === document.querySelector('#search-results a')")
    tab.key("Escape", 27)
    assert tab.run("document.activeElement.id") == "search-words"


def test_the_box_of_any_page_leads_to_the_search(tab: Tab, site: Site) -> None:
    tab.width(1280)
    tab.open(site[0] + "tags/index.html")
    tab.key("/", 191)
    assert tab.run("document.activeElement.id") == "gp-find"
    tab.call("Input.insertText", text="減価償却")
    tab.key("Enter", 13, "\r")
    tab.until("location.pathname.endsWith('/search/index.html') && document.body?.dataset.asked === '減価償却'")
    assert tab.run("document.querySelectorAll('#search-results li').length") > 0


def test_without_javascript_the_page_says_so_and_offers_the_archive(tab: Tab, site: Site) -> None:
    tab.call("Emulation.setScriptExecutionDisabled", value=True)
    try:
        tab.open(site[0] + "search/index.html")
        text = tab.run("document.querySelector('article').innerText")
        assert "JavaScriptが必要です" in text
        assert "記事一覧" in text
        assert tab.run("document.getElementById('search').offsetParent === null")
    finally:
        tab.call("Emulation.setScriptExecutionDisabled", value=False)


def test_where_nothing_is_found_other_spellings_are_looked_for(tab: Tab, site: Site) -> None:
    tab.open(site[0] + f"search/index.html?q={quote('半導体ゑゑ')}")
    tab.until("document.body.dataset.asked && document.querySelectorAll('#search-results mark').length > 0")
    assert "「半導体」でさがしました" in tab.run("document.getElementById('search-said').textContent")
    assert tab.run("document.querySelector('#search-results mark').textContent") == "半導体"
    written = 'サーバー　ﾌﾟﾛｾｯｻｰ 見積り キー 読む "電力 費用は" メーカーの'
    loose = tab.run(f'import("{site[0]}_static/search.js").then((m) => m.loosened({json.dumps(written)}))')
    assert loose == 'サーバ プロセッサ 見積 キー 読む "電力 費用" メーカーの'


def test_what_finds_nothing_says_so(tab: Tab, site: Site) -> None:
    tab.open(site[0] + f"search/index.html?q={quote('存在しない言葉')}")
    tab.until("document.body.dataset.asked")
    assert "見つかりませんでした" in tab.run("document.getElementById('search-said').textContent")
