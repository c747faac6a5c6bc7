"""Live streams over a WebSocket, for servers that have no other kind (GoToSocial, Akkoma, Pleroma).

The connection is opened by the same HTTP client as everything else, so that the same door, token rule and
proxy serve it; only the frames are read here (https://www.rfc-editor.org/rfc/rfc6455).
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from random import Random
from typing import Any, Final

import httpcore
import httpx
import msgspec
from wsproto.connection import Connection, ConnectionType
from wsproto.events import BytesMessage, CloseConnection, Event, Ping, TextMessage
from wsproto.utilities import LocalProtocolError, RemoteProtocolError

from outtray.base.sanitise import sanitise
from outtray.base.translation import gettext as _
from outtray.mastodon import errors
from outtray.mastodon.sse import LARGEST_EVENT, EventTooLarge, ServerEvent
from outtray.mastodon.wire import cut_short, told

STREAMING: Final = "/api/v1/streaming"

_GUID: Final = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_PIECE: Final = 65_536
_SWITCHING: Final = 101


class _Frame(msgspec.Struct, frozen=True):
    """One message of the server; `payload` is JSON in a text, or an id, or on some servers plain JSON."""

    event: str = ""
    payload: Any = None
    error: str | None = None
    status: int = 0


_decoder = msgspec.json.Decoder(_Frame)


def stream_name(path: str) -> str:
    """The name of a stream on a socket, from its path for event streams: "public:local"."""
    return path.removeprefix(f"{STREAMING}/").replace("/", ":")


@asynccontextmanager
async def open_socket(
    client: httpx.AsyncClient, address: httpx.URL, *, random: Random, silence: float, host: str
) -> AsyncIterator[httpx.Response | Socket]:
    """Ask for a WebSocket; yields it, or the answer of a server that gave none.

    `silence` is how many seconds without a byte, a ping in the middle of them unanswered, mean it is dead.
    """
    key = base64.b64encode(random.randbytes(16))
    request = client.build_request(
        "GET",
        address,
        headers={
            "Connection": "Upgrade",
            "Upgrade": "websocket",
            "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": key.decode("ascii"),
            "Accept": "*/*",
        },
        timeout=httpx.Timeout(20.0, connect=10.0),
    )
    with told(host):
        response = await client.send(request, stream=True)
        try:
            accepted = base64.b64encode(hashlib.sha1(key + _GUID, usedforsecurity=False).digest())
            proof = response.headers.get("sec-websocket-accept", "").encode("ascii", "replace")
            if response.status_code == _SWITCHING and proof == accepted:
                yield Socket(response.extensions["network_stream"], silence=silence, host=host)
            else:
                yield response
        finally:
            await response.aclose()


class Socket:
    """An open WebSocket, read as events until the server ends it."""

    def __init__(self, stream: Any, *, silence: float, host: str) -> None:
        self._stream = stream
        self._silence = silence
        self._host = host
        self._connection = Connection(ConnectionType.CLIENT)

    async def events(self) -> AsyncIterator[ServerEvent]:
        """Give events as they come; raises errors of `mastodon.errors`, and EventTooLarge."""
        waiting: list[str] = []
        size = 0
        with told(self._host):
            while True:
                piece = await self._read()
                if not piece:
                    return
                for event in self._understood(piece):
                    if isinstance(event, CloseConnection):
                        await self._send(event.response())
                        return
                    if isinstance(event, Ping):
                        await self._send(event.response())
                    elif isinstance(event, TextMessage | BytesMessage):
                        size += len(event.data)
                        if size > LARGEST_EVENT:
                            raise EventTooLarge(f"a message of more than {LARGEST_EVENT} bytes")
                        if isinstance(event, TextMessage):
                            waiting.append(event.data)
                        if event.message_finished:
                            text, waiting, size = "".join(waiting), [], 0
                            told_event = self._event(text)
                            if told_event is not None:
                                yield told_event

    async def _read(self) -> bytes:
        try:
            return await self._take()
        except httpcore.ReadTimeout:
            # The other side may have nothing to say; one that is there answers a ping.
            await self._send(Ping())
            return await self._take()

    async def _take(self) -> bytes:
        piece: bytes = await self._stream.read(_PIECE, timeout=self._silence / 2)
        return piece

    async def _send(self, event: Event) -> None:
        # An end that is closed already has nobody left to answer.
        with suppress(LocalProtocolError):
            await self._stream.write(self._connection.send(event), timeout=self._silence / 2)

    def _understood(self, piece: bytes) -> list[Event]:
        try:
            self._connection.receive_data(piece)
            return list(self._connection.events())
        except RemoteProtocolError as error:
            raise cut_short(self._host) from error

    def _event(self, text: str) -> ServerEvent | None:
        """One message as the event it stands for; None for one that is no message of the API."""
        try:
            frame = _decoder.decode(text)
        except (msgspec.MsgspecError, RecursionError):
            return None
        if frame.error is not None:
            raise self._refusal(frame)
        if isinstance(frame.payload, str):
            data = frame.payload.encode("utf-8", "replace")
        else:
            data = msgspec.json.encode(frame.payload)
        return ServerEvent(frame.event[:100] or "message", data)

    def _refusal(self, frame: _Frame) -> errors.Refused:
        said = sanitise(frame.error or "", single_line=True, limit=300)
        sentence = _("{host} said: {message}").format(host=self._host, message=said)
        if frame.status == httpx.codes.UNAUTHORIZED:
            return errors.Unauthorised(
                sentence,
                _("Log in again: outtray login {host}").format(host=self._host),
                host=self._host,
                status=frame.status,
                server_message=said,
            )
        return errors.Refused(sentence, host=self._host, status=frame.status or 400, server_message=said)
