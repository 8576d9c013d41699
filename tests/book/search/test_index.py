"""The search index: which grams a text has, and that the pieces hold all of them."""

from __future__ import annotations

import zlib
from itertools import chain, zip_longest

from hypothesis import given
from hypothesis import strategies as st

from book.search.index import SEGMENT, SearchText, assemble, runs, segment, weights
from book.search.packing import pack, unpack
from book.search.renewal import renew
from book.search.tokens import grams, normalise


def text(title: str, body: str, *tags: str) -> SearchText:
    return SearchText(title, tags, pack(body))


def read(data: bytes) -> dict[str, dict[int, int]]:
    """Read a shard as the format says: the weight of each gram in each text."""
    at, found = 0, {}

    def number() -> int:
        nonlocal at
        value = shift = 0
        while True:
            byte, at = data[at], at + 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    while at < len(data):
        end = number() + at
        first, length = number(), number()
        names, at = data[at : at + length].decode().split("\n"), at + length
        counts, at = data[at : at + len(names)], at + len(names)
        for name, count in zip(names, counts, strict=True):
            for code in data[at : at + count]:
                found.setdefault(name, {})[first + code // 4] = code % 4
            at += count
        assert at == end
    return found


def test_forms_of_a_character_are_one() -> None:
    assert normalise("ＡＩ　ﾃﾞｰﾀ㍿\u200b ①") == "ai データ株式会社 1"
    assert normalise("か\u3099") == "が"


def test_grams_are_characters_pairs_and_threes_within_words() -> None:
    assert set(grams("電力、AI")) == {"電", "力", "a", "i", "電力", "ai"}
    assert {"半導体", "半導", "導体"} <= set(grams("半導体"))


def test_threes_of_grammar_are_left_out() -> None:
    found = set(grams("計算している"))
    assert {"計算し", "いる", "して"} <= found
    assert not {"してい", "算して", "ている"} & found


def test_a_gram_weighs_most_where_it_tells_most() -> None:
    found = weights(text("電力の話", "冷却と電力。" + "推論。" * 5, "半導体"))
    assert [found[gram] for gram in ("電力", "半導体", "推論", "冷却")] == [3, 2, 1, 0]


@given(st.lists(st.text(st.sampled_from("電力半導体のはAI 、\n"), max_size=30), min_size=1, max_size=5))
def test_every_gram_of_every_text_is_found(bodies: list[str]) -> None:
    entries = [text("題", body) for body in bodies]
    pieces = [(0, segment(entries[:2], 16)), (2, segment(entries[2:], 16))]
    shards = [read(shard) for shard in assemble(pieces, 16)]
    for number, entry in enumerate(entries):
        assert unpack(entry.packed) == bodies[number]
        for gram, weight in weights(entry).items():
            assert shards[zlib.crc32(gram.encode()) % 16][gram][number] == weight


def test_a_segment_that_is_full_can_be_written() -> None:
    entries = [text("題", "電力")] * SEGMENT
    (shard,) = assemble([(SEGMENT, segment(entries, 1))], 1)
    assert sorted(read(shard)["電力"]) == list(range(SEGMENT, 2 * SEGMENT))


BODIES = st.lists(st.text(st.sampled_from("電力半導体のはAI 、\n"), max_size=30), max_size=5)


@given(BODIES, BODIES)
def test_a_segment_is_renewed_as_if_it_were_made_anew(before: list[str], after: list[str]) -> None:
    was, now = ([text(body[:3], body) for body in bodies] for bodies in (before, after))
    changes = [(number, *pair) for number, pair in enumerate(zip_longest(was, now)) if pair[0] != pair[1]]
    assert renew(segment(was, 16), changes) == segment(now, 16)


def test_an_index_of_nothing_can_be_read() -> None:
    assert [read(shard) for shard in assemble([], 16)] == [{}] * 16


def test_a_text_that_goes_leaves_most_segments_as_they_are() -> None:
    names = [f"2026/01/{number % 28 + 1:02}/{number}/index" for number in range(2500)]
    every = [names[run.start : run.stop] for run in runs(names)]
    assert list(chain(*every)) == names
    assert max(map(len, every)) == SEGMENT
    assert len(every) < 60
    for gone in range(0, 2500, 97):
        fewer = [*names[:gone], *names[gone + 1 :]]
        left = [fewer[run.start : run.stop] for run in runs(fewer)]
        assert list(chain(*left)) == fewer
        assert len([run for run in left if run not in every]) <= 8
    assert runs([]) == []
