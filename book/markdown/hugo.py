"""Hugo's shortcodes, which posts bring along when they move: pictures, videos, code, what unfolds, links to posts.

`{{< figure src="a.png" caption="題" >}}`, `{{< youtube id >}}`, `{{< highlight py >}}…{{< /highlight >}}`,
`{{< details "題" >}}…{{< /details >}}`, `{{< ref "a.md" >}}`. All others are Liquid's to leave out.
"""

from __future__ import annotations

import re
from html import escape

from book.markdown.fenced import with_lines_mended

_SHORTCODE = re.compile(
    r"\{\{[<%]\s*(/?)\s*([\w-]+)((?:\s+(?:(?:[\w-]+=)?\"[^\"\n]*\"|[^\s\"<>%]+))*)\s*/?[>%]\}\}"
)
_GIVEN = re.compile(r"(?:([\w-]+)=)?(?:\"([^\"\n]*)\"|([^\s\"<>%]+))")
_PLAYED = {"youtube": "https://youtu.be/", "vimeo": "https://vimeo.com/"}
_POSTS = {"tweet": "https://x.com/{user}/status/{id}", "x": "https://x.com/{user}/status/{id}"}
_POSTS |= {"gist": "https://gist.github.com/{0}/{1}"}


def without_shortcodes(text: str) -> str:
    """Return a text with what these mean in their place, line for line; code stays as it is."""
    if "{{<" not in text and "{{%" not in text:
        return text
    return with_lines_mended(text, lambda line: _SHORTCODE.sub(_meant, line))[0]


def _meant(found: re.Match[str]) -> str:
    closes, name = bool(found[1]), found[2]
    given: dict[str, str] = {
        key or str(at): quoted or word for at, (key, quoted, word) in enumerate(_GIVEN.findall(found[3]))
    }
    first = given.get("0", "")
    if name == "highlight":
        return "```" if closes else f"```{first}"
    if name == "details":
        title = given.get("summary") or given.get("title") or first
        return "</details>" if closes else f"<details><summary>{escape(title)}</summary>"
    if name == "figure" and given.get("src"):
        return _figure(given)
    if name in {"ref", "relref"}:
        return given.get("path") or first
    if name in _PLAYED and (given.get("id") or first):
        return f"<{_PLAYED[name]}{given.get('id') or first}>"
    if name in _POSTS and ({"user", "id"} <= given.keys() or {"0", "1"} <= given.keys()):
        numbered = [given.get("0", ""), given.get("1", "")]
        return f"<{_POSTS[name].format(*numbered, **{'user': numbered[0], 'id': numbered[1]} | given)}>"
    return found[0]


def _figure(given: dict[str, str]) -> str:
    words = given.get("caption") or given.get("title") or ""
    picture = f'<img src="{escape(given["src"])}" alt="{escape(given.get("alt", ""))}">'
    return f"<figure>{picture}<figcaption>{escape(words)}</figcaption></figure>" if words else f"<p>{picture}</p>"
