"""What articles are spared changes nothing of what is published."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import book.sphinx_ext
import book.sphinx_ext.parser
from book.settings import Settings

USES_DIRECTIVES = """---
title: 指示のある記事
date: 2025-09-02
categories: [技術]
---
## 表とカード

::::{tab-set}
:::{tab-item} 一つめ
本文である。
:::
:::{tab-item} 二つめ
[外の頁](https://example.jp/a)がある。
:::
::::

```{dropdown} 畳んだもの
中身である。
```

```{card} 札
:link: https://example.jp/b
札の本文である。
```

{bdg-primary}`札`と`code`がある。

```python
print("色を付ける")
```
"""


def pages(out: Path) -> dict[str, str]:
    return {str(path.relative_to(out)): path.read_text(encoding="utf-8") for path in out.rglob("*.html")}


def test_the_pages_are_the_same_with_and_without(
    run: Callable[[str], Path], site: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    (site.source / "_posts" / "2025-09-02-4-fourth.md").write_text(USES_DIRECTIVES, encoding="utf-8")
    spared = pages(run("html"))
    shutil.rmtree(site.build)
    monkeypatch.setattr(book.sphinx_ext, "spare", lambda _: None)
    monkeypatch.setattr(book.sphinx_ext.parser, "spare_document", lambda *_: None)
    assert spared == pages(run("html"))
    (fourth,) = (text for name, text in spared.items() if "fourth" in name)
    for made in ("sd-tab-set", "<details", "sd-card", "sd-badge"):
        assert made in fourth
