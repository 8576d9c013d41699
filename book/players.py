"""Pages within a page (videos, slides, maps), which no edition embeds: a link to each takes its place."""

from __future__ import annotations

import re
from html import escape, unescape

_IFRAME = re.compile(r"<iframe\b((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>(?:(?!</?iframe\b).)*</iframe\s*>", re.I | re.S)
_ATTRIBUTE = re.compile(r"([\w-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
# What the pages of a service begin with; an id follows.
PAGES = {
    "youtube": "https://youtu.be/",
    "speakerdeck": "https://speakerdeck.com/player/",
    "docswell": "https://www.docswell.com/slide/",
    "vimeo": "https://vimeo.com/",
}
# The address of a player, and of the page that its maker shows to readers.
_PLAYERS = (
    (
        re.compile(r"https?://(?:www\.)?youtube(?:-nocookie)?\.com/embed/([\w-]+)(?:[?#].*)?"),
        rf"{PAGES['youtube']}\1",
    ),
    (re.compile(r"https?://player\.vimeo\.com/video/(\d+)(?:[?#].*)?"), rf"{PAGES['vimeo']}\1"),
)
# What is there for counting readers and for selling to them.
_UNSEEN = re.compile(r"(?:width|height)\s*[=:]\s*[\"']?[01](?:px)?\b|display\s*:\s*none|\bhidden\b", re.I)
_SELLING = re.compile(
    r"https?://[^/]*(?:googletagmanager|doubleclick|googlesyndication|adsystem|valuecommerce|a8\.net|moshimo|facebook)"
)


def with_links(html: str, *, inline: bool) -> str:
    """Return HTML with a link for each `<iframe>` that readers would see, in a paragraph unless `inline`.

    What leads to no page of the web, is an advertisement, or is not to be seen, is left as it is.
    """
    if "<iframe" not in html.lower():
        return html
    frame = "{}" if inline else "<p>{}</p>"
    return _IFRAME.sub(lambda found: frame.format(link) if (link := _link(found[1])) else found[0], html)


def _link(attributes: str) -> str:
    found = {name.lower(): unescape("".join(values)) for name, *values in _ATTRIBUTE.findall(attributes)}
    address = re.sub(r"^//", "https://", found.get("src", "").strip())
    if not re.match(r"https?://[^\s<>]+\Z", address) or _SELLING.match(address) or _UNSEEN.search(attributes):
        return ""
    shown = page_of(address)
    return f'<a href="{escape(shown)}">{escape(found.get("title", "").strip() or shown)}</a>'


def page_of(address: str) -> str:
    """Return the address of the page that shows to readers what a player plays; other addresses as they are."""
    for pattern, page in _PLAYERS:
        if pattern.fullmatch(address):
            return pattern.sub(page, address)
    return address
