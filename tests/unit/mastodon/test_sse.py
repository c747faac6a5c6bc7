"""Events are the same however the network cuts the stream into pieces."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outtray.mastodon.sse import EventReader, EventTooLarge, ServerEvent

STREAM = (
    b'\xef\xbb\xbf:)\n\nevent: update\ndata: {"id": "1"}\n\n:thump\n\r\n'
    b"event:delete\r\ndata:12\r\n\r\nid: 7\nretry: 10\ndata\ndata: two\rdata: three\r\r: end\n\n"
    b"event: empty\n\ndata: cut"
)
EVENTS = [
    ServerEvent("update", b'{"id": "1"}'),
    ServerEvent("delete", b"12"),
    ServerEvent("message", b"\ntwo\nthree"),
]


@given(st.lists(st.integers(0, len(STREAM)), max_size=12))
def test_any_cutting_gives_the_same_events(cuts: list[int]) -> None:
    places = [0, *sorted(cuts), len(STREAM)]
    reader = EventReader()
    pieces = [STREAM[start:end] for start, end in pairwise(places)]
    assert [event for piece in pieces for event in reader.feed(piece)] == EVENTS


def test_one_byte_at_a_time() -> None:
    reader = EventReader()
    assert [event for byte in STREAM for event in reader.feed(bytes([byte]))] == EVENTS


@pytest.mark.parametrize("piece", [b"x" * 2_000, b"data: " + b"x" * 2_000, b"data: xxxxxxxxx\n" * 200])
def test_an_event_without_end_is_given_up(piece: bytes) -> None:
    reader = EventReader(largest=1_000)
    with pytest.raises(EventTooLarge):
        list(reader.feed(piece))


@given(st.lists(st.binary(max_size=30), max_size=20))
def test_any_bytes_are_read(pieces: list[bytes]) -> None:
    reader = EventReader()
    for piece in pieces:
        for event in reader.feed(piece):
            assert event.name
