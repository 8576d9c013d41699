"""Posts that come from Hatena's blogs."""

from __future__ import annotations

import pytest

from book.markdown import LiquidContext, prepare

FOLDER = "https://cdn-ak.f.st-hatena.com/images/fotolife/n/name/20250101"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("[f:id:name:20250101120000p:plain]", f"![]({FOLDER}/20250101120000.png)"),
        ("[f:id:name:20250101120000j:plain:w300:alt=図の題]", f"![図の題]({FOLDER}/20250101120000.jpg)"),
        ("本は[asin:4000000000:detail]です", "本は<https://www.amazon.co.jp/dp/4000000000>です"),
        ("数式[tex: E = mcです", "数式[tex: E = mcです"),
        ("数式[tex: x_{[1]} = \\] ]です", "数式$$x_{[1]} = \\]$$です"),
        (">|python|\na = '[tex:x]'\n||<\n文", "```python\na = '[tex:x]'\n```\n文"),
        (">||\na\n||<", "```\na\n```"),
        (">>\n甲\n\n乙\n<<\n文", "\n> 甲\n> \n> 乙\n\n文"),
        ("`[tex:x]`と\n```\n[asin:4000000000]\n```", "`[tex:x]`と\n```\n[asin:4000000000]\n```"),
        (">>\n甲 << 乙", ">>\n甲 << 乙"),
        (">||\n甲", ">||\n甲"),
        (">>\n文\n```\na\n```\n>||\nb\n||<\n<<\n後", "\n> 文\n> ```\n> a\n> ```\n> ```\n> b\n> ```\n\n後"),
        ("<pre>\n[tex: x]\n</pre>\n[tex: y]", "<pre>\n[tex: x]\n</pre>\n$$y$$"),
        ("{% highlight text %}\n[tex: x]\n{% endhighlight %}", "```text\n[tex: x]\n```"),
    ],
)
def test_what_hatena_writes_is_read(written: str, shown: str) -> None:
    assert prepare(written, LiquidContext()).text == shown
