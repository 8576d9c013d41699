"""A small ICC profile of four inks (ICC.1:2001-04), so that tests need none from elsewhere."""

from __future__ import annotations

import itertools
import struct

_RAMP = bytes(range(256))


def four_inks() -> bytes:
    """Return a profile of a press: two points on each axis, from and to Lab."""
    tags = {
        b"desc": b"desc\0\0\0\0" + struct.pack(">I", 5) + b"Test\0" + bytes(4 + 4 + 2 + 1 + 67),
        b"cprt": b"text\0\0\0\0None\0",
        b"wtpt": b"XYZ \0\0\0\0" + struct.pack(">3i", *(round(65536 * part) for part in (0.9642, 1.0, 0.8249))),
        b"A2B0": _table(4, 3, [_lab(inks) for inks in itertools.product((0, 1), repeat=4)]),
        b"B2A0": _table(3, 4, [_inks(lab) for lab in itertools.product((0, 1), repeat=3)]),
    }
    place, listed, body = 128 + 4 + 12 * len(tags), b"", b""
    for name, data in tags.items():
        padded = data + bytes(-len(data) % 4)
        listed += name + struct.pack(">2I", place + len(body), len(data))
        body += padded
    illuminant = struct.pack(">3i", 63190, 65536, 54061)
    header = struct.pack(
        ">I4sI4s4s4s12x4s", place + len(body), bytes(4), 0x02400000, b"prtr", b"CMYK", b"Lab ", b"acsp"
    )
    header = header.ljust(68, b"\0") + illuminant
    return header.ljust(128, b"\0") + struct.pack(">I", len(tags)) + listed + body


def _table(inputs: int, outputs: int, points: list[tuple[int, ...]]) -> bytes:
    unit = struct.pack(">9i", *(65536 if place % 4 == 0 else 0 for place in range(9)))
    grid = bytes(value for point in points for value in point)
    return b"mft1\0\0\0\0" + bytes((inputs, outputs, 2, 0)) + unit + _RAMP * inputs + grid + _RAMP * outputs


def _lab(inks: tuple[int, ...]) -> tuple[int, ...]:
    cyan, magenta, yellow, black = inks
    light = 0 if black else 255 - 70 * (cyan + magenta) - 20 * yellow
    return light, 128 + (0 if black else 60 * (magenta - cyan)), 128 + (0 if black else 80 * yellow - 40 * cyan)


def _inks(lab: tuple[int, ...]) -> tuple[int, ...]:
    light, red, yellow = lab
    return (255 * (1 - red) // 2, 255 * red // 2, 255 * yellow // 2, 255 * (1 - light))
