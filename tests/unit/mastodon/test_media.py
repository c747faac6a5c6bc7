"""Files of posts are asked for as nobody, from addresses that may be asked, and only media are taken."""

from __future__ import annotations

import asyncio
import io

import httpx
import pytest

from outtray.mastodon import errors
from outtray.mastodon.media import MediaReader, NotMedia, ending_of
from outtray.mastodon.transport import EgressTransport
from raw_server import Script, answer, raw_server

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
LIMIT = 1024 * 1024


def sends(*parts: bytes) -> Script:
    """A server that answers every request so."""

    async def script(head: bytes, sink: asyncio.StreamWriter) -> None:
        for part in parts:
            sink.write(part)
            await sink.drain()

    return script


async def fetched(home: str, address: str, largest: int = LIMIT) -> tuple[str, bytes]:
    """The ending and the bytes of what an account at ``home`` gets from an address."""
    reader, into = MediaReader(home, EgressTransport()), io.BytesIO()
    try:
        got = await reader.fetch(address, into, largest=largest)
    finally:
        await reader.aclose()
    assert got.size == len(into.getvalue())
    return got.ending, into.getvalue()


async def test_a_file_comes_whole_with_progress_and_without_who_asks() -> None:
    heads: list[bytes] = []

    async def script(head: bytes, sink: asyncio.StreamWriter) -> None:
        heads.append(head)
        sink.write(answer(PNG, "Content-Type: text/html"))

    seen: list[tuple[int, int | None]] = []
    async with raw_server(script) as home:
        reader, into = MediaReader(home, EgressTransport()), io.BytesIO()
        got = await reader.fetch(
            f"{home}/a.exe?x=1", into, largest=LIMIT, progress=lambda size, whole: seen.append((size, whole))
        )
        await reader.aclose()
    assert (got.ending, into.getvalue()) == ("png", PNG), "the bytes say what it is, not name or claim"
    assert seen[-1] == (len(PNG), len(PNG))
    assert heads[0].startswith(b"GET /a.exe?x=1 ")
    assert b"authorization" not in heads[0].lower()
    assert b"cookie" not in heads[0].lower()


@pytest.mark.parametrize(
    "address",
    [
        "http://files.example/a.png",
        "file:///etc/passwd",
        "ftp://files.example/a.png",
        "https://127.0.0.1/a.png",
        "https://[::1]/a.png",
        "https://10.1.2.3/a.png",
        "https://169.254.169.254/latest/meta-data",
        "https://localhost/a.png",
        "https://user:secret@files.example/a.png",
        "https://",
        "",
        "\x1b]52;c;x\x07",
        "https://exa mple/\ud800",
    ],
)
async def test_an_address_no_file_comes_from_is_never_asked(address: str) -> None:
    asked: list[httpx.Request] = []

    def note(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, content=PNG)

    reader = MediaReader("https://home.example", httpx.MockTransport(note))
    with pytest.raises(NotMedia) as refused:
        await reader.fetch(address, io.BytesIO(), largest=LIMIT)
    assert "\x1b" not in str(refused.value)
    assert not asked


async def test_a_redirect_is_judged_like_the_first_address() -> None:
    async def onward(head: bytes, sink: asyncio.StreamWriter) -> None:
        sink.write(answer(b"", "Location: http://169.254.169.254/secret", status="302 Found"))

    async with raw_server(onward) as home:
        with pytest.raises(NotMedia, match="no address a file"):
            await fetched(home, f"{home}/a.png")

    async def round_and_round(head: bytes, sink: asyncio.StreamWriter) -> None:
        sink.write(answer(b"", "Location: /again.png", status="302 Found"))

    async with raw_server(round_and_round) as home:
        with pytest.raises(NotMedia, match="in circles"):
            await fetched(home, f"{home}/a.png")

    async def once(head: bytes, sink: asyncio.StreamWriter) -> None:
        moved = answer(b"", "Location: /b.png", status="302 Found")
        sink.write(answer(PNG) if b"/b.png" in head else moved)

    async with raw_server(once) as home:
        assert await fetched(home, f"{home}/a.png") == ("png", PNG)


async def test_a_file_over_the_limit_is_refused_before_and_while_it_comes() -> None:
    large = PNG + bytes(2 * LIMIT)
    async with raw_server(sends(answer(large))) as home:
        with pytest.raises(errors.TooLarge, match="1 MB you allow"):
            await fetched(home, home)
    unsaid = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + large
    async with raw_server(sends(unsaid)) as home:
        with pytest.raises(errors.TooLarge):
            await fetched(home, home)


async def test_what_is_no_medium_or_not_there_is_said_in_a_sentence() -> None:
    for body in (
        b"<svg onload=alert(1)>" + bytes(20),
        b"MZ" + bytes(60),
        b"PK\x03\x04" + bytes(60),
        b"%PDF-1.7" * 4,
    ):
        async with raw_server(sends(answer(body, "Content-Type: image/png"))) as home:
            with pytest.raises(NotMedia, match="no picture, film or sound"):
                await fetched(home, home)
    async with raw_server(sends(answer(b"", status="404 Not Found"))) as home:
        with pytest.raises(errors.NotFound, match="any more"):
            await fetched(home, home)
    async with raw_server(sends(answer(b"", status="503 Busy"))) as home:
        with pytest.raises(errors.Refused, match="503"):
            await fetched(home, home)
    short = b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\nConnection: close\r\n\r\n" + PNG
    async with raw_server(sends(short)) as home:
        with pytest.raises(errors.ServerError):
            await fetched(home, home)


@pytest.mark.parametrize(
    ("head", "ending"),
    [
        (PNG, "png"),
        (b"\xff\xd8\xff\xe0" + bytes(12), "jpg"),
        (b"GIF89a" + bytes(10), "gif"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "webp"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "wav"),
        (b"RIFF\x00\x00\x00\x00AVI LIST", None),
        (b"\x00\x00\x00\x20ftypisom\x00\x00\x02\x00", "mp4"),
        (b"\x00\x00\x00\x20ftypavif\x00\x00\x00\x00", "avif"),
        (b"\x1a\x45\xdf\xa3" + bytes(12), "webm"),
        (b"OggS" + bytes(12), "ogg"),
        (b"ID3\x04" + bytes(12), "mp3"),
        (b"#!/bin/sh\nrm -rf", None),
        (b"", None),
    ],
)
def test_a_file_is_what_it_begins_with(head: bytes, ending: str | None) -> None:
    assert ending_of(head) == ending
