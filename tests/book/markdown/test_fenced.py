"""Which lines are of fenced code."""

from __future__ import annotations

import pytest

from book.markdown.fenced import fenced

CASES = {
    "文\n```\n- 　項\n```\n文": ".###.",
    "```python\na\n```python\nb\n```\n文": "#####.",  # a fence with a language closes nothing
    "````\n```\n````\n文": "###.",
    "~~~\n```\n~~~~\n文": "###.",
    "> ```\n> a\n> ```\n文": "###.",
    "1. 項\n    ```\n    a\n    ```\n文": ".###.",
    "```a``` と `b`\n文": "..",
    "```\n閉じない": "##",
    "~~取り消し~~\n文": "..",
}


@pytest.mark.parametrize(("text", "told"), CASES.items())
def test_fences_and_what_is_between_them_is_code(text: str, told: str) -> None:
    assert "".join("#" if code else "." for code in fenced(text.split("\n"))) == told
