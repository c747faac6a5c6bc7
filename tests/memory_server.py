"""A Mastodon server inside the test process that misbehaves exactly as it is told, for thousands of steps.

The practice server is the real thing and is used wherever time allows; a stateful test needs faults at a
precise moment and a clock of its own.
"""

from __future__ import annotations

import html
import json
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from typing import Any

import httpx


@dataclass
class MemoryServer(httpx.AsyncBaseTransport):
    """One account's statuses. ``faults`` strike the next writes, one each, ``read_faults`` the next reads;
    ``late`` holds writes that will be carried out some time after their answer. ``struck`` counts faults."""

    now: datetime
    honours_keys: bool = True
    account: dict[str, Any] = field(default_factory=lambda: {"id": "7", "acct": "clerk", "username": "clerk"})
    statuses: dict[str, dict[str, Any]] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    read_faults: list[str] = field(default_factory=list)
    struck: Counter[str] = field(default_factory=Counter)
    late: list[Callable[[], object]] = field(default_factory=list)
    _next: int = 100

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        body = await request.aread()
        path = request.url.path
        if request.method in {"GET", "HEAD"}:
            fault = self.read_faults.pop(0) if self.read_faults else ""
            return self._fail(fault, request, "read") or self._read(path)
        fields = json.loads(body or b"{}")
        key = request.headers.get("Idempotency-Key", "")
        return self._write(path, fields, key, request)

    def late_writes_arrive(self) -> None:
        """Carry out what was held up behind a gateway that gave up on it."""
        due, self.late = self.late, []
        for apply in due:
            apply()

    def texts(self) -> list[str]:
        """The words of every own status."""
        return [status["text"] for status in self.statuses.values() if status["account"] == self.account]

    def put(self, text: str, account: dict[str, Any], **more: Any) -> dict[str, Any]:
        """Make somebody post."""
        self._next += 1
        status = {
            "id": str(self._next),
            "url": f"https://harbour.example/{self._next}",
            "account": account,
            "text": text,
            "content": f"<p>{html.escape(text)}</p>",
            "spoiler_text": "",
            "visibility": "public",
            "created_at": self.now.isoformat(),
            "in_reply_to_id": None,
            "edited_at": None,
            "media_attachments": [],
            "poll": None,
            **more,
        }
        self.statuses[status["id"]] = status
        return status

    def _read(self, path: str) -> httpx.Response:
        parts = path.strip("/").split("/")
        if path.endswith("/verify_credentials"):
            return self._answer(200, self.account)
        if parts[2] == "accounts" and parts[-1] == "statuses":
            own = [status for status in self.statuses.values() if status["account"] == self.account]
            return self._answer(200, own[::-1])
        status = self.statuses.get(parts[3])
        if status is None:
            return self._answer(404, {"error": "Record not found"})
        if parts[-1] == "source":
            return self._answer(200, {"id": status["id"], "text": status["text"], "spoiler_text": ""})
        return self._answer(200, status)

    def _write(self, path: str, fields: dict[str, Any], key: str, request: httpx.Request) -> httpx.Response:
        fault = self.faults.pop(0) if self.faults else ""
        self.struck[fault or "none"] += 1
        assert path == "/api/v1/statuses"

        def accept() -> dict[str, Any]:
            if self.honours_keys and key in self.keys:
                return self.statuses[self.keys[key]]
            made = self.put(
                fields["status"],
                self.account,
                visibility=fields["visibility"],
                in_reply_to_id=fields.get("in_reply_to_id"),
            )
            self.keys[key] = made["id"]
            return made

        match fault.split():
            case ["late"]:
                self.late.append(accept)
                return self._answer(504, {"error": "gateway"})
            case ["after", *how]:
                accept()
                return self._fail(" ".join(how), request) or self._answer(200, {})
            case ["wrong"]:
                accept()
                return self._answer(200, self.put("another", {"id": "8", "acct": "other"}))
            case _:
                return self._fail(fault, request) or self._answer(200, accept())

    def _fail(self, fault: str, request: httpx.Request, kind: str = "") -> httpx.Response | None:
        """Answer, or break the connection, as a fault says; None for no fault."""
        if kind and fault:
            self.struck[f"{kind} {fault}"] += 1
        match fault:
            case "":
                return None
            case "drop":
                raise httpx.ReadError("reset", request=request)
            case "delay":
                raise httpx.ReadTimeout("no answer in time", request=request)
            case "refused":
                raise httpx.ConnectError("refused", request=request)
            case "html":
                return httpx.Response(200, stream=httpx.ByteStream(b"<html>"), headers=self._headers())
            case "empty":
                return httpx.Response(200, stream=httpx.ByteStream(b""), headers=self._headers())
            case "cut":
                return httpx.Response(200, stream=httpx.ByteStream(b'{"id": "1'), headers=self._headers())
            case code:
                return self._answer(int(code), {"error": "no"}, **{"Retry-After": "60"})

    def _answer(self, code: int, content: Any, **headers: str) -> httpx.Response:
        stream = httpx.ByteStream(json.dumps(content).encode())
        return httpx.Response(code, stream=stream, headers={**self._headers(), **headers})

    def _headers(self) -> dict[str, str]:
        return {"Date": format_datetime(self.now, usegmt=True)}
