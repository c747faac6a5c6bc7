"""The one door out: no public write leaves without a permit, however it is spelt."""

from __future__ import annotations

import ast
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

import outtray
from hold_kit import connect
from outtray.mastodon.door import is_private
from outtray.mastodon.errors import DeniedByDoor
from outtray.mastodon.permits import EXTENSION, Permit
from outtray.mastodon.transport import EgressTransport, address_of
from practice_process import PracticeServer

SERVER = "https://harbour.example"


class Beyond(httpx.AsyncBaseTransport):
    """What lies behind the door: notes each request that got through."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, bytes, bytes]] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        body = await request.aread()
        self.seen.append((request.method, request.url.raw_path, body))
        return httpx.Response(200, json={})


@pytest.fixture
def beyond() -> Beyond:
    return Beyond()


def client(beyond: Beyond) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=SERVER, transport=EgressTransport(beyond), trust_env=False)


PUBLIC = [
    ("POST", "/api/v1/statuses"),
    ("PUT", "/api/v1/statuses/1"),
    ("PUT", "/api/v1/statuses/1/interaction_policy"),
    ("POST", "/api/v1/statuses/1/reblog"),
    ("POST", "/api/v1/statuses/1/favourite"),
    ("POST", "/api/v1/statuses/1/pin"),
    ("POST", "/api/v1/statuses/1/react/x"),
    ("PATCH", "/api/v1/accounts/update_credentials"),
    ("DELETE", "/api/v1/profile/avatar"),
    ("DELETE", "/api/v1/profile/header"),
    ("PATCH", "/api/v1/profile"),
    ("POST", "/api/v1/accounts"),
    ("POST", "/api/v1/accounts/1/follow"),
    ("POST", "/api/v1/accounts/1/pin"),
    ("POST", "/api/v1/accounts/1/endorse"),
    ("POST", "/api/v1/follows"),
    ("POST", "/api/v1/polls/1/votes"),
    ("POST", "/api/v1/reports"),
    ("POST", "/api/v1/featured_tags"),
    ("POST", "/api/v1/tags/harbour/feature"),
    ("PUT", "/api/v1/announcements/1/reactions/x"),
    ("PUT", "/api/v1/scheduled_statuses/1"),
    ("POST", "/api/v1/media"),
    ("POST", "/api/v2/media"),
    ("PUT", "/api/v1/media/1"),
    ("POST", "/api/v1/push/subscription"),
    ("POST", "/api/v1/emails/confirmations"),
    ("POST", "/api/v1/collections"),
    ("POST", "/api/v1/collections/1/items"),
    ("POST", "/api/v1/admin/accounts/1/action"),
    ("DELETE", "/api/v1/admin/accounts/1"),
    ("PUT", "/api/v1/pleroma/statuses/1/reactions/x"),
    ("POST", "/api/v1/pleroma/chats/1/messages"),
    ("POST", "/users/clerk/outbox"),
    ("POST", "/"),
]

PRIVATE = [
    ("POST", "/api/v1/statuses/1/bookmark"),
    ("POST", "/api/v1/statuses/01HXZ-Q_9/unbookmark"),
    ("POST", "/api/v1/statuses/1/mute"),
    ("POST", "/api/v1/statuses/1/translate"),
    ("POST", "/api/v1/accounts/1/mute"),
    ("POST", "/api/v1/accounts/1/block"),
    ("POST", "/api/v1/accounts/1/note"),
    ("POST", "/api/v1/markers"),
    ("POST", "/api/v2/filters"),
    ("DELETE", "/api/v2/filters/1"),
    ("PUT", "/api/v1/lists/1"),
    ("DELETE", "/api/v1/lists/1/accounts?account_ids[]=4"),
    ("POST", "/api/v1/notifications/clear"),
    ("PATCH", "/api/v2/notifications/policy"),
    ("POST", "/api/v1/tags/%C3%A9t%C3%A9/follow"),
    ("POST", "/oauth/token"),
    ("POST", "/oauth/revoke"),
    ("POST", "/api/v1/apps"),
    ("DELETE", "/api/v1/statuses/1"),
    ("POST", "/api/v1/statuses/1/unreblog"),
    ("POST", "/api/v1/statuses/1/unfavourite"),
    ("POST", "/api/v1/accounts/1/unfollow"),
    ("POST", "/api/v1/follow_requests/1/authorize"),
    ("POST", "/api/v1/follow_requests/1/reject"),
]

DISGUISED = [
    "/api/v1//statuses",
    "//api/v1/statuses",
    "/api/v1/statuses/",
    "/api/v1/statuses.json",
    "/api/v1/%73tatuses",
    "/api/v1/statuses/1/bookmark/../reblog",
    "/api/v1/statuses/1%2Freblog/bookmark",
    "/api/v1/statuses/1/bookmark/..%2freblog",
    "/api/v1/statuses/..%2f..%2fstatuses/1/bookmark/",
    "/api/v1/statuses/%2e%2e/bookmark",
    "/api/v1/statuses/1/bookmark;/../reblog",
    "/api/v1/statuses/1/BOOKMARK",
    "/API/v1/statuses/1/bookmark",
    "/api/v1/statuses/1/bookmark\\..\\reblog",
    "/api/v1/statuses/1/bookmark%00",
    "/api/v1/statuses/1/bookmark%0a",
    "/api/v1/tags/%2e%2e%2fstatuses%2f1%2freblog%3f/follow",
    "/api/v1/tags/..%2f/follow",
    "/api/v1/tags/a%252f..%252fb/follow",
    "/api/v1/markers?_method=put",
    "/api/v1/markers?timeline=home",
    "/api/v1/markers?%5fmethod=put",
]


@pytest.mark.parametrize(("method", "path"), PUBLIC)
async def test_a_public_write_without_a_permit_never_leaves(beyond: Beyond, method: str, path: str) -> None:
    async with client(beyond) as out:
        with pytest.raises(DeniedByDoor) as denied:
            await out.request(
                method, path, json={"status": "secret words"}, headers={"Authorization": "Bearer t0k"}
            )
    assert beyond.seen == []
    assert "secret words" not in str(denied.value)
    assert "t0k" not in str(denied.value)


@pytest.mark.parametrize(("method", "path"), PRIVATE)
async def test_a_private_write_leaves_as_it_is(beyond: Beyond, method: str, path: str) -> None:
    async with client(beyond) as out:
        await out.request(method, path, json={"a": 1})
    [(seen_method, seen_path, body)] = beyond.seen
    assert (seen_method, body) == (method, b'{"a":1}')
    assert seen_path.startswith(path.partition("?")[0].encode())


@pytest.mark.parametrize("path", DISGUISED)
@pytest.mark.parametrize("method", ["POST", "post", "PuT", "PATCH", "LINK", "OPTIONS"])
async def test_an_unusual_spelling_opens_nothing(beyond: Beyond, path: str, method: str) -> None:
    transport = EgressTransport(beyond)
    request = httpx.Request(method, SERVER + path)
    with pytest.raises(DeniedByDoor):
        await transport.handle_async_request(request)
    assert beyond.seen == []


@pytest.mark.parametrize("header", ["X-HTTP-Method-Override", "x-http-method", "X-METHOD-OVERRIDE"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
async def test_a_header_cannot_change_the_method(beyond: Beyond, header: str, method: str) -> None:
    async with client(beyond) as out:
        with pytest.raises(DeniedByDoor):
            await out.request(method, "/api/v1/statuses/1/bookmark", headers={header: "PUT"})
    assert beyond.seen == []


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("application/x-www-form-urlencoded", b"a=1&_method=put"),
        ("application/x-www-form-urlencoded", b"%5Fmethod=put"),
        ("application/json", b'{"_method": "put"}'),
        ("application/json; charset=utf-8", b'{"_\\u006dethod": "put"}'),
        ("application/json", b"{broken"),
        (
            "multipart/form-data; boundary=x",
            b'--x\r\nContent-Disposition: form-data; name="_method"\r\n\r\nput',
        ),
        ("", b"_method=put"),
        ("text/plain", b"_method=put"),
    ],
)
async def test_a_body_cannot_change_the_method(beyond: Beyond, kind: str, body: bytes) -> None:
    async with client(beyond) as out:
        for method in ("POST", "GET"):
            with pytest.raises(DeniedByDoor):
                await out.request(method, "/api/v1/markers", content=body, headers={"Content-Type": kind})
    assert beyond.seen == []


async def test_the_layer_below_cannot_be_steered_elsewhere(beyond: Beyond) -> None:
    async with client(beyond) as out:
        with pytest.raises(DeniedByDoor):
            await out.post("/api/v1/markers", extensions={"target": b"/api/v1/statuses"})
        with pytest.raises(DeniedByDoor):
            await out.get("/api/v1/markers", extensions={"target": b"/api/v1/statuses"})
    assert beyond.seen == []


async def test_what_is_checked_is_what_is_sent(beyond: Beyond) -> None:
    request = httpx.Request("POST", SERVER + "/api/v1/markers", content=b"innocent=1")

    async def other() -> AsyncIterator[bytes]:
        yield b"_method=put"

    class Other(httpx.AsyncByteStream):
        def __aiter__(self) -> AsyncIterator[bytes]:
            return other()

    request.stream = Other()
    with pytest.raises(DeniedByDoor):
        await EgressTransport(beyond).handle_async_request(request)
    assert beyond.seen == []


def permitted(*, method: str = "", url: str = "", body: bytes = b"{}") -> httpx.Request:
    """A post with a permit, made for this very request unless a part says otherwise."""
    request = httpx.Request("POST", SERVER + "/api/v1/statuses", content=b"{}")
    permit = Permit(method or "POST", url or address_of(request.url), body)
    request.extensions[EXTENSION] = permit
    return request


async def test_a_permit_lets_exactly_its_request_through_once(beyond: Beyond) -> None:
    door = EgressTransport(beyond)
    request = permitted()
    await door.handle_async_request(request)
    assert beyond.seen == [("POST", b"/api/v1/statuses", b"{}")]
    with pytest.raises(DeniedByDoor):
        await door.handle_async_request(request)
    assert len(beyond.seen) == 1


@pytest.mark.parametrize(
    "made_for",
    [
        {"method": "PUT"},
        {"url": "https://harbour.example:443/api/v1/statuses/1"},
        {"url": "https://elsewhere.example:443/api/v1/statuses"},
        {"url": "http://harbour.example:443/api/v1/statuses"},
        {"url": "https://harbour.example:444/api/v1/statuses"},
        {"url": "https://harbour.example:443/api/v1/statuses?a=1"},
        {"body": b"{} "},
    ],
)
async def test_a_permit_for_anything_else_is_spent_and_opens_nothing(
    beyond: Beyond, made_for: dict[str, Any]
) -> None:
    door = EgressTransport(beyond)
    request = permitted(**made_for)
    for _try in range(2):
        with pytest.raises(DeniedByDoor):
            await door.handle_async_request(request)
    assert beyond.seen == []


async def test_something_that_is_no_permit_opens_nothing(beyond: Beyond) -> None:
    request = httpx.Request("POST", SERVER + "/api/v1/markers", content=b"")
    request.extensions[EXTENSION] = True
    with pytest.raises(DeniedByDoor):
        await EgressTransport(beyond).handle_async_request(request)


@pytest.mark.parametrize("address", ["http://harbour.example", "http://10.0.0.1", "ftp://harbour.example"])
async def test_plain_http_reaches_this_machine_only(beyond: Beyond, address: str) -> None:
    with pytest.raises(DeniedByDoor):
        await EgressTransport(beyond).handle_async_request(httpx.Request("GET", address + "/"))
    for local in ("http://127.0.0.1:3000", "http://[::1]:3000", "http://localhost:3000"):
        await EgressTransport(beyond).handle_async_request(httpx.Request("GET", local + "/"))
    assert len(beyond.seen) == 3


SEGMENT = st.text(alphabet="abc019_-./%2fe\\;?#A ", max_size=8)


@given(st.lists(SEGMENT, min_size=1, max_size=6), st.sampled_from(["POST", "PUT", "PATCH", "DELETE"]))
def test_whatever_is_private_has_no_character_a_server_could_read_differently(
    parts: list[str], method: str
) -> None:
    path = "/" + "/".join(parts)
    for candidate in (path, f"/api/v1/statuses{path}/bookmark", f"/api/v1/tags{path}/follow"):
        if is_private(method, candidate.encode(), b""):
            assert not set(candidate) & set(".\\;?# ")
            assert "//" not in candidate
            assert "%2f" not in candidate.lower()
            assert "%2e" not in candidate.lower()


async def test_a_real_server_sees_no_public_act_of_a_client_without_permits(
    practice_server: PracticeServer,
) -> None:
    """Every documented public write, tried with the user's own token against a living server."""
    wire = connect(practice_server).wire
    for method, path in PUBLIC:
        with pytest.raises(DeniedByDoor):
            await wire.client.request(method, path, json={"status": "never"})
    await wire.client.post("/api/v1/markers", json={"home": {"last_read_id": "1"}})
    assert [entry["path"] for entry in practice_server.writes()] == ["/api/v1/markers"]


def test_nothing_but_the_transport_opens_connections_to_servers() -> None:
    """Whoever built a client of their own would walk around the door; every call in the source is read."""
    package = Path(outtray.__file__).parent
    # The route says how bytes travel and is used by the transport alone.
    allowed = {
        "mastodon/route.py": {
            "AsyncHTTPTransport",
            "Proxy",
            "proxy_bypass",
            "getproxies",
            "get_default_verify_paths",
        },
        "mastodon/client.py": {"AsyncClient"},
        # A datagram socket, asked for this machine's own address: nothing is ever sent through it.
        "services/surroundings.py": {"socket"},
        # An error that is raised, and how an address is spelt: none of them opens anything. The loop looks
        # names up there; what is connected to is still the transport's.
        "mastodon/media.py": {"ConnectError", "inet_aton", "inet_ntoa"},
    }
    found = []
    for path in sorted(package.rglob("*.py")):
        place = path.relative_to(package).as_posix()
        if place.startswith("practice/"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = ast.unparse(node.func)
            module, _dot, called = name.rpartition(".")
            if not re.fullmatch(NETWORKS, module) or name in VALUES:
                continue
            if called not in allowed.get(place, set()):
                found.append(f"{place}:{node.lineno} {name}")
    assert found == []


NETWORKS = r"(httpx|urllib|urllib3|requests|http|socket|aiohttp|httpcore|mastodon|ssl)(\.\w+)*"
VALUES = {
    "httpx.URL",
    "httpx.Request",
    "httpx.Response",
    "httpx.Timeout",
    "httpx.Limits",
    "httpx.Headers",
    "httpx.ByteStream",
    "httpx.QueryParams",
}
