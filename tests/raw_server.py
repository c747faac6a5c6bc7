"""A server that sends exactly the bytes a test wants, for faults no honest server can be asked for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

Script = Callable[[bytes, asyncio.StreamWriter], Awaitable[None]]
"""What to do with one request: its head, and where to write. The connection is closed afterwards."""


@asynccontextmanager
async def raw_server(script: Script) -> AsyncIterator[str]:
    """Serve on a free loopback port while the block runs; yields the address with its scheme."""

    async def serve(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        try:
            head = await source.read(65_536)  # a request of a test fits in one piece
            await script(head, sink)
            await sink.drain()
        except ConnectionError:
            pass  # the other side had enough, which is what some tests are about
        finally:
            sink.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}"


def answer(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    """The bytes of one HTTP answer; JSON unless a header says otherwise."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers]
    if not any(line.lower().startswith("content-type:") for line in headers):
        lines.append("Content-Type: application/json")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body
