"""Files of posts are asked for as nobody, from addresses that may be asked, and only media are taken."""

from __future__ import annotations

import asyncio
import io
import socket
from typing import Any

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
        "https://xn--/a.png",
        "https://xn--e28h.example/a.png",
        "https://\U0001f600.example/a.png",
        "https://files.example:0/a.png",
        "https://files.example:65536/a.png",
        "https://home.example:0/a.png",
        "https://home.example:99999/a.png",
        "https://127.0.0.1./a.png",
        "https://localhost./a.png",
        "https://127.1/a.png",
        "https://0x7f.0.0.1/a.png",
        "https://2130706433/a.png",
        "https://0177.0.0.1/a.png",
        "https://224.0.0.1/a.png",
        "https://[::ffff:127.0.0.1]/a.png",
        "https://[::ffff:8.8.8.8]/a.png",
        "https://[fec0::1]/a.png",
        "https://[fe80::1%25eth0]/a.png",
        "https://intranet/a.png",
        "https://PRINTER.local/a.png",
        "https://printer.local./a.png",
        "https://metadata.google.internal/a.png",
        "https://router.home.arpa/a.png",
        "https://a.localhost/a.png",
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


def names(monkeypatch: pytest.MonkeyPatch, book: dict[str, list[str]]) -> list[str]:
    """Let only these names be known, with these addresses; what is returned lists the names looked up."""
    looked_up: list[str] = []

    def known(host: str, port: int, *_more: Any, **_named: Any) -> list[Any]:
        looked_up.append(host)
        host.encode("idna")
        if host not in book:
            raise socket.gaierror(socket.EAI_NONAME, "no such name")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (found, port)) for found in book[host]]

    monkeypatch.setattr(socket, "getaddrinfo", known)
    return looked_up


async def over(answers: dict[str, httpx.Response | Exception], address: str) -> tuple[list[str], bytes]:
    """Which addresses are asked for a file, and what comes, where servers answer so."""
    asked: list[str] = []

    def respond(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        found = answers[str(request.url)]
        if isinstance(found, Exception):
            raise found
        return found

    reader, into = MediaReader("https://home.example", httpx.MockTransport(respond)), io.BytesIO()
    try:
        await reader.fetch(address, into, largest=LIMIT)
    finally:
        await reader.aclose()
    return asked, into.getvalue()


def moved(where: str) -> httpx.Response:
    return httpx.Response(302, headers={"Location": where})


def a_file() -> httpx.Response:
    return httpx.Response(200, stream=httpx.ByteStream(PNG))


@pytest.mark.parametrize("inside", ["10.1.2.3", "127.0.0.1", "fd00::1", "fe80::1%eth0", "::ffff:10.0.0.1"])
async def test_a_name_of_a_machine_inside_is_not_asked_at_any_hop(
    inside: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    names(monkeypatch, {"trap.example": ["93.184.215.14", inside], "files.example": ["93.184.215.14"]})
    with pytest.raises(NotMedia, match=r"no address a file.*trap\.example"):
        await over({}, "https://trap.example/a.png")
    first = "https://files.example/a.png"
    with pytest.raises(NotMedia, match=r"no address a file.*trap\.example"):
        await over({first: moved("https://trap.example/a.png")}, first)


async def test_every_hop_is_looked_up_but_the_own_server_may_be_anywhere(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looked_up = names(monkeypatch, {"files.example": ["93.184.215.14", "2606:2800::1"]})
    home, there = "https://home.example/a.png", "https://files.example/b.png"
    asked, came = await over({home: moved(there), there: a_file()}, home)
    assert (asked, looked_up, came) == ([home, there], ["files.example"], PNG)


async def test_a_name_nobody_has_is_told_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    names(monkeypatch, {})
    with pytest.raises(errors.Unreachable, match=r"No server named nowhere\.example"):
        await over({}, "https://nowhere.example/a.png")


async def test_behind_a_proxy_no_name_is_looked_up_here(monkeypatch: pytest.MonkeyPatch) -> None:
    heads: list[bytes] = []

    async def refuse(head: bytes, sink: asyncio.StreamWriter) -> None:
        heads.append(head)
        sink.write(answer(b"", status="403 Forbidden"))

    async with raw_server(refuse) as proxy:
        looked_up = names(monkeypatch, {"127.0.0.1": ["127.0.0.1"]})
        reader = MediaReader("https://home.example", EgressTransport(proxy=proxy))
        with pytest.raises(errors.Unreachable):
            await reader.fetch("https://files.example/a.png", io.BytesIO(), largest=LIMIT)
        await reader.aclose()
    assert heads[0].startswith(b"CONNECT files.example:443 ")
    assert "files.example" not in looked_up


@pytest.mark.parametrize(
    "where", ["https://xn--/b.png", "https://files.example:99999/b.png", "https://files..example/b.png"]
)
async def test_a_redirect_to_what_is_no_address_is_a_sentence(
    where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    names(monkeypatch, {})
    home = "https://home.example/a.png"
    with pytest.raises(NotMedia, match="no address a file"):
        await over({home: moved(where)}, home)


@pytest.mark.parametrize(
    "failure",
    [
        UnicodeError("label too long"),
        OverflowError("port must be 0-65535"),
        ExceptionGroup("attempts", [OverflowError("port"), ExceptionGroup("more", [UnicodeError("label")])]),
    ],
)
async def test_what_the_connection_makes_of_an_address_is_a_sentence(failure: Exception) -> None:
    home = "https://home.example/a.png"
    with pytest.raises(NotMedia, match="no address a file"):
        await over({home: failure}, home)


async def test_a_defect_is_not_taken_for_a_bad_address() -> None:
    home = "https://home.example/a.png"
    with pytest.raises(ExceptionGroup):
        await over({home: ExceptionGroup("some", [OverflowError("port"), KeyError("defect")])}, home)


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
