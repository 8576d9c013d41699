"""The fonts that WeasyPrint may use: the system's, and a font for emoji that is the same on every machine."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import weasyprint
from weasyprint.text.ffi import ffi, fontconfig, pangoft2
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

EMOJI = "Noto Emoji"
_EMOJI_FILE = "NotoEmoji[wght].ttf"
_FACE = f'@font-face {{ font-family: "{EMOJI}"; src: url(font:emoji); font-weight: 400 }}'
# Pango asks for the family "emoji" wherever Unicode has a character be one; a colour font would give bitmaps.
_ALIAS = f"""<?xml version="1.0"?><fontconfig><match target="pattern">
<test name="family"><string>emoji</string></test>
<edit name="family" mode="prepend_first" binding="strong"><string>{EMOJI}</string></edit></match></fontconfig>"""


class _FontFetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint is published without types
    def __init__(self) -> None:
        super().__init__(allowed_protocols=("font",))

    def fetch(self, url: str, headers: Any = None) -> Any:  # noqa: ARG002
        """Return the font for emoji, whatever is asked for."""
        return URLFetcherResponse(url, files("manimgx_fonts").joinpath(_EMOJI_FILE).read_bytes())


@cache
def font_configuration() -> Any:
    """Return the process's one font configuration: each costs memory that is not given back."""
    fonts = FontConfiguration()
    weasyprint.CSS(string=_FACE, font_config=fonts, url_fetcher=_FontFetcher())
    fontconfig.FcConfigParseAndLoadFromMemory(fonts._config, _ALIAS.encode(), True)
    pangoft2.pango_fc_font_map_config_changed(ffi.cast("PangoFcFontMap *", fonts.font_map))
    return fonts
