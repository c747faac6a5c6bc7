"""One request and its whole answer: bounded in size and time; every failure a sentence naming the host."""

from __future__ import annotations

import asyncio
import socket
import ssl
import zlib
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any, Final

import httpcore
import httpx
import msgspec

from outtray.base.clock import Clock
from outtray.base.sanitise import sanitise
from outtray.base.translation import gettext as _
from outtray.mastodon import errors
from outtray.mastodon.client import origin

LARGEST_BODY: Final = 8 * 1024 * 1024
"""Bytes of an answer after unpacking; the largest honest one seen, a list of emoji, has under two million."""

DEADLINE: Final = 60.0
"""Seconds for a whole request: a server that drips one byte a second never runs into a read timeout."""

UNTOLD_PAUSE: Final = timedelta(minutes=1)
"""How long a server is left alone that asks for a pause and says nothing of its length."""

_MOST_REDIRECTS: Final = 3
_MESSAGE_LIMIT: Final = 300

Params = Mapping[str, str | int | bool | list[str] | None]


class Answer(msgspec.Struct, frozen=True):
    """A successful answer, unpacked. `date` is the server's own clock, when it told."""

    status: int
    headers: httpx.Headers
    body: bytes
    url: httpx.URL

    @property
    def date(self) -> datetime | None:
        """The server's clock at the time of the answer, in UTC; None when a cache gave an older answer."""
        if self.headers.get("age", "0").strip() != "0":
            return None
        return http_date(self.headers.get("date"))


class Wire:
    """Sends requests of one client and returns answers, or raises an error of `mastodon.errors`."""

    def __init__(self, client: httpx.AsyncClient, *, clock: Clock, deadline: float = DEADLINE) -> None:
        self.client = client
        self.clock = clock
        self._deadline = deadline

    @property
    def host(self) -> str:
        """The server's name, with its port when that is unusual; for sentences."""
        return self.client.base_url.netloc.decode("ascii")

    async def get(
        self, path: str, params: Params | None = None, *, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Fetch a path; redirects are followed on the same server only."""
        address = self._address(path)
        if params:
            address = address.copy_merge_params(_query(params))
        for _hop in range(_MOST_REDIRECTS + 1):
            answer = await self._send("GET", address, headers=headers)
            if answer.status not in {301, 302, 303, 307, 308}:
                return answer
            address = self._next_address(address, answer)
        raise errors.NotMastodon(
            _("{host} sends every question round in circles.").format(host=self.host),
            _("Check the server address."),
            host=self.host,
        )

    async def post(
        self,
        path: str,
        *,
        data: Params | None = None,
        json: Any = None,
        method: str = "POST",
        may_be_empty: bool = False,
    ) -> Answer:
        """Send a write once; never repeated, never redirected. Some answers have no body by right."""
        address = self._address(path)
        form = _query(data) if data is not None else None
        answer = await self._send(method, address, data=form, json=json, may_be_empty=may_be_empty)
        if answer.status in {301, 302, 303, 307, 308}:
            self._next_address(address, answer)
            raise errors.NotMastodon(
                _("{host} moved the place this was sent to.").format(host=self.host),
                _("Check the server address."),
                host=self.host,
            )
        return answer

    def _address(self, path: str) -> httpx.URL:
        """The address of a path here; no path, however it is spelt, can name another host."""
        return self.client.base_url.copy_with(raw_path=path.encode("ascii"))

    async def _send(
        self,
        method: str,
        address: httpx.URL,
        *,
        data: dict[str, Any] | None = None,
        json: Any = None,
        headers: Mapping[str, str] | None = None,
        may_be_empty: bool = False,
    ) -> Answer:
        request = self.client.build_request(method, address, data=data, json=json, headers=headers)
        with told(self.host):
            async with asyncio.timeout(self._deadline):
                response = await self.client.send(request, stream=True)
                try:
                    body = await read_body(response, self.host)
                finally:
                    await response.aclose()
        if not (may_be_empty and response.is_success and not body.strip()):
            raise_for(response.status_code, response.headers, body, host=self.host, clock=self.clock)
        return Answer(response.status_code, response.headers, body, address)

    def _next_address(self, address: httpx.URL, answer: Answer) -> httpx.URL:
        try:
            target = address.join(answer.headers.get("location", ""))
            here = origin(target) == origin(address)  # decodes the name, which fails for some
        except (httpx.InvalidURL, ValueError) as error:
            raise not_data(self.host) from error
        if here:
            return target
        there = sanitise(target.netloc.decode("ascii", "replace"), single_line=True, limit=255)
        raise errors.Moved(
            _("{host} sends visitors on to {other}.").format(host=self.host, other=there or "?"),
            _("If that is your server, use {other} as its address.").format(other=there or "?"),
            host=self.host,
            to=there,
        )


async def read_body(response: httpx.Response, host: str) -> bytes:
    """Read a whole body within the limit, unpacking gzip in bounded memory; raises TooLarge."""
    encoding = response.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in {"identity", "gzip", ""}:
        raise not_data(host)
    parts: list[bytes] = []
    left = LARGEST_BODY
    async for part in _unpacked(response.aiter_raw(), packed=encoding == "gzip", host=host):
        left -= len(part)
        if left < 0:
            raise errors.TooLarge(
                _("{host} sent an answer of more than {megabytes} MB, which is refused.").format(
                    host=host, megabytes=LARGEST_BODY // 1024 // 1024
                ),
                _("Try again later, or tell the people who run the server."),
                host=host,
            )
        parts.append(part)
    return b"".join(parts)


async def _unpacked(parts: AsyncIterator[bytes], *, packed: bool, host: str) -> AsyncIterator[bytes]:
    if not packed:
        async for part in parts:
            yield part
        return
    unpacker = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        async for part in parts:
            waiting = part
            while waiting and not unpacker.eof:
                yield unpacker.decompress(waiting, 256 * 1024)
                waiting = unpacker.unconsumed_tail
    except zlib.error as error:
        raise not_data(host) from error
    if not unpacker.eof:
        raise cut_short(host)


def _query(params: Params) -> dict[str, Any]:
    """Drop what is None, and spell true and false as the API does."""
    spelt = {True: "true", False: "false"}
    return {
        name: spelt[value] if isinstance(value, bool) else value
        for name, value in params.items()
        if value is not None
    }


# Failures


@contextmanager
def told(host: str) -> Iterator[None]:
    """Turn what httpx raises into errors that say what happened to the connection with this host."""
    try:
        yield
    except (httpx.TimeoutException, httpcore.TimeoutException, TimeoutError) as error:
        raise errors.Unreachable(
            _("{host} does not answer in time.").format(host=host),
            _("Try again in a moment."),
            host=host,
            maybe_accepted=not isinstance(error, httpx.ConnectTimeout | httpx.PoolTimeout),
        ) from error
    except httpx.ConnectError as error:
        raise _no_connection(host, error) from error
    except httpx.ProxyError as error:
        raise errors.Unreachable(
            _("The proxy on the way to {host} refuses: {reason}").format(
                host=host, reason=sanitise(str(error), single_line=True, limit=200)
            ),
            _("Ask the people who run your network, or change network.proxy in the settings."),
            host=host,
            maybe_accepted=False,
        ) from error
    except httpx.RemoteProtocolError as error:
        raise cut_short(host) from error
    except UnicodeError as error:
        # httpx decodes the name in a redirect, followed or not, and lets what comes of it pass.
        raise not_data(host) from error
    except (httpx.UnsupportedProtocol, httpx.InvalidURL) as error:
        raise errors.Unreachable(
            _("{host} is not an address this program can use.").format(host=host),
            _("Check the server address; it looks like mastodon.example."),
            host=host,
            maybe_accepted=False,
        ) from error
    # What is read outside httpx, a WebSocket, fails in the words of the layer below.
    except (httpx.TransportError, httpcore.NetworkError) as error:
        raise errors.Unreachable(
            _("The connection with {host} broke.").format(host=host),
            _("Check the network, then try again."),
            host=host,
        ) from error


def _no_connection(host: str, error: BaseException) -> errors.Unreachable:
    causes = list(_causes(error))
    if any(isinstance(cause, socket.gaierror) for cause in causes):
        sentence = _("No server named {host} was found.").format(host=host)
        step = _("Check the spelling of the address, and whether this machine is online.")
    elif any(isinstance(cause, ssl.SSLCertVerificationError) for cause in causes):
        sentence = _("{host} could not prove that it is {host}: its certificate is not valid.").format(
            host=host
        )
        step = _("Check the address and this machine's date; on a public network, sign in to it first.")
    elif any(isinstance(cause, ssl.SSLError) for cause in causes):
        sentence = _("No safe connection with {host} can be made.").format(host=host)
        step = _("Check the address; on a public network, sign in to it first.")
    elif any(isinstance(cause, ConnectionRefusedError) for cause in causes):
        sentence = _("{host} refuses connections.").format(host=host)
        step = _("Check the address; if it is right, the server is down: try again later.")
    else:
        sentence = _("{host} cannot be reached.").format(host=host)
        step = _("Check whether this machine is online, then try again.")
    return errors.Unreachable(sentence, step, host=host, maybe_accepted=False)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Walk the chain of causes, groups of attempted addresses included."""
    waiting: list[BaseException | None] = [error]
    for _step in range(50):
        if not waiting:
            return
        cause = waiting.pop()
        if cause is None:
            continue
        yield cause
        waiting.extend([cause.__cause__, cause.__context__])
        if isinstance(cause, BaseExceptionGroup):
            waiting.extend(cause.exceptions)


def cut_short(host: str) -> errors.Unreachable:
    """The error for an answer that ended too early."""
    return errors.Unreachable(
        _("{host} broke off in the middle of its answer.").format(host=host),
        _("Try again in a moment."),
        host=host,
    )


def not_data(host: str) -> errors.NotMastodon:
    """The error for an answer that is a web page or something else no program can read."""
    return errors.NotMastodon(
        _("{host} answered with something other than data, perhaps a web page.").format(host=host),
        _("Check the server address; on a public network, sign in to it first."),
        host=host,
    )


def raise_for(status: int, headers: httpx.Headers, body: bytes, *, host: str, clock: Clock) -> None:
    """Raise the error an answer stands for; a success with a body of data, or a redirect, passes."""
    if 300 <= status < 400:
        return
    if 200 <= status < 300:
        if not body.strip():
            raise errors.NotMastodon(
                _("{host} gave an empty answer.").format(host=host), _("Try again later."), host=host
            )
        if body.lstrip()[:1] not in {b"{", b"["}:
            raise not_data(host)
        return
    message = server_message(body)
    said = _("{host} said: {message}").format(host=host, message=message) if message else ""
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        raise rate_limited(headers, message, host, clock)
    if status >= 500:
        raise errors.ServerFault(
            _("{host} has a fault of its own ({status}).").format(host=host, status=status),
            _("Nothing is wrong here; try again in a while."),
            host=host,
            status=status,
        )
    kind, sentence, step = _refusal(status, message, host)
    raise kind(said or sentence, step, host=host, status=status, server_message=message)


def _refusal(status: int, message: str, host: str) -> tuple[type[errors.Refused], str, str]:
    if status == HTTPStatus.UNAUTHORIZED or (status == HTTPStatus.FORBIDDEN and _names_token(message)):
        return (
            errors.Unauthorised,
            _("{host} does not accept this login.").format(host=host),
            _("Log in again: outtray login {host}").format(host=host),
        )
    if status in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}:
        return (
            errors.NotFound,
            _("{host} does not have that, or does not show it to this account.").format(host=host),
            _("It may have been deleted; refresh, then try again."),
        )
    if status == HTTPStatus.UNPROCESSABLE_ENTITY:
        return (
            errors.Invalid,
            _("{host} finds something wrong with this.").format(host=host),
            _("Change it, then try again."),
        )
    return (
        errors.Refused,
        _("{host} refused ({status}).").format(host=host, status=status),
        _("Try something else, or ask the people who run the server."),
    )


def _names_token(message: str) -> bool:
    """Say whether a 403 is about the login rather than the thing asked for.

    Pleroma and Akkoma answer a dead token with "Invalid credentials." and a narrow one with "Insufficient
    permissions: …", both as 403.
    """
    words = message.lower()
    about_login = ("token", "scope", "login is", "oauth", "invalid credentials", "insufficient permissions")
    return any(word in words for word in about_login)


def server_message(body: bytes) -> str:
    """The server's own words about a refusal, cleaned and short; "" when it gave none."""
    if len(body) > 65_536:
        return ""
    try:
        tree = msgspec.json.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return ""
    if not isinstance(tree, dict):
        return ""
    for key in ("error_description", "error", "message"):
        text = tree.get(key)
        if isinstance(text, str) and text.strip():
            return sanitise(text, single_line=True, limit=_MESSAGE_LIMIT)
    return ""


def rate_limited(
    headers: httpx.Headers, message: str, host: str, clock: Clock, until: datetime | None = None
) -> errors.RateLimited:
    """The error for a pause a server asks for; one that names no time is asked again after a minute.

    ``until`` is a time known from an earlier answer.
    """
    until = until or reset_time(headers, clock)
    if until is None:
        until = clock.now() + UNTOLD_PAUSE
        sentence = _("{host} asks for a pause without saying how long: too many requests.").format(host=host)
        step = _("It is asked again at {time}.").format(time=clock_time(until, clock))
    else:
        sentence = _("{host} asks for a pause: too many requests.").format(host=host)
        step = _("Wait until {time}.").format(time=clock_time(until, clock))
    return errors.RateLimited(sentence, step, host=host, server_message=message, until=until)


def clock_time(moment: datetime, clock: Clock) -> str:
    """A moment as the clock on the wall shows it."""
    return moment.astimezone(clock.local_zone()).strftime("%H:%M:%S")


def reset_time(headers: httpx.Headers, clock: Clock) -> datetime | None:
    """When the server takes requests again, on this machine's clock; None when it did not say.

    Mastodon gives `X-RateLimit-Reset` as a time, others as seconds since 1970; proxies give `Retry-After`
    in seconds or as a date. The server's `Date` corrects for clocks that differ.
    """
    server_now = http_date(headers.get("date")) or clock.now()
    retry = headers.get("retry-after", "").strip()
    reset = headers.get("x-ratelimit-reset", "").strip()
    wait: float | None = None
    if retry.isdecimal():
        wait = float(retry[:9])
    elif (moment := http_date(retry) or _moment(reset)) is not None:
        wait = (moment - server_now).total_seconds()
    if wait is None:
        return None
    return datetime.fromtimestamp(clock.now().timestamp() + min(max(wait, 0.0), 86_400.0), UTC)


def _moment(text: str) -> datetime | None:
    try:
        if text.isdecimal():
            return datetime.fromtimestamp(int(text[:12]), UTC)
        moment = datetime.fromisoformat(text)
    except (ValueError, OverflowError, OSError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def http_date(text: str | None) -> datetime | None:
    """Read a date of HTTP, in UTC; None when there is none or it is nonsense."""
    if not text:
        return None
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
