"""Connections that fail below HTTP, and answers built to hurt: each is one sentence, in bounded memory."""

from __future__ import annotations

import asyncio
import gzip
import socket
import tracemalloc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta, timezone, tzinfo

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outtray.base.clock import SystemClock
from outtray.mastodon import errors
from outtray.mastodon.client import make_client
from outtray.mastodon.timelines import HOME, Timeline, segment, timeline_of
from outtray.mastodon.transport import EgressTransport
from outtray.mastodon.wire import LARGEST_BODY, Answer, Wire, http_date, reset_time, server_message
from raw_server import Script, answer, raw_server


class FixedClock:
    """Noon of one day, in a zone two hours east."""

    def now(self) -> datetime:
        return datetime(2026, 3, 1, 12, 0, tzinfo=UTC)

    def monotonic(self) -> float:
        return 0.0

    def local_zone(self) -> tzinfo:
        return timezone(timedelta(hours=2))


@asynccontextmanager
async def asked(url: str, transport: httpx.AsyncBaseTransport | None = None) -> AsyncIterator[Wire]:
    async with make_client(url, transport or httpx.AsyncHTTPTransport()) as client:
        yield Wire(client, clock=SystemClock(), deadline=5.0)


async def ask(script: Script) -> Answer:
    async with raw_server(script) as url, asked(url) as wire:
        return await wire.get("/api/v1/timelines/home")


async def failure_at(url: str) -> errors.ServerError:
    async with asked(url) as wire:
        with pytest.raises(errors.ServerError) as caught:
            await wire.get("/api/v2/instance")
    return caught.value


async def test_an_unknown_name_is_told_as_one() -> None:
    error = await failure_at("https://no-such-server.invalid")
    assert isinstance(error, errors.Unreachable)
    assert not error.maybe_accepted
    assert "no-such-server.invalid" in error.sentence


async def test_a_closed_port_is_told_as_refusing() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    error = await failure_at(f"http://127.0.0.1:{port}")
    assert isinstance(error, errors.Unreachable)
    assert error.sentence == f"127.0.0.1:{port} refuses connections."
    assert not error.maybe_accepted


async def test_a_server_that_speaks_no_tls_is_not_trusted() -> None:
    async def plain(_head: bytes, sink: asyncio.StreamWriter) -> None:
        sink.write(answer(b"{}"))

    async with raw_server(plain) as url:
        error = await failure_at(url.replace("http://", "https://"))
    assert isinstance(error, errors.Unreachable)
    assert "safe connection" in error.sentence
    assert not error.maybe_accepted


async def test_plain_http_beyond_this_machine_never_leaves() -> None:
    async with asked("http://harbour.example", EgressTransport()) as wire:
        with pytest.raises(errors.DeniedByDoor):
            await wire.get("/api/v2/instance")


async def test_an_answer_over_the_limit_is_refused_while_it_arrives() -> None:
    async def flood(_head: bytes, sink: asyncio.StreamWriter) -> None:
        sink.write(b"HTTP/1.1 200 OK\r\nContent-Length: 900000000\r\n\r\n[")
        for _part in range(400):
            sink.write(b" " * 65_536)
            await sink.drain()

    with pytest.raises(errors.TooLarge):
        await ask(flood)


async def test_a_small_answer_that_unpacks_to_gigabytes_is_refused_in_little_memory() -> None:
    bomb = gzip.compress(b" " * (200 * 1024 * 1024), compresslevel=9)
    assert len(bomb) < 300_000

    async def send(_head: bytes, sink: asyncio.StreamWriter) -> None:
        sink.write(answer(bomb, "Content-Encoding: gzip"))

    tracemalloc.start()
    try:
        with pytest.raises(errors.TooLarge):
            await ask(send)
        assert tracemalloc.get_traced_memory()[1] < 3 * LARGEST_BODY
    finally:
        tracemalloc.stop()


async def test_a_packed_answer_is_unpacked() -> None:
    async def send(_head: bytes, sink: asyncio.StreamWriter) -> None:
        sink.write(answer(gzip.compress(b'{"a": 1}', mtime=0), "Content-Encoding: gzip"))

    assert (await ask(send)).body == b'{"a": 1}'


@pytest.mark.parametrize(
    "response",
    [
        answer(b"no gzip", "Content-Encoding: gzip"),
        answer(b"x", "Content-Encoding: br"),
        answer(gzip.compress(b'{"a": 1}' * 100, mtime=0)[:-20], "Content-Encoding: gzip"),
        answer(b"{}", status="204 No Content").replace(b"{}", b"").replace(b"Length: 2", b"Length: 0"),
        b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{",
        b"SMTP ready\r\n\r\n",
        b"",
        answer(b"", "Location: http://[::1", status="302 Found"),
        answer(b"", status="302 Found"),
    ],
)
async def test_a_broken_answer_is_one_sentence(response: bytes) -> None:
    async def send(_head: bytes, sink: asyncio.StreamWriter) -> None:
        sink.write(response)

    with pytest.raises(errors.ServerError) as caught:
        await ask(send)
    assert "127.0.0.1" in caught.value.sentence
    assert caught.value.next_step


async def test_a_header_without_end_is_one_sentence() -> None:
    async def send(_head: bytes, sink: asyncio.StreamWriter) -> None:
        sink.write(b"HTTP/1.1 200 OK\r\nX: ")
        for _part in range(100):
            sink.write(b"a" * 65_536)
            await sink.drain()

    with pytest.raises(errors.Unreachable):
        await ask(send)


async def test_a_write_is_never_redirected() -> None:
    heads: list[bytes] = []

    async def send(head: bytes, sink: asyncio.StreamWriter) -> None:
        heads.append(head)
        sink.write(answer(b"", "Location: /elsewhere", status="307 Temporary Redirect"))

    async with raw_server(send) as url, asked(url) as wire:
        with pytest.raises(errors.NotMastodon):
            await wire.post("/api/v1/markers", json={})
    assert len(heads) == 1


@pytest.mark.parametrize(
    ("where", "words"),
    [
        ("https://xn--/", "other than data"),
        ("//xn--e28h.example/", "other than data"),
        ("https://[::1/", "broke off"),
        ("https://there.example:99999/", "sends visitors on"),
    ],
)
async def test_a_redirect_to_what_is_no_address_is_told(where: str, words: str) -> None:
    async def send(head: bytes, sink: asyncio.StreamWriter) -> None:
        sink.write(answer(b"", f"Location: {where}", status="302 Found"))

    with pytest.raises(errors.ServerError, match=words):
        await ask(send)
    async with raw_server(send) as url, asked(url) as wire:
        with pytest.raises(errors.ServerError):
            await wire.post("/api/v1/markers", json={})


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"Retry-After": "30"}, datetime(2026, 3, 1, 12, 0, 30, tzinfo=UTC)),
        ({"X-RateLimit-Reset": "2026-03-01T12:05:00Z"}, datetime(2026, 3, 1, 12, 5, tzinfo=UTC)),
        (
            {"X-RateLimit-Reset": "2026-03-01T13:05:00Z", "Date": "Sun, 01 Mar 2026 13:00:00 GMT"},
            datetime(2026, 3, 1, 12, 5, tzinfo=UTC),
        ),
        ({"X-RateLimit-Reset": "1772366700"}, datetime(2026, 3, 1, 12, 5, tzinfo=UTC)),
        ({"Retry-After": "Sun, 01 Mar 2026 12:01:00 GMT"}, datetime(2026, 3, 1, 12, 1, tzinfo=UTC)),
        ({"X-RateLimit-Reset": "2020-01-01T00:00:00Z"}, datetime(2026, 3, 1, 12, 0, tzinfo=UTC)),
        ({"Retry-After": "99999999999999"}, datetime(2026, 3, 2, 12, 0, tzinfo=UTC)),
        ({"X-RateLimit-Reset": "soon"}, None),
        ({}, None),
    ],
)
def test_the_end_of_a_pause_is_told_on_this_machines_clock(
    headers: dict[str, str], expected: datetime | None
) -> None:
    assert reset_time(httpx.Headers(headers), FixedClock()) == expected


@given(st.text(max_size=40))
def test_no_header_can_break_the_reading_of_dates(text: str) -> None:
    moment = http_date(text)
    assert moment is None or moment.tzinfo is not None
    until = reset_time(httpx.Headers({b"x-ratelimit-reset": text.encode()}), FixedClock())
    assert until is None or until >= FixedClock().now()


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b'{"error": "Too\\n long\\u001b[2J"}', "Too long[2J"),
        (b'{"error": {"a": 1}}', ""),
        (b"[1]", ""),
        (b"<html>", ""),
        (b'{"error": "invalid_grant", "error_description": "The code is used up"}', "The code is used up"),
        (b"[" * 5_000, ""),
        (b'{"error": "' + b"x" * 70_000 + b'"}', ""),
    ],
)
def test_the_servers_own_words_are_cleaned_and_short(body: bytes, message: str) -> None:
    assert server_message(body) == message


def test_timelines_are_stored_under_keys_that_read_back() -> None:
    for timeline in (HOME, Timeline("tag", "tide"), Timeline("tag", "a b"), Timeline("list", "01J:X")):
        assert timeline_of(timeline.key) == timeline
    with pytest.raises(ValueError, match="weather"):
        timeline_of("weather:x")


def test_a_tag_is_one_segment_of_a_path() -> None:
    assert Timeline("tag", "../../oauth").path == "/api/v1/timelines/tag/%2E%2E%2F%2E%2E%2Foauth"
    assert Timeline("tag", "été côte").params == {"any[]": ["côte"]}
    assert segment("a b/é") == "a%20b%2F%C3%A9"
