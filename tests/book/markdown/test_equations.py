r"""Formulas with `\label` have numbers, and what calls them shows these."""

from __future__ import annotations

import re
from collections.abc import Callable

from markdown_it import MarkdownIt
from mdit_py_plugins.colon_fence import colon_fence_plugin

Render = Callable[[str], str]

FORMULAS = r"""
$$
\begin{align}
P &= 1 \label{eq:p} \\
F_1 &= 2 \tag{A} \\
G &= 3 \label{eq:g_a}
\end{align}
$$

$$\begin{equation}\label{eq:w} a = \begin{aligned} b \\ c \end{aligned} \end{equation}$$

\begin{equation}
x = y \tag{*}\label{eq:z}
\end{equation}
"""


def _shown(html: str) -> str:
    return re.sub(r"</?span[^>]*>", "", html.rpartition("<p>")[2]).removesuffix("</p>\n")


def test_rows_and_formulas_with_labels_are_numbered_at_their_ends(render: Render) -> None:
    html = render(FORMULAS)
    assert r"P &amp;= 1 \tag{1} \\" in html
    assert r"F_1 &amp;= 2 \tag{A} \\" in html
    assert "G &amp;= 3 \\tag{2}\n\\end{align}" in html
    assert r"b \\ c \end{aligned} \tag{3} \end{equation}" in html
    assert "x = y \\tag{*}\n" in html
    assert r"\label" not in html


def test_calls_show_the_numbers(render: Render) -> None:
    calls = r"式\eqref{eq:p}、$\eqref{eq:g_a}$、\ref{eq:w}、\eqref{eq:z}、$x > \eqref{eq:p}$。"
    assert _shown(render(f"{calls}\n{FORMULAS}\n{calls}")).startswith("式(1)、(2)、3、(*)、")
    assert "x &gt; (1)" in render(f"{FORMULAS}\n{calls}")


def test_calls_of_nothing_and_code_stay_as_written(render: Render) -> None:
    assert _shown(render(FORMULAS + r"\eqref{none}と`\eqref{eq:p}`")) == r"\eqref{none}と<code>\eqref{eq:p}</code>"
    assert _shown(render(r"`$$a\label{x}$$`と\eqref{x}")) == r"<code>$$a\label{x}$$</code>と\eqref{x}"


def test_rows_of_an_environment_within_are_no_rows_of_the_formula(render: Render) -> None:
    cases = r"\begin{cases} 1 \\ 2 \end{cases}"
    html = render(rf"$$\begin{{gather}}\label{{a}} x = {cases} \\ y \label{{b}}\end{{gather}}$$")
    assert rf"x = {cases} \tag{{1}} \\ y \tag{{2}}" in html


def test_boxes_have_numbers_of_the_same_run(make: Callable[..., MarkdownIt]) -> None:
    md, env = make().use(colon_fence_plugin), {}
    text = "$$a\\label{a}$$\n\n:::note\n\\eqref{c}\n$$b\\label{b}$$\n:::\n\n$$c\\label{c}$$ \\eqref{b}"
    tokens = md.parse(text, env)
    box = next(token for token in tokens if token.type == "colon_fence")
    assert "(2)" in md.renderer.render(tokens, md.options, env)
    shown = md.render(box.content, env)
    assert "(3)" in shown
    assert r"b \tag{2}" in shown
    assert r"\tag{4}" in md.render(r"$$d\label{d}$$", env)
