"""The one way out: every byte to a server passes this transport, and a public write needs a permit."""

from __future__ import annotations

from types import TracebackType

import httpx

from outtray.base.translation import gettext as _
from outtray.mastodon.door import OVERRIDING_HEADERS, SAFE_METHODS, is_loopback, is_private, overrides_method
from outtray.mastodon.errors import DeniedByDoor
from outtray.mastodon.permits import EXTENSION, Permit
from outtray.mastodon.route import Route

_STEERING = ("target", "sni_hostname")
"""Request extensions by which the layer below would send to another address than the one checked."""


class EgressTransport(httpx.AsyncBaseTransport):
    """Checks each request, then sends exactly what was checked.

    Raises ``DeniedByDoor`` for a write that is neither on the private list nor permitted, and for plain
    http to anything but this machine. Errors never hold the request's headers or body. ``proxy`` is as in
    ``route.Route``.
    """

    def __init__(self, inner: httpx.AsyncBaseTransport | None = None, *, proxy: str = "") -> None:
        self._inner = inner if inner is not None else Route(proxy)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request, or raise ``DeniedByDoor`` before anything leaves."""
        checked = await _checked(request)
        return await self._inner.handle_async_request(checked)

    def goes_straight(self, url: httpx.URL) -> bool:
        """Whether an address is reached without a proxy, so that this machine looks its name up."""
        return not isinstance(self._inner, Route) or not self._inner.proxy_for(url)

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
