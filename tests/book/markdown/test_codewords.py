"""Words of programs without backquotes keep their marks; what may as well be emphasis is emphasis."""

from __future__ import annotations

from collections.abc import Callable

import pytest

Render = Callable[[str], str]


@pytest.mark.parametrize(
    "text",
    [
        "関数は *args と **kwargs を取る。",
        "引数に *args と **kwargs、**opts を渡す。",
        "const **ptr と char **argv を渡す。",
        "2**10は1024、3**2は9です。",
        "a ** b と c ** d を比べる",
        "演算子の ** は累乗、* は積です。",
        "src/**/*.py と tests/**/*.py を見る。",
        "glob は **/*.md と **/*.html、out/**/x である。",
        "__init__.py と __main__.py を置く。",
        "__init__ と __call__、obj.__proxy__ と __tmp__() を書く。",
    ],
)
def test_words_of_programs_keep_their_marks(render: Render, text: str) -> None:
    assert render(text) == f"<p>{text}</p>\n"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("`*a` と **kwargs と、**太字**です。", "<code>*a</code> と **kwargs と、<strong>太字</strong>です。"),
        ("**注意**：2 ** 3 は8、x**2 も", "<strong>注意</strong>：2 ** 3 は8、x**2 も"),
        ("**api** と **sdk の料金** の話", "<strong>api</strong> と <strong>sdk の料金</strong> の話"),
        ("2025**4月**と2026**5月**", "2025<strong>4月</strong>と2026<strong>5月</strong>"),
        ("エンドポイントは**/v1/chat**です", "エンドポイントは<strong>/v1/chat</strong>です"),
        ("これは __重要__ で __note__ です", "これは <strong>重要</strong> で <strong>note</strong> です"),
        ("[語](/__init__/a)と`__init__`", '<a href="/__init__/a">語</a>と<code>__init__</code>'),
        ("甲 **乙** 丙 ** 丁 ** 戊", "甲 <strong>乙</strong> 丙  <strong>丁</strong>  戊"),
    ],
)
def test_what_may_be_emphasis_is(render: Render, written: str, shown: str) -> None:
    assert render(written) == f"<p>{shown}</p>\n"
