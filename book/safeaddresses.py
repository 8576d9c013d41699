"""Which addresses a link may have: those that readers may follow, and browsers can read."""

from __future__ import annotations

import re
from ipaddress import IPv4Address
from urllib.parse import SplitResult, unquote, urlsplit

SCHEMES = frozenset(("http", "https", "mailto", "tel"))
_WEB = frozenset(("http", "https"))
# What no host may hold (URL Standard, 3.1), once decoded.
_NO_HOST = re.compile(r"[\x00-\x20\x7f#%/:<>?@\[\\\]^|`{}\"]")


def safe_address(address: str) -> bool:
    """Tell whether a link may be followed: http, https, mailto, tel or relative, and no control characters."""
    cleaned = "".join(c for c in address if c.isprintable()).strip()
    parts = _parts(cleaned)
    return cleaned == address.strip() and parts is not None and parts.scheme.lower() in {*SCHEMES, ""}


def is_address(address: str) -> bool:
    """Tell whether it is a whole address on the web, with scheme and host."""
    parts = _parts(address)
    return safe_address(address) and parts is not None and parts.scheme.lower() in _WEB


def _parts(address: str) -> SplitResult | None:
    """Return the parts of an address, None for one that no browser can read."""
    try:
        parts = urlsplit(address)
        _ = parts.port  # raises what the whole does not
    except ValueError:
        return None
    named = bool(parts.netloc) or parts.scheme.lower() in _WEB
    return None if named and not _is_host(parts) else parts


def _is_host(parts: SplitResult) -> bool:
    host = unquote(parts.hostname or "")
    if parts.netloc.rpartition("@")[2].startswith("["):
        return bool(host)
    if re.search(r"(?:^|\.)\d+\.?$", host):  # it ends in a number: all of it is one of four (3.5)
        try:
            IPv4Address(host.removesuffix("."))
        except ValueError:
            return False
    return bool(host) and not _NO_HOST.search(host)
