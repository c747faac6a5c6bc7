"""The one way out: every byte to a server passes this transport, and a public write needs a permit."""

from __future__ import annotations

import ipaddress
from collections.abc import AsyncIterator
from types import TracebackType

import httpx

from outtray import __version__
from outtray.base.translation import gettext as _
from outtray.mastodon.door import OVERRIDING_HEADERS, SAFE_METHODS, is_private, overrides_method
from outtray.mastodon.errors import DeniedByDoor, TooLarge
from outtray.mastodon.permits import EXTENSION, Permit

LARGEST_ANSWER = 8 * 1024 * 1024
"""Bytes; a larger answer is refused while it arrives. Event streams have no end and no limit."""

TIMEOUT = httpx.Timeout(20.0, connect=10.0)
"""Seconds for each step of a request; uploads and streams set their own."""

_STEERING = ("target", "sni_hostname")
"""Request extensions by which the layer below would send to another address than the one checked."""


class EgressTransport(httpx.AsyncBaseTransport):
    """Checks each request, then sends exactly what was checked.

    Raises ``DeniedByDoor`` for a write that is neither on the private list nor permitted, and for plain
    http to anything but this machine. Errors never hold the request's headers or body.
    """

    def __init__(
        self, inner: httpx.AsyncBaseTransport | None = None, *, largest_answer: int = LARGEST_ANSWER
    ) -> None:
        self._inner = inner if inner is not None else httpx.AsyncHTTPTransport()
        self._largest = largest_answer

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request, or raise ``DeniedByDoor`` before anything leaves."""
        checked = await _checked(request)
        response = await self._inner.handle_async_request(checked)
        if response.headers.get("content-type", "").startswith("text/event-stream"):
            return response
        assert isinstance(response.stream, httpx.AsyncByteStream)
        response.stream = _Limited(response.stream, self._largest, request.url.host)
        return response

    async def aclose(self) -> None:
        """Close the pooled connections."""
        await self._inner.aclose()

    async def __aenter__(self) -> EgressTransport:
        await self._inner.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None = None,
        error: BaseException | None = None,
        trace: TracebackType | None = None,
    ) -> None:
        await self._inner.__aexit__(kind, error, trace)


def egress_client(
    base_url: str, *, token: str = "", transport: EgressTransport | None = None
) -> httpx.AsyncClient:
    """A client for one server, and for one account when it has a token; redirects are never followed.

    The environment's proxies and netrc are not read: they would lead around the transport or replace
    the token.
    """
    headers = {"User-Agent": f"Outtray/{__version__}"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    return httpx.AsyncClient(
        base_url=base_url,
        headers=headers,
        transport=transport if transport is not None else EgressTransport(),
        timeout=TIMEOUT,
        follow_redirects=False,
        trust_env=False,
    )


def is_loopback(host: str) -> bool:
    """Whether a host is this machine: ``localhost`` or a loopback address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def address_of(url: httpx.URL) -> str:
    """The full address a permit is made for, spelt as it goes over the wire."""
    port = url.port or {"http": 80, "https": 443}.get(url.scheme, 0)
    return f"{url.scheme}://{url.host}:{port}{url.raw_path.decode('ascii')}"


async def _checked(request: httpx.Request) -> httpx.Request:
    """The request to send, rebuilt from what was looked at, so that nothing else can be sent."""
    host = request.url.host
    if request.url.scheme != "https" and not (request.url.scheme == "http" and is_loopback(host)):
        raise DeniedByDoor(
            _("{host} is not reached over a safe connection.").format(host=host),
            _("Use its https address."),
            host=host,
        )
    if any(name in request.extensions for name in _STEERING):
        raise _denied(request)
    if request.method in SAFE_METHODS:
        if any(name in request.headers for name in OVERRIDING_HEADERS):
            raise _denied(request)
        body = await _body(request)
        if overrides_method(request.url.query, request.headers, body):
            raise _denied(request)
        return _rebuilt(request, body)
    body = await _body(request)
    path = request.url.raw_path.partition(b"?")[0]
    if overrides_method(request.url.query, request.headers, body):
        raise _denied(request)
    permit = request.extensions.get(EXTENSION)
    if permit is not None:
        if not isinstance(permit, Permit) or not permit.spend(request.method, address_of(request.url), body):
            raise _denied(request)
    elif not is_private(request.method, path, request.url.query):
        raise _denied(request)
    return _rebuilt(request, body)


async def _body(request: httpx.Request) -> bytes:
    assert isinstance(request.stream, httpx.AsyncByteStream)
    return b"".join([part async for part in request.stream])


def _rebuilt(request: httpx.Request, body: bytes) -> httpx.Request:
    headers = [
        (name, value)
        for name, value in request.headers.raw
        if name.lower() not in {b"content-length", b"transfer-encoding"}
    ]
    if body or request.method not in SAFE_METHODS:
        headers.append((b"Content-Length", str(len(body)).encode("ascii")))
    extensions = {name: value for name, value in request.extensions.items() if name != EXTENSION}
    return httpx.Request(
        request.method, request.url, headers=headers, stream=httpx.ByteStream(body), extensions=extensions
    )


def _denied(request: httpx.Request) -> DeniedByDoor:
    path = request.url.raw_path.partition(b"?")[0].decode("ascii", "replace")
    return DeniedByDoor(
        _("A public write was stopped before it left: {method} {path}.").format(
            method=request.method, path=path
        ),
        _("Public acts go through the out-tray. Please report this: it is a defect of the program."),
        host=request.url.host,
    )


class _Limited(httpx.AsyncByteStream):
    """An answer's bytes, up to a limit."""

    def __init__(self, inner: httpx.AsyncByteStream, largest: int, host: str) -> None:
        self._inner = inner
        self._largest = largest
        self._host = host

    async def __aiter__(self) -> AsyncIterator[bytes]:
        seen = 0
        async for part in self._inner:
            seen += len(part)
            if seen > self._largest:
                raise TooLarge(
                    _("{host} sent an answer that is too large to be true.").format(host=self._host),
                    _("Try again later; if it stays, tell the server's administrator."),
                    host=self._host,
                )
            yield part

    async def aclose(self) -> None:
        await self._inner.aclose()
