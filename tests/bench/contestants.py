"""Whom gappon is measured beside: what each needs installed, the source it reads, and the command that builds.

Each reads the same articles, in its own form and with the settings its own beginners' pages give.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import book

HERE = Path(__file__).parent
TREE = HERE.parents[1]
Command = Sequence[str | Path]


class MissingError(Exception):
    """A contestant that cannot be installed here, and why."""


@dataclass(frozen=True, slots=True)
class Contestant:
    """`command(environment, folder)` builds what `prepare(series, folder)` laid into the folder.

    `packages` are installed from PyPI into an environment of the contestant's own; with none it runs in gappon's.
    `shows` are those of gappon's whose versions are told then.
    `most` is the number of articles above which it is left out: it would take hours.
    """

    name: str
    edition: str
    packages: tuple[str, ...]
    prepare: Callable[[Path, Path], None]
    command: Callable[[Path, Path], Command]
    incremental: bool = False
    most: int = 100_000
    shows: tuple[str, ...] = ()


def environment(contestant: Contestant, folder: Path) -> Path:
    """Return the folder of the contestant's commands, installing it where it is not yet. Raises MissingError."""
    if not contestant.packages:
        return Path(sys.executable).parent
    home = folder / "-".join(package.partition("[")[0] for package in contestant.packages)
    ready = home / "ready"
    if not ready.exists():
        install = ("-m", "pip", "install", "-q", "--disable-pip-version-check", *contestant.packages)
        for command in ((sys.executable, "-m", "venv", "--clear", home), (home / "bin" / "python", *install)):
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                raise MissingError((done.stderr.strip() or "it cannot be installed").splitlines()[-1])
        ready.touch()
    return home / "bin"


def version(contestant: Contestant, commands: Path) -> str:
    """Return the versions of what a contestant is."""
    if contestant.name == "Chromium":
        return subprocess.run(
            (_chromium_command(), "--version"), capture_output=True, text=True, check=True
        ).stdout.strip()
    names = [package.partition("[")[0] for package in contestant.packages or contestant.shows]
    show = "import importlib.metadata as m, sys; print(', '.join(f'{n} {m.version(n)}' for n in sys.argv[1:]))"
    told = subprocess.run((commands / "python", "-c", show, *names), capture_output=True, text=True, check=True)
    return f"{_own_version()}{told.stdout.strip()}" if contestant.name == "gappon" else told.stdout.strip()


def _own_version() -> str:
    asked = ("git", "describe", "--always", "--dirty")
    commit = subprocess.run(asked, cwd=TREE, capture_output=True, text=True, check=False).stdout.strip()
    return f"gappon {book.__version__} ({commit or 'no commit'}), "


def _posts(series: Path) -> list[Path]:
    return sorted((series / "_posts").iterdir())


def _copy(series: Path, folder: Path, inside: str, pictures: str = "assets") -> None:
    """Lay the posts into a folder, and their pictures where a contestant publishes files as they are."""
    shutil.copytree(series / "_posts", folder / inside)
    shutil.copytree(series / "assets", folder / pictures)


def _gappon(series: Path, folder: Path) -> None:
    shutil.copytree(series, folder / "site")
    shutil.copytree(TREE / "conf", folder / "conf")
    settings = folder / "conf" / "publication.toml"
    before, _, rest = settings.read_text(encoding="utf-8").partition('[[volumes]]\nid = "category"')
    settings.write_text(before + rest[rest.index("[web]") :], encoding="utf-8")


def _build_gappon(edition: str) -> Callable[[Path, Path], Command]:
    # A cache that other builds share would make nothing cold.
    places = ("--source", "site", "--conf", "conf", "--build", "build", "--cache", "build/.cache")
    return lambda commands, _: (commands / "gappon", edition, *places)


def _sphinx(series: Path, folder: Path) -> None:
    _copy(series, folder, "source", "extra/assets")
    conf = ["project = '連載'", "author = '編集部'", "language = 'ja'", "extensions = ['myst_parser']"]
    conf += ["html_theme = 'sphinx_book_theme'", "myst_title_to_header = True", "version = '1'"]
    conf += ["html_extra_path = ['../extra']"]
    (folder / "source" / "conf.py").write_text("\n".join(conf) + "\n", encoding="utf-8")
    names = "\n".join(path.stem for path in _posts(series))
    index = f"# 連載\n\n```{{toctree}}\n:maxdepth: 1\n\n{names}\n```\n"
    (folder / "source" / "index.md").write_text(index, encoding="utf-8")


def _build_sphinx(builder: str) -> Callable[[Path, Path], Command]:
    options = ("-q", "-j", "auto", "-b", builder, "source", "out")
    return lambda commands, _: (commands / "sphinx-build", *options)


def _mkdocs(series: Path, folder: Path) -> None:
    _copy(series, folder, "docs", "docs/assets")
    (folder / "docs" / "index.md").write_text("# 連載\n", encoding="utf-8")
    lines = ["site_name: 連載", "theme:", "  name: material", "  language: ja"]
    lines += ["plugins:", "  - search:", "      lang: ja"]
    (folder / "mkdocs.yml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _pelican(series: Path, folder: Path) -> None:
    _copy(series, folder, "content", "content/images")
    lines = ["SITENAME = '連載'", "DEFAULT_LANG = 'ja'", "TIMEZONE = 'Asia/Tokyo'", "SLUGIFY_SOURCE = 'basename'"]
    (folder / "pelicanconf.py").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _hugo(series: Path, folder: Path) -> None:
    """Lay out a site with templates of its own, the plainest there are: Hugo comes without a theme."""
    _copy(series, folder, "content/posts", "static/assets")
    (folder / "hugo.toml").write_text('baseURL = "https://example.jp/"\ntitle = "連載"\n', encoding="utf-8")
    layouts = folder / "layouts"
    layouts.mkdir()
    frame = '<!doctype html><html lang="ja"><head><title>{{ .Title }}</title></head><body>%s</body></html>\n'
    lists = '{{ range .Pages }}<p><a href="{{ .RelPermalink }}">{{ .Title }}</a></p>{{ end }}'
    shown = {"single": "<h1>{{ .Title }}</h1>{{ .Content }}", "list": lists, "home": lists, "taxonomy": lists}
    for name, body in {**shown, "term": lists}.items():
        (layouts / f"{name}.html").write_text(frame % body, encoding="utf-8")


def _script(name: str) -> Callable[[Path, Path], Command]:
    return lambda commands, _: (commands / "python", HERE / "byhand.py", name, "_posts", f"out.{name}")


def _posts_alone(series: Path, folder: Path) -> None:
    _copy(series, folder, "_posts")


def _same_book(series: Path, folder: Path) -> None:
    """Lay in what gappon lays out, prepared for print: reading and preparing it is no part of what is measured."""
    _gappon(series, folder)
    places = ("site", "conf", "build", "book")
    subprocess.run((sys.executable, HERE / "onedocument.py", *places), cwd=folder, check=True, capture_output=True)


def _typst(series: Path, folder: Path) -> None:
    _posts_alone(series, folder)
    prepare = (sys.executable, HERE / "byhand.py", "typst", "_posts", "book.typ")
    subprocess.run(prepare, cwd=folder, check=True)


def _chromium(series: Path, folder: Path) -> None:
    _posts_alone(series, folder)
    subprocess.run((sys.executable, HERE / "byhand.py", "html", "_posts", "book.html"), cwd=folder, check=True)


def _chromium_command() -> str:
    command = shutil.which("chromium")
    if command is None:
        raise MissingError("there is no command chromium")
    return command


def _build_chromium(_: Path, folder: Path) -> Command:
    options = ("--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", "--timeout=3600000")
    profile = f"--user-data-dir={folder / 'profile'}"
    return (
        _chromium_command(),
        *options,
        profile,
        f"--print-to-pdf={folder / 'book.pdf'}",
        (folder / "book.html").as_uri(),
    )


_TYPESET = "import typst; typst.compile('book.typ', output='book.pdf')"
_STOCK = ("sphinx", "sphinx-book-theme", "myst-parser")
_OURS = ("sphinx", "myst-parser", "sphinx-book-theme", "ebooklib", "weasyprint", "pikepdf")
CONTESTANTS = (
    Contestant("gappon", "web", (), _gappon, _build_gappon("html"), True, shows=_OURS),
    Contestant("Sphinx + book theme", "web", _STOCK, _sphinx, _build_sphinx("html"), True, most=600),
    Contestant(
        "MkDocs Material", "web", ("mkdocs-material",), _mkdocs, lambda c, _: (c / "mkdocs", "build", "-q")
    ),
    Contestant(
        "Pelican",
        "web",
        ("pelican[markdown]",),
        _pelican,
        lambda c, _: (c / "pelican", "-q", "-s", "pelicanconf.py"),
    ),
    Contestant("Hugo, bare", "web", ("hugo",), _hugo, lambda c, _: (c / "hugo", "--quiet")),
    Contestant("gappon", "EPUB", (), _gappon, _build_gappon("epub"), True, shows=_OURS),
    Contestant("zipfile by hand", "EPUB", (), _posts_alone, _script("epub"), shows=("markdown-it-py",)),
    Contestant("Sphinx's epub", "EPUB", _STOCK, _sphinx, _build_sphinx("epub"), True, most=600),
    Contestant("gappon", "PDF", (), _gappon, _build_gappon("pdf"), True, shows=_OURS),
    Contestant("one WeasyPrint document, bare", "PDF", (), _posts_alone, _script("pdf"), shows=("weasyprint",)),
    Contestant(
        "one WeasyPrint document, the same book",
        "PDF",
        (),
        _same_book,
        lambda c, _: (c / "weasyprint", "--pdf-variant", "pdf/ua-1", "book/book.html", "book.pdf"),
        shows=("weasyprint",),
    ),
    Contestant("Chromium", "PDF", (), _chromium, _build_chromium),
    Contestant("Typst", "PDF", ("typst",), _typst, lambda c, _: (c / "python", "-c", _TYPESET)),
)
