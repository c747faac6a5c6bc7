"""The HTTP client of one account at one server, over a transport that is given."""

from __future__ import annotations

import re
from collections.abc import Generator
from http import HTTPStatus
from typing import Final

import httpx

from outtray import __version__
from outtray.base.translation import gettext as _
from outtray.mastodon.errors import Unauthorised

_TIMEOUT: Final = httpx.Timeout(20.0, connect=10.0)
"""Seconds for each step; the whole of a request has a limit of its own (`wire.DEADLINE`)."""

_LIMITS: Final = httpx.Limits(max_connections=8, max_keepalive_connections=4, keepalive_expiry=30.0)

_TOKEN = re.compile(r"[\x21-\x7e]{1,8192}")
"""What may stand in a header; also what keeps a hostile server from adding headers of its own."""

_SUBPROTOCOL = re.compile(r"[\w!#$%&'*+.^`|~-]+", re.ASCII)


class TokenForOneServer(httpx.Auth):
    """Adds the token to requests for its own server and to no others, whoever built their address.

    A server's own streaming host counts as the server: see `is_part_of`.
    """

    def __init__(self, server: httpx.URL, token: str) -> None:
        self._origin = origin(server)
        self._server = server
        self._token = token

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Authorise one request when it goes where the token belongs."""
        streaming = request.url.path.startswith("/api/v1/streaming")
        if origin(request.url) == self._origin or (streaming and is_part_of(request.url, self._server)):
            request.headers["Authorization"] = f"Bearer {self._token}"
            if "upgrade" in request.headers and _SUBPROTOCOL.fullmatch(self._token):
                # Pleroma and Akkoma look for the token of a WebSocket here, and not above.
                request.headers["Sec-WebSocket-Protocol"] = self._token
        yield request

    def __repr__(self) -> str:
        return f"TokenForOneServer({self._origin!r})"


def make_client(server: str, transport: httpx.AsyncBaseTransport, *, token: str = "") -> httpx.AsyncClient:
    """Return a client for the server at this address (with its scheme), logged in when a token is given.

    Raises ``Unauthorised`` for a token that cannot stand in a header: httpx would quote it in its own error.
    Redirects are not followed here (`wire` decides), cookies and the environment's proxies are not used.
    """
    address = httpx.URL(server)
    if token and not is_token(token):
        raise Unauthorised(
            _("The stored login for {host} is damaged.").format(host=address.host),
            _("Log in again: outtray login {host}").format(host=address.host),
            host=address.host,
            status=HTTPStatus.UNAUTHORIZED,
        )
    return httpx.AsyncClient(
        base_url=address,
        auth=TokenForOneServer(address, token) if token else None,
        headers={
            "User-Agent": f"Outtray/{__version__}",
            "Accept": "application/json",
            # Only what `wire` can unpack in bounded memory.
            "Accept-Encoding": "gzip",
        },
        transport=transport,
        timeout=_TIMEOUT,
        limits=_LIMITS,
        follow_redirects=False,
        trust_env=False,
    )


def is_token(text: str) -> bool:
    """Say whether a text can be an access token at all."""
    return _TOKEN.fullmatch(text) is not None


def origin(address: httpx.URL) -> tuple[str, str, int | None]:
    """Scheme, host and port: what two addresses share when they lead to one server."""
    default = {"http": 80, "https": 443}.get(address.scheme)
    return address.scheme, address.host.lower(), address.port or default


def is_part_of(address: httpx.URL, server: httpx.URL) -> bool:
    """Say whether an address leads to the server's own host or a name below it, no less safely.

    Mastodon names a host of its own for streams, such as streaming.mastodon.social; a token may go there
    and to no unrelated name, whatever the server says.
    """
    safe = address.scheme in {server.scheme, "https"}
    return safe and (address.host == server.host or address.host.endswith("." + server.host))
