"""What articles are spared: work of Sphinx, docutils, MyST and the themes that does nothing for them.

Each of these looks through every article's tree once or more, which together is a third of reading and resolving
it. That what is published stays the same to the byte was seen by building real posts with and without.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Mapping
from optparse import Values
from typing import Any

from docutils import nodes
from docutils.transforms import Transform
from docutils.utils import DependencyList
from myst_parser.mdit_to_docutils import base as myst
from sphinx import builders
from sphinx.application import Sphinx
from sphinx.util import docutils as sphinx_docutils

from book.sphinx_ext.workers import Tasks, shares

# No article has translations, or is LaTeX or fetched; the theme's shortening of what an author wrote as a link.
_NEVER = frozenset(
    (
        "sphinx.transforms.i18n",
        "sphinx.builders.latex.transforms",
        "sphinx.builders.linkcheck",
        "sphinx.transforms.post_transforms.images",
        "pydata_sphinx_theme.short_link",
    )
)
# What can only come of a directive or a role, by module, or by module and name.
_OF_DIRECTIVES = frozenset(
    (
        "sphinx_design.aside",
        "sphinx_design.badges_buttons",
        "sphinx_design.dropdown",
        "sphinx_design.extension",
        "sphinx_design.tabs",
        "sphinx.domains.c",
        "sphinx.domains.citation",
        "sphinx.domains.cpp",
        "sphinx.transforms.AutoIndexUpgrader",
        "sphinx.transforms.AutoNumbering",
        "sphinx.transforms.DefaultSubstitutions",
        "sphinx.transforms.DoctestTransform",
        "sphinx.transforms.GlossarySorter",
        "sphinx.transforms.MoveModuleTargets",
        "sphinx.transforms.ReorderConsecutiveTargetAndIndexNodes",
        "sphinx.transforms.post_transforms",
        "sphinx.transforms.post_transforms.code",
        "sphinx.transforms.references.SphinxDanglingReferences",
        "docutils.transforms.references.Substitutions",
    )
)
# The frame of every page is our own: what themes prepare for theirs is never shown.
_THEMES = ("pydata_sphinx_theme", "sphinx_book_theme")
_DIRECTIVE = re.compile(r"[`~:]{3}\s*\{|\}`")
_PLAIN = "gappon-plain"


def spare(app: Sphinx) -> None:
    """Leave out what is never needed (`builder-inited`, after all others), and have the rest ask first."""
    registered, after = app.registry.transforms, app.registry.post_transforms
    registered[:] = [each for each in registered if each.__module__ not in _NEVER]
    after[:] = [_where_used(each) for each in after if each.__module__ not in _NEVER]
    for listener in list(app.events.listeners["html-page-context"]):
        if listener.handler.__module__.partition(".")[0] in _THEMES:
            app.disconnect(listener.id)
    for listener in list(app.events.listeners["doctree-resolved"]):
        if _is_of_directives(listener.handler):
            app.disconnect(listener.id)
            app.connect("doctree-resolved", _unless_plain(listener.handler), listener.priority)


def spare_document(document: nodes.document, text: str) -> None:
    """Spare a document about to be read what its text has no use for; noted on it for when it is resolved."""
    if _DIRECTIVE.search(text):
        return
    document[_PLAIN] = True
    transformer = document.transformer
    transformer.transforms = [each for each in transformer.transforms if not _is_of_directives(each[1])]


def spare_set_up() -> None:
    """Have settings worked out once, not twice an article, documents read in few shares, and none made in vain.

    None of these has a setting for it.
    """
    for module, name, ours in (
        (builders, "make_chunks", shares),
        (builders, "ParallelTasks", Tasks),
        (sphinx_docutils, "_get_settings", _settings),
        (myst, "make_document", lambda: None),
    ):
        setattr(module, name, ours)


def _is_of_directives(what: Callable[..., object]) -> bool:
    return bool(_OF_DIRECTIVES.intersection((what.__module__, f"{what.__module__}.{what.__name__}")))


def _where_used(transform: type[Transform]) -> type[Transform]:
    """Return the transform, made to pass over plain documents where it is for directives alone."""
    if not _is_of_directives(transform):
        return transform

    whole: Callable[..., None] = transform.apply  # type: ignore[attr-defined]

    def apply(self: Transform, **named: Any) -> None:
        if _PLAIN not in self.document:
            whole(self, **named)

    return type(transform.__name__, (transform,), {"apply": apply, "__module__": transform.__module__})


def _unless_plain(listener: Callable[..., None]) -> Callable[..., None]:
    def listen(app: Sphinx, doctree: nodes.document, docname: str) -> None:
        if _PLAIN not in doctree:
            listener(app, doctree, docname)

    return listen


_worked_out = sphinx_docutils._get_settings
_known: dict[str, Values] = {}


def _settings(*components: Any, defaults: Mapping[str, Any], read_config_files: bool = False) -> Values:
    """Return what docutils works out of its components' options, each time in containers of its own."""
    kinds = [each if isinstance(each, type) else type(each) for each in components]
    plain = {name: value for name, value in defaults.items() if name != "env"}
    asked = repr((kinds, plain, read_config_files))
    if asked not in _known:
        _known[asked] = _worked_out(*components, defaults=plain, read_config_files=read_config_files)
    settings = copy.copy(_known[asked])
    shared = {name: value for name, value in vars(settings).items() if isinstance(value, list | DependencyList)}
    vars(settings).update(copy.deepcopy(shared), **{"env": defaults["env"]} if "env" in defaults else {})
    return settings
