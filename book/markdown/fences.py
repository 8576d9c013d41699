"""What stands behind the marks that open a fence: a language, a file's name, or a directive that there may be."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from book.markdown.fenced import fenced
from book.markdown.findings import Finding, note

# Those of docutils, Sphinx and sphinx-design that show what they hold, and bring in nothing from elsewhere.
_DIRECTIVES = (
    "note tip hint important warning caution attention danger error seealso admonition figure image code "
    "code-block sourcecode math table list-table csv-table grid grid-item grid-item-card card card-carousel "
    "dropdown tab-set tab-item tab-set-code button-link epigraph pull-quote highlights topic sidebar rubric "
    "container compound glossary index hlist centered parsed-literal versionadded versionchanged deprecated "
    "class"
)
FOLDED = "details"  # shown by the renderer itself
DIRECTIVES = frozenset(_DIRECTIVES.split())
_NAMED = re.compile(r"\{([^{}\s]+)\}(.*)", re.DOTALL)
_WITH_FILE = re.compile(r"([\w+#.-]+):([^\s:]\S*)")
# pandoc's `{.ruby .numberLines}`, and Zenn's `diff js`.
_CLASSES = re.compile(r"\{\s*\.([\w+#-]+)[^{}]*\}")
_MERMAID = re.compile(r"""[ \t]*<div\s+class=["']mermaid["'][^<>]*>[ \t]*""")
_TITLED = re.compile(r"""\b(?:title|filename|file|caption|name)=(?:"([^"]+)"|'([^']+)'|(\S+))""")
_DIFF = re.compile(r"diff[_ ][\w+#-]+")
# Zenn's and Qiita's boxes: `:::message alert`, `:::note warn`, `:::details 題`.
_BOX = re.compile(r"(message|note)(?:\s+(\w+))?\Z")
_BOXES = {"alert": "warning", "warn": "warning", "warning": "warning", "info": "note"}
_FOLDED = re.compile(r"details(?:\s+(\S.*))?", re.DOTALL)


def fences_plugin(md: MarkdownIt) -> None:
    """Read `python:main.py` as Python, boxes of Zenn and Qiita, and what is named like no directive as it is."""
    md.core.ruler.after("normalize", "mermaid", _mermaid)
    md.core.ruler.after("block", "fences", _rule)


def _mermaid(state: StateCore) -> None:
    """Read `<div class="mermaid">` as code: where nothing draws it, its lines say more than in one."""
    if "mermaid" not in state.src:
        return
    lines = state.src.split("\n")
    opened = -1
    for at, (line, is_code) in enumerate(zip(lines, [*fenced(lines)], strict=True)):
        if opened < 0 and not is_code and _MERMAID.fullmatch(line):
            opened = at
        elif opened >= 0 and line.strip() == "</div>":
            lines[opened], lines[at], opened = "```mermaid", "```", -1
    state.src = "\n".join(lines)


def _rule(state: StateCore) -> None:
    for token in state.tokens:
        if token.type == "fence":
            _read_code(token)
        elif token.type == "colon_fence":
            _read_box(token)
        if token.type not in {"fence", "colon_fence"}:
            continue
        named = _NAMED.match(token.info.strip())
        if named and named[1] not in {*DIRECTIVES, FOLDED}:
            line = (token.map or [0])[0] + 1
            message = f"{{{named[1]}}} is nothing that can stand here; what it holds is shown as it is"
            note(state.env, Finding(line, "fence.name", message))
            token.info = named[1].lstrip(".") if token.type == "fence" else ""


def _read_code(token: Token) -> None:
    info = token.info.strip()
    if info == "math":
        token.type, token.tag, token.info, token.markup = "math_block", "math", "", "$$"
    elif found := _WITH_FILE.match(info):
        token.info = found[1] + info[found.end() :]
        token.meta["file"] = found[2]
    elif found := _TITLED.search(info):
        token.info = re.split(r"[\s{]", info, maxsplit=1)[0]
        token.meta["file"] = next(filter(None, found.groups()))
    elif found := _CLASSES.fullmatch(info):
        token.info = found[1]
    elif _DIFF.fullmatch(info):
        token.info = "diff"


def _read_box(token: Token) -> None:
    info = token.info.strip()
    if found := _BOX.fullmatch(info):
        token.info = f"{{{_BOXES.get(found[2] or '', 'note')}}}"
    elif folded := _FOLDED.fullmatch(info):
        token.info = f"{{{FOLDED}}} {folded[1] or ''}".strip()
