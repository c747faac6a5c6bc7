"""The long tail of the API: what is asked for too seldom to be written here, through Mastodon.py.

Mastodon.py blocks, so each call runs in a worker thread. It is given a ``session=`` that hands every request
to the client's own event loop and so to the one egress transport: it holds no permit and no token, and what
is public is stopped at the door like everywhere else. Its own waiting, version probing and streams are off.
"""

from __future__ import annotations

import asyncio
import json
import re
import threading
from collections.abc import Mapping
from concurrent.futures import Future
from typing import Any, Final

import httpx

from outtray.base.clock import Clock
from outtray.base.translation import gettext as _
from outtray.mastodon import errors
from outtray.mastodon.client import origin
from outtray.mastodon.instance import software
from outtray.mastodon.models import Instance
from outtray.mastodon.wire import DEADLINE, not_data, raise_for, read_body, told

_NUMBERS = re.compile(r"(\d+)\.(\d+)\.(\d+)")
_PRESUMED: Final = "4.2.0"
"""What a server of another make is taken to understand: a refusal by it says more than one by the library."""

_LOOP_SECONDS: Final = 5.0

_NOT_OVER_THE_SESSION: Final = frozenset({"create_app"})
_PREFIXES_NOT_OVER_THE_SESSION: Final = ("stream_", "_")


class LongTail:
    """Calls methods of Mastodon.py by name over one account's client.

    Answers are Mastodon.py's own and unsanitised: whoever shows anything of them cleans it first.
    """

    def __init__(
        self, client: httpx.AsyncClient, *, clock: Clock, version: str, deadline: float = DEADLINE
    ) -> None:
        """``version`` is Mastodon's, as ``version_of`` tells; ``deadline`` is for one request, in seconds."""
        self._client = client
        self._clock = clock
        self._version = version
        self._deadline = deadline

    @property
    def host(self) -> str:
        """The server's name, for sentences."""
        return self._client.base_url.netloc.decode("ascii")

    async def call(self, method: str, /, *arguments: Any, **named: Any) -> Any:
        """Call one method and return its answer; raises ``ServerError``, ``DeniedByDoor`` for public writes.

        Raises ``ValueError`` and ``TypeError`` for arguments that Mastodon.py does not take. Streams and
        registering an app open connections of their own and are refused as ``Unsupported``, as is any
        method this version of the library or of the server lacks.
        """
        if method in _NOT_OVER_THE_SESSION or method.startswith(_PREFIXES_NOT_OVER_THE_SESSION):
            raise self._unsupported(method)
        session = LoopSession(self._client, asyncio.get_running_loop(), self._deadline)
        try:
            return await asyncio.to_thread(self._call, session, method, arguments, named)
        finally:
            session.close()

    def _call(
        self, session: LoopSession, method: str, arguments: tuple[Any, ...], named: Mapping[str, Any]
    ) -> Any:
        # A second to import, in a thread, and only for those who need it.
        from mastodon import Mastodon
        from mastodon.errors import MastodonError, MastodonIllegalArgumentError, MastodonVersionError

        carrier: Any = session  # not a ``requests.Session``: it has what Mastodon.py uses of one
        api = Mastodon(
            api_base_url=str(self._client.base_url),
            session=carrier,
            ratelimit_method="throw",
            mastodon_version=self._version,
            version_check_mode="created",
            request_timeout=self._deadline,
        )
        wanted = getattr(api, method, None)
        if not callable(wanted):
            raise self._unsupported(method)
        try:
            return wanted(*arguments, **named)
        except MastodonVersionError as error:
            raise self._unsupported(method) from error
        except MastodonIllegalArgumentError:
            raise  # a ``ValueError``: the mistake is here, not with the server
        except MastodonError as error:
            raise session.reason(self._clock) or self._unusable() from error

    def _unusable(self) -> errors.NotMastodon:
        return errors.NotMastodon(
            _("{host} gave an answer that does not fit what was asked.").format(host=self.host),
            _("Look on the server's website instead."),
            host=self.host,
        )

    def _unsupported(self, method: str) -> errors.Unsupported:
        return errors.Unsupported(
            _("{host} is not asked for this ({method}).").format(host=self.host, method=method),
            _("Use the server's website for it."),
            host=self.host,
        )


def version_of(instance: Instance) -> str:
    """The version of Mastodon to tell Mastodon.py, so that it never asks for it itself."""
    found = _NUMBERS.match(instance.version)
    if found is None or software(instance) != "mastodon":
        return _PRESUMED
    return ".".join(found.groups())


class LoopSession:
    """What Mastodon.py takes for a ``requests.Session``: every request goes to the client's event loop."""

    def __init__(self, client: httpx.AsyncClient, loop: asyncio.AbstractEventLoop, deadline: float) -> None:
        self._client = client
        self._loop = loop
        self._deadline = deadline
        self._closed = threading.Event()
        self._last: LoopAnswer | None = None
        self._error: BaseException | None = None
        self._under_way: Future[LoopAnswer] | None = None

    def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        params: Any = None,
        data: Any = None,
        json: Any = None,
        files: Any = None,
        timeout: object = None,
        auth: object = None,
    ) -> LoopAnswer:
        """Send one request and wait for its answer; raises ``ServerError``. Called in a worker thread."""
        del timeout, auth  # the client has its own
        self._last, self._error = None, None
        kept = {name: value for name, value in (headers or {}).items() if name.lower() not in _CLIENTS_OWN}
        try:
            request = self._client.build_request(
                method,
                self._address(url),
                headers=kept,
                params=_given(params) or None,
                data=_given(data) or None,
                json=json,
                files=files or None,
            )
            self._under_way = asyncio.run_coroutine_threadsafe(self._send(request), self._loop)
            if self._closed.is_set():
                self._under_way.cancel()
            # Longer than the request's own limit: only for a loop that has stopped turning.
            self._last = self._under_way.result(self._deadline + _LOOP_SECONDS)
        except BaseException as error:
            self._error = error
            raise
        return self._last

    def get(self, url: str, **_arguments: object) -> LoopAnswer:
        """Only streams are asked for this way; refused."""
        raise errors.Unsupported(_("Streams do not come this way."), host=url)

    def reason(self, clock: Clock) -> errors.ServerError | None:
        """Why the last call failed, in this program's words; None when its request went well.

        Mastodon.py calls every error one of the network; what was no such thing is raised as it was.
        """
        if isinstance(self._error, errors.ServerError):
            return self._error
        if self._error is not None:
            raise self._error
        if self._last is None:
            return None
        try:
            raise_for(
                self._last.status_code, self._last.headers, self._last.content, host=self._host, clock=clock
            )
        except errors.ServerError as error:
            return error
        return None

    def close(self) -> None:
        """Let nothing more leave: the caller has its answer, or has gone."""
        self._closed.set()
        if self._under_way is not None:
            self._under_way.cancel()

    def _address(self, named: str) -> httpx.URL:
        """The address as httpx has it; the server may have named it, so it may be none: ``NotMastodon``."""
        try:
            address = httpx.URL(named)
            origin(address)  # decodes the name, which fails for some
        except (httpx.InvalidURL, ValueError) as error:
            raise not_data(self._host) from error
        return address

    @property
    def _host(self) -> str:
        return self._client.base_url.netloc.decode("ascii")

    async def _send(self, request: httpx.Request) -> LoopAnswer:
        if origin(request.url) != origin(self._client.base_url):
            there = request.url.netloc.decode("ascii", "replace")
            raise errors.Moved(
                _("{host} sends visitors on to {other}.").format(host=self._host, other=there),
                _("Nothing was asked there."),
                host=self._host,
                to=there,
            )
        with told(self._host):
            async with asyncio.timeout(self._deadline):
                response = await self._client.send(request, stream=True, follow_redirects=False)
                try:
                    body = await read_body(response, self._host)
                finally:
                    await response.aclose()
        if 300 <= response.status_code < 400:
            raise not_data(self._host)
        return LoopAnswer(
            response.status_code, response.reason_phrase, response.headers, body, str(request.url)
        )


class LoopAnswer:
    """What Mastodon.py takes for a ``requests.Response``: the parts it reads."""

    def __init__(
        self, status_code: int, reason: str, headers: httpx.Headers, content: bytes, url: str
    ) -> None:
        self.status_code = status_code
        self.reason = reason
        self.headers = headers
        self.content = content
        self.url = url

    @property
    def ok(self) -> bool:
        """Whether the server said yes."""
        return self.status_code < 400

    @property
    def text(self) -> str:
        """The body as text."""
        return self.content.decode("utf-8", "replace")

    def json(self) -> Any:
        """The body as data; raises ``ValueError`` when it is none."""
        return json.loads(self.content)


_CLIENTS_OWN: Final = frozenset({"authorization", "user-agent", "accept-encoding", "host"})
"""Headers that the client sets itself: the token goes to its own server and nowhere else."""


def _given(fields: Any) -> dict[str, Any]:
    """A form or a query without what was not given, as ``requests`` sends it."""
    if not fields:
        return {}
    pairs = fields.items() if isinstance(fields, Mapping) else fields
    found: dict[str, Any] = {}
    for name, value in pairs:
        if value is not None:
            found[str(name)] = [str(v) for v in value] if isinstance(value, list | tuple) else value
    return found
