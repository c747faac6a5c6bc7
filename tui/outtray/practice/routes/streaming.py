"""Live streams, as server-sent events and over a WebSocket."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass

from aiohttp import WSMsgType, web

from outtray.practice.calls import Call, Handler, Route
from outtray.practice.errors import ApiError, NotFound, Unauthorized
from outtray.practice.hub import Channel, Listener, Message

HEARTBEAT = web.AppKey("heartbeat", float)
"""Seconds between keep-alive lines."""

_PUBLIC = (
    "public", "public:local", "public:remote", "public:media", "public:local:media", "public:remote:media",
)  # fmt: skip
_PERSONAL = ("user", "user:notification", "direct")


@dataclass(frozen=True, slots=True)
class _Wish:
    """A stream asked for, by name and with the parameters some need."""

    stream: str
    tag: str | None = None
    list_id: str | None = None


def _channel(call: Call, wish: _Wish) -> Channel:
    """The channel of a stream; ApiError 400 for an unknown one, 401 where an account is needed."""
    if wish.stream in _PUBLIC:
        return Channel(wish.stream)
    if wish.stream in {"hashtag", "hashtag:local"}:
        if not wish.tag:
            raise ApiError(400, "Missing tag name parameter")
        return Channel(wish.stream, wish.tag.lower())
    if call.viewer is None:
        raise Unauthorized("Missing access token")
    if wish.stream in _PERSONAL:
        return Channel(wish.stream)
    if wish.stream == "list":
        owned = call.world.row(
            "SELECT 1 FROM lists WHERE id = ? AND account_id = ?", wish.list_id or "", call.viewer
        )
        if owned is None:
            raise NotFound("Not authorized to stream this list")
        return Channel("list", wish.list_id or "")
    raise ApiError(400, "Unknown stream type")


def _sse(name: str) -> Handler:
    async def listen(call: Call) -> web.StreamResponse:
        channel = _channel(call, _Wish(name, call.params.text("tag"), call.params.text("list")))
        listener = Listener(call.viewer, {channel})
        response = web.StreamResponse(
            headers={
                "Content-Type": "text/event-stream; charset=utf-8",
                "Cache-Control": "private, no-store",
                "X-Accel-Buffering": "no",
            }
        )
        call.world.hub.add(listener)
        try:
            await response.prepare(call.request)
            await response.write(b":)\n")
            await _pour(call, listener, response)
        except ConnectionResetError:
            # The client went away: the ordinary end of a stream.
            return response
        finally:
            call.world.hub.remove(listener)
        return response

    return listen


async def _pour(call: Call, listener: Listener, response: web.StreamResponse) -> None:
    heartbeat = call.request.app[HEARTBEAT]
    while True:
        try:
            message = await asyncio.wait_for(listener.queue.get(), heartbeat)
        except TimeoutError:
            await response.write(b":thump\n")
            continue
        if message is None:
            return
        data = message.payload.replace("\n", " ")
        await response.write(f"event: {message.event}\ndata: {data}\n\n".encode())


async def socket(call: Call) -> web.StreamResponse:
    """GET /api/v1/streaming: a WebSocket; ``stream`` in the address or ``subscribe`` messages on the wire."""
    if call.request.headers.get("Upgrade", "").lower() != "websocket":
        raise ApiError(400, "This address speaks WebSocket only")
    listener = Listener(call.viewer)
    stream = call.params.text("stream")
    if stream:
        listener.channels.add(
            _channel(call, _Wish(stream, call.params.text("tag"), call.params.text("list")))
        )
    protocol = call.request.headers.get("Sec-WebSocket-Protocol")
    connection = web.WebSocketResponse(
        heartbeat=call.request.app[HEARTBEAT], protocols=(protocol,) if protocol else ()
    )
    await connection.prepare(call.request)
    call.world.hub.add(listener)
    sending = asyncio.create_task(_send(connection, listener))
    try:
        async for frame in connection:
            if frame.type is WSMsgType.TEXT:
                await _obey(call, connection, listener, frame.data)
    finally:
        call.world.hub.remove(listener)
        sending.cancel()
    return connection


async def _send(connection: web.WebSocketResponse, listener: Listener) -> None:
    while True:
        message = await listener.queue.get()
        if message is None:
            await connection.close()
            return
        if connection.closed:
            return
        await connection.send_str(_frame(message))


def _frame(message: Message) -> str:
    frame = {"stream": list(message.stream), "event": message.event}
    if message.payload:
        frame["payload"] = message.payload
    return json.dumps(frame, ensure_ascii=False)


async def _obey(call: Call, connection: web.WebSocketResponse, listener: Listener, text: str) -> None:
    try:
        order = json.loads(text)
        wish = _Wish(str(order["stream"]), order.get("tag"), order.get("list"))
        channel = _channel(call, wish)
    except (ValueError, KeyError, TypeError, AttributeError):
        await connection.send_json({"error": "Malformed message", "status": 400})
        return
    except ApiError as refusal:
        await connection.send_json({"error": refusal.sentence, "status": refusal.status})
        return
    if order.get("type") == "subscribe":
        listener.channels.add(channel)
    elif order.get("type") == "unsubscribe":
        listener.channels.discard(channel)


ROUTES = (
    Route("GET", "/api/v1/streaming", socket),
    *(
        Route("GET", f"/api/v1/streaming/{name.replace(':', '/')}", _sse(name), scope)
        for name, scope in (
            ("user", "read:statuses"),
            ("user:notification", "read:notifications"),
            ("direct", "read:statuses"),
            ("list", "read:lists"),
            ("public", None),
            ("public:local", None),
            ("public:remote", None),
            ("hashtag", None),
            ("hashtag:local", None),
        )
    ),
)
