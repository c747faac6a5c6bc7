"""Mastodon.py over the one door: every write method it has is called, and no public act comes of it."""

from __future__ import annotations

import ast
import asyncio
import inspect
import json
from collections.abc import Callable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import httpx
import pytest
from mastodon import Mastodon

import outtray
from hold_kit import connect
from outtray.base.clock import SystemClock
from outtray.mastodon.client import make_client
from outtray.mastodon.errors import (
    DeniedByDoor,
    Moved,
    NotFound,
    NotMastodon,
    RateLimited,
    ServerError,
    ServerFault,
    Unreachable,
    Unsupported,
)
from outtray.mastodon.longtail import LongTail, version_of
from outtray.mastodon.models import Instance
from outtray.mastodon.transport import EgressTransport
from practice_process import PracticeServer
from write_log import is_harmless

VERSION = "4.6.0"
ROOT = Path(__file__).resolve().parents[3]


class Noted(httpx.AsyncBaseTransport):
    """The egress transport, with a note of every request that was tried on it."""

    def __init__(self, inner: httpx.AsyncBaseTransport | None = None) -> None:
        self._door = EgressTransport(inner)
        self.tried: list[tuple[str, str]] = []
        self.tokens: list[str] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.tried.append((request.method, request.url.path))
        self.tokens.append(request.headers.get("Authorization", ""))
        return await self._door.handle_async_request(request)


def over(server: PracticeServer) -> tuple[LongTail, Noted]:
    noted = Noted()
    client = make_client(server.url, noted, token=server.token)
    return LongTail(client, clock=SystemClock(), version=VERSION), noted


def answering(handler: Callable[[httpx.Request], httpx.Response]) -> LongTail:
    door = EgressTransport(httpx.MockTransport(handler))
    client = make_client("https://harbour.example", door, token="t0k")
    return LongTail(client, clock=SystemClock(), version=VERSION, deadline=5)


def answer_of(code: int, body: bytes, **headers: str) -> httpx.Response:
    return httpx.Response(code, stream=httpx.ByteStream(body), headers=headers)


# Every write method


def methods_of_the_library() -> dict[str, ast.FunctionDef]:
    """Every method of the class, which is put together from one class of that name in each module."""
    package = Path(inspect.getfile(Mastodon)).parent
    return {
        method.name: method
        for path in sorted(package.glob("*.py"))
        for found in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(found, ast.ClassDef) and found.name == "Mastodon"
        for method in found.body
        if isinstance(method, ast.FunctionDef)
    }


def writes_directly(method: ast.FunctionDef) -> bool:
    """Whether a method's own source asks for anything but GET."""
    for node in ast.walk(method):
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("__api_request"):
            verb = node.args[0]
            if not (isinstance(verb, ast.Constant) and verb.value in {"GET", "HEAD"}):
                return True
    return False


def methods_called(method: ast.FunctionDef) -> set[str]:
    return {
        node.func.attr
        for node in ast.walk(method)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }


def write_methods() -> list[str]:
    """The public methods of Mastodon.py that write, by themselves or through another."""
    every = methods_of_the_library()
    writing = {name for name, method in every.items() if writes_directly(method)}
    while True:
        more = {name for name, method in every.items() if methods_called(method) & writing} - writing
        if not more:
            return sorted(name for name in writing if not name.startswith("_"))
        writing |= more


def argument(name: str, picture: Path, status: object) -> Any:
    """Something a method might take for a parameter of this name."""
    match name:
        case "to_status":
            return status
        case "media_file" | "avatar" | "header" | "path":
            return str(picture)
        case "context" | "filter_context":
            return ["home"]
        case "choices" | "ids" | "account_ids" | "status_ids" | "keywords":
            return [1]
        case "agreement":
            return True
        case "previous_page" | "next_page" | "first_page":
            # What a page of a hostile or broken cache could ask to be fetched.
            return {"_pagination_method": "POST", "_pagination_endpoint": "/api/v1/statuses"}
        case "start_at" | "end_at" | "scheduled_at":
            return SOON
        case "uri":
            return "minister"
        case "scopes":
            return ["read"]
        case "poll":
            return {"id": 1}
        case "last_read_ids":
            return [1]
        case "timelines":
            return ["home"]
        case "encrypt_params":
            return {"pubkey": b"1" * 65, "auth": b"1" * 16}
        case "quote_approval_policy":
            return "public"
        case _:
            return "1" if "id" in name or name in {"reblog", "account", "status"} else "words"


def arguments_for(method: str, picture: Path, status: object) -> dict[str, Any]:
    parameters = inspect.signature(getattr(Mastodon, method)).parameters.values()
    needed = [p for p in parameters if p.name != "self" and p.default is inspect.Parameter.empty]
    return {p.name: argument(p.name, picture, status) for p in needed} | ADDED.get(method, {})


SOON = datetime(2030, 1, 1, tzinfo=UTC)

ADDED: dict[str, dict[str, Any]] = {
    "account_update_credentials": {"display_name": "Somebody else"},
    "log_in": {"username": "clerk", "password": "words"},
    "update_notifications_policy": {"for_not_following": "accept"},
    "push_subscription_update": {"mention_events": True},
    "media_update": {"description": "words"},
    "filter_update": {"expires_in": 60},
    "admin_create_canonical_email_block": {"email": "somebody@harbour.example"},
    "admin_dimensions": {"languages": True},
    "admin_measures": {"new_users": True},
    "scheduled_status_update": {"scheduled_at": SOON},
}
"""What a method needs besides what its signature says."""

ELSEWHERE = {
    "create_app": "registers an app with a connection of its own: LongTail refuses it",
    "log_in": "needs the secret of an app, and LongTail gives it none",
    "pagination_iterator": "fetches only when walked through, by fetch_next",
    "await_async_refresh": "repeats what a result of its own says, by a reading method",
    "revoke_access_token": "needs a token, and LongTail gives it none",
}
"""Write methods that never come to the door, and why."""


async def test_every_write_method_is_called_and_the_server_sees_no_public_act(
    practice_server: PracticeServer, tmp_path: Path
) -> None:
    picture = tmp_path / "picture.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n not really")
    longtail, noted = over(practice_server)
    own = practice_server.api("POST", "/api/v1/statuses", json={"status": "mine"}).json()
    practice_server.forget_writes()
    status = await longtail.call("status", own["id"])
    before = public_face(practice_server)
    silent, reached, denied = [], 0, 0
    for method in write_methods():
        noted.tried.clear()
        try:
            await longtail.call(method, **arguments_for(method, picture, status))
        except DeniedByDoor:
            denied += 1
        except (ServerError, ValueError, TypeError, KeyError, AttributeError):
            pass  # what the practice server or the library thinks of made-up arguments is not the point
        if any(tried not in {"GET", "HEAD"} for tried, _path in noted.tried):
            reached += 1
        elif method not in ELSEWHERE:
            silent.append(method)
    written = practice_server.writes()
    told = f"{reached} write methods reached the door, {denied} were stopped, {len(written)} private writes"
    print(f"counted: {told}")
    assert silent == []
    assert reached > 100
    assert denied > 50
    assert [entry for entry in written if not is_harmless(entry["method"], entry["path"])] == []
    assert public_face(practice_server) == before


def public_face(server: PracticeServer) -> list[object]:
    """What others can see of the account, apart from what it took back."""
    me = server.api("GET", "/api/v1/accounts/verify_credentials").json()
    shown = server.api("GET", f"/api/v1/accounts/{me['id']}/statuses?limit=40").json()
    return [
        *(me[name] for name in ("display_name", "note", "avatar", "header", "fields", "following_count")),
        [(status["id"], status["content"], status["edited_at"], status.get("pinned")) for status in shown],
        server.api("GET", "/api/v1/favourites").json(),
        server.api("GET", "/api/v1/scheduled_statuses").json(),
    ]


# The contract with the pinned version


def test_the_pinned_version_is_the_one_this_was_written_for() -> None:
    pinned = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    assert f"Mastodon.py=={version('Mastodon.py')}" in pinned


def test_everything_of_it_goes_over_the_session_but_what_is_refused() -> None:
    package = Path(inspect.getfile(Mastodon)).parent
    found = set()
    for path in package.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = ast.unparse(node.func)
                if name.startswith(("requests.", "self.session.", "session.", "http.", "urllib.", "socket.")):
                    found.add(f"{path.stem}: {name}")
    assert found == {
        "authentication: requests.Session",  # only without a session=
        "authentication: requests.post",  # create_app, refused
        "authentication: session.post",  # create_app, refused
        "internals: requests.utils.parse_header_links",
        "internals: requests.utils.urlparse",
        "internals: self.session.get",  # streams, refused
        "internals: self.session.request",
    }


@pytest.mark.parametrize(
    "method", ["create_app", "stream_user", "stream_healthy", "_Mastodon__api_request", "x"]
)
async def test_what_would_walk_around_the_door_is_refused(
    practice_server: PracticeServer, method: str
) -> None:
    longtail, noted = over(practice_server)
    with pytest.raises(Unsupported):
        await longtail.call(method)
    assert noted.tried == []


def test_no_other_module_imports_the_library() -> None:
    package = Path(outtray.__file__).parent
    importing = [
        path.relative_to(package).as_posix()
        for path in sorted(package.rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if (isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] in LIBRARY)
        or (isinstance(node, ast.Import) and any(a.name.partition(".")[0] in LIBRARY for a in node.names))
    ]
    assert set(importing) == {"mastodon/longtail.py"}


LIBRARY = {"mastodon", "requests"}


# How it gets along


async def test_reading_and_private_writing_work_and_only_the_client_has_the_token(
    practice_server: PracticeServer,
) -> None:
    longtail, noted = over(practice_server)
    assert (await longtail.call("me")).acct == "clerk"
    made = await longtail.call("list_create", "Colleagues")
    assert "Colleagues" in [found.title for found in await longtail.call("lists")]
    await longtail.call("list_delete", made.id)
    first = await longtail.call("timeline_home", limit=5)
    second = await longtail.call("fetch_next", first)
    assert len(second) == 5
    assert {*noted.tokens} == {f"Bearer {practice_server.token}"}
    # No version was asked for, nothing was tried twice.
    assert [path for _method, path in noted.tried if "instance" in path] == []
    assert len(noted.tried) == 6


async def test_calls_at_once_do_not_mix(practice_server: PracticeServer) -> None:
    longtail, _noted = over(practice_server)
    ids = [practice_server.make_post("anouk", f"number {number}")["id"] for number in range(8)]
    found = await asyncio.gather(*(longtail.call("status", name) for name in ids))
    assert [status.id for status in found] == ids


@pytest.mark.parametrize(
    ("code", "kind"), [(404, NotFound), (429, RateLimited), (500, ServerFault), (302, NotMastodon)]
)
async def test_refusals_are_told_in_this_programs_words(code: int, kind: type[ServerError]) -> None:
    asked = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return answer_of(code, b'{"error": "no"}', Location="https://elsewhere.example")

    with pytest.raises(kind) as told:
        await answering(answer).call("status", "1")
    assert "harbour.example" in str(told.value)
    assert len(asked) == 1


async def test_a_broken_connection_and_an_answer_that_is_no_data_are_sentences() -> None:
    def broken(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused", request=request)

    with pytest.raises(Unreachable):
        await answering(broken).call("status", "1")
    with pytest.raises(NotMastodon):
        await answering(lambda _request: answer_of(200, b"<html>")).call("status", "1")


async def test_it_is_not_led_to_another_host() -> None:
    asked: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.host)
        link = {"rel": "http://nodeinfo.diaspora.software/ns/schema/2.0", "href": "https://evil.example/x"}
        return answer_of(200, json.dumps({"links": [link]}).encode())

    with pytest.raises(Moved):
        await answering(answer).call("instance_nodeinfo")
    assert set(asked) == {"harbour.example"}


@pytest.mark.parametrize("address", ["https://xn--a.example/x", "https://xn--/x", "https://\u2488.example/x"])
async def test_an_address_that_is_none_is_a_sentence(address: str) -> None:
    """A server may name any place for its own description; some names cannot even be compared."""

    def answer(request: httpx.Request) -> httpx.Response:
        del request
        link = {"rel": "http://nodeinfo.diaspora.software/ns/schema/2.0", "href": address}
        return answer_of(200, json.dumps({"links": [link]}).encode())

    with pytest.raises(NotMastodon) as told:
        await answering(answer).call("instance_nodeinfo")
    assert "harbour.example" in told.value.sentence


async def test_who_gives_up_leaves_nothing_under_way() -> None:
    arrived, released = asyncio.Event(), asyncio.Event()
    finished: list[str] = []

    class Slow(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            arrived.set()
            try:
                await released.wait()
            except asyncio.CancelledError:
                finished.append("cancelled")
                raise
            return answer_of(200, b"{}")

    client = make_client("https://harbour.example", EgressTransport(Slow()))
    longtail = LongTail(client, clock=SystemClock(), version=VERSION)
    call = asyncio.create_task(longtail.call("instance_v2"))
    await arrived.wait()
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    async with asyncio.timeout(10):
        while not finished:  # noqa: ASYNC110 - the request ends in its own task
            await asyncio.sleep(0.01)
    assert finished == ["cancelled"]


@pytest.mark.parametrize(
    ("told", "source", "expected"),
    [
        ("4.5.3+glitch", "https://github.com/mastodon/mastodon", "4.5.3"),
        ("0.19.1 git-abc", "https://codeberg.org/superseriousbusiness/gotosocial", "4.2.0"),
        ("2.7.2 (compatible; Akkoma 3.13.2)", "", "4.2.0"),
        ("", "", "4.2.0"),
    ],
)
def test_the_version_told_is_mastodons(told: str, source: str, expected: str) -> None:
    assert version_of(Instance(version=told, source_url=source)) == expected


async def test_a_session_of_the_program_serves_it_too(practice_server: PracticeServer) -> None:
    longtail = LongTail(connect(practice_server).wire.client, clock=SystemClock(), version=VERSION)
    with pytest.raises(DeniedByDoor):
        await longtail.call("status_post", "never")
    assert practice_server.writes() == []
