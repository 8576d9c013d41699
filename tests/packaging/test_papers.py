"""What papers promise is there: lines for dependencies, comments for keys, the same in both languages."""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import fields
from pathlib import Path

import pytest

from book import settings
from exporters.cli import gappon

TREE = Path(__file__).parents[2]
PROJECT = tomllib.loads((TREE / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def _names(wanted: list[str]) -> list[str]:
    return [re.match(r"[\w-]+", name)[0] for name in wanted]  # type: ignore[index]


def _dependencies() -> str:
    text = (TREE / "ARCHITECTURE.md").read_text(encoding="utf-8").lower()
    return text.partition("\n## dependencies\n")[2].partition("\n## ")[0]


def test_every_dependency_has_its_line() -> None:
    told = _dependencies()
    wanted = _names(
        [
            *PROJECT["dependencies"],
            *(name for extra in PROJECT["optional-dependencies"].values() for name in extra),
        ]
    )
    tools = json.loads((TREE / ".setup/node/package.json").read_text(encoding="utf-8"))["devDependencies"]
    wanted += [name.rpartition("/")[2] for name in tools]
    meant = {"pytest-xdist": "xdist"} | {name: "types of others" for name in wanted if name.startswith("types-")}
    assert [name for name in wanted if meant.get(name, name.lower()) not in told] == []


@pytest.mark.parametrize(
    ("lock", "extras"), [("run", []), ("cluster", ["cluster"]), ("test", ["cluster", "test"])]
)
def test_every_dependency_is_locked_by_its_hash(lock: str, extras: list[str]) -> None:
    text = (TREE / f".setup/{lock}.txt").read_text(encoding="utf-8")
    wanted = _names(
        [*PROJECT["dependencies"], *(name for extra in extras for name in PROJECT["optional-dependencies"][extra])]
    )
    pinned = re.compile(r"^([\w-]+)(?:\[[\w,]+\])?==[^\n]*\\\n +--hash=sha256:", re.MULTILINE)
    assert set(map(str.lower, wanted)) <= {name.lower() for name in pinned.findall(text)}


def test_every_key_is_taught_where_publishers_set_it() -> None:
    text = (TREE / "conf/publication.toml").read_text(encoding="utf-8")
    keys = {
        f"{table}.{field.name.rstrip('_')}"
        for table, kind in settings._TABLES.items()
        for field in (fields(kind) if kind else ())
    }
    assert [key for key in sorted(keys) if not re.search(rf"\b{key.partition('.')[2]}\b", text)] == []


@pytest.mark.parametrize("paper", ["README.md", "README.ja.md", "CONTRIBUTING.md", "SCALE.md"])
def test_every_command_that_a_paper_names_is_there(paper: str) -> None:
    text = (TREE / paper).read_text(encoding="utf-8")
    makefile = (TREE / "Makefile").read_text(encoding="utf-8")
    targets = {name for line in re.findall(r"^([a-z -]+):", makefile, re.MULTILINE) for name in line.split()}
    for line in re.findall(r"^    make ([a-z -]+)|`make ([a-z -]+)", text, re.MULTILINE):
        assert set("".join(line).split()) <= targets
    for command, option in re.findall(r"`gappon ([a-z]+)(?: --([a-z-]+))?", text):
        assert command in gappon.commands
        assert not option or f"--{option}" in {o for p in gappon.commands[command].params for o in p.opts}


def test_the_japanese_paper_says_what_the_english_one_does() -> None:
    english, japanese = ((TREE / name).read_text(encoding="utf-8") for name in ("README.md", "README.ja.md"))
    for pattern in (
        r"^    make [^#\n]*\b",
        r"\]\(([A-Z\w./-]+)\)",
        r"`(gappon [a-z]+ --[a-z]+|make [a-z-]+)",
        r"[A-Z_]+=",
    ):
        said, there = (set(re.findall(pattern, text, re.MULTILINE)) for text in (english, japanese))
        assert sorted(said - there - {"README.ja.md"}) == []
    assert english.count("\n## ") == japanese.count("\n## ")
