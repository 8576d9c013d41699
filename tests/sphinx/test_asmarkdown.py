"""What llms-full.txt has of an article: its Markdown as readers see it, and nothing that they do not see."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from book.settings import Settings
from exporters.builders.run import run_sphinx

Run = Callable[[str], Path]
WRITTEN = """書き出しの**「強調」**と`符|号`と[外の頁](https://a.example/x)と<b>太</b>字、注[^n]。<!-- 秘密 -->

<ruby>語<rt>ご</rt></ruby>と{漢字|かんじ}。

<script>alert("秘密")</script>

## 節の題

$$
c = \\frac{F}{q}
$$

式 $x^2$ の後。

| 列 | 値 |
| --- | ---: |
| 甲 | `a` |

```python
print("```")
```

1. 一つめ
   - 中の項目

     続きの段落
2. 二つめ

> [!NOTE]
> 覚え書き。

> 引用の文。

![図の説明](/assets/chart.png)

[^n]: 注の文。
"""
READ = """書き出しの**「強調」**と`符|号`と[外の頁](https://a.example/x)と太字、注[^1]。

語（ご）と漢字(かんじ)。

## 節の題

$$
c = \\frac{F}{q}
$$

式 $x^2$ の後。

| 列 | 値 |
| --- | --- |
| 甲 | `a` |

````python
print("```")
````

1. 一つめ
   - 中の項目
     続きの段落
2. 二つめ

> **注記**
>
> 覚え書き。

> 引用の文。

［図：図の説明］

[^1]: 注の文。"""


def of_third(out: Path) -> str:
    whole = (out / "llms-full.txt").read_text(encoding="utf-8")
    return whole.partition("https://series.example/2025/09/01/3-third/\n\n")[2].partition("\n\n# ")[0].strip()


def test_an_article_is_markdown_again(site: Settings, run: Run) -> None:
    post = site.source / "_posts" / "2025-09-01-3-third.md"
    matter = post.read_text(encoding="utf-8").split("---")[1]
    post.write_text(f"---{matter}---\n\n{WRITTEN}", encoding="utf-8")
    assert of_third(run("html")) == READ


def test_what_was_not_kept_is_made_of_the_doctree(site: Settings, run: Run) -> None:
    first = (run("html") / "llms-full.txt").read_bytes()
    kept = sorted((site.build / "doctrees").rglob("*.markdown"))
    assert kept
    for path in kept:
        path.unlink()
    shutil.rmtree(site.build / "html")
    run_sphinx("html", site, 1)
    assert (site.build / "html" / "llms-full.txt").read_bytes() == first
