"""The small door at home through which a browser brings back the answer to a login (RFC 8252, 7.3)."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from html import escape
from typing import Final
from urllib.parse import parse_qs

from outtray.base.sanitise import sanitise
from outtray.base.translation import gettext as _

_PATH: Final = "/back"
_LONGEST_HEAD: Final = 16_384
_SECONDS_FOR_A_REQUEST: Final = 10.0


class Refusal(Exception):
    """The user, or the server for them, said no; the text is the server's, cleaned."""


class Loopback:
    """Listens on 127.0.0.1 for one answer; everybody else who knocks gets a page and is forgotten."""

    def __init__(self) -> None:
        self._state: str | None = None
        self._code: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self.address = ""

    def expect(self, state: str) -> None:
        """Accept only an answer that carries this state."""
        self._state = state

    async def code(self, seconds: float) -> str:
        """Wait for the code; raises Refusal, or TimeoutError when nobody came in time."""
        async with asyncio.timeout(seconds):
            return await asyncio.shield(self._code)

    async def serve(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        """Answer one connection."""
        try:
            async with asyncio.timeout(_SECONDS_FOR_A_REQUEST):
                head = await source.readuntil(b"\r\n\r\n")
                status, title, text = self._answer(head)
                sink.write(_page(status, title, text))
                await sink.drain()
        except (TimeoutError, ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass  # whoever it was did not come to answer
        finally:
            sink.close()

    def _answer(self, head: bytes) -> tuple[str, str, str]:
        given = _question(head)
        if given is None:
            return "404 Not Found", _("Nothing here"), _("This address only takes the answer to a login.")
        state = given.get("state", "")
        if self._state is None or not hmac.compare_digest(state.encode(), self._state.encode()):
            return "400 Bad Request", _("Not this login"), _("This answer belongs to another login.")
        if self._code.done():
            return "400 Bad Request", _("Done already"), _("This login is over. Close this window.")
        if "code" in given:
            self._code.set_result(given["code"])
            return "200 OK", _("You are logged in"), _("Close this window and go back to Outtray.")
        said = given.get("error_description") or given.get("error") or ""
        self._code.set_exception(Refusal(sanitise(said, single_line=True, limit=300)))
        return "200 OK", _("Not logged in"), _("Close this window and go back to Outtray.")


def _question(head: bytes) -> dict[str, str] | None:
    """The parameters of a request for the one address there is; None for any other request."""
    words = head.split(b"\r\n", 1)[0].decode("ascii", "replace").split(" ")
    if len(words) != 3 or words[0] != "GET":
        return None
    path, _mark, query = words[1].partition("?")
    if path != _PATH:
        return None
    try:
        return {name: values[0] for name, values in parse_qs(query, max_num_fields=20).items()}
    except ValueError:
        return None


@asynccontextmanager
async def loopback() -> AsyncIterator[Loopback]:
    """Open the door on a free port first, so that its exact address can be registered; close it after."""
    door = Loopback()
    server = await asyncio.start_server(door.serve, "127.0.0.1", 0, limit=_LONGEST_HEAD)
    async with server:
        port = server.sockets[0].getsockname()[1]
        door.address = f"http://127.0.0.1:{port}{_PATH}"
        yield door


def _page(status: str, title: str, text: str) -> bytes:
    body = (
        "<!doctype html><meta charset=utf-8><title>Outtray</title>"
        "<style>body{font:1.1em/1.5 serif;max-width:30em;margin:4em auto;padding:0 1em}</style>"
        f"<h1>{escape(title)}</h1><p>{escape(text)}</p>"
    ).encode()
    head = (
        f"HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {len(body)}\r\n"
        "Cache-Control: no-store\r\nReferrer-Policy: no-referrer\r\nConnection: close\r\n"
        "Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'\r\n\r\n"
    )
    return head.encode() + body
