"""Texts as search keeps them: apart from the index, which takes long to import and which no book needs."""

from __future__ import annotations

import zlib

import deflate

_LEVEL = 6


def pack(text: str) -> bytes:
    """Return a text as it is kept and fetched: UTF-8, deflated (RFC 1950)."""
    return packed(text.encode())


def unpack(packed: bytes) -> str:
    """Return the text that was packed."""
    return zlib.decompress(packed).decode()


def packed(data: bytes) -> bytes:
    """Return data deflated (RFC 1950)."""
    return bytes(deflate.zlib_compress(data, _LEVEL))
