"""The whole reading half through each fault: nothing crashes or lies, and all is well again afterwards."""

from __future__ import annotations

import asyncio
import json
import ssl
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest

import fault_proxy as faults
from conftest import Tried
from fault_proxy import FaultProxy, Spoil, fault_proxy
from feed_kit import Screen
from outtray.base.clock import SystemClock
from outtray.base.errors import OuttrayError
from outtray.cache.store import Cache
from outtray.mastodon import errors
from outtray.mastodon.client import make_client
from outtray.mastodon.events import Pace
from outtray.mastodon.reader import Reader
from outtray.mastodon.timelines import HOME, Timeline
from outtray.mastodon.transport import EgressTransport
from outtray.services.connection import Connection, connect
from outtray.services.feeds import Feed
from outtray.services.finding import find
from outtray.services.login import visit
from practice_process import PracticeServer
from raw_server import answer, raw_server

SPOILERS: dict[str, Spoil] = {
    "corruption": faults.corrupt,
    "cuts": faults.cut,
    "doubled bytes": faults.double,
}


@pytest.fixture(scope="module")
def town() -> Iterator[PracticeServer]:
    with PracticeServer("--heartbeat", "0.2") as server:
        yield server


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[Cache]:
    opened = Cache(tmp_path / "t.sqlite3", clock=SystemClock())
    yield opened
    opened.close()


@pytest.fixture
async def proxy(town: PracticeServer) -> AsyncIterator[FaultProxy]:
    async with fault_proxy(town.url) as opened:
        yield opened


async def login(address: str, town: PracticeServer) -> Connection:
    return await connect(
        address, town.token, host="practice", transport=EgressTransport(), clock=SystemClock()
    )


def asks(clerk: Connection, feed: Feed) -> list[Callable[[], Awaitable[object]]]:
    """Everything a person does in a minute."""
    return [
        feed.refresh,
        feed.load_older,
        clerk.reader.trending_tags,
        clerk.reader.conversations,
        clerk.reader.announcements,
        lambda: clerk.reader.search("form"),
        lambda: clerk.reader.timeline(Timeline("account", clerk.me.id, "media")),
        clerk.notices.groups,
        clerk.notices.unread,
        clerk.notices.policy,
        clerk.lists.all,
        clerk.filters.all,
        clerk.people.muted,
        clerk.people.blocked_domains,
        lambda: find(clerk.reader, "@anouk"),
    ]


@pytest.mark.parametrize("fault", SPOILERS)
@pytest.mark.feature("network.faults")
async def test_everything_asked_through_a_fault_is_answered_or_a_sentence(
    town: PracticeServer, proxy: FaultProxy, cache: Cache, fault: str, tried: Tried
) -> None:
    screen = Screen()
    clerk = await login(proxy.address, town)
    feed = Feed(HOME, clerk.reader, cache.for_account("clerk@practice"), emit=screen.take)
    outcomes: Counter[str] = Counter()
    proxy.spoil = SPOILERS[fault]
    for ask in asks(clerk, feed) * 4:
        try:
            await ask()
        except OuttrayError as error:
            assert error.sentence  # noqa: PT017 - any of our errors may come; a sentence must
            outcomes[type(error).__name__] += 1
        else:
            outcomes["answered"] += 1
    assert outcomes.total() == 60
    assert outcomes["answered"] < 60
    assert not outcomes["Unsupported"]  # a bad line says nothing about what the server can do
    tried(f"{fault} on the way, 60 questions", ", ".join(f"{name} {n}" for name, n in outcomes.most_common()))
    proxy.spoil = None
    await proxy.end()  # what was spoilt in a connection that is kept open is gone with it
    fresh = Feed(HOME, clerk.reader, cache.for_account("afterwards"), emit=(after := Screen()).take)
    await fresh.refresh()
    expected = [post["id"] for post in town.api("GET", "/api/v1/timelines/home?limit=40").json()]
    assert after.ids == expected
    told = clerk.scheduler.metrics
    assert (told.under_way, told.waiting) == (0, 0)
    await clerk.close()


@pytest.mark.parametrize("fault", SPOILERS)
async def test_a_live_timeline_comes_through_a_fault_whole(
    town: PracticeServer, proxy: FaultProxy, cache: Cache, fault: str
) -> None:
    screen = Screen()
    clerk = await login(proxy.address, town)
    feed = Feed(HOME, clerk.reader, cache.for_account("clerk@practice"), emit=screen.take)
    pace = Pace(
        shortest_pause=0.01, longest_pause=0.05, between_polls=0.05, before_streaming_again=0.2, silence=1.0
    )
    task = asyncio.create_task(
        feed.run(address=proxy.address, clock=SystemClock(), random=Random(1), pace=pace)
    )
    await screen.until(lambda: "live" in screen.modes)
    proxy.spoil = SPOILERS[fault]
    for number in range(8):
        await asyncio.to_thread(town.make_post, "minister", f"Through {fault}, {number}.")
    proxy.spoil = None
    last = (await asyncio.to_thread(town.make_post, "minister", "And well again."))["id"]
    await screen.until(lambda: last in screen.ids and screen.modes[-1] == "live")
    assert len(screen.ids) == len(set(screen.ids))
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await clerk.close()


async def test_a_slow_line_is_slow_and_nothing_else(
    town: PracticeServer, proxy: FaultProxy, cache: Cache
) -> None:
    proxy.delay = 0.01
    clerk = await login(proxy.address, town)
    feed = Feed(HOME, clerk.reader, cache.for_account("clerk@practice"), emit=Screen().take)
    await asyncio.gather(*[ask() for ask in asks(clerk, feed)])
    assert clerk.scheduler.metrics.failed == 0
    await clerk.close()


# Logging in at the wrong place


@asynccontextmanager
async def portal(redirect: str = "") -> AsyncIterator[str]:
    """A hotel's network: every address answers with its own page."""

    async def serve(_head: bytes, sink: asyncio.StreamWriter) -> None:
        if redirect:
            sink.write(answer(b"", f"Location: {redirect}", status="302 Found"))
        else:
            page = b"<!DOCTYPE html><title>Welcome to the hotel</title>"
            sink.write(answer(page, "Content-Type: text/html"))

    async with raw_server(serve) as address:
        yield address


async def test_a_hotels_page_is_no_server(town: PracticeServer) -> None:
    for redirect in ("", "http://portal.hotel.example/welcome"):
        async with portal(redirect) as address:
            with pytest.raises(errors.ServerError) as caught:
                await login(address, town)
            assert caught.value.next_step
            with pytest.raises(OuttrayError):
                async with visit(address, clock=SystemClock(), transport=EgressTransport):
                    pytest.fail("a hotel's page passed for a server")


@pytest.mark.feature("network.makes")
async def test_a_server_that_lies_about_its_version_is_believed_by_what_it_does(
    town: PracticeServer, tried: Tried
) -> None:
    told = town.api("GET", "/api/v2/instance").json() | {
        "version": "99.0.0",
        "api_versions": {"mastodon": 99},
    }

    async def serve(head: bytes, sink: asyncio.StreamWriter) -> None:
        target = head.split(b" ")[1]
        if target.startswith(b"/api/v2/instance"):
            sink.write(answer(json.dumps(told).encode()))
        elif b"verify_credentials" in target:
            sink.write(answer(b'{"id":"1","acct":"clerk"}'))
        elif target.startswith(b"/api/v1/notifications?"):
            sink.write(answer(b'[{"id":"5","type":"mention","account":{"id":"2"}}]'))
        else:
            sink.write(answer(b'{"error":"Not found"}', status="404 Not Found"))

    async with raw_server(serve) as address:
        clerk = await login(address, town)
        assert [group.kind for group in (await clerk.notices.groups()).items] == ["mention"]
        assert await clerk.notices.unread() == 0
        for ask in (clerk.lists.all, clerk.filters.all, clerk.notices.policy, clerk.reader.trending_links):
            with pytest.raises(errors.Unsupported) as missing:
                await ask()
        tried("server that lies about its version", missing.value.sentence)
        await clerk.close()


# Certificates


def certificate(folder: Path, *, name: str, ended: bool) -> tuple[Path, Path]:
    x509 = pytest.importorskip("cryptography.x509", reason="needs cryptography to make certificates")
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)  # noqa: TID251 - certificates are judged by the machine's own clock
    made = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=90))
        .not_valid_after(now + timedelta(days=-30 if ended else 30))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    chain, secret = folder / "chain.pem", folder / "key.pem"
    chain.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return chain, secret


@pytest.mark.parametrize(
    ("name", "ended"), [("localhost", True), ("localhost", False), ("other.example", False)]
)
@pytest.mark.feature("network.certificate")
async def test_a_certificate_that_proves_nothing_is_named_and_no_token_is_sent(
    tmp_path: Path, name: str, ended: bool, tried: Tried
) -> None:
    chain, secret = certificate(tmp_path, name=name, ended=ended)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain, secret)
    heard: list[bytes] = []

    async def serve(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        heard.append(await source.read(4_096))
        sink.close()

    server = await asyncio.start_server(serve, "localhost", 0, ssl=context)
    async with server:
        port = server.sockets[0].getsockname()[1]
        async with make_client(f"https://localhost:{port}", EgressTransport(), token="s3cret") as client:
            with pytest.raises(errors.Unreachable, match="certificate") as caught:
                await Reader(client, clock=SystemClock()).timeline(HOME)
    assert not caught.value.maybe_accepted
    assert not any(b"s3cret" in piece for piece in heard)
    tried(f"certificate of {name}{', expired' if ended else ', self-made'}", caught.value.sentence)
