"""What stands behind the marks that open a fence: a language, a file's name, or a directive that there may be."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
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
TITLED = "gappon_box"  # in `meta`: kind and title, likewise
FOLDED = "details"  # shown by the renderer itself
DIRECTIVES = frozenset(_DIRECTIVES.split())
_NAMED = re.compile(r"\{([^{}\s]+)\}(.*)", re.DOTALL)
_WITH_FILE = re.compile(r"(?:(diff)[ _])?([\w+#.-]+):([^\s:]\S*)")
# pandoc's `{.ruby .numberLines}`, and Zenn's `diff js`.
_CLASSES = re.compile(r"\{\s*\.([\w+#-]+)[^{}]*\}")
_MERMAID = re.compile(r"""[ \t]*<div\s+class=["']mermaid["'][^<>]*>[ \t]*""")
_TITLED = re.compile(r"""\b(?:title|filename|file|caption|name)=(?:"([^"]+)"|'([^']+)'|([^\s{}]+))""")
_DIFF = re.compile(r"diff[_ ][\w+#-]+")
_INDENTED_BOX = re.compile(r"(!!!|\?\?\?\+?)[ \t]+([a-z]+)(?:[ \t]+\"([^\"]*)\")?|===[+!]?[ \t]+\"([^\"]*)\"")
# Zenn's and Qiita's boxes: `:::message alert`, `:::note warn`, `:::details 題`; those of VitePress and Docusaurus
# have a title: `::: tip 題`, `:::tip[題]`.
_BOX = re.compile(r"(message|note)(?:\s+(alert|warn|warning|info))?\Z")
_BOXES = {"alert": "warning", "warn": "warning", "warning": "warning", "info": "note"}
_TITLED_BOX = re.compile(r"(note|tip|info|important|warning|caution|danger)(?:\s+([^\s{].*)|\s*\[(.+)\])?\Z")
_FOLDED = re.compile(r"details(?:\s+(\S.*))?", re.DOTALL)


def fences_plugin(md: MarkdownIt) -> None:
    """Read `python:main.py` as Python, boxes of Zenn and Qiita, and what is named like no directive as it is."""
    md.core.ruler.after("normalize", "mermaid", _mermaid)
    md.core.ruler.after("block", "fences", _rule)
    md.block.ruler.before("paragraph", "indented_box", _indented_box, {"alt": ["paragraph"]})


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


def _indented_box(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Read MkDocs's `!!! note "題"`, and `???` and `=== "題"`, which unfold, with what is indented below."""
    first = state.bMarks[start] + state.tShift[start]
    if not state.src.startswith(("!!!", "???", "==="), first):
        return False
    found = _INDENTED_BOX.fullmatch(state.src[first : state.eMarks[start]].rstrip())
    inner = state.sCount[start] + 4
    if not found or start + 1 >= end or state.isEmpty(start + 1) or state.sCount[start + 1] < inner:
        return False
    if not silent:
        last = start + 1
        while last < end and (state.isEmpty(last) or state.sCount[last] >= inner):
            last += 1
        kind = found[2] if found[2] and _TITLED_BOX.fullmatch(found[2]) else "note"
        folded = not (found[1] or "").startswith("!")
        token = state.push("colon_fence", "", 0)
        token.info = f"{FOLDED if folded else kind} {found[3] or found[4] or ''}".strip()
        token.map, token.content = [start, last], state.getLines(start + 1, last, inner, True)
        token.block, state.line = True, last
    return True


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
        token.info = (found[1] or found[2]) + info[found.end() :]
        token.meta["file"] = found[3]
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
    elif boxed := _TITLED_BOX.fullmatch(info):
        kind, title = _BOXES.get(boxed[1], boxed[1]), boxed[2] or boxed[3]
        token.info = f"{{{kind}}}"
        if title:
            token.meta[TITLED] = (kind, title)
    elif folded := _FOLDED.fullmatch(info):
        token.info = f"{{{FOLDED}}} {folded[1] or ''}".strip()
