"""Server-sent events, read piece by piece as they arrive.

Source: https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from typing import Final

import msgspec

LARGEST_EVENT: Final = 1024 * 1024
"""Bytes of one event; the largest status any server takes is a tenth of that."""

_LINE = re.compile(rb"\r\n|\n|\r")


class ServerEvent(msgspec.Struct, frozen=True):
    """One event: its name ("message" where the server gave none) and its data."""

    name: str
    data: bytes


class EventTooLarge(ValueError):
    """An event over the limit: the stream is not what it says it is."""


class EventReader:
    """Takes pieces of a stream as they come and gives the events that are complete."""

    def __init__(self, largest: int = LARGEST_EVENT) -> None:
        self._largest = largest
        self._waiting = b""
        self._name = ""
        self._data: list[bytes] = []
        self._size = 0
        self._first = True

    def feed(self, piece: bytes) -> Iterator[ServerEvent]:
        """Give the events this piece completes; raises EventTooLarge."""
        buffer = self._waiting + piece
        if self._first:
            if len(buffer) < len(BOM_UTF8) and BOM_UTF8.startswith(buffer):
                self._waiting = buffer
                return
            buffer = buffer.removeprefix(BOM_UTF8)
            self._first = False
        start = 0
        for end in _LINE.finditer(buffer):
            # A carriage return at the very end may be the first half of a pair.
            if end.group() == b"\r" and end.end() == len(buffer):
                break
            event = self._line(buffer[start : end.start()])
            start = end.end()
            if event is not None:
                yield event
        self._waiting = buffer[start:]
        if len(self._waiting) + self._size > self._largest:
            raise EventTooLarge(f"an event of more than {self._largest} bytes")

    def _line(self, line: bytes) -> ServerEvent | None:
        if not line:
            name, data = self._name, self._data
            self._name, self._data, self._size = "", [], 0
            return ServerEvent(name or "message", b"\n".join(data)) if data else None
        field, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        if field == b"event":
            self._name = value[:100].decode("utf-8", "replace")
        elif field == b"data":
            self._data.append(value)
            self._size += len(value) + 1
            if self._size > self._largest:
                raise EventTooLarge(f"an event of more than {self._largest} bytes")
        return None
