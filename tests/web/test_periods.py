"""Lists by year and month: a reader goes from one to the next, in both directions."""

from __future__ import annotations

import pytest
from lxml import html

from book.settings import Settings


@pytest.mark.parametrize("pattern", ["[0-9]*/[0-9]*", "[0-9]*"])
def test_months_and_years_lead_to_those_before_and_after(series: Settings, pattern: str) -> None:
    out = series.build / "html" / "archive"
    there = sorted(out.glob(f"{pattern}/index.html"))
    page, walked = there[0], []
    while page not in walked:
        walked.append(page)
        for link in html.parse(page).xpath("//nav[@class='gp-turn']/a[@class='right-next']/@href"):
            page = (page.parent / link).resolve()
    assert walked == [path.resolve() for path in there]
    assert len(walked) > 2
    back = html.parse(walked[-1]).xpath("//nav[@class='gp-turn']/a[@class='left-prev']/@href")
    assert [(walked[-1].parent / link).resolve() for link in back] == [walked[-2]]
