"""What takes the place of videos, slides and maps within a page."""

from __future__ import annotations

import pytest

from book.players import page_of, with_links


@pytest.mark.parametrize(
    ("player", "page"),
    [
        ("https://www.youtube.com/embed/a-B_1?start=3", "https://youtu.be/a-B_1"),
        ("https://www.youtube-nocookie.com/embed/a-B_1", "https://youtu.be/a-B_1"),
        ("https://player.vimeo.com/video/123#t=1", "https://vimeo.com/123"),
        ("https://maps.example/embed?q=1", "https://maps.example/embed?q=1"),
    ],
)
def test_players_lead_to_their_pages(player: str, page: str) -> None:
    assert page_of(player) == page
    html = f"前<iframe width=560 src='{player}' allowfullscreen>古い機器の言葉</iframe>後"
    assert with_links(html, inline=True) == f'前<a href="{page}">{page}</a>後'
    assert with_links(html, inline=False) == f'前<p><a href="{page}">{page}</a></p>後'


def test_a_title_names_the_link() -> None:
    html = '<IFRAME title="題 &lt;b&gt;" src="//a.example/1"></IFRAME>'
    assert with_links(html, inline=True) == '<a href="https://a.example/1">題 &lt;b&gt;</a>'


@pytest.mark.parametrize(
    "attributes",
    [
        'src="https://www.googletagmanager.com/ns.html?id=1"',
        'src="https://a.example/1" height="0" width="0"',
        'src="https://a.example/1" style="display:none"',
        'src="javascript:alert(1)"',
        'src="data:text/html,x"',
        'src="/embed.html"',
        "srcdoc='<p>x</p>'",
    ],
)
def test_what_is_not_to_be_seen_gets_no_link(attributes: str) -> None:
    html = f"<iframe {attributes}></iframe>"
    assert with_links(html, inline=True) == html
