"""Warm builds: after any sequence of changes, the three editions are those of a clean build, byte for byte.

`WARM=long` has it try many more sequences than CI has time for.
"""

from __future__ import annotations

import io
import os
import shutil
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from PIL import Image
from rich.console import Console

from book import toolchain
from book.settings import load_settings
from exporters.build import Build, build_epub, build_html, build_pdf
from exporters.progress import Reporter

CONF = Path(__file__).parents[2] / "conf"
WORDS = ("電力", "推論", "半導体", "投資", "冷却", "契約", "AI 投資", "AI-投資")  # the last two share an address
CATEGORIES = ("技術", "会計", "調査")
EDITIONS = ("epub", "pdf", "html")
PUBLICATION = """
[series]
title = "試しの連載"
address = "https://series.example/base"
author = "編集部"
{series}

[[volumes]]
id = "series"

[[volumes]]
id = "by"
generate = "category"
title = "{title}"

[web]
page = {page}

[epub]
picture_size = {picture}
contents_depth = {depth}

[print]
index = {index}
"""
STATES = {
    "series": ("", 'rights = "© 編集部"', 'publisher = "合本社"'),
    "title": ("{title} {label}", "{label}の巻"),
    "page": ("2", "3", "50"),
    "index": ("true", "false"),
    "picture": ("1600", "20"),
    "depth": ("3", "2"),
}
STYLED = (
    *("web/templates/article.html", "web/templates/group.html", "web/static/gappon.css", "web/static/search.js"),
    *("epub/book.css", "print/book.css"),
)
LONG = os.environ.get("WARM") == "long"


def text_of(number: int, title: str, category: str, tags: tuple[str, ...], body: str) -> str:
    """Return an article that links to others, shows a picture, and holds a formula, a table and a note."""
    named = f"[前の記事]({{% post_url 2025-10-{(number + 5) % 9 + 1:02}-kiji-{(number + 5) % 9} %}})"
    named += f"、[[記事{(number + 2) % 9}]]、[よそ](/yoso/{(number + 7) % 9}/)"
    others = [(number * 3 + step) % 9 for step in (1, 4)]
    links = "、".join(f"[別の記事{other}](/2025/10/{other + 1:02}/kiji-{other}/)" for other in others)
    matter = [f"title: {title}", f"date: 2025-10-{number + 1:02}", f"category: {category}"]
    matter += [f"tags: [{', '.join(tags)}]"]
    matter += ["image: /assets/hero.png"] if number % 3 == 0 else []
    table = "| 項目 | 値 |\n| --- | ---: |\n| 電力 | 12 |"
    first = f"{links}と{named}を読む。$E = mc^2$ である。[^1]"
    blocks = (first, "![図](/assets/figure.png)", "## 節", body, table, "[^1]: 注。")
    return "\n".join(["---", *matter, "---", "", "\n\n".join(blocks), ""])


def picture(shade: int) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (40, 30), (shade, 90, 160)).save(file, "PNG")
    return file.getvalue()


def files_of(folder: Path) -> dict[str, bytes]:
    """Return the files of the three editions, hidden ones too."""
    found = (path for edition in EDITIONS for path in (folder / edition).rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def forget() -> None:
    """Have what is known of code and libraries found out anew."""
    toolchain.versions.cache_clear()
    toolchain.toolchain_digest.cache_clear()


class WarmBuilds(RuleBasedStateMachine):
    """A series that is changed, and built again and again in one folder."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="warm-"))
        self.site, self.conf = self.folder / "site", self.folder / "conf"
        shutil.copytree(CONF, self.conf)
        self.articles: dict[int, tuple[str, str, tuple[str, ...], str]] = {}
        self.names: dict[int, str] = {}
        self.hidden: set[int] = set()
        self.moved: set[int] = set()
        self.settings = {name: choices[0] for name, choices in STATES.items()}
        self.told: list[str] = []

    def teardown(self) -> None:
        shutil.rmtree(self.folder)
        forget()

    @initialize()
    def begin(self) -> None:
        (self.site / "_posts").mkdir(parents=True)
        (self.site / "assets").mkdir()
        for name in ("figure", "hero"):
            (self.site / "assets" / f"{name}.png").write_bytes(picture(10))
        for number in range(6):
            self.write(
                number, f"記事{number}", CATEGORIES[number % 2], (WORDS[number], WORDS[(number + 1) % 6]), "本文。"
            )
        self.publish()

    def write(self, number: int, title: str, category: str, tags: tuple[str, ...], body: str) -> None:
        self.articles[number] = (title, category, tags, body)
        self.names.setdefault(number, f"2025-10-{number + 1:02}-kiji-{number}.md")
        path = self.site / "_posts" / self.names[number]
        said = text_of(number, title, category, tags, body)
        if number in self.hidden:
            said = said.replace("title:", "robots: noindex\ntitle:", 1)
        if number in self.moved:
            said = said.replace("title:", f"permalink: /yoso/{number}/\ntitle:", 1)
        path.write_text(said, encoding="utf-8")

    def publish(self) -> None:
        (self.conf / "publication.toml").write_text(PUBLICATION.format(**self.settings), encoding="utf-8")

    def chosen(self, draw: int) -> int:
        return sorted(self.articles)[draw % len(self.articles)]

    @rule(draw=st.integers(0, 8), word=st.sampled_from(WORDS), heading=st.booleans())
    def edit(self, draw: int, word: str, heading: bool) -> None:
        number = self.chosen(draw)
        title, category, tags, body = self.articles[number]
        added = f"## {word}の節\n\n追記。" if heading else f"{word}について追記した。" * 20
        self.write(number, title, category, tags, f"{body}\n\n{added}")

    @rule(draw=st.integers(0, 8), word=st.sampled_from(WORDS))
    def retitle(self, draw: int, word: str) -> None:
        number = self.chosen(draw)
        _, *others = self.articles[number]
        self.write(number, f"{word}と改題{number}", *others)

    @rule(draw=st.integers(0, 8))
    def rename(self, draw: int) -> None:
        number = self.chosen(draw)
        before = self.site / "_posts" / self.names[number]
        self.names[number] = f"2025-10-{number + 1:02}-kaimei-{number}.md"
        before.rename(self.site / "_posts" / self.names[number])

    @rule(draw=st.integers(0, 8), category=st.sampled_from(CATEGORIES), word=st.sampled_from(WORDS))
    def file_elsewhere(self, draw: int, category: str, word: str) -> None:
        number = self.chosen(draw)
        title, _, tags, body = self.articles[number]
        self.write(number, title, category, (tags[0], word) if word != tags[0] else (word,), body)

    @rule(draw=st.integers(0, 8))
    def move(self, draw: int) -> None:
        """Publish an article at another address, or back at the one it had."""
        number = self.chosen(draw)
        self.moved ^= {number}
        self.write(number, *self.articles[number])

    @rule(draws=st.sets(st.integers(0, 8), min_size=1))
    def hide(self, draws: set[int]) -> None:
        """Keep articles from being indexed, by search engines and by the site's own search; show others again."""
        chosen = {self.chosen(draw) for draw in draws}
        self.hidden ^= chosen
        for number in chosen:
            self.write(number, *self.articles[number])

    @rule(draw=st.integers(0, 8))
    def delete(self, draw: int) -> None:
        if len(self.articles) > 3:
            number = self.chosen(draw)
            (self.site / "_posts" / self.names.pop(number)).unlink()
            del self.articles[number]

    @rule(number=st.integers(0, 9), category=st.sampled_from(CATEGORIES))
    def add(self, number: int, category: str) -> None:
        if number not in self.articles:
            self.write(number, f"新しい記事{number}", category, (WORDS[number % 6],), "新しい本文。")

    @rule(name=st.sampled_from(["figure", "hero"]), shade=st.integers(0, 9), old=st.booleans())
    def redraw(self, name: str, shade: int, old: bool) -> None:
        path = self.site / "assets" / f"{name}.png"
        path.write_bytes(picture(shade * 20))
        if old:  # put back from an archive, with its date
            os.utime(path, (1_600_000_000 + shade,) * 2)

    @rule(draw=st.integers(0, 8))
    def put_back(self, draw: int) -> None:
        """Replace an article by an earlier version, with its earlier date."""
        number = self.chosen(draw)
        title, category, tags, _ = self.articles[number]
        self.write(number, title, category, tags, "本文。")
        os.utime(self.site / "_posts" / self.names[number], (1_600_000_000,) * 2)

    @rule(name=st.sampled_from(STYLED), size=st.integers(1, 9))
    def restyle(self, name: str, size: int) -> None:
        path = self.conf / "theme" / name
        kept = (CONF / "theme" / name).read_text(encoding="utf-8")
        added = {"html": f"<!-- {size} -->", "css": f"p {{ margin-left: {size}px }}", "js": f"// {size}"}
        path.write_text(f"{kept}\n{added[name.rpartition('.')[2]]}\n", encoding="utf-8")

    @rule(name=st.sampled_from(sorted(STATES)), draw=st.integers(0, 2))
    def publish_otherwise(self, name: str, draw: int) -> None:
        self.settings[name] = STATES[name][draw % len(STATES[name])]
        self.publish()

    @rule()
    def install_another_gappon(self) -> None:
        """Have all that was made appear to be made by other code."""
        before = toolchain.toolchain_digest()
        toolchain._LIBRARIES = (*toolchain._LIBRARIES, f"no-such-library-{len(toolchain._LIBRARIES)}")
        forget()
        assert toolchain.toolchain_digest() != before

    @invariant()
    def equals_a_clean_build(self) -> None:
        if not self.articles:
            return
        self.build(self.folder / "build")
        clean = self.folder / "clean"
        self.build(clean)
        found, wanted = files_of(self.folder / "build"), files_of(clean)
        shutil.rmtree(clean)
        assert sorted(found) == sorted(wanted)
        assert [name for name in wanted if found[name] != wanted[name]] == []

    def build(self, folder: Path) -> None:
        console = Console(file=io.StringIO())
        build = Build(load_settings(self.site, self.conf, folder), 1, Reporter(console))
        with pytest.MonkeyPatch.context() as patched:  # processes would take most of the time to start
            patched.setattr("exporters.build.executor_for", lambda *_: ThreadPoolExecutor(1))
            build_pdf(build, None)  # first, as in `make all`: e-books have the numbers of its pages
            build_epub(build, None)
        build_html(build)


@pytest.fixture(autouse=True)
def libraries(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Put back what `install_another_gappon` changes."""
    monkeypatch.setattr(toolchain, "_LIBRARIES", toolchain._LIBRARIES)
    yield
    forget()


def test_an_article_filed_elsewhere_is_so_where_others_recommend_it() -> None:
    series = WarmBuilds()
    try:
        series.begin()
        series.equals_a_clean_build()
        series.file_elsewhere(draw=4, category="会計", word="電力")
        series.equals_a_clean_build()
    finally:
        series.teardown()


TestWarmBuilds = WarmBuilds.TestCase
TestWarmBuilds.settings = settings(
    max_examples=60 if LONG else 2,
    stateful_step_count=12 if LONG else 6,
    deadline=None,
    derandomize=not LONG,
    suppress_health_check=list(HealthCheck),
    print_blob=True,
)
