"""The way the bytes take: straight or through a proxy, and whose certificates are believed.

Offices put proxies between their people and the web, some with certificates of their own that only the
system's store knows. Nothing here decides what may be sent; that is the egress door's.
"""

from __future__ import annotations

import ssl
import urllib.request
from types import TracebackType
from typing import Final

import httpx

from outtray.base.translation import gettext as _
from outtray.mastodon.door import is_loopback
from outtray.mastodon.errors import Unreachable

SYSTEM: Final = "system"
"""The setting that follows what the system, or the environment, says about proxies."""

_KINDS: Final = frozenset({"http", "https"})
_LIMITS: Final = httpx.Limits(max_connections=8, max_keepalive_connections=4, keepalive_expiry=30.0)


class Route(httpx.AsyncBaseTransport):
    """Sends each request straight or through a proxy; this machine itself is always reached straight.

    ``proxy`` is an address such as ``http://proxy.example:3128``, ``system``, or empty for none. Raises
    ``Unreachable`` for a proxy of a kind that cannot be used.
    """

    def __init__(self, proxy: str = "") -> None:
        self._proxy = proxy
        self._ways: dict[str, httpx.AsyncHTTPTransport] = {}

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send one request its way."""
        return await self._way(self.proxy_for(request.url)).handle_async_request(request)

    def proxy_for(self, url: httpx.URL) -> str:
        """The proxy on the way to an address; "" when it is reached straight."""
        if is_loopback(url.host) or not self._proxy:
            return ""
        if self._proxy != SYSTEM:
            return self._proxy
        if urllib.request.proxy_bypass(url.netloc.decode("ascii")):
            return ""
        told = urllib.request.getproxies()
        return told.get(url.scheme) or told.get("all") or ""

    def _way(self, proxy: str) -> httpx.AsyncHTTPTransport:
        way = self._ways.get(proxy)
        if way is None:
            way = self._ways[proxy] = _made(proxy)
        return way

    async def aclose(self) -> None:
        """Close the pooled connections of every way."""
        ways, self._ways = self._ways, {}
        for way in ways.values():
            await way.aclose()

    async def __aenter__(self) -> Route:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None = None,
        error: BaseException | None = None,
        trace: TracebackType | None = None,
    ) -> None:
        await self.aclose()


def _made(proxy: str) -> httpx.AsyncHTTPTransport:
    if not proxy:
        return httpx.AsyncHTTPTransport(limits=_LIMITS, verify=trusted(), trust_env=False)
    try:
        address = httpx.URL(proxy if "://" in proxy else f"http://{proxy}")
    except httpx.InvalidURL as error:
        raise _useless(proxy) from error
    if address.scheme not in _KINDS or not address.host:
        raise _useless(proxy)
    way = httpx.Proxy(address, ssl_context=trusted() if address.scheme == "https" else None)
    return httpx.AsyncHTTPTransport(limits=_LIMITS, verify=trusted(), trust_env=False, proxy=way)


def trusted() -> ssl.SSLContext:
    """A context that believes what the system believes; where the system has no store, the usual list."""
    import truststore

    context: ssl.SSLContext = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    paths = ssl.get_default_verify_paths()
    if not paths.cafile and not paths.capath:
        import certifi

        context.load_verify_locations(certifi.where())
    return context


def _useless(proxy: str) -> Unreachable:
    shown = proxy.rpartition("@")[2]  # a name and a password may stand before it
    return Unreachable(
        _("The proxy {proxy} is of a kind this program cannot use.").format(proxy=shown),
        _("Set network.proxy to an address such as http://proxy.example:3128, or leave it empty."),
        maybe_accepted=False,
    )
