"""Feeds and sitemap against their specifications: grammars read by Jing, and the rules that no grammar can say."""

from __future__ import annotations

import subprocess
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import quote

import msgspec
import pytest
from lxml import etree

from book.settings import load_settings
from exporters.builders.run import run_sphinx

TREE = Path(__file__).parents[2]
JING = TREE / ".setup" / "node" / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
SCHEMAS = Path(__file__).parent / "schemas"
ADDRESS = "https://gappon.example/"
ATOM = {"a": "http://www.w3.org/2005/Atom"}
KINDS = {"feed.xml": "atom", "rss.xml": "rss", "sitemap.xml": "sitemap"}

Words = Annotated[str, msgspec.Meta(min_length=1)]
Address = Annotated[str, msgspec.Meta(pattern=r"^https?://[A-Za-z0-9.-]+(/[A-Za-z0-9/:@!$&'()*+,;=._~%?#-]*)?$")]
When = Annotated[datetime, msgspec.Meta(tz=True)]


class Person(msgspec.Struct, forbid_unknown_fields=True):
    name: Words


class Item(msgspec.Struct, forbid_unknown_fields=True):
    id: Address
    url: Address
    title: Words
    content_text: Words
    date_published: When
    date_modified: When
    tags: list[Words]
    authors: list[Person]


class Feed(msgspec.Struct, forbid_unknown_fields=True):
    """JSON Feed 1.1, as its specification has it and gappon uses it."""

    version: Literal["https://jsonfeed.org/version/1.1"]
    title: Words
    home_page_url: Address
    feed_url: Address
    description: Words
    language: Annotated[str, msgspec.Meta(pattern="^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$")]
    items: list[Item]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    build = tmp_path_factory.mktemp("feeds")
    run_sphinx("html", load_settings(TREE / "content", TREE / "conf", build), 1)
    return build / "html"


def jing(schema: str, *files: Path) -> list[str]:
    """Return what Jing, which the Nu checker is built on, says of files against a grammar."""
    driver = "nu.validator.vendor.thaiopensource.relaxng.util.Driver"
    command = ["java", "-cp", str(JING), driver, "-c", str(SCHEMAS / f"{schema}.rnc"), *map(str, files)]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    assert not told.stderr, told.stderr
    assert bool(told.returncode) == bool(told.stdout)
    return told.stdout.splitlines()


@pytest.mark.parametrize(("name", "schema"), KINDS.items())
def test_every_file_keeps_to_its_grammar(site: Path, name: str, schema: str) -> None:
    files = sorted(site.rglob(name))
    assert len(files) == 1 if schema == "sitemap" else len(files) > 10
    assert jing(schema, *files) == []


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("feed.xml", "<id>", "<id>urn:"),
        ("feed.xml", "+09:00</updated>", "</updated>"),
        ("feed.xml", "<entry>", "<entry><updated>2025-01-01T00:00:00Z</updated>"),
        ("rss.xml", "+0900</pubDate>", "JST</pubDate>"),
        ("rss.xml", "<description>", "<about>x</about><description>"),
        ("sitemap.xml", "<lastmod>", "<lastmod>am "),
        ("sitemap.xml", "</loc>", "金</loc>"),
    ],
)
def test_jing_would_find_a_fault(site: Path, tmp_path: Path, name: str, old: str, new: str) -> None:
    text = (site / name).read_text(encoding="utf-8")
    assert old in text
    (tmp_path / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    assert jing(KINDS[name], tmp_path / name)


def test_atom_feeds_keep_the_rules_that_no_grammar_says(site: Path) -> None:
    for file in site.rglob("feed.xml"):
        feed = etree.parse(file).getroot()
        entries = feed.findall("a:entry", ATOM)
        identifiers = [entry.findtext("a:id", namespaces=ATOM) for entry in entries]
        assert entries, file
        assert len(set(identifiers)) == len(identifiers), file
        own = feed.xpath("string(a:link[@rel='self']/@href)", namespaces=ATOM)
        assert own == ADDRESS + quoted(file.relative_to(site)), file
        assert feed.find("a:author", ATOM) is not None
        times = [datetime.fromisoformat(str(e.findtext("a:updated", namespaces=ATOM))) for e in entries]
        published = [datetime.fromisoformat(str(e.findtext("a:published", namespaces=ATOM))) for e in entries]
        assert published == sorted(published, reverse=True), file
        assert all(first <= last for first, last in zip(published, times, strict=True)), file
        assert feed.findtext("a:updated", namespaces=ATOM) == max(times).isoformat(), file


def test_rss_feeds_keep_the_rules_that_no_grammar_says(site: Path) -> None:
    for file in site.rglob("rss.xml"):
        channel = etree.parse(file).getroot()[0]
        guids = channel.xpath("item/guid/text()")
        assert guids == channel.xpath("item/link/text()"), file
        assert len(set(guids)) == len(guids) > 0, file
        (own,) = channel.xpath("a:link/@href", namespaces=ATOM)
        assert own == ADDRESS + quoted(file.relative_to(site)), file
        for told in channel.xpath("item/pubDate/text()"):
            moment = parsedate_to_datetime(told)
            assert moment.strftime("%a, %d %b %Y %H:%M:%S %z") == told


def test_json_feeds_say_what_the_atom_feeds_say(site: Path) -> None:
    files = sorted(site.rglob("feed.json"))
    assert len(files) > 10
    for file in files:
        feed = msgspec.json.decode(file.read_bytes(), type=Feed, strict=True)
        entries = etree.parse(file.with_name("feed.xml")).getroot().findall("a:entry", ATOM)
        assert feed.feed_url == ADDRESS + quoted(file.relative_to(site)), file
        assert [item.id for item in feed.items] == [e.findtext("a:id", namespaces=ATOM) for e in entries], file
        assert [item.title for item in feed.items] == [e.findtext("a:title", namespaces=ATOM) for e in entries]
        assert all(len(set(item.tags)) == len(item.tags) for item in feed.items), file


def test_the_addresses_of_the_sitemap_are_there_once(site: Path) -> None:
    places = etree.parse(site / "sitemap.xml").xpath("//*[local-name()='loc']/text()")
    assert len(set(places)) == len(places) > 70
    pages = {quoted(path.relative_to(site)).removesuffix("index.html") for path in site.rglob("*.html")}
    assert {place.removeprefix(ADDRESS) for place in places} <= pages


def test_characters_that_xml_has_not_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "source").mkdir()
    post = '---\ntitle: "題\\u000b <型> & \\""\ncategory: 部\n---\n本文\ufffe\x1bです。\n'
    (tmp_path / "source" / "2025-01-01-a.md").write_text(post, encoding="utf-8")
    publication = '[series]\ntitle = "試験 & <連載>"\naddress = "https://gappon.example"\n'
    (tmp_path / "source" / "publication.toml").write_text(publication, encoding="utf-8")
    settings = load_settings(tmp_path / "source", TREE / "conf", tmp_path / "build")
    run_sphinx("html", settings, 1)
    out = settings.build / "html"
    for name, schema in KINDS.items():
        assert jing(schema, *out.rglob(name)) == []
    entry = etree.parse(out / "feed.xml").getroot().find("a:entry", ATOM)
    assert entry.findtext("a:title", namespaces=ATOM) == '題 <型> & "'
    assert entry.findtext("a:summary", namespaces=ATOM) == "本文です。"
    assert etree.parse(out / "feed.xml").getroot().findtext("a:title", namespaces=ATOM) == "試験 & <連載>"


def test_a_feed_without_articles_is_dated_by_the_series_as_it_is_now(tmp_path: Path) -> None:
    posts = tmp_path / "_posts"
    posts.mkdir()
    for day, more in ((1, ""), (2, ""), (3, "tags: [札]\nrobots: noindex\n")):
        head = f"---\ntitle: 第{day}回\ndate: 2025-10-{day:02}\n{more}---\n"
        (posts / f"2025-10-{day:02}-kiji.md").write_text(f"{head}\n本文。\n", encoding="utf-8")
    run_sphinx("html", load_settings(tmp_path, TREE / "conf", tmp_path / "warm"), 1)
    (posts / "2025-10-01-kiji.md").unlink()
    for build in ("warm", "clean"):
        run_sphinx("html", load_settings(tmp_path, TREE / "conf", tmp_path / build), 1)
    warm, clean = (sorted((tmp_path / build / "html").glob("tags/*/feed.xml")) for build in ("warm", "clean"))
    assert [path.read_bytes() for path in warm] == [path.read_bytes() for path in clean]
    assert len(clean) == 1


def quoted(path: Path) -> str:
    return quote(path.as_posix())
