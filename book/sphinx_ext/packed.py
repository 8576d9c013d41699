"""The contents of every document, which Sphinx keeps as trees in its environment: packed until one is asked for.

They are three quarters of the environment, which every build loads and writes whole, while few of them are shown.
"""

from __future__ import annotations

import pickle
from collections.abc import Mapping

from docutils import nodes


class PackedContents(dict[str, nodes.bullet_list]):
    """Trees by docname. What is packed already, as in an environment that is loaded, is taken as it is."""

    def __init__(self, trees: Mapping[str, nodes.bullet_list] | None = None) -> None:
        """Pack the trees there are."""
        super().__init__()
        for docname, tree in (trees or {}).items():
            self[docname] = tree

    def __setitem__(self, docname: str, tree: nodes.bullet_list | bytes) -> None:
        packed = tree if isinstance(tree, bytes) else pickle.dumps(tree, pickle.HIGHEST_PROTOCOL)
        super().__setitem__(docname, packed)  # type: ignore[assignment]

    def __getitem__(self, docname: str) -> nodes.bullet_list:
        """Return a tree: what is done to it changes nothing here."""
        tree: nodes.bullet_list = pickle.loads(super().__getitem__(docname))  # type: ignore[arg-type]  # noqa: S301
        return tree
