"""YAML of authors and sites: what it may grow to is bounded before any of it is built."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import yaml

_MOST = 100_000  # values, with those that aliases (`*name`) stand for


def root_of(loader: Any) -> yaml.Node | None:
    """Return the one document that a loader holds, None for an empty one.

    Raises YAMLError where it is not valid, or where a few lines of aliases stand for more than there can be, and
    RecursionError where it is nested too deeply.
    """
    node: yaml.Node | None = loader.get_single_node()
    if node is not None and _size(node, {}) > _MOST:
        raise yaml.MarkedYAMLError(problem="its aliases stand for too much", problem_mark=node.start_mark)
    return node


def _size(node: yaml.Node, known: dict[int, int]) -> int:
    """Return how many values a node stands for; `known` are those of nodes met before, by their identity."""
    if id(node) not in known:
        known[id(node)] = _MOST  # what it counts for where it holds itself
        known[id(node)] = 1 + sum(_size(inner, known) for inner in _within(node))
    return known[id(node)]


def _within(node: yaml.Node) -> Iterable[yaml.Node]:
    if isinstance(node, yaml.MappingNode):
        return (part for pair in node.value for part in pair)
    return node.value if isinstance(node, yaml.SequenceNode) else ()
