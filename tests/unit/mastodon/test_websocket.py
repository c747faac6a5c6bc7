"""Streams over a WebSocket: who gets the token, what bad servers do, and that "live" stays true."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import re
import struct
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import aclosing, asynccontextmanager
from random import Random

import pytest

from outtray.base.clock import SystemClock
from outtray.mastodon.client import make_client
from outtray.mastodon.events import LiveState, Pace, StatusPosted, StreamEvent, UnknownEvent
from outtray.mastodon.stream import Stream
from outtray.mastodon.timelines import HOME, PUBLIC, Timeline
from outtray.mastodon.transport import EgressTransport
from outtray.mastodon.websocket import stream_name

TOKEN = "a-token_of.42"
Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def frame(payload: bytes, opcode: int = 1, *, final: bool = True) -> bytes:
    head = bytes([(0x80 if final else 0) | opcode])
    if len(payload) < 126:
        return head + bytes([len(payload)]) + payload
    if len(payload) < 65_536:
        return head + b"\x7e" + struct.pack("!H", len(payload)) + payload
    return head + b"\x7f" + struct.pack("!Q", len(payload)) + payload


def words(status_id: str) -> bytes:
    payload = json.dumps({"id": status_id, "content": "x", "account": {"id": "1"}})
    return json.dumps({"stream": ["user"], "event": "update", "payload": payload}).encode()


def update(status_id: str) -> bytes:
    return frame(words(status_id))


def posted(event: StreamEvent, status_id: str) -> bool:
    return isinstance(event, StatusPosted) and event.status.id == status_id


@asynccontextmanager
async def socket_server(talk: Talk, heads: list[bytes], *, accept: bool = True) -> AsyncIterator[str]:
    """A server that refuses event streams, opens WebSockets, and then talks as told."""

    async def serve(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        try:
            head = await source.readuntil(b"\r\n\r\n")
            heads.append(head)
            found = re.search(rb"(?i)sec-websocket-key: *(\S+)", head)
            if found is None:
                sink.write(b"HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")
                return
            proof = base64.b64encode(
                hashlib.sha1(found[1] + b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11").digest()
            )
            if not accept:
                proof = b"bm90IHRoZSBhbnN3ZXI="
            sink.write(
                b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                b"Sec-WebSocket-Accept: " + proof + b"\r\n\r\n"
            )
            await talk(source, sink)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            sink.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


async def nothing_missed() -> None:
    return None


async def heard(
    address: str, done: Callable[[list[StreamEvent]], bool], *, silence: float = 5.0, token: str = TOKEN
) -> list[StreamEvent]:
    seen: list[StreamEvent] = []
    async with make_client(address, EgressTransport(), token=token) as client, asyncio.timeout(30):
        stream = Stream(
            client,
            HOME,
            address=address,
            catch_up=nothing_missed,
            clock=SystemClock(),
            random=Random(1),
            pace=Pace(silence=silence, shortest_pause=0.01, between_polls=0.01),
        )
        async with aclosing(stream.events()) as events:
            async for event in events:
                seen.append(event)
                if done(seen):
                    break
    return seen


def modes(seen: list[StreamEvent]) -> list[str]:
    return [event.mode for event in seen if isinstance(event, LiveState)]


@pytest.mark.parametrize(
    ("timeline", "name"),
    [
        (HOME, "user"),
        (PUBLIC, "public"),
        (Timeline("local"), "public:local"),
        (Timeline("tag", "a"), "hashtag"),
    ],
)
def test_streams_have_the_names_of_the_documentation(timeline: Timeline, name: str) -> None:
    assert timeline.stream is not None
    assert stream_name(timeline.stream[0]) == name


async def test_events_arrive_whole_in_pieces_with_pings_between() -> None:
    heads: list[bytes] = []
    pongs: list[bytes] = []

    async def talk(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        whole = update("1")
        for start in range(0, len(whole), 7):
            sink.write(whole[start : start + 7])
            await sink.drain()
        sink.write(frame(b"are you there", 9))
        text = words("2")
        sink.write(frame(text[:20], 1, final=False) + frame(b"", 9) + frame(text[20:], 0))
        sink.write(
            frame(b"no json") + frame(b'{"event":"strange","payload":{"a":1}}') + frame(b"\x00\x01", 2)
        )
        sink.write(update("3"))
        pongs.append(await source.read(64))

    async with socket_server(talk, heads) as address:
        seen = await heard(address, lambda seen: posted(seen[-1], "3"))
    assert [event.status.id for event in seen if isinstance(event, StatusPosted)] == ["1", "2", "3"]
    assert [event.name for event in seen if isinstance(event, UnknownEvent)] == ["strange"]
    assert modes(seen) == ["connecting", "live"]
    assert pongs[0][0] == 0x8A
    assert b"GET /api/v1/streaming?stream=user " in heads[1]


async def test_the_token_is_in_headers_never_in_the_address() -> None:
    heads: list[bytes] = []

    async def talk(_source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        sink.write(update("1"))
        await sink.drain()

    async with socket_server(talk, heads) as address:
        await heard(address, lambda seen: isinstance(seen[-1], StatusPosted))
        await heard(address, lambda seen: isinstance(seen[-1], StatusPosted), token="odd/token=")
    asked = [head for head in heads if b"sec-websocket-key" in head.lower()]
    assert TOKEN.encode() not in asked[0].split(b"\r\n")[0]
    assert b"sec-websocket-protocol: " + TOKEN.encode() in asked[0].replace(
        b"Sec-WebSocket-P", b"sec-websocket-p"
    )
    assert b"sec-websocket-protocol" not in asked[1].lower()
    assert b"odd/token=" in asked[1]


async def test_a_stranger_named_as_streaming_host_gets_no_token() -> None:
    heads: list[bytes] = []
    strangers: list[bytes] = []

    async def talk(_source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        sink.write(update("1"))
        await sink.drain()

    async with (
        socket_server(talk, heads) as address,
        socket_server(talk, strangers) as other,
        make_client(address, EgressTransport(), token=TOKEN) as client,
        asyncio.timeout(30),
    ):
        stream = Stream(
            client,
            HOME,
            address=other.replace("127.0.0.1", "localhost"),
            catch_up=nothing_missed,
            clock=SystemClock(),
            random=Random(1),
        )
        async with aclosing(stream.events()) as events:
            async for event in events:
                if isinstance(event, StatusPosted):
                    break
    assert strangers == []
    assert len(heads) == 2


async def test_a_frozen_server_is_not_called_live_for_long() -> None:
    heads: list[bytes] = []

    async def talk(source: asyncio.StreamReader, _sink: asyncio.StreamWriter) -> None:
        while await source.read(1024):
            pass  # takes the ping and says nothing

    async with socket_server(talk, heads) as address:
        seen = await heard(address, lambda seen: modes(seen)[-1] == "offline", silence=0.2)
    assert modes(seen) == ["connecting", "live", "offline"]
    state = seen[-1]
    assert isinstance(state, LiveState)
    assert "in time" in state.sentence


async def test_a_quiet_server_that_answers_pings_stays_live() -> None:
    heads: list[bytes] = []
    pings = 0

    async def talk(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        nonlocal pings
        while pings < 2:
            await source.readexactly(6)  # an empty masked ping
            pings += 1
            sink.write(frame(b"", 10))
            await sink.drain()
        sink.write(update("1"))
        await sink.drain()
        await source.read(1)

    async with socket_server(talk, heads) as address:
        seen = await heard(address, lambda seen: isinstance(seen[-1], StatusPosted), silence=1.0)
    assert modes(seen) == ["connecting", "live"]
    assert pings == 2


@pytest.mark.parametrize(
    ("what", "words"),
    [
        (frame(b"", 8), "ended the live stream"),
        (b"\xff\xff\xff\xff garbage", "ended the live stream"),
        (b"\x81\x7f\x7f\xff\xff\xff\xff\xff\xff\xff" + b"x" * 2_000_000, "too large"),
        (frame(b"\xff\xfe not utf-8"), "ended the live stream"),
        (b"", "ended the live stream"),
    ],
    ids=["closed", "garbage", "huge", "not text", "cut"],
)
async def test_bad_frames_end_a_stream_with_a_sentence(what: bytes, words: str) -> None:
    heads: list[bytes] = []

    async def talk(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        sink.write(what)
        await sink.drain()
        if what:
            await source.read(1)

    async with socket_server(talk, heads) as address:
        seen = await heard(address, lambda seen: modes(seen)[-1] == "offline")
    state = seen[-1]
    assert isinstance(state, LiveState)
    assert words in state.sentence


@pytest.mark.parametrize("code", [400, 401])
async def test_a_refusal_on_the_wire_leads_to_polling_which_finds_out(code: int) -> None:
    heads: list[bytes] = []

    async def talk(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        sink.write(frame(json.dumps({"error": "No\x1b[2J", "status": code}).encode()))
        await sink.drain()
        await source.read(1)

    async with socket_server(talk, heads) as address:
        seen = await heard(address, lambda seen: modes(seen)[-1] == "polling")
    assert modes(seen) == ["connecting", "live", "polling"]


async def test_an_answer_that_only_pretends_to_switch_is_no_socket() -> None:
    heads: list[bytes] = []

    async def talk(source: asyncio.StreamReader, _sink: asyncio.StreamWriter) -> None:
        await source.read(1)

    async with socket_server(talk, heads, accept=False) as address:
        seen = await heard(address, lambda seen: modes(seen)[-1] == "polling")
    assert "live" not in modes(seen)
