"""Live streams: server-sent events and WebSocket, heartbeats, and streams that end."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest

from practice_process import PracticeServer

PATIENCE = 5.0


class Events:
    """Reads a stream of server-sent events, each within a deadline."""

    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self.response = response

    async def line(self) -> str:
        return (await asyncio.wait_for(self.response.content.readline(), PATIENCE)).decode()

    async def next(self) -> tuple[str, str]:
        """The next event: its name and its data."""
        while not (line := await self.line()).startswith("event:"):
            assert line, "the stream ended"
        return line[6:].strip(), (await self.line()).removeprefix("data:").strip()


@asynccontextmanager
async def stream(town: PracticeServer, path: str, token: str | None = None) -> AsyncIterator[Events]:
    headers = {"Authorization": f"Bearer {token or town.token}"}
    # Payloads are longer than the default line limit.
    async with (
        aiohttp.ClientSession(read_bufsize=2**20) as session,
        session.get(f"{town.url}/api/v1/streaming/{path}", headers=headers) as response,
    ):
        assert response.status == 200, await response.text()
        events = Events(response)
        assert await events.line() == ":)\n"
        yield events


async def aside(call: Any, *arguments: Any, **more: Any) -> Any:
    return await asyncio.to_thread(call, *arguments, **more)


async def test_a_post_an_edit_and_a_deletion_arrive_on_the_user_stream(town: PracticeServer) -> None:
    async with stream(town, "user") as events:
        made = await aside(town.make_post, "anouk", "Live!")
        name, data = await events.next()
        assert (name, json.loads(data)["id"]) == ("update", made["id"])
        await aside(town.edit, made["id"], "Live, corrected.")
        name, data = await events.next()
        assert (name, json.loads(data)["content"]) == ("status.update", "<p>Live, corrected.</p>")
        await aside(town.delete, made["id"])
        assert await events.next() == ("delete", made["id"])


async def test_a_mention_arrives_as_notification_and_as_status(town: PracticeServer) -> None:
    async with stream(town, "user") as events:
        made = await aside(town.make_post, "lena_ledger", "@clerk A question.")
        found = dict([await events.next(), await events.next()])
        assert json.loads(found["notification"])["status"]["id"] == made["id"]
        assert json.loads(found["update"])["id"] == made["id"]


async def test_strangers_and_private_posts_stay_off_streams_they_do_not_belong_on(
    town: PracticeServer,
) -> None:
    async with stream(town, "user") as home, stream(town, "public") as public:
        stranger = await aside(town.make_post, "newcomer", "Nobody follows me.")
        await aside(town.make_post, "anouk", "For followers.", visibility="private")
        last = await aside(town.make_post, "anouk", "For all.")
        assert json.loads((await public.next())[1])["id"] == stranger["id"]
        assert json.loads((await public.next())[1])["id"] == last["id"]
        assert json.loads((await home.next())[1])["visibility"] == "private"
        assert json.loads((await home.next())[1])["id"] == last["id"]


async def test_a_hashtag_has_its_stream(town: PracticeServer) -> None:
    async with stream(town, "hashtag?tag=Kettle") as events:
        await aside(town.make_post, "desmond", "No tag here.")
        made = await aside(town.make_post, "desmond", "Boiling. #kettle")
        assert json.loads((await events.next())[1])["id"] == made["id"]


async def test_a_quiet_stream_beats() -> None:
    with PracticeServer("--heartbeat", "0.05") as town:
        async with stream(town, "user") as events:
            assert [await events.line() for _ in range(3)] == [":thump\n"] * 3


async def test_a_restarting_server_ends_its_streams(practice_server: PracticeServer) -> None:
    async with stream(practice_server, "user") as events:
        assert await aside(practice_server.cut_streams) == 1
        assert await events.line() == ""


@pytest.mark.parametrize(("path", "status"), [("user", 401), ("hashtag", 400), ("list?list=1", 401)])
async def test_streams_refuse_in_mastodons_shape(town: PracticeServer, path: str, status: int) -> None:
    headers = {} if status == 401 else town.headers
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{town.url}/api/v1/streaming/{path}", headers=headers) as response,
    ):
        assert response.status == status
        assert set(await response.json()) == {"error"}


async def test_a_websocket_subscribes_and_unsubscribes(town: PracticeServer) -> None:
    url = f"{town.url}/api/v1/streaming?stream=user&access_token={town.token}"
    async with aiohttp.ClientSession() as session, session.ws_connect(url) as socket:

        async def frame() -> dict[str, Any]:
            found: dict[str, Any] = await asyncio.wait_for(socket.receive_json(), PATIENCE)
            return found

        await socket.send_json({"type": "subscribe", "stream": "hashtag", "tag": "socket"})
        await socket.send_json({"type": "subscribe", "stream": "nonsense"})
        assert await frame() == {"error": "Unknown stream type", "status": 400}
        made = await aside(town.make_post, "anouk", "Through the wall. #socket")
        frames = [await frame(), await frame()]
        assert sorted(f["stream"] for f in frames) == [["hashtag", "socket"], ["user"]]
        assert {json.loads(f["payload"])["id"] for f in frames} == {made["id"]}
        await socket.send_json({"type": "unsubscribe", "stream": "user"})
        await socket.send_str("not json")
        assert (await frame())["status"] == 400
        await aside(town.make_post, "anouk", "Not heard.")
        last = await aside(town.make_post, "anouk", "Heard. #socket")
        heard = await frame()
        assert (heard["stream"], json.loads(heard["payload"])["id"]) == (["hashtag", "socket"], last["id"])
