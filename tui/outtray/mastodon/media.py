"""Fetches the files of posts as nobody: no token, bounded in size and time, and only what is a medium.

The addresses come from servers, so they are judged like any foreign text: https, or the acting server's own
address, and no machine of the private network. Where no proxy is on the way, names are looked up before
each request, and one that leads inside is not asked. A name that changes between that look and the
connection (DNS rebinding) is not caught: what asks is nobody, over https, and certificates are checked. What
a file is its first bytes say, never its name or the type the server claims.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import BinaryIO, Final

import httpx
import msgspec

from outtray.base.sanitise import sanitise
from outtray.base.translation import gettext as _
from outtray.mastodon import errors
from outtray.mastodon.client import make_client, origin
from outtray.mastodon.transport import EgressTransport
from outtray.mastodon.wire import told

HEAD: Final = 16
"""Bytes that tell what a file is."""

_DEADLINE: Final = 300.0
"""Seconds for a whole file; one that drips never runs into a read timeout."""

_MOST_REDIRECTS: Final = 3
_MOVED: Final = frozenset({301, 302, 303, 307, 308})
_GONE: Final = frozenset({404, 410})
_PORTS: Final = range(1, 65_536)
_INSIDE: Final = (".local", ".internal", ".home.arpa", ".localhost")
"""Ends of names that only private networks know."""

_MEGABYTE: Final = 1024 * 1024

_STARTS: Final[tuple[tuple[int, bytes, str], ...]] = (
    (0, b"\x89PNG\r\n\x1a\n", "png"),
    (0, b"\xff\xd8\xff", "jpg"),
    (0, b"GIF8", "gif"),
    (8, b"WEBP", "webp"),
    (4, b"ftypavif", "avif"),
    (4, b"ftypavis", "avif"),
    (4, b"ftypM4A ", "m4a"),
    (4, b"ftypqt  ", "mov"),
    (4, b"ftyp", "mp4"),
    (0, b"\x1a\x45\xdf\xa3", "webm"),
    (8, b"WAVE", "wav"),
    (0, b"OggS", "ogg"),
    (0, b"fLaC", "flac"),
    (0, b"ID3", "mp3"),
    (0, b"\xff\xfb", "mp3"),
    (0, b"\xff\xf3", "mp3"),
    (0, b"\xff\xf2", "mp3"),
    (0, b"\xff\xf1", "aac"),
    (0, b"\xff\xf9", "aac"),
)
"""Where a kind of file says what it is, and the ending it is kept under. Pictures that can hold programs
(SVG), documents and archives are not among them."""

Progress = Callable[[int, int | None], None]
"""Told how many bytes have come, and how many there will be when the server says so."""


class NotMedia(errors.ServerError):
    """What came is no picture, film or sound, or its address is none to ask."""


class Fetched(msgspec.Struct, frozen=True):
    """A file that has come whole; ``ending`` is the usual one of its kind, without a dot."""

    ending: str
    size: int


def ending_of(head: bytes) -> str | None:
    """The usual ending of the kind of file that begins so; None for what is no medium."""
    if head[:4] == b"RIFF" and head[8:12] not in {b"WEBP", b"WAVE"}:
        return None
    return next((ending for at, start, ending in _STARTS if head[at : at + len(start)] == start), None)


class MediaReader:
    """Reads files for an account of the server at ``home``, over a transport of its own."""

    def __init__(self, home: str, transport: httpx.AsyncBaseTransport) -> None:
        self._home = httpx.URL(home)
        self._transport = transport
        self._client = make_client(home, transport)
        self._client.headers["Accept"] = "image/*, video/*, audio/*"
        self._client.headers["Accept-Encoding"] = "identity"

    async def aclose(self) -> None:
        """Give the connections back."""
        await self._client.aclose()

    async def fetch(
        self, address: str, into: BinaryIO, *, largest: int, progress: Progress | None = None
    ) -> Fetched:
        """Write the file at an address ``into`` a file; raises ``ServerError``, ``OSError`` of the disk."""
        url, host = self._judged(address)
        for _hop in range(_MOST_REDIRECTS + 1):
            with told(host), _usable(str(url)):
                async with asyncio.timeout(_DEADLINE):
                    await self._look_up(url)
                    async with self._client.stream("GET", url) as answer:
                        if answer.status_code not in _MOVED:
                            return await _kept(answer, into, host, largest, progress)
                        where = answer.headers.get("location", "")
            url, host = self._judged(where, url)
        raise NotMedia(
            _("{host} sends every question round in circles.").format(host=host),
            _("Open the post in a browser instead."),
            host=host,
        )

    def _judged(self, address: str, base: httpx.URL | None = None) -> tuple[httpx.URL, str]:
        """The address and its host, if it is one to ask; raises ``NotMedia``."""
        try:
            url = httpx.URL(address) if base is None else base.join(address)
            host = url.host  # decodes the name, which fails for some that can be written
            if not host or (url.port is not None and url.port not in _PORTS):
                raise _no_address(address)
            if self._is_home(url):
                return url.copy_with(userinfo=b""), host
        except (httpx.InvalidURL, ValueError) as error:
            raise _no_address(address) from error
        if url.scheme != "https" or url.userinfo or _is_private(host):
            raise _no_address(address)
        return url, host

    def _is_home(self, url: httpx.URL) -> bool:
        return origin(url) == origin(self._home)

    async def _look_up(self, url: httpx.URL) -> None:
        """Raise ``NotMedia`` for a name that leads inside, ``httpx.ConnectError`` for one nobody knows.

        The account's own server may be anywhere, and a proxy looks names up itself.
        """
        way = self._transport
        proxied = isinstance(way, EgressTransport) and not way.goes_straight(url)
        if proxied or self._is_home(url):
            return
        name = url.raw_host.decode("ascii")
        loop = asyncio.get_running_loop()
        try:
            found = await loop.getaddrinfo(name, url.port or 443, type=socket.SOCK_STREAM)
        except OSError as error:
            raise httpx.ConnectError(str(error)) from error
        if not all(_is_global(str(place[0])) for *_kind, place in found):
            raise _no_address(str(url))


@contextmanager
def _usable(address: str) -> Iterator[None]:
    """Turn into ``NotMedia`` what the layers below raise for a name or a port that cannot be."""
    try:
        yield
    except (UnicodeError, OverflowError) as error:
        raise _no_address(address) from error
    except ExceptionGroup as group:
        if group.split((UnicodeError, OverflowError))[1] is not None:
            raise
        raise _no_address(address) from group


def _no_address(address: str) -> NotMedia:
    shown = sanitise(address, single_line=True, limit=80)
    return NotMedia(
        _("This is no address a file of a post may come from: {address}").format(address=shown),
        _("Open the post in a browser instead."),
    )


async def _kept(
    answer: httpx.Response, into: BinaryIO, host: str, largest: int, progress: Progress | None
) -> Fetched:
    if answer.status_code in _GONE:
        raise errors.NotFound(
            _("{host} does not have this file any more.").format(host=host),
            host=host,
            status=answer.status_code,
        )
    if answer.status_code != HTTPStatus.OK:
        raise errors.Refused(
            _("{host} answers {status} instead of the file.").format(host=host, status=answer.status_code),
            _("Try again later, or open the post in a browser."),
            host=host,
            status=answer.status_code,
        )
    length = answer.headers.get("content-length", "")
    whole = int(length) if length.isascii() and length.isdigit() and len(length) < 16 else None
    if whole is not None and whole > largest:
        raise _too_large(host, largest)
    head, size, ending = b"", 0, None
    async for part in answer.aiter_raw():
        size += len(part)
        if size > largest:
            raise _too_large(host, largest)
        if ending is None:
            head += part[:HEAD]
            if len(head) >= HEAD:
                ending = _ending(head, host)
        into.write(part)
        if progress is not None:
            progress(size, whole)
    if whole is not None and size < whole:
        raise errors.Unreachable(
            _("{host} broke off in the middle of the file.").format(host=host), _("Try again."), host=host
        )
    return Fetched(ending or _ending(head, host), size)


def _ending(head: bytes, host: str) -> str:
    ending = ending_of(head)
    if ending is None:
        raise NotMedia(
            _("What {host} sent is no picture, film or sound that is known here.").format(host=host),
            _("Open the post in a browser instead."),
            host=host,
        )
    return ending


def _too_large(host: str, largest: int) -> errors.TooLarge:
    return errors.TooLarge(
        _("The file at {host} is larger than the {megabytes} MB you allow.").format(
            host=host, megabytes=largest // _MEGABYTE
        ),
        _("media.largest in the settings says how large a file may be; a browser opens any."),
        host=host,
    )


def _is_private(host: str) -> bool:
    """Whether a host is, by its spelling, inside a network, where a stranger's post has nothing to ask."""
    host = host.lower().removesuffix(".")
    try:
        return not _is_global(host)
    except ValueError:
        pass  # a name, or an address in a spelling only the system reads, such as 127.1
    try:
        return not _is_global(socket.inet_ntoa(socket.inet_aton(host)))
    except OSError:
        return "." not in host or host.endswith(_INSIDE)


def _is_global(address: str) -> bool:
    """Whether an address is one of the open internet; raises ``ValueError`` for what is none.

    An IPv4 address that is dressed as IPv6 counts as none: no honest server is reached by it.
    """
    found = ipaddress.ip_address(address)
    if isinstance(found, ipaddress.IPv6Address) and (found.ipv4_mapped or found.is_site_local):
        return False
    return found.is_global and not found.is_multicast
