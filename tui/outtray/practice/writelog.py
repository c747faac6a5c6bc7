"""The record of every write the server accepted: what tests compare a client's journal with."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

from aiohttp import web

from outtray.practice.calls import ACCOUNT, BODY, REPLAYED, RESULT
from outtray.practice.clock import ServerClock, iso
from outtray.practice.world import Json

_READS = frozenset({"GET", "HEAD", "OPTIONS"})


class WriteLog:
    """Accepted writes, kept in memory and, when a file is named, appended to it line by line.

    A request answered from an earlier one (same Idempotency-Key, a second boost) wrote nothing: not listed.
    """

    def __init__(self, clock: ServerClock, file: Path | None) -> None:
        self._clock = clock
        self._file = file
        self._entries: list[Json] = []

    def entries(self) -> list[Json]:
        """Everything accepted since the start."""
        return list(self._entries)

    def clear(self) -> None:
        """Forget what is in memory; the file keeps everything."""
        self._entries.clear()

    def note(self, request: web.Request, response: web.StreamResponse) -> None:
        """Record a request if it was a write and was accepted."""
        refused = response.status >= 400 or request.get(REPLAYED, False)
        if request.method in _READS or refused or request.path.startswith("/practice/"):
            return
        entry: Json = {
            "at": iso(self._clock.millis()),
            "method": request.method,
            "path": request.path,
            "account": request.get(ACCOUNT),
            "idempotency_key": request.headers.get("Idempotency-Key"),
            "body_sha256": sha256(request.get(BODY, b"")).hexdigest(),
            "result_id": request.get(RESULT),
        }
        self._entries.append(entry)
        if self._file is not None:
            with self._file.open("a", encoding="utf-8") as lines:
                lines.write(json.dumps(entry, ensure_ascii=False) + "\n")
