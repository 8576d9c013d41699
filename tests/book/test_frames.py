"""A function with room for its calls is the same function, and its frame is larger than a piece of CPython's."""

from __future__ import annotations

import pytest

from book.frames import with_room


@with_room
def depth(left: int, *, step: int = 1) -> int:
    """Return how deep calls went."""
    return below(left, step)


def below(left: int, step: int) -> int:
    """Call itself so often."""
    return 0 if left <= 0 else 1 + below(left - step, step)


def test_it_is_called_as_before() -> None:
    assert (depth(600), depth(6, step=2)) == (600, 3)
    assert (depth.__name__, depth.__doc__) == ("depth", "Return how deep calls went.")


def test_its_frame_takes_a_piece_of_its_own_and_leaves_room_in_it() -> None:
    words = depth.__code__.co_stacksize  # type: ignore[attr-defined]
    piece = 1 << (words * 8 - 1).bit_length()
    assert words * 8 > 16 * 1024
    assert piece - words * 8 > 500_000


def test_errors_come_through() -> None:
    with pytest.raises(TypeError):
        depth("x")  # type: ignore[arg-type]
