"""Who is listening to which stream, and the queue each of them reads from."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

QUEUE_LIMIT = 1000
"""A listener this many events behind is cut off; it reconnects and catches up by ``min_id``."""


@dataclass(frozen=True, slots=True)
class Message:
    """One event: its stream as WebSocket clients are told it, its name and its payload (text)."""

    stream: tuple[str, ...]
    event: str
    payload: str


@dataclass(frozen=True, slots=True)
class Channel:
    """One stream somebody subscribed to, e.g. ``user`` or ``hashtag`` with its tag or list id."""

    name: str
    detail: str = ""

    def label(self) -> tuple[str, ...]:
        """The stream as WebSocket clients are told it."""
        return (self.name, self.detail) if self.detail else (self.name,)


@dataclass(eq=False, slots=True)
class Listener:
    """One open connection; ``queue`` yields None when the server cuts it."""

    viewer: int | None
    channels: set[Channel] = field(default_factory=set)
    queue: asyncio.Queue[Message | None] = field(default_factory=lambda: asyncio.Queue(QUEUE_LIMIT + 1))

    def push(self, message: Message) -> None:
        """Queue an event; a listener that does not read is cut off."""
        if self.queue.qsize() >= QUEUE_LIMIT:
            self.cut()
        else:
            self.queue.put_nowait(message)

    def cut(self) -> None:
        """End the connection after what is already queued."""
        if not self.queue.full():
            self.queue.put_nowait(None)


class Hub:
    """The set of open streams."""

    def __init__(self) -> None:
        self._listeners: set[Listener] = set()

    def add(self, listener: Listener) -> None:
        """Start delivering to a connection."""
        self._listeners.add(listener)

    def remove(self, listener: Listener) -> None:
        """Stop delivering to a connection."""
        self._listeners.discard(listener)

    def listeners(self) -> tuple[Listener, ...]:
        """Everybody listening at this moment."""
        return tuple(self._listeners)

    def cut_all(self) -> int:
        """End every stream, as a restarting server would; says how many there were."""
        for listener in self._listeners:
            listener.cut()
        return len(self._listeners)
