"""Through a proxy or straight, with the system's certificates, and never round the door."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import httpx
import pytest

from outtray.base.clock import SystemClock
from outtray.config.settings import NetworkSettings
from outtray.mastodon import errors
from outtray.mastodon.client import make_client
from outtray.mastodon.reader import Reader
from outtray.mastodon.route import Route, trusted
from outtray.mastodon.timelines import PUBLIC
from outtray.mastodon.transport import EgressTransport
from outtray.services.network import transports
from raw_server import answer, raw_server

FAR = httpx.URL("https://harbour.example/api/v1/timelines/public")


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def test_the_setting_says_which_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://office.example:3128")
    monkeypatch.setenv("NO_PROXY", "inside.example")
    assert Route("").proxy_for(FAR) == ""
    assert Route("http://named.example:8080").proxy_for(FAR) == "http://named.example:8080"
    assert Route("system").proxy_for(FAR) == "http://office.example:3128"
    assert Route("system").proxy_for(httpx.URL("https://inside.example/")) == ""
    for here in ("http://127.0.0.1:4000/", "http://localhost/", "http://[::1]:1/"):
        assert Route("http://named.example:8080").proxy_for(httpx.URL(here)) == ""


async def test_a_proxy_sees_a_tunnel_and_nothing_that_is_said_in_it() -> None:
    heads: list[bytes] = []

    async def proxy(head: bytes, sink: asyncio.StreamWriter) -> None:
        heads.append(head)
        sink.write(b"HTTP/1.1 200 Connection established\r\n\r\n")

    async with raw_server(proxy) as address:
        make = transports(NetworkSettings(proxy=address))
        async with make_client("https://harbour.example", make(), token="s3cret") as client:
            with pytest.raises(errors.Unreachable):
                await Reader(client, clock=SystemClock()).timeline(PUBLIC)
    assert heads[0].startswith(b"CONNECT harbour.example:443 ")
    assert not any(b"s3cret" in head or b"timelines" in head for head in heads)


async def test_a_proxy_that_refuses_is_a_sentence() -> None:
    async def proxy(_head: bytes, sink: asyncio.StreamWriter) -> None:
        sink.write(answer(b"no", status="407 Proxy Authentication Required"))

    async with (
        raw_server(proxy) as address,
        make_client("https://harbour.example", EgressTransport(proxy=address)) as client,
    ):
        with pytest.raises(errors.Unreachable, match="proxy") as caught:
            await Reader(client, clock=SystemClock()).timeline(PUBLIC)
    assert not caught.value.maybe_accepted
    assert "407" in caught.value.sentence


@pytest.mark.parametrize(
    "proxy", ["socks5://me:pass@socks.example:1080", "ftp://x", "http://[::1", "http://"]
)
async def test_a_proxy_of_another_kind_is_told_without_its_password(proxy: str) -> None:
    async with make_client("https://harbour.example", EgressTransport(proxy=proxy)) as client:
        with pytest.raises(errors.Unreachable, match="cannot use") as caught:
            await Reader(client, clock=SystemClock()).timeline(PUBLIC)
    assert "pass" not in caught.value.sentence
    assert "network.proxy" in caught.value.next_step


async def test_this_machine_is_reached_straight_whatever_the_setting() -> None:
    async def serve(_head: bytes, sink: asyncio.StreamWriter) -> None:
        sink.write(answer(json.dumps([]).encode()))

    async with (
        raw_server(serve) as address,
        make_client(address, EgressTransport(proxy="http://nowhere.example:1")) as client,
    ):
        assert (await Reader(client, clock=SystemClock()).timeline(PUBLIC)).items == ()


def test_certificates_are_those_of_the_system(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert trusted().verify_mode.name == "CERT_REQUIRED"
    assert trusted().check_hostname
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path / "none"))
    assert trusted().verify_mode.name == "CERT_REQUIRED"
