"""Reading a folder of articles: front matter as Jekyll writes it, and bad input told in one sentence each."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from book.check import check
from book.errors import ArticleError, SettingsError, VolumeError
from book.library import load_library
from book.model import Article, Series
from book.pictures import find_picture
from book.settings import load_settings

Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a file of the site; articles get front matter from the keys given."""

    def put(name: str, text: str | bytes = "", **keys: str) -> Path:
        path = tmp_path / "site" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if keys:
            text = "---\n" + "".join(f"{key}: {value}\n" for key, value in keys.items()) + f"---\n\n{text}"
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return put


@pytest.fixture
def read(tmp_path: Path) -> Callable[[], list[Article]]:
    def load() -> list[Article]:
        (tmp_path / "conf").mkdir(exist_ok=True)
        return list(load_library(load_settings(tmp_path / "site", tmp_path / "conf", tmp_path / "build")).articles)

    return load


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2025-12-10 08:45:43 +0000", "2025-12-10T17:45:43+09:00"),
        ("2025-12-10T08:45:43Z", "2025-12-10T17:45:43+09:00"),
        ("2025-12-10 08:45:43", "2025-12-10T08:45:43+09:00"),
        ("2025-12-10", "2025-12-10T00:00:00+09:00"),
        ("2025/12/10 8:45", "2025-12-10T08:45:00+09:00"),
        ("2025年12月10日", "2025-12-10T00:00:00+09:00"),
        ("2025年12月10日 8時5分", "2025-12-10T08:05:00+09:00"),
        ("2025-12-10 8:5:0 +0900", "2025-12-10T08:05:00+09:00"),
        ('"2025-12-10 9:00 PM"', "2025-12-10T21:00:00+09:00"),
        ('"2025-12-10 12:30 AM"', "2025-12-10T00:30:00+09:00"),
        ("Wed, 10 Dec 2025 09:00:00 +0000", "2025-12-10T18:00:00+09:00"),
        ("Wed, 10 Dec 2025 09:00:00 -0000", "2025-12-10T09:00:00+09:00"),
        ("2025-13-40", "2025-12-10T00:00:00+09:00"),
    ],
)
def test_dates_with_and_without_an_offset(write: Write, read: Callable, written: str, expected: str) -> None:
    write("2025-12-10-a.md", "本文です。", title="題", date=written)
    assert read()[0].date.isoformat() == expected


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("categories", '["投資分析", "AI"]', ("投資分析", "AI")),
        ("categories", "投資分析 AI", ("投資分析", "AI")),
        ("category", "投資 分析", ("投資 分析",)),
        ("tags", "[no, 2025, 1:20, 2025-01-01]", ("no", "2025", "1:20", "2025-01-01")),
        ("tag", "一つ", ("一つ",)),
        ("tags", "\n- 甲\n- 乙", ("甲", "乙")),
        ("tags", '"#甲 ＃乙 C#"', ("甲", "乙", "C#")),
        ("tags", "[甲、乙, 丙]", ("甲", "乙", "丙")),
    ],
)
def test_names_as_list_string_and_words(
    write: Write, read: Callable, key: str, value: str, expected: tuple[str, ...]
) -> None:
    write("2025-12-10-a.md", "本文です。", title="題", **{key: value})
    article = read()[0]
    assert (article.categories if key.startswith("cat") else article.tags) == expected


def test_a_file_with_bom_and_crlf_reads_like_any_other(write: Write, read: Callable) -> None:
    write("2025-12-10-a.md", "\ufeff---\r\ntitle: 題\r\n---\r\n\r\n本文です。\r\n")
    (article,) = read()
    assert (article.title, article.key, article.first_line) == ("題", "2025-12-10-a", 4)


def test_what_is_not_published_is_left_out(write: Write, read: Callable) -> None:
    write("2025-12-10-a.md", "本文です。", title="題")
    write("2025-12-11-b.md", "本文です。", title="題", draft="true")
    write("2025-12-12-c.md", "本文です。", title="題", published="false")
    write("2999-12-12-d.md", "本文です。", title="題")
    write("README.md", "読み物ではありません。")
    assert [article.slug for article in read()] == ["a"]


def test_reading_time_is_counted_where_it_is_missing(write: Write, read: Callable) -> None:
    write("2025-12-10-a.md", "字" * 1200, title="題")
    write("2025-12-11-b.md", "word " * 500, title="題")
    write("2025-12-12-c.md", "字", title="題", reading_time='"8分"')
    assert [article.reading_time for article in read()] == [3, 3, 8]


BAD = {
    "yaml": ("---\n- 題\n- 甲\n---\n本文\n", "front-matter.yaml"),
    "title": ("---\ndate: 2025-01-01\n---\n本文\n", "front-matter.title"),
    "date": ("---\ntitle: 題\ndate: 2025-13-40\n---\n本文\n", "front-matter.date"),
    "category": ("---\ntitle: 題\ndate: 2025-01-01\ncategories: {a: b}\n---\n本文\n", "front-matter.categories"),
    "encoding": ("---\ntitle: 題\n---\n本文\n".encode("shift_jis"), "front-matter.encoding"),
    "none": ("---\ndate: 2025-01-01\ntitle: ''\n---\n本文だけ。\n", "front-matter.title"),
    "permalink": ("---\ntitle: 題\ndate: 2025-01-01\npermalink: /../../x/\n---\n本文\n", "front-matter.permalink"),
    **{
        address: (f"---\ntitle: 題\ndate: 2025-01-01\npermalink: {address}\n---\n本文\n", "front-matter.permalink")
        for address in ("/search/", "/tags/", "/index.html", "/404.html", "/_static/a/", f"/{'長' * 90}/")
    },
}


@pytest.mark.parametrize("name", BAD)
def test_bad_articles_are_told_in_one_sentence_with_file_and_line(write: Write, read: Callable, name: str) -> None:
    text, kind = BAD[name]
    path = write("a.md", text)
    with pytest.raises(ArticleError) as caught:
        read()
    (problem,) = caught.value.problems
    assert (problem.path, problem.kind) == (path, kind)
    assert problem.line > 0
    assert problem.remedy.endswith((".", "…"))


def test_a_folder_below_the_home_folder_is_found_where_the_shell_does_not_name_it(
    tmp_path: Path, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    write("2025-12-10-a.md", "本文です。", title="題")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("GAPPON_BUILD", "~/editions")
    settings = load_settings(Path("~/site"))
    assert (settings.source, settings.build) == (tmp_path / "site", tmp_path / "editions")


def test_one_bad_article_does_not_hide_the_others(write: Write, read: Callable) -> None:
    write("a.md", BAD["title"][0])
    write("b.md", BAD["date"][0])
    with pytest.raises(ArticleError) as caught:
        read()
    assert len(caught.value.problems) == 2


def test_two_articles_of_one_name_are_refused(write: Write, read: Callable) -> None:
    write("x/2025-12-10-a.md", "本文です。", title="題")
    write("y/2025-12-10-a.md", "本文です。", title="題")
    with pytest.raises(ArticleError, match="already that of"):
        read()


def test_a_missing_hero_picture_is_told_and_does_not_stop(tmp_path: Path, write: Write) -> None:
    write("2025-12-10-a.md", "本文です。", title="題", image="/gone.png")
    problems, library = check(load_settings(tmp_path / "site", tmp_path / "conf", tmp_path / "build"))
    assert library is not None
    assert [(problem.line, problem.fatal) for problem in problems] == [(3, False)]


@pytest.mark.parametrize(
    ("toml", "error", "line"),
    [
        ("[series]\ntitle = 3\n", SettingsError, 2),
        ('[series]\ntitel = "x"\n', SettingsError, 2),
        ('[series]\ntitle = "x\n', SettingsError, 2),
        ('[[volumes]]\nid = "a"\n\n[[volumes]]\nid = "b"\norder = "up"\n', SettingsError, 6),
        ('[[volumes]]\nid = "a"\n\n[[volumes]]\nid = "a"\n', SettingsError, 4),
        ('[[volumes]]\nid = "a"\nmax_pages = -1\n', SettingsError, 3),
        ('[series]\naddress = "a.example"\n', SettingsError, 2),
        ('[series]\naddress = "https://a.example/?x"\n', SettingsError, 2),
        ('[series]\nlanguage = "日本語"\n', SettingsError, 2),
        ('[series]\ntimezone = "Asia/Tokio"\n', SettingsError, 2),
        ('[series]\npermalink = "/:yaer/:title/"\n', SettingsError, 2),
        ("[web]\nnewest = 5\npage = 0\n", SettingsError, 3),
        ("[print]\ntop = -3.5\n", SettingsError, 2),
        ('[[categories]]\nname = "甲"\nslug = "a/b"\n', SettingsError, 3),
        ('[[categories]]\nname = "甲"\nslug = "a"\n[[categories]]\nname = "乙"\nslug = "a"\n', SettingsError, 6),
        ('[[volumes]]\nid = "a"\ncategory = "無い"\n', VolumeError, 1),
        ('[[volumes]]\nid = "a"\narticles = ["2025-12-10-b"]\n', VolumeError, 1),
        ('[[volumes]]\nid = "a"\nidentifier = "978-4-00-000000-1"\n', VolumeError, 1),
    ],
)
def test_bad_settings_are_told_with_their_line(
    tmp_path: Path, write: Write, read: Callable, toml: str, error: type[Exception], line: int
) -> None:
    write("2025-12-10-a.md", "本文です。", title="題")
    write("publication.toml", toml)
    with pytest.raises(error) as caught:
        read()
    (problem,) = caught.value.problems  # type: ignore[attr-defined]
    assert (problem.path.name, problem.line) == ("publication.toml", line)
    assert problem.remedy


def test_a_site_of_another_title_has_nothing_of_our_own_series(tmp_path: Path, write: Write) -> None:
    ours = (
        '[series]\ntitle = "{}"\naddress = "https://a.example"\nauthor = "甲"\npublisher = "乙"\nrights = "© 乙"\n'
    )
    (tmp_path / "conf").mkdir()
    write("_config.yml", "title: よそ\nauthor: 丙\n")
    for title, expected in (("うち", ("", "丙", "", "")), ("よそ", ("https://a.example", "丙", "乙", "© 乙"))):
        (tmp_path / "conf" / "publication.toml").write_text(ours.format(title), encoding="utf-8")
        series = load_settings(tmp_path / "site", tmp_path / "conf", tmp_path / "build").series
        assert series.title == "よそ"
        assert (series.address, series.author, series.publisher, series.rights) == expected


def test_volumes_chosen_and_generated(tmp_path: Path, write: Write) -> None:
    write("2025-11-10-a.md", "本文です。", title="題", category="甲", tags="[x]")
    write("2025-12-10-b.md", "本文です。", title="題", category="乙")
    write("2026-01-10-c.md", "本文です。", title="題", category="甲")
    write(
        "publication.toml",
        '[series]\ntitle = "連載"\n[[volumes]]\nid = "all"\norder = "newest"\n[[volumes]]\nid = "x"\ntag = "x"\n'
        '[[volumes]]\nid = "y"\nfrom = 2025-12-01\nto = "2025-12"\n[[volumes]]\nid = "q"\ngenerate = "quarter"\n',
    )
    library = load_library(load_settings(tmp_path / "site", tmp_path / "conf", tmp_path / "build"))
    volumes = {volume.id: [article.slug for article in volume.articles] for volume in library.volumes}
    assert volumes == {"all": ["c", "a", "b"], "x": ["a"], "y": ["b"], "q-2025-q4": ["a", "b"], "q-2026-q1": ["c"]}
    assert library.volumes[-1].title == "連載　2026年第1四半期"
    assert library.volumes[0].period == "2025年11月–2026年1月"


@pytest.mark.parametrize(
    "title", ["長い題が\n  次の行へ続く", '"長い題が\n  次の行へ続く"', ">-\n  長い題が\n  次の行へ続く"]
)
def test_a_title_on_two_lines_has_no_space_within_japanese(
    write: Write, read: Callable[[], list[Article]], title: str
) -> None:
    write("_posts/2025-10-01-a.md", "本文", title=title, excerpt="two\n  words 日 本")
    (article,) = read()
    assert article.title == "長い題が次の行へ続く"
    assert article.excerpt == "two words 日本"


def test_spaces_on_one_line_stay(write: Write, read: Callable[[], list[Article]]) -> None:
    write("_posts/2025-10-01-a.md", "本文", title="題 その二")
    assert [article.title for article in read()] == ["題 その二"]


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("**重要** `LLM`の{推論|すいろん}と｜合本《がっぽん》", "重要 LLMの推論と合本"),
        ("<ruby>推論<rp>(</rp><rt>すいろん</rt></ruby>の<b>費用</b><br>二行目", "推論の費用二行目"),
        ("AI &amp; [投資](https://a.jp/)<br/>the end", "AI & 投資 the end"),
        ("1. *強* A<B, C>D <AI> 3*4*5 2**8 __a__ ~~b~~", "1. *強* A<B, C>D <AI> 3*4*5 2**8 __a__ ~~b~~"),
    ],
)
def test_a_title_shows_no_marks(write: Write, read: Callable[[], list[Article]], written: str, title: str) -> None:
    write("_posts/2025-10-01-a.md", "本文", title=f"'{written}'")
    assert [article.title for article in read()] == [title]


def test_an_author_may_be_a_mapping(write: Write, read: Callable[[], list[Article]]) -> None:
    write("_posts/2025-10-01-a.md", "本文", title="題", author="{name: 佐藤, x: sato}")
    assert [article.authors for article in read()] == [("佐藤",)]


def test_names_of_files_as_macos_writes_them(write: Write, read: Callable, tmp_path: Path) -> None:
    write(f"_posts/2025-10-01-{unicodedata.normalize('NFD', 'ガード')}.md", "本文", title="題")
    (article,) = read()
    assert (article.slug, article.permalink) == ("ガード", "/2025/10/01/ガード/")
    picture = tmp_path / unicodedata.normalize("NFD", "図/ブドウ.png")
    picture.parent.mkdir()
    picture.touch()
    assert find_picture("/図/ブドウ.png", article.path, tmp_path) == picture


def test_an_excerpt_shows_no_marks(write: Write, read: Callable[[], list[Article]]) -> None:
    text = (
        "**強**い[字](/a/)[^1]と《《点》》と{漢字|かんじ}と｜合本《がっぽん》と[[slug|名]]と`符`。\n\n次の段落。"
    )
    write("_posts/2025-10-01-a.md", text, title="題")
    more = '先の<script>x("y")</script><!-- 秘 -->[括弧](/a_(b))と![絵](/a_(b).png)文。'
    write("_posts/2025-10-02-b.md", more, title="題")
    wide = "＃＃題\n\n[:contents]\n\n!!! note\n    注\n\n"
    write("_posts/2025-10-03-c.md", f"{wide}A<BでC>D、<your-key>と{{{{入力}}}}。\\\n<https://a.jp/>", title="題")
    assert [article.excerpt for article in read()] == [
        "強い字と点と漢字と合本と名と符。",
        "先の括弧と文。",
        "A<BでC>D、<your-key>と{{入力}}。 https://a.jp/",
    ]


@pytest.mark.parametrize(
    ("title", "name", "motto"),
    [
        ("連載の名", "連載の名", ""),
        ("名｜何の連載か", "名", "何の連載か"),
        ("Name | What | it is", "Name", "What | it is"),
        ("｜名", "｜名", ""),
    ],
)
def test_a_series_is_called_by_what_stands_before_a_bar(title: str, name: str, motto: str) -> None:
    series = Series(title)
    assert (series.name, series.motto) == (name, motto)


def test_the_name_of_the_file_stands_in_for_a_title(write: Write, read: Callable[[], list[Article]]) -> None:
    write("2025-12-10-推論-cost_note.md", "本文です。")
    assert read()[0].title == "推論 cost note"


def test_keys_and_entities_of_other_programs(write: Write, read: Callable[[], list[Article]]) -> None:
    write(
        "a.md",
        "本文です。",
        title="R&amp;D&#8211;入門 :rocket:",
        topics='["llm", "R&amp;D"]',
        published_at="2025-12-10 08:00",
        updated="2025-12-11",
    )
    (article,) = read()
    assert (article.title, article.tags) == ("R&D–入門 🚀", ("llm", "R&D"))
    assert (article.date.day, article.modified.day) == (10, 11)


def test_names_that_are_only_typed_otherwise_are_one(write: Write, tmp_path: Path) -> None:
    for day, name in enumerate(("ai", "AI", "ＡＩ", "AI", "Open AI", "OpenAI"), 10):
        write(f"2025-12-{day}-a{day}.md", "本文です。", title="題", category=name, tags=f"[{name}, 甲]")
    library = load_library(load_settings(tmp_path, tmp_path / "conf"))
    assert [(group.label, len(group.articles)) for group in library.categories] == [("AI", 4), ("Open AI", 2)]
    assert [(group.label, len(group.articles)) for group in library.tags] == [("AI", 4), ("甲", 6), ("Open AI", 2)]
