"""Captions without a figure, beside or below the picture that they are of."""

from __future__ import annotations

from collections.abc import Callable

import pytest

FIGURE = '<figure><img src="/a.png" alt="図">\n<figcaption>題</figcaption></figure>'


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("![図](/a.png)\n<figcaption>題</figcaption>", FIGURE),
        ('<img src="/a.png" alt="図">\n<figcaption>題</figcaption>', FIGURE),
        ('<img src="/a.png" alt="図"><figcaption>題</figcaption>', FIGURE.replace("\n", "")),
        (FIGURE, FIGURE),
        ("```\n![図](/a.png)\n<figcaption>題</figcaption>\n```", None),
        (
            "`<figure>`の話\n\n![図](/a.png)\n<figcaption>題</figcaption>",
            f"<p><code>&lt;figure&gt;</code>の話</p>\n{FIGURE}",
        ),
        ("文\n<figcaption>題</figcaption>", "<p>文</p>\n<figcaption>題</figcaption>"),
    ],
)
def test_a_picture_and_its_caption_are_a_figure(
    render: Callable[[str], str], written: str, shown: str | None
) -> None:
    html = render(written).strip()
    assert html == shown if shown else "<figure>" not in html
