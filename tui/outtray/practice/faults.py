"""Going wrong on purpose: the faults a test can ask for, applied around the real handlers."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field

from aiohttp import web
from aiohttp.typedefs import Handler

from outtray.practice.errors import Invalid
from outtray.practice.params import Params
from outtray.practice.world import Json

ACTIONS = ("delay", "drop_before", "drop_after", "status", "status_after", "body", "slow_body", "truncate")
"""What a fault can do.

``delay`` waits, then serves. ``drop_before`` closes the connection unprocessed; ``drop_after`` processes,
then closes it unanswered. ``status`` answers a code unprocessed; ``status_after`` processes, then answers the
code, as a gateway that lost patience does. ``body`` processes nothing and answers raw text with 200 (or
``code``). ``slow_body`` and ``truncate`` process, then trickle the answer or cut it off after ``keep_bytes``.
"""


@dataclass(slots=True)
class Fault:
    """One fault; ``left`` is how often it still strikes, None for ever."""

    id: int
    method: str
    path: re.Pattern[str]
    action: str
    left: int | None
    seconds: float = 0.0
    code: int = 500
    body: str | None = None
    content_type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)
    chunk_bytes: int = 64
    keep_bytes: int = 20
    hits: int = 0

    def strikes(self, request: web.BaseRequest) -> bool:
        """Whether this request is meant; the query counts as part of the path."""
        return (
            self.left != 0
            and self.method in ("*", request.method)
            and self.path.search(request.path_qs) is not None
        )

    def show(self) -> Json:
        """The fault as the test interface lists it."""
        return {
            "id": str(self.id),
            "match": {"method": self.method, "path_regex": self.path.pattern},
            "action": self.action,
            "times": self.left,
            "hits": self.hits,
        }


class Faults:
    """The faults in force, in the order they were asked for; the first that fits strikes."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._next = 1

    def add(self, params: Params) -> Fault:
        """Read a fault from a request; Invalid for one that makes no sense."""
        match = params.branch("match")
        action = params.text("action") or ""
        if action not in ACTIONS:
            raise Invalid(f"Unknown action {action!r}; one of {', '.join(ACTIONS)}")
        try:
            path = re.compile((match.text("path_regex") if match else None) or ".*")
            seconds = float(params.text("seconds") or 0)
        except (re.error, ValueError) as error:
            raise Invalid(f"Cannot read this fault: {error}") from error
        headers = params.branch("headers")
        times = params.number("times") if params.has("times") else 1
        fault = Fault(
            id=self._next,
            method=((match.text("method") if match else None) or "*").upper(),
            path=path,
            action=action,
            left=times,
            seconds=seconds,
            code=params.number("code") or (200 if action == "body" else 500),
            body=params.text("body"),
            content_type=params.text("content_type") or "application/json",
            headers={k: str(v) for k, v in headers.tree().items()} if headers else {},
            chunk_bytes=max(1, params.number("chunk_bytes") or 64),
            keep_bytes=max(0, params.number("keep_bytes") or 20),
        )
        self._next += 1
        self._faults.append(fault)
        return fault

    def show(self) -> list[Json]:
        """All faults, spent ones included, so that a test can see whether they struck."""
        return [fault.show() for fault in self._faults]

    def clear(self) -> None:
        """Forget all faults."""
        self._faults.clear()

    def claim(self, request: web.BaseRequest) -> Fault | None:
        """The fault that strikes this request, used up by one."""
        for fault in self._faults:
            if fault.strikes(request):
                fault.hits += 1
                if fault.left is not None:
                    fault.left -= 1
                return fault
        return None


def _hang_up(request: web.Request) -> web.StreamResponse:
    """Close the connection without a word."""
    if request.transport is not None:
        request.transport.close()
    return web.Response()


KEPT_HEADERS = "practice.kept_headers"
"""Names of the headers a fault has set on a request's answer, which the server's own must not replace."""


def _raw(request: web.Request, fault: Fault, body: str) -> web.Response:
    request[KEPT_HEADERS] = frozenset(fault.headers)
    headers = {"Content-Type": fault.content_type, **fault.headers}
    return web.Response(status=fault.code, body=body.encode("utf-8", "surrogatepass"), headers=headers)


async def _trickle(request: web.Request, whole: web.Response, fault: Fault) -> web.StreamResponse:
    body = bytes(whole.body) if isinstance(whole.body, (bytes, bytearray)) else b""
    slow = web.StreamResponse(status=whole.status, headers={"Content-Type": whole.headers["Content-Type"]})
    slow.content_length = len(body)
    await slow.prepare(request)
    if fault.action == "truncate":
        await slow.write(body[: fault.keep_bytes])
        return _hang_up(request)
    for at in range(0, len(body), fault.chunk_bytes):
        await slow.write(body[at : at + fault.chunk_bytes])
        await asyncio.sleep(fault.seconds)
    await slow.write_eof()
    return slow


async def strike(fault: Fault, request: web.Request, handler: Handler) -> web.StreamResponse:
    """Carry out a fault."""
    standard = '{"error":"Something went wrong on our end"}'
    if fault.action == "drop_before":
        return _hang_up(request)
    if fault.action == "status":
        return _raw(request, fault, standard if fault.body is None else fault.body)
    if fault.action == "body":
        return _raw(request, fault, fault.body or "")
    if fault.action == "delay":
        await asyncio.sleep(fault.seconds)
        return await handler(request)
    answer = await handler(request)
    if fault.action == "drop_after":
        return _hang_up(request)
    if fault.action == "status_after":
        return _raw(request, fault, standard if fault.body is None else fault.body)
    if isinstance(answer, web.Response):
        return await _trickle(request, answer, fault)
    return answer
