"""What stands behind the marks that open a fence: a language, a file's name, or a directive that there may be."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore

from book.markdown.findings import Finding, note

# Those of docutils, Sphinx and sphinx-design that show what they hold, and bring in nothing from elsewhere.
_DIRECTIVES = (
    "note tip hint important warning caution attention danger error seealso admonition figure image code "
    "code-block sourcecode math table list-table csv-table grid grid-item grid-item-card card card-carousel "
    "dropdown tab-set tab-item tab-set-code button-link epigraph pull-quote highlights topic sidebar rubric "
    "container compound glossary index hlist centered parsed-literal versionadded versionchanged deprecated "
    "class"
)
DIRECTIVES = frozenset(_DIRECTIVES.split())
_NAMED = re.compile(r"\{([^{}\s]+)\}(.*)", re.DOTALL)
_WITH_FILE = re.compile(r"([\w+#.-]+):[^\s:]\S*")


def fences_plugin(md: MarkdownIt) -> None:
    """Read `python:main.py` as Python, and a fence named like no directive as code or as what it holds."""
    md.core.ruler.after("block", "fences", _rule)


def _rule(state: StateCore) -> None:
    for token in state.tokens:
        if token.type not in {"fence", "colon_fence"}:
            continue
        info = token.info.strip()
        named = _NAMED.match(info)
        if named and named[1] not in DIRECTIVES:
            line = (token.map or [0])[0] + 1
            message = f"{{{named[1]}}} is nothing that can stand here; what it holds is shown as it is"
            note(state.env, Finding(line, "fence.name", message))
            token.info = named[1].lstrip(".") if token.type == "fence" else ""
        elif token.type == "fence" and (found := _WITH_FILE.match(info)):
            token.info = found[1] + info[found.end() :]
