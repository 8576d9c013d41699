"""Room for deep calls. CPython keeps frames in pieces of 16 kB, and gives a piece back as soon as it is empty.

Where a loop stands at the end of one, every call that it makes takes memory from the system and gives it back: a
tenth of the time in which pages are laid out. (Seen in CPython 3.11; later ones keep frames in the same way.)
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

# Words of memory. The piece for a frame is as large as the next power of two, and its rest, about a megabyte, is
# for the frames of what is called; none of it is used before that.
_ROOM = (1 << 17) + 4096


def with_room(function: Callable[P, T]) -> Callable[P, T]:
    """Return the function as one whose calls, however deep, have their frames in one piece of memory."""

    @wraps(function)
    def call(*given: P.args, **named: P.kwargs) -> T:
        return function(*given, **named)

    call.__code__ = call.__code__.replace(co_stacksize=_ROOM)  # type: ignore[attr-defined]
    return call
