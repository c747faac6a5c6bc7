"""A proxy between the program and a real server that spoils what passes, byte by byte, as networks do."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from random import Random

Spoil = Callable[[bytes, Random], bytes | None]
"""What becomes of a piece on its way to the program: other bytes, or None to break the connection."""


def corrupt(piece: bytes, dice: Random) -> bytes:
    """One byte in a hundred of a body is another one; a spoilt length would only be waited for."""
    start = piece.find(b"\r\n\r\n") + 4 if piece.startswith(b"HTTP/") else 0
    spoilt = bytearray(piece)
    for _hit in range(max(1, len(piece) // 100)):
        if start < len(spoilt):
            spoilt[dice.randrange(start, len(spoilt))] = dice.randrange(256)
    return bytes(spoilt)


def cut(piece: bytes, dice: Random) -> bytes | None:
    """Nothing more, at some point."""
    return None if dice.random() < 0.5 else piece


def double(piece: bytes, dice: Random) -> bytes:
    """Some bytes come twice."""
    start = dice.randrange(len(piece))
    return piece[:start] + piece[start : start + 40] + piece[start:]


class FaultProxy:
    """Forwards to a server; ``spoil`` works on what comes back while it is set.

    ``delay`` is in seconds a piece.
    """

    def __init__(self, port: int, dice: Random) -> None:
        self.spoil: Spoil | None = None
        self.delay = 0.0
        self._carrying: set[asyncio.Task[None]] = set()
        self._port = port
        self._dice = dice
        self.address = ""

    async def serve(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
        """Carry one connection."""
        task = asyncio.current_task()
        assert task is not None
        self._carrying.add(task)
        task.add_done_callback(self._carrying.discard)
        try:
            back, forth = await asyncio.open_connection("127.0.0.1", self._port)
        except OSError:
            sink.close()
            return
        up = asyncio.create_task(self._up(source, forth))
        try:
            while piece := await back.read(4_096):
                await asyncio.sleep(self.delay)
                spoilt = self.spoil(piece, self._dice) if self.spoil is not None else piece
                if spoilt is None:
                    sink.transport.abort()
                    return
                sink.write(spoilt)
                await sink.drain()
        except (ConnectionError, asyncio.CancelledError):
            pass
        finally:
            up.cancel()
            forth.close()
            sink.close()

    async def end(self) -> None:
        """Break every connection."""
        for task in self._carrying:
            task.cancel()
        await asyncio.gather(*self._carrying, return_exceptions=True)

    async def _up(self, source: asyncio.StreamReader, forth: asyncio.StreamWriter) -> None:
        with contextlib.suppress(ConnectionError):
            while piece := await source.read(4_096):
                forth.write(piece)
                await forth.drain()


@asynccontextmanager
async def fault_proxy(url: str, seed: int = 1) -> AsyncIterator[FaultProxy]:
    """Run a proxy in front of a server while the block lasts; its ``address`` is where to go instead."""
    proxy = FaultProxy(int(url.rpartition(":")[2]), Random(seed))
    server = await asyncio.start_server(proxy.serve, "127.0.0.1", 0)
    try:
        proxy.address = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        yield proxy
    finally:
        server.close()
        await proxy.end()
