"""JSON-LD by schema.org's own vocabulary, as Google's schema-dts has it for the TypeScript compiler."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from lxml import html

from book.settings import Settings

TOOLS = Path(__file__).parents[2] / ".setup" / "node" / "node_modules"
TYPES = "import type { Graph, SearchAction, WebSite, WithActionConstraints, WithContext } from 'schema-dts';\n"
STRICT = ("--noEmit", "--strict", "--skipLibCheck", "--module", "esnext", "--moduleResolution", "bundler")


def data_of(settings: Settings) -> dict[str, str]:
    """Return the structured data of every page that has some."""
    out = settings.build / "html"
    found = {}
    for page in out.rglob("*.html"):
        for script in html.parse(page).xpath("//script[@type='application/ld+json']/text()"):
            found[page.relative_to(out).as_posix()] = script
    return found


def faults(folder: Path, found: list[str]) -> list[str]:
    """Return what the compiler says of structured data whose kinds and properties are not schema.org's."""
    lines = []
    for number, written in enumerate(found):
        data = json.loads(written)
        if action := data.pop("potentialAction", None):
            kind = "WithActionConstraints<SearchAction>"
            lines.append(f"export const action{number}: {kind} = {json.dumps(action)};")
        kind = "Graph" if "@graph" in data else "WithContext<WebSite>"
        lines.append(f"export const page{number}: {kind} = {json.dumps(data)};")
    (folder / "pages.ts").write_text(TYPES + "\n".join(lines) + "\n", encoding="utf-8")
    if not (folder / "node_modules").exists():
        (folder / "node_modules").symlink_to(TOOLS)
    command = ["node", TOOLS / "typescript" / "bin" / "tsc", *STRICT, folder / "pages.ts"]
    told = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    return [line for line in told.splitlines() if "error" in line]


def test_every_kind_and_property_is_schema_orgs(series: Settings, tmp_path: Path) -> None:
    found = data_of(series)
    assert len(found) > 60
    assert faults(tmp_path, list(found.values())) == []
    for old, new in (
        ('"headline"', '"headlines"'),
        ('"BreadcrumbList"', '"Breadcrumbs"'),
        ('"position":1', '"place":1'),
    ):
        wrong = [text.replace(old, new) for text in found.values()]
        assert wrong != list(found.values())
        assert faults(tmp_path, wrong), old


def test_what_search_engines_ask_for_is_there(series: Settings) -> None:
    for name, written in data_of(series).items():
        data = json.loads(written)
        if name == "index.html":
            assert data["@type"] == "WebSite"
            assert data["potentialAction"]["target"]["urlTemplate"].endswith("search/?q={search_term_string}")
            continue
        article, trail = data["@graph"]
        for asked in ("headline", "image", "datePublished", "dateModified", "author", "publisher"):
            assert article[asked], (name, asked)
        assert all(step["name"] and step["item"].startswith("https://") for step in trail["itemListElement"])
