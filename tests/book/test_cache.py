"""The cache: whole entries or none, the oldest evicted, safe for several builds."""

from __future__ import annotations

import logging
import multiprocessing
import os
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from book.cache import Store, entries, in_use, key_of, prune, said_of
from book.model import Related
from book.toolchain import fonts_digest, toolchain_digest

KEYS = [key_of(str(number)) for number in range(6)]


def filled(cache: Path) -> Store:
    """Return a store of six entries of 100 bytes, the first unused for longest."""
    store = Store(cache / "things")
    for number, key in enumerate(KEYS):
        store.put(key, bytes([number]) * 68)
    for number, entry in enumerate(sorted(entries(cache), key=lambda entry: KEYS.index(entry.path.name))):
        os.utime(entry.path, (1_000 + number, 1_000 + number))
    return store


def kept(cache: Path) -> list[int]:
    return sorted(KEYS.index(entry.path.name) for entry in entries(cache))


def test_what_is_kept_is_found_and_nothing_else(tmp_path: Path) -> None:
    store = filled(tmp_path)
    assert [store.get(key) for key in KEYS] == [bytes([number]) * 68 for number in range(6)]
    assert store.get(key_of("other")) is None
    assert Store(tmp_path / "others").get(KEYS[0]) is None


def test_keys_tell_apart_what_joined_would_be_the_same() -> None:
    assert len({key_of("ab", "c"), key_of("a", "bc"), key_of("abc"), key_of("abc", "")}) == 4
    assert key_of("合本") == key_of("合本".encode())


@pytest.mark.parametrize(
    "spoil", [lambda data: data[:-1], lambda data: data[:40] + b"x" + data[41:], lambda _: b""]
)
def test_a_spoilt_entry_is_told_and_taken_away(
    tmp_path: Path, spoil: Callable[[bytes], bytes], caplog: pytest.LogCaptureFixture
) -> None:
    store = filled(tmp_path)
    (path,) = (entry.path for entry in entries(tmp_path) if entry.path.name == KEYS[2])
    path.write_bytes(spoil(path.read_bytes()))
    with caplog.at_level(logging.WARNING):
        assert store.get(KEYS[2]) is None
    assert "damaged" in caplog.text
    assert str(path) in caplog.text
    assert kept(tmp_path) == [0, 1, 3, 4, 5]


def test_the_entries_unused_for_longest_go(tmp_path: Path) -> None:
    store = filled(tmp_path)
    store.get(KEYS[0])
    assert prune(tmp_path, 350) == (3, 300)
    assert kept(tmp_path) == [0, 4, 5]
    assert prune(tmp_path, 350) == (0, 0)


def test_nothing_goes_while_a_build_uses_the_cache_and_the_last_one_cleans_up(tmp_path: Path) -> None:
    filled(tmp_path)
    with in_use(tmp_path, 250):
        assert prune(tmp_path, 250) is None
        with in_use(tmp_path, 250):
            pass
        assert kept(tmp_path) == [0, 1, 2, 3, 4, 5]
    assert kept(tmp_path) == [4, 5]


def looked_through(cache: Path, limit: int, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Return whether a build that ends looks through all entries."""
    seen: list[Path] = []
    with monkeypatch.context() as patched:
        patched.setattr("book.cache.prune", lambda cache, _limit: seen.append(cache))
        with in_use(cache, limit):
            pass
    return bool(seen)


def test_a_build_looks_through_all_entries_where_they_may_be_too_many(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = filled(tmp_path)
    assert looked_through(tmp_path, 10_000, monkeypatch)  # nobody has yet
    prune(tmp_path, 10_000)
    assert not looked_through(tmp_path, 600, monkeypatch)
    assert looked_through(tmp_path, 599, monkeypatch)
    store.put(KEYS[0], b"once more")
    assert looked_through(tmp_path, 600, monkeypatch)
    assert not looked_through(tmp_path, 700, monkeypatch)
    moment = time.time()
    monkeypatch.setattr(time, "time", lambda: moment + 90_000)
    assert looked_through(tmp_path, 700, monkeypatch)


def test_what_a_killed_build_was_writing_is_swept(tmp_path: Path) -> None:
    store = filled(tmp_path)
    left = tmp_path / "things" / KEYS[0][:2] / f".{KEYS[0]}.0123"
    left.write_bytes(b"half")
    assert prune(tmp_path, 10_000) == (1, 4)
    assert not left.exists()
    assert store.get(KEYS[0])


def _keep_and_find(cache: Path) -> int:
    store = Store(cache / "things")
    found = 0
    for turn in range(60):
        key = KEYS[turn % 6]
        content = key.encode() * 2_000
        kept = store.get(key)
        assert kept in (None, content)
        found += kept is not None
        store.put(key, content)
    return found


def test_several_processes_find_whole_entries_or_none(tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        found = pool.map(_keep_and_find, [tmp_path] * 4)
    assert all(number >= 54 for number in found)
    assert kept(tmp_path) == [0, 1, 2, 3, 4, 5]


def test_digests_tell_of_code_and_fonts() -> None:
    assert toolchain_digest() != toolchain_digest("book")
    assert len(toolchain_digest()) == 64
    assert fonts_digest()


@pytest.mark.parametrize("title", ["題", "半\ud800字", '改行\nと"引用"'])
def test_what_a_value_holds_is_told_apart_from_any_other(title: str) -> None:
    related = Related("a", title)
    assert said_of(related) == said_of(Related("a", title))
    assert said_of(related) != said_of(replace(related, slug="b"))
    assert said_of(related) != said_of(replace(related, title=f"{title}。"))
    assert said_of((related, Path("a"))) != said_of((related, Path("b")))
